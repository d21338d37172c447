"""Reading lists of conversations: one Query for a page, and one BatchGetItem where the list holds pointers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.mapping.conversations import (
    conversation_of,
    holds_heads,
    in_box,
    index_of,
)
from textward.adapters.dynamodb.models import BoxItem, ConversationItem, ConversationPointerItem
from textward.domain.conversation import Conversation, PatientBox, conversation_places
from textward.domain.paging import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.conversation import ConversationPlace
    from textward.domain.paging import PageRequest


class ConversationLists:
    """Pages of the staff's and the patients' lists."""

    def __init__(self, tables: Tables) -> None:
        """Take the tables."""
        self._tables = tables

    def of_basket(self, practice_id: str, place: ConversationPlace, page: PageRequest) -> Page[Conversation]:
        """Give a page of one list of a basket, newest activity first."""
        partition, index = keys.basket_listed(practice_id, place), index_of(place)
        if holds_heads(place):
            heads, more = self._tables.listed(ConversationItem, index, partition, page)
            return Page(tuple(map(conversation_of, heads)), more)
        pointers, more = self._tables.listed(ConversationPointerItem, index, partition, page)
        return Page(self._pointed_at(pointers, lambda one: place in conversation_places(one)), more)

    def of_patient(
        self, practice_id: str, patient_id: str, box: PatientBox, page: PageRequest
    ) -> Page[Conversation]:
        """Give a page of one of the patient's lists."""
        if box is PatientBox.SENT:
            return self.begun(practice_id, patient_id, page, None)
        index = "all" if box is PatientBox.INBOX else "lists"
        listed = keys.box_listed(practice_id, patient_id, box)
        places, more = self._tables.listed(BoxItem, index, listed, page)
        return Page(self._pointed_at(places, lambda one: in_box(one, box)), more)

    def begun(
        self, practice_id: str, patient_id: str, page: PageRequest, counterparts: frozenset[str] | None
    ) -> Page[Conversation]:
        """Give a page of all that the patient began, newest beginning first; of these counterparts only, if any are given."""
        partition = keys.box(practice_id, patient_id)
        upto = keys.box_place(page.after) if page.after else None
        places, more = self._tables.latest(BoxItem, partition, keys.BOX_PREFIX, upto, page.limit)
        wanted = [item for item in places if counterparts is None or item.counterpart_id in counterparts]
        return Page(self._pointed_at(wanted, lambda _: True), places[-1].thread_id if more else None)

    def _pointed_at(
        self,
        pointers: Sequence[ConversationPointerItem | BoxItem],
        belongs: Callable[[Conversation], bool],
    ) -> tuple[Conversation, ...]:
        """Read the conversations themselves: they are newer than the index, so one that has left the list is left out."""
        wanted = [keys.conversation(pointer.practice_id, pointer.thread_id) for pointer in pointers]
        found = self._tables.many(ConversationItem, wanted) if wanted else {}
        conversations = (conversation_of(found[key]) for key in wanted if key in found)
        return tuple(conversation for conversation in conversations if belongs(conversation))
