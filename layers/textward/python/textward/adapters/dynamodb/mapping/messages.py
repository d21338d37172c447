"""Messages, the texts that carry them, and the inbox lists they stand in."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from textward.adapters.dynamodb import keys
from textward.domain.assistant_terms import StaffReason
from textward.domain.inbox import InboxList, Place, places
from textward.domain.message import Delivery, DeliveryState, Direction, Message, Mode, WorkStatus
from textward.domain.private import Private
from textward.domain.text import OutboundText, Purpose
from textward.domain.thread import Thread
from textward.domain.work import WorkEntry, WorkKind

if TYPE_CHECKING:
    from datetime import datetime

    from textward.adapters.dynamodb.keys import Key
    from textward.adapters.dynamodb.models import HeadItem, MessageItem, OutboundItem, TextItem, WorkItem

DUE_AFTER = timedelta(minutes=10)
"""How long after a change of state the reconciliation looks at a text."""

COVERS_EVERY_STATUS = frozenset(
    {InboxList.ALL.value, InboxList.ASSIGNED_TO_ME.value, InboxList.ASSIGNED_BY_ME.value}
)
"""Lists kept in the `all` indexes, since a message stands in one of them and in one list by status at a time."""
ASSIGNED = frozenset({InboxList.PENDING_FOR_ME.value, InboxList.ASSIGNED_TO_ME.value})
GIVEN = frozenset({InboxList.ASSIGNED_BY_ME.value})
STARRED = frozenset({InboxList.STARRED.value})
POINTED_AT = ASSIGNED | GIVEN | STARRED
"""Members' own lists that hold pointers; the others hold the messages themselves."""


@dataclass
class ListKeys:
    """An item's keys in the indexes of lists."""

    lists_sk: str
    lists_pk: str | None = None
    lists_facility_pk: str | None = None
    all_pk: str | None = None
    all_facility_pk: str | None = None

    def stand_in(self, message: Message, place: Place) -> None:
        """Add one list."""
        whole = keys.listed(message.practice_id, place)
        part = keys.listed(message.practice_id, place, message.facility_id) if message.facility_id else None
        if place.list_name in COVERS_EVERY_STATUS:
            self.all_pk, self.all_facility_pk = whole, part
        else:
            self.lists_pk, self.lists_facility_pk = whole, part

    def fields(self) -> dict[str, Any]:
        """Give the attributes."""
        return asdict(self)


def items_for(message: Message) -> dict[Key, ListKeys]:
    """Say which items a message consists of, and in which lists each stands.

    The message's own item is always among them; assignments, gifts and stars point at it from members' own lists.
    """
    found = {message_key(message): ListKeys(message.message_id)}
    for place in places(message):
        key = _key_for(message, place)
        found.setdefault(key, ListKeys(message.message_id)).stand_in(message, place)
    return found


def _key_for(message: Message, place: Place) -> Key:
    where = (message.practice_id, message.thread_id, place.member_id, message.message_id)
    if place.list_name in ASSIGNED:
        return keys.assignment(*where)
    if place.list_name in GIVEN:
        return keys.gift(*where)
    return keys.star(*where) if place.list_name in STARRED else message_key(message)


def message_key(message: Message) -> Key:
    """Give the key of the message's own item."""
    return keys.message(message.practice_id, message.thread_id, message.message_id)


def message_fields(message: Message) -> dict[str, Any]:
    """Give the attributes of a new message, without its keys in lists."""
    return {
        "practice_id": message.practice_id,
        "thread_id": message.thread_id,
        "item_id": message.message_id,
        "at": message.at,
        "direction": message.direction.value,
        "mode": message.mode.value,
        "body": message.body,
        "version": message.version,
        "patient_id": message.patient_id,
        "facility_id": message.facility_id,
        "party_name": message.party_name,
        "party_phone": message.party_phone,
        "author_id": message.author_id,
        "status": message.status.value if message.status else None,
        "assignees": message.assignees,
        "assigned_by": message.assigned_by,
        "starred_by": message.starred_by,
        "link_id": message.link_id,
        "provider_id": message.provider_id,
        "flag": message.flag.value if message.flag else None,
        "written_at": message.written_at,
        **(delivery_fields(message.delivery, message.message_id) if message.delivery else {}),
    }


def message_of(item: MessageItem) -> Message:
    """Read a message."""
    return Message(
        practice_id=item.practice_id,
        thread_id=item.thread_id,
        message_id=item.item_id,
        at=item.at,
        direction=Direction(item.direction),
        mode=Mode(item.mode),
        body=item.body or Private(""),
        version=item.version,
        patient_id=item.patient_id,
        facility_id=item.facility_id,
        party_name=item.party_name,
        party_phone=item.party_phone,
        author_id=item.author_id,
        status=WorkStatus(item.status) if item.status else None,
        assignees=item.assignees or frozenset(),
        assigned_by=item.assigned_by or frozenset(),
        starred_by=item.starred_by or frozenset(),
        delivery=delivery_of(item),
        link_id=item.link_id,
        provider_id=item.provider_id,
        flag=StaffReason(item.flag) if item.flag else None,
        written_at=item.written_at,
    )


