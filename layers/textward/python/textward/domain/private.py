"""Values that tell something about a person: they redact themselves wherever they are formatted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Private:
    """Text that a patient or member wrote, or that tells who they are.

    Formatting, logging or printing one gives a fixed mark; the text itself comes out only through `reveal`, so that each
    place that lets it out can be found by name (HIPAA 164.312, access control).
    """

    _text: str

    def reveal(self) -> str:
        """Give the text itself, for storing, sending or showing to someone allowed to see it."""
        return self._text

    def __repr__(self) -> str:
        """Give the mark, never the text."""
        return "Private(***)"

    def __str__(self) -> str:
        """Give the mark, never the text."""
        return "***"

    def __bool__(self) -> bool:
        """Tell whether there is any text."""
        return bool(self._text)
