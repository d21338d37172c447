"""Conversations from the portal, what was said in them, and the lists they stand in."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from textward.adapters.dynamodb import keys
from textward.domain.conversation import (
    Conversation,
    ConversationFilter,
    ConversationPlace,
    PatientBox,
    PortalMessage,
    conversation_places,
)
from textward.domain.message import Direction

if TYPE_CHECKING:
    from textward.adapters.dynamodb.keys import Key
    from textward.adapters.dynamodb.models import ConversationItem, PortalMessageItem

_OF_EVERY_STATE = ConversationFilter.ALL.value
"""Kept in the `all` index: a conversation stands in it and in one list by state at a time."""


@dataclass
class Listed:
    """An item's keys in the indexes of lists; `lists_sk` is the conversation's last message."""

    lists_sk: str
    lists_pk: str | None = None
    all_pk: str | None = None

    def fields(self) -> dict[str, Any]:
        """Give the attributes."""
        return asdict(self)


def conversation_items(conversation: Conversation) -> dict[Key, Listed]:
    """Say which items place a conversation, and in which of the staff's lists each stands.

    The conversation's own item is always among them; what members have or starred points at it from their own lists.
    """
    found = {conversation_key(conversation): Listed(conversation.last_id)}
    for place in conversation_places(conversation):
        listed = found.setdefault(_key_for(conversation, place), Listed(conversation.last_id))
        if place.filter_name == _OF_EVERY_STATE:
            listed.all_pk = keys.basket_listed(conversation.practice_id, place)
        else:
            listed.lists_pk = keys.basket_listed(conversation.practice_id, place)
    return found


def unstarred(conversation: Conversation) -> Conversation:
    """Leave the stars out: they move by themselves."""
    return replace(conversation, starred_by=frozenset())


def star_listed(conversation: Conversation, member_id: str) -> Listed:
    """Say where a member's star stands."""
    place = ConversationPlace(conversation.basket, ConversationFilter.STARRED.value, member_id)
    return Listed(conversation.last_id, keys.basket_listed(conversation.practice_id, place))


def box_listed(conversation: Conversation) -> Listed:
    """Say in which of the patient's lists a conversation stands."""
    where = (conversation.practice_id, conversation.patient_id)
    return Listed(
        conversation.last_id,
        keys.box_listed(*where, PatientBox.UNREAD) if conversation.unread else None,
        keys.box_listed(*where, PatientBox.INBOX) if conversation.answered else None,
    )


def in_box(conversation: Conversation, name: PatientBox) -> bool:
    """Tell whether a conversation stands in that list of its patient's."""
    if name is PatientBox.SENT:
        return True
    return conversation.answered if name is PatientBox.INBOX else conversation.unread > 0


def index_of(place: ConversationPlace) -> str:
    """Name the index that holds a list of a basket."""
    return "all" if place.filter_name == _OF_EVERY_STATE else "lists"


def holds_heads(place: ConversationPlace) -> bool:
    """Tell whether a list holds the conversations themselves; the others hold pointers."""
    return not place.member_id


def _key_for(conversation: Conversation, place: ConversationPlace) -> Key:
    if not place.member_id:
        return conversation_key(conversation)
    where = (conversation.practice_id, conversation.thread_id, place.member_id)
    starred = place.filter_name == ConversationFilter.STARRED.value
    return keys.conversation_star(*where) if starred else keys.holding(*where)


def conversation_key(conversation: Conversation) -> Key:
    """Give the key of the conversation's own item."""
    return keys.conversation(conversation.practice_id, conversation.thread_id)


def conversation_fields(conversation: Conversation) -> dict[str, Any]:
    """Give a conversation's attributes, without its keys in lists and without its stars."""
    return {
        "practice_id": conversation.practice_id,
        "thread_id": conversation.thread_id,
        "patient_id": conversation.patient_id,
        "patient_name": conversation.patient_name,
        "subject": conversation.subject,
        "started_at": conversation.started_at,
        "last_id": conversation.last_id,
        "last_at": conversation.last_at,
        "preview": conversation.preview,
        "group_id": conversation.group_id,
        "member_id": conversation.member_id,
        "facility_id": conversation.facility_id,
        "last_direction": conversation.last_direction.value,
        "replied": conversation.replied,
        "trashed": conversation.trashed,
        "waiting_since": conversation.waiting_since,
        "replied_at": conversation.replied_at,
        "assignees": conversation.assignees,
        "assigned_by": conversation.assigned_by,
        "answered": conversation.answered,
        "unread": conversation.unread,
        "version": conversation.version,
        "revision": conversation.revision,
    }


def conversation_of(item: ConversationItem) -> Conversation:
    """Read a conversation."""
    return Conversation(
        practice_id=item.practice_id,
        thread_id=item.thread_id,
        patient_id=item.patient_id,
        patient_name=item.patient_name,
        subject=item.subject,
        started_at=item.started_at,
        last_id=item.last_id,
        last_at=item.last_at,
        preview=item.preview,
        group_id=item.group_id,
        member_id=item.member_id,
        facility_id=item.facility_id,
        last_direction=Direction(item.last_direction),
        replied=bool(item.replied),
        trashed=bool(item.trashed),
        waiting_since=item.waiting_since,
        replied_at=item.replied_at,
        assignees=item.assignees or frozenset(),
        assigned_by=item.assigned_by or frozenset(),
        starred_by=item.starred_by or frozenset(),
        answered=bool(item.answered),
        unread=item.unread,
        version=item.version,
        revision=item.revision,
    )


def portal_message_fields(message: PortalMessage) -> dict[str, Any]:
    """Give the attributes of what was said."""
    return {
        "practice_id": message.practice_id,
        "thread_id": message.thread_id,
        "message_id": message.message_id,
        "at": message.at,
        "direction": message.direction.value,
        "body": message.body,
        "author_id": message.author_id,
    }


def portal_message_of(item: PortalMessageItem) -> PortalMessage:
    """Read what was said."""
    return PortalMessage(
        practice_id=item.practice_id,
        thread_id=item.thread_id,
        message_id=item.message_id,
        at=item.at,
        direction=Direction(item.direction),
        body=item.body,
        author_id=item.author_id,
    )
