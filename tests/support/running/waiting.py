"""Waiting for what happens behind an answer."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds: functions start cold, and other work may share the machine."""
_POLL_SECONDS = 0.05
_PART = 0.1
"""Of the time waited so far, until the next look: looking takes from what is waited for."""


def eventually(look: Callable[[], T], what: str, *, seconds: float = PATIENCE) -> T:
    """Look until it gives something true, and give that.

    Raises:
        AssertionError: Nothing came in time; names `what` was awaited, and what was seen last.
    """
    began = time.monotonic()
    while True:
        seen = look()
        if seen:
            return seen
        waited = time.monotonic() - began
        if waited > seconds:
            raise AssertionError(f"not within {seconds:g} s: {what}; last seen: {seen!r}")
        time.sleep(max(_POLL_SECONDS, waited * _PART))
