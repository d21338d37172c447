"""The events that follow from a change of the table: what the outbox publishes.

Works on the images of a stream record as they come, in DynamoDB's own form of attribute values, and touches nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textward.adapters.dynamodb import keys
from textward.domain.events import Event, EventType
from textward.domain.message import DeliveryState, Direction

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    Image = Mapping[str, Mapping[str, Any]]

_WORK = ("version", "status", "assignees")
"""A star is no event: nobody sees it but its member."""
_LINK = ("opened_at", "verified_at", "revoked_at")


def events_from_record(
    new_image: Image | None, old_image: Image | None, event_id: str, at: datetime
) -> list[Event]:
    """Say what has happened to a message by one change of an item; mostly nothing.

    Each event's id follows from the record's, so that a record read again gives the same events.

    Raises:
        KeyError: an item lacks an attribute that all of its kind have.
    """
    if not new_image:
        return []
    sk, pk = _value(new_image, "sk"), _value(new_image, "pk")
    types: Sequence[EventType] = ()
    subject = "item_id"
    if sk.startswith(keys.MESSAGE_PREFIX):
        types = _of_message(new_image, old_image)
    elif sk.startswith(keys.TEXT_PREFIX):
        types = () if old_image else (EventType.CODE_QUEUED,)
    elif pk.startswith(keys.LINK_PREFIX):
        types = (EventType.LINK_CHANGED,) if old_image and _differ(new_image, old_image, _LINK) else ()
        subject = "message_id"
    return [
        Event(
            event_id=f"{event_id}-{kind.value}",
            type=kind,
            practice_id=_value(new_image, "practice_id"),
            thread_id=_value(new_image, "thread_id"),
            message_id=_value(new_image, subject),
            at=at,
        )
        for kind in types
    ]


def _of_message(new: Image, old: Image | None) -> list[EventType]:
    if not old:
        came_in = _value(new, "direction") == Direction.IN.value
        return [EventType.MESSAGE_RECEIVED if came_in else EventType.MESSAGE_QUEUED]
    found = []
    if _differ(new, old, ("delivery_state",)):
        found.append(EventType.MESSAGE_QUEUED if _retried(new, old) else EventType.MESSAGE_DELIVERY_CHANGED)
    if _differ(new, old, _WORK):
        found.append(EventType.MESSAGE_CHANGED)
    return found


def _retried(new: Image, old: Image) -> bool:
    queued = _value(new, "delivery_state") == DeliveryState.QUEUED.value
    return queued and int(_value(new, "attempt")) > int(_value(old, "attempt"))


def _differ(new: Image, old: Image, names: Sequence[str]) -> bool:
    return any(_comparable(new.get(name)) != _comparable(old.get(name)) for name in names)


def _comparable(attribute: Mapping[str, Any] | None) -> object:
    """Give a value that equals another of the same meaning: a set's members come in any order."""
    if attribute is None:
        return None
    return frozenset(attribute["SS"]) if "SS" in attribute else dict(attribute)


def _value(image: Image, name: str) -> str:
    """Give a string or number attribute's text."""
    (value,) = image[name].values()
    return str(value)
