"""The `due` index, read a page at a time: where the items lie whose time has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.keys import Key
from textward.adapters.dynamodb.models import DueItem
from textward.domain.paging import Page

if TYPE_CHECKING:
    from datetime import datetime

    from textward.adapters.dynamodb.tables import Tables


def due_places(tables: Tables, kind: str, now: datetime, limit: int, after: str | None = None) -> Page[Key]:
    """Give the keys of what is due, those that have waited longest first.

    The index lags behind its table: whoever reads the items looks at when they are due once more.
    """
    model, until = tables.of(DueItem), keys.due_until(now)
    # BETWEEN takes its lower end in: if that item is still due, it is read once more and left out.
    among = model.due_sk.between(after, until) if after else model.due_sk <= until
    found = list(model.query(kind, among, index_name="due", limit=limit + (1 if after else 0)))
    places = [item for item in found if item.due_sk != after][:limit]
    more = places[-1].due_sk if len(places) == limit else None
    return Page(tuple(Key(item.pk, item.sk) for item in places), more)
