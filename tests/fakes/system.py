"""A clock that tests move, and ids that follow from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ulid import ULID

START = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
"""A Monday morning in the practices' time zones."""

_RANDOM_BITS = 80
_MILLISECONDS = 1000


@dataclass
class FakeClock:
    """The `Clock` port: stands still until it is moved."""

    moment: datetime = START

    def now(self) -> datetime:
        return self.moment

    def advance(self, by: timedelta) -> datetime:
        """Move on, and give the new moment."""
        self.moment += by
        return self.moment


@dataclass
class FakeIds:
    """The `Ids` port: ULIDs of the clock's moment and a running number."""

    clock: FakeClock = field(default_factory=FakeClock)
    given: int = 0

    def new(self) -> str:
        self.given += 1
        milliseconds = round(self.clock.moment.timestamp() * _MILLISECONDS)
        return str(ULID.from_int((milliseconds << _RANDOM_BITS) + self.given))

    def secret(self) -> str:
        self.given += 1
        return f"secret-{self.given:025d}"
