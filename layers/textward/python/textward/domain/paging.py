"""Pages of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
U = TypeVar("U")

DEFAULT_PAGE = 25
LARGEST_PAGE = 100


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page is wanted."""

    limit: int = DEFAULT_PAGE
    after: str | None = None
    """The position where the last page ended (a message id), or None for the newest."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page, newest first."""

    items: tuple[T, ...]
    next_after: str | None
    """The position to go on from; None at the end."""
