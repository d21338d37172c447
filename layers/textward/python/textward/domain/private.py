"""Values that tell something about a person: they redact themselves wherever they are formatted."""

from __future__ import annotations

from typing import Never

_MARK = "***"


class Private:
    """Text that a patient or member wrote, or that tells who they are.

    Formatting, logging or printing one gives a fixed mark; the text itself comes out only through `reveal`, so that each
    place that lets it out can be found by name (HIPAA 164.312, access control). It is no dataclass on purpose:
    `dataclasses.asdict`, which JSON encoders call by themselves, would open it.
    """

    __slots__ = ("_text",)

    _text: str

    def __init__(self, text: str) -> None:
        """Hold the text."""
        object.__setattr__(self, "_text", text)

    def reveal(self) -> str:
        """Give the text itself, for storing, sending or showing to someone allowed to see it."""
        return self._text

    def __setattr__(self, name: str, value: object) -> Never:
        """Refuse: a value never changes."""
        raise AttributeError(name)

    def __eq__(self, other: object) -> bool:
        """Compare the texts."""
        return isinstance(other, Private) and self._text == other._text

    def __hash__(self) -> int:
        """Hash the text."""
        return hash((Private, self._text))

    def __bool__(self) -> bool:
        """Tell whether there is any text."""
        return bool(self._text)

    def __repr__(self) -> str:
        """Give the mark, never the text."""
        return f"Private({_MARK})"

    def __str__(self) -> str:
        """Give the mark, never the text."""
        return _MARK

    def __format__(self, spec: str) -> str:
        """Give the mark, never the text or its length, whatever the format asks for."""
        return _MARK

    def __copy__(self) -> Private:
        """Give itself: it never changes."""
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Private:
        """Give itself: it never changes."""
        return self

    def __reduce__(self) -> Never:
        """Refuse to be pickled: a pickle would hold the text in the clear."""
        raise TypeError("a private value is not pickled")
