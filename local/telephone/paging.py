"""Pages of a list as Twilio's 2010 API gives them: `next_page_uri` with a token, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.datastructures import QueryParams

T = TypeVar("T")
DEFAULT_PAGE_SIZE, LARGEST_PAGE_SIZE = 50, 1000
_PAGING_KEYS = frozenset({"Page", "PageSize", "PageToken"})


def page_of(
    records: Sequence[T],
    query: QueryParams,
    path: str,
    key: str,
    sid_of: Callable[[T], str],
    view: Callable[[T], object],
) -> dict[str, object]:
    """Cut one page out of a list that is already filtered and sorted.

    The token names the last record of the page before, so that new messages on top don't shift the pages.
    """
    size = min(max(_number(query.get("PageSize"), DEFAULT_PAGE_SIZE), 1), LARGEST_PAGE_SIZE)
    page = _number(query.get("Page"), 0)
    start = _start(records, query.get("PageToken"), page, size, sid_of)
    shown = records[start : start + size]
    filters = [(name, value) for name, value in query.multi_items() if name not in _PAGING_KEYS]

    def uri(number: int, token: str | None = None) -> str:
        paging: list[tuple[str, str]] = [("PageSize", str(size)), ("Page", str(number))]
        return f"{path}?{urlencode(filters + paging + ([('PageToken', token)] if token else []))}"

    more = start + size < len(records)
    return {
        key: [view(record) for record in shown],
        "start": page * size,
        "end": page * size + max(len(shown) - 1, 0),
        "page": page,
        "page_size": size,
        "uri": uri(page, query.get("PageToken")),
        "first_page_uri": uri(0),
        "next_page_uri": uri(page + 1, "PA" + sid_of(shown[-1])) if more else None,
        "previous_page_uri": uri(page - 1) if page > 0 else None,
    }


def _start(records: Sequence[T], token: str | None, page: int, size: int, sid_of: Callable[[T], str]) -> int:
    if token:
        for position, record in enumerate(records):
            if "PA" + sid_of(record) == token:
                return position + 1
    return page * size


def _number(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isdecimal() else default
