"""Waiting for what happens behind an answer."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

PATIENCE = 30.0
"""Seconds: functions start cold, and other work may share the machine."""
_POLL_SECONDS = 0.1


def eventually(look: Callable[[], T], what: str, *, seconds: float = PATIENCE) -> T:
    """Look until it gives something true, and give that.

    Raises:
        AssertionError: Nothing came in time; names `what` was awaited, and what was seen last.
    """
    deadline = time.monotonic() + seconds
    while True:
        seen = look()
        if seen:
            return seen
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:g} s: {what}; last seen: {seen!r}")
        time.sleep(_POLL_SECONDS)