def delivery_fields(delivery: Delivery, item_id: str) -> dict[str, Any]:
    """Give the attributes of a text's way, and when the reconciliation should look at it."""
    return {
        "delivery_state": delivery.state.value,
        "delivery_rank": delivery.state.rank,
        "delivery_at": delivery.at,
        "delivery_provider_id": delivery.provider_id,
        "delivery_reason": delivery.reason,
        "attempt": delivery.attempt,
        **due_fields(delivery.at, item_id),
    }


def due_fields(changed_at: datetime, item_id: str) -> dict[str, str]:
    """Give the keys in the `due` index of a text that changed at that moment."""
    return {"due_pk": keys.DUE_TEXTS, "due_sk": keys.due(changed_at + DUE_AFTER, item_id)}


def delivery_of(item: OutboundItem) -> Delivery | None:
    """Read how far a text has come; None for what isn't sent."""
    if item.delivery_state is None or item.delivery_at is None:
        return None
    return Delivery(
        state=DeliveryState(item.delivery_state),
        at=item.delivery_at,
        attempt=item.attempt or 1,
        provider_id=item.delivery_provider_id,
        reason=item.delivery_reason,
    )


def text_of_message(item: MessageItem) -> OutboundText | None:
    """Read the text that carries a message; None for one that came in."""
    delivery = delivery_of(item)
    if delivery is None or item.party_phone is None:
        return None
    plain = item.mode == Mode.PLAIN.value
    return OutboundText(
        practice_id=item.practice_id,
        thread_id=item.thread_id,
        item_id=item.item_id,
        purpose=Purpose.BODY if plain else Purpose.LINK,
        to=item.party_phone,
        delivery=delivery,
        patient_id=item.patient_id,
        body=(item.body or Private("")) if plain else None,
        link_id=item.link_id,
        claimed_at=item.claimed_at,
        claimed_from=item.claimed_from,
        claimed_mark=item.claimed_mark,
        redacted=bool(item.redacted),
    )


def text_fields(text: OutboundText) -> dict[str, Any]:
    """Give the attributes of a code's text, or a link's sent again."""
    return {
        "practice_id": text.practice_id,
        "thread_id": text.thread_id,
        "item_id": text.item_id,
        "purpose": text.purpose.value,
        "to": text.to,
        "patient_id": text.patient_id,
        "body": text.body,
        "link_id": text.link_id,
        "code_counter": text.code_counter,
        "claimed_at": text.claimed_at,
        "claimed_from": text.claimed_from,
        "claimed_mark": text.claimed_mark,
        "redacted": text.redacted,
        **delivery_fields(text.delivery, text.item_id),
    }


def text_of(item: TextItem) -> OutboundText | None:
    """Read a code's text, or a link's sent again."""
    delivery = delivery_of(item)
    if delivery is None:
        return None
    return OutboundText(
        practice_id=item.practice_id,
        thread_id=item.thread_id,
        item_id=item.item_id,
        purpose=Purpose(item.purpose),
        to=item.to,
        delivery=delivery,
        patient_id=item.patient_id,
        body=item.body,
        link_id=item.link_id,
        code_counter=item.code_counter,
        claimed_at=item.claimed_at,
        claimed_from=item.claimed_from,
        claimed_mark=item.claimed_mark,
        redacted=bool(item.redacted),
    )


def thread_of(item: HeadItem) -> Thread:
    """Read a thread's head."""
    return Thread(
        practice_id=item.practice_id,
        thread_id=item.thread_id,
        phone=item.phone,
        patient_id=item.patient_id,
        facility_id=item.facility_id,
        last_message_at=item.last_message_at,
        last_sender_id=item.last_sender_id,
        last_sent_at=item.last_sent_at,
    )


def work_fields(work: WorkEntry) -> dict[str, Any]:
    """Give the attributes of a step of a message's history."""
    return {
        "practice_id": work.practice_id,
        "thread_id": work.thread_id,
        "message_id": work.message_id,
        "entry_id": work.entry_id,
        "at": work.at,
        "by": work.by,
        "kind": work.kind.value,
        "member_ids": frozenset(work.member_ids),
    }


def work_of(item: WorkItem) -> WorkEntry:
    """Read a step of a message's history."""
    return WorkEntry(
        entry_id=item.entry_id,
        practice_id=item.practice_id,
        thread_id=item.thread_id,
        message_id=item.message_id,
        at=item.at,
        by=item.by,
        kind=WorkKind(item.kind),
        member_ids=tuple(sorted(item.member_ids or ())),
    )
