"""Pages of what is held in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from textward.domain.paging import Page, PageRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")


def page_of(items: Iterable[T], position: Callable[[T], str], page: PageRequest) -> Page[T]:
    """Give a page of items, the highest position first."""
    newest_first = sorted(items, key=position, reverse=True)
    left = [item for item in newest_first if page.after is None or position(item) < page.after]
    found = tuple(left[: page.limit])
    return Page(found, position(found[-1]) if len(left) > len(found) else None)
