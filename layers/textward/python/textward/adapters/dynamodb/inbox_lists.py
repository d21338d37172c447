"""Reading the inbox's lists: one Query on an index for each page; members' own lists then fetch the messages they point at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.mapping.messages import COVERS_EVERY_STATUS, POINTED_AT, message_of
from textward.adapters.dynamodb.models import MessageItem, PointerItem
from textward.domain.inbox import Place, places
from textward.domain.paging import Page, PageRequest

if TYPE_CHECKING:
    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.message import Message


class InboxLists:
    """Pages of inbox lists."""

    def __init__(self, tables: Tables) -> None:
        """Take the tables."""
        self._tables = tables

    def page(
        self, practice_id: str, place: Place, facility_id: str | None, page: PageRequest
    ) -> Page[Message]:
        """Give a page of one list, newest first."""
        partition = keys.listed(practice_id, place, facility_id)
        index = index_of(place, facility_id)
        if place.list_name in POINTED_AT:
            pointers, more = self._tables.listed(PointerItem, index, partition, page)
            return Page(self._pointed_at(pointers, place), more)
        items, more = self._tables.listed(MessageItem, index, partition, page)
        return Page(tuple(map(message_of, items)), more)

    def _pointed_at(self, pointers: list[PointerItem], place: Place) -> tuple[Message, ...]:
        """Read the messages themselves: they are newer than the index, so one that has left the list is left out."""
        wanted = [keys.message(p.practice_id, p.thread_id, p.message_id) for p in pointers]
        found = self._tables.many(MessageItem, wanted, consistent=False) if wanted else {}
        messages = (message_of(found[key]) for key in wanted if key in found)
        return tuple(message for message in messages if place in places(message))


def index_of(place: Place, facility_id: str | None) -> str:
    """Name the index that holds a list."""
    index = "all" if place.list_name in COVERS_EVERY_STATUS else "lists"
    return f"{index}_facility" if facility_id else index
