"""What a start tells about itself while it goes on."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol


class Progress(Protocol):
    """Whoever wants to know."""

    def step(self, words: str) -> AbstractContextManager[object]:
        """Tell that a step begins, and, on leaving the context, that it is done."""

    def say(self, words: str) -> None:
        """Tell something in between."""


class Silent:
    """Tells nobody."""

    def step(self, words: str) -> AbstractContextManager[object]:
        """Do nothing."""
        del words
        return nullcontext()

    def say(self, words: str) -> None:
        """Do nothing."""
