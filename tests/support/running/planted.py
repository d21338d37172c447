"""Words that must never be found where they don't belong: each test's own, remembered to be searched for at the end."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from string import ascii_lowercase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHORTEST = 6
"""Characters: shorter words stand in logs by chance."""


@dataclass
class Planted:
    """Everything that patients and staff wrote in this run, who they are, and the secrets that open their messages."""

    words: set[str] = field(default_factory=set)

    def note(self, *words: str) -> None:
        """Remember words as they are."""
        self.words.update(word for word in words if len(word) >= _SHORTEST)

    def text(self, beginning: str) -> str:
        """Make a text that nobody has written before, and remember its rare part."""
        mark = "vexil" + "".join(
            secrets.choice(ascii_lowercase) for _ in range(10)
        )  # no digits: no code in it
        self.note(mark)
        return f"{beginning} {mark}"

    def found_in(self, text: str) -> set[str]:
        """Give the words that stand in a text, whatever their case."""
        lowered = text.casefold()
        return {word for word in self.words if word.casefold() in lowered}

    def found_anywhere(self, texts: Iterable[str]) -> set[str]:
        """Give the words that stand in any of the texts."""
        return set().union(*(self.found_in(text) for text in texts))
