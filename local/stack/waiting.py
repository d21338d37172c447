"""Waiting for a service to answer."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

if TYPE_CHECKING:
    from pathlib import Path

    from local.stack.processes import Running

_POLL_SECONDS = 0.05
_LAST_LINES = 15


class DidNotStartError(Exception):
    """A process ended, or didn't answer in time."""


def wait_until_it_answers(address: str, process: Running, *, log: Path, seconds: float) -> None:
    """Return when `address` answers with success, and it is the process that answers: two stacks may choose a port at once.

    Raises:
        DidNotStartError: If the process ends before, or `seconds` pass.
    """
    port = urlsplit(address).port or 0
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not process.is_alive():
            break
        try:
            answers = httpx.get(address, timeout=2, trust_env=False).is_success
        except httpx.TransportError:
            answers = False
        if answers and process.listens_on(port):
            return
        time.sleep(_POLL_SECONDS)
    raise DidNotStartError(f"{address} did not answer. Last lines of {log}:\n{_tail(log)}")


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-_LAST_LINES:])
