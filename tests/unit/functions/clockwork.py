"""The time that answers to patients take (row C5)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Clockwork:
    """A monotonic clock that moves only when it is slept on."""

    moment: float = 1_000.0
    slept: float = 0.0

    def monotonic(self) -> float:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.moment += seconds
