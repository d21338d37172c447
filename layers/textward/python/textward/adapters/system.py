"""The machine's clock and randomness."""

from __future__ import annotations

import secrets
import threading
import time
from datetime import UTC, datetime
from random import SystemRandom

from ulid import ULID

_SECRET_BYTES = 32
_MILLISECOND = 1000
_FIRST_PAUSE = 0.02
LONGEST_PAUSE = 0.5
"""Seconds."""

# The operating system's randomness: processes started from one snapshot must not pause in step.
_random = SystemRandom()


class SystemClock:
    """The `Clock` port."""

    def now(self) -> datetime:
        """Give the present moment, UTC, to the millisecond: what is stored reads back as it was."""
        now = datetime.now(UTC)
        return now.replace(microsecond=now.microsecond // _MILLISECOND * _MILLISECOND)


def pause(failed: int) -> None:
    """Wait for a random while, up to 20 ms after one try that has failed and twice as long after each more, to half a second."""
    time.sleep(_random.uniform(0, min(_FIRST_PAUSE * 2 ** (failed - 1), LONGEST_PAUSE)))


class UlidIds:
    """The `Ids` port: ULIDs that grow within a process, even when the clock steps back."""

    def __init__(self) -> None:
        """Start from the present moment."""
        self._last = 0
        self._lock = threading.Lock()

    def new(self) -> str:
        """Give a ULID that sorts after those given before."""
        with self._lock:
            self._last = max(int(ULID()), self._last + 1)
            return str(ULID.from_int(self._last))

    def secret(self) -> str:
        """Give 256 bits from the operating system, URL-safe."""
        return secrets.token_urlsafe(_SECRET_BYTES)
