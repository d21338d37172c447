"""The machine's clock and randomness."""

from __future__ import annotations

import secrets
import threading
from datetime import UTC, datetime

from ulid import ULID

_SECRET_BYTES = 32
_MILLISECOND = 1000


class SystemClock:
    """The `Clock` port."""

    def now(self) -> datetime:
        """Give the present moment, UTC, to the millisecond: what is stored reads back as it was."""
        now = datetime.now(UTC)
        return now.replace(microsecond=now.microsecond // _MILLISECOND * _MILLISECOND)


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
