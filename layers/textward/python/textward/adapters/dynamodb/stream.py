"""The events that follow from a change of the table: what the outbox publishes.

Works on the images of a stream record as they come, in DynamoDB's own form of attribute values, and touches nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textward.adapters.dynamodb import keys
from textward.domain.consent import ConsentState
from textward.domain.events import Event, EventType
from textward.domain.message import DeliveryState, Direction
from textward.domain.patient import PATIENT_THREAD
from textward.domain.work import WorkKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    Image = Mapping[str, Mapping[str, Any]]

_WORK = ("version", "status", "assignees", "flag")
"""A star is no event: nobody sees it but its member."""
_LINK = ("opened_at", "verified_at", "revoked_at")
"""Of links to a message only: a phone's way into the portal has none, and nobody looks on."""
_PATIENT, _APPOINTMENT = "patient_id", "appointment_id"
_PHONE = "pk"
"""Of a phone's consent: its item names practice and phone in the key alone."""
_BOOKED: Sequence[str] = ("status", "starts_at", "reply", "needs_staff")
"""A reminder is no event of the appointment: it is a message of the thread."""


def events_from_record(
    new_image: Image | None, old_image: Image | None, event_id: str, at: datetime
) -> list[Event]:
    """Say what has happened to a message, conversation, patient or appointment by one change of an item; mostly nothing.

    Each event's id follows from the record's, so that a record read again gives the same events.

    Raises:
        KeyError: an item lacks an attribute that all of its kind have.
    """
    image = new_image or old_image
    if not image:
        return []
    types, subject = _happened(new_image, old_image) if new_image else _gone(image)
    return [
        Event(f"{event_id}-{kind.value}", kind, *_ids(image, subject), at, _state(kind, image, old_image))
        for kind in types
    ]


def _gone(old: Image) -> tuple[Sequence[EventType], str]:
    """Say that an appointment is this patient's no more; anything else that goes away was of no use any more."""
    is_appointment = _value(old, "sk").startswith(keys.APPOINTMENT_PREFIX)
    return (EventType.APPOINTMENT_CHANGED,) if is_appointment else (), _APPOINTMENT


def _happened(new: Image, old: Image | None) -> tuple[Sequence[EventType], str]:
    """Give the events' types, and which attribute says what they are about."""
    pk, sk = _value(new, "pk"), _value(new, "sk")
    if sk.startswith(keys.MESSAGE_PREFIX):
        return _of_message(new, old), "item_id"
    if sk.startswith(keys.TEXT_PREFIX):
        return () if old else (EventType.CODE_QUEUED,), "item_id"
    if sk == keys.CONVERSATION:
        return _of_conversation(new, old), "last_id"
    return _happened_elsewhere(pk, sk, new, old)


def _happened_elsewhere(pk: str, sk: str, new: Image, old: Image | None) -> tuple[Sequence[EventType], str]:
    """Say it of what is in no thread: patients, appointments, phones, links."""
    if sk == keys.PATIENT:
        return (EventType.CARE_TEAM_CHANGED,) if old and _differ(new, old, ("care_team",)) else (), _PATIENT
    if sk.startswith(keys.APPOINTMENT_PREFIX):
        return (EventType.APPOINTMENT_CHANGED,) if old and _differ(new, old, _BOOKED) else (), _APPOINTMENT
    if sk == keys.CONSENT:
        return (EventType.CONSENT_CHANGED,) if _opted_out(new) != _opted_out(old) else (), _PHONE
    if pk.startswith(keys.LINK_PREFIX) and old and _value(new, "message_id"):
        return (EventType.LINK_CHANGED,) if _differ(new, old, _LINK) else (), "message_id"
    return (), ""


def _ids(image: Image, subject: str) -> tuple[str, str, str]:
    """Give the practice, the thread and what an event is about; a patient's own thread is named after the patient."""
    if subject == _PHONE:
        _, practice_id, phone_hash = _value(image, _PHONE).split("#")
        return practice_id, phone_hash, phone_hash
    own = subject in {_PATIENT, _APPOINTMENT}
    thread_id = PATIENT_THREAD + _value(image, _PATIENT) if own else _value(image, "thread_id")
    return _value(image, "practice_id"), thread_id, _value(image, subject)


def _state(kind: EventType, new: Image, old: Image | None) -> str:
    """Give what a state has changed to; empty where the event is about none."""
    if kind is EventType.MESSAGE_DELIVERY_CHANGED:
        return _value(new, "delivery_state")
    if kind is EventType.MESSAGE_CHANGED and old and _differ(new, old, ("status",)):
        return _value(new, "status")
    if kind is EventType.CONVERSATION_CHANGED and old:
        return _step(new, old)
    if kind is EventType.CONSENT_CHANGED:
        return ConsentState.OPTED_OUT.value if _opted_out(new) else ConsentState.OPTED_IN.value
    return ""


def _step(new: Image, old: Image) -> str:
    """Tell an answer, and the mark that none is needed, from whatever else can happen to a conversation."""
    if _differ(new, old, ("last_id",)):
        return WorkKind.ANSWERED.value
    done, was = (bool(image.get("replied", {}).get("BOOL")) for image in (new, old))
    return WorkKind.COMPLETED.value if done and not was else ""


def _opted_out(image: Image | None) -> bool:
    """Tell what a phone's consent was; a phone that never said anything has not opted out."""
    return bool(image and image.get("opted_out", {}).get("BOOL"))


def _of_conversation(new: Image, old: Image | None) -> Sequence[EventType]:
    """Tell a patient's word from anything else that staff see: what moves the version, and that the patient has read.

    A star is no event: nobody sees it but its member.
    """
    came_in = _value(new, "last_direction") == Direction.IN.value
    if came_in and (not old or _differ(new, old, ("last_id",))):
        return (EventType.CONVERSATION_RECEIVED,)
    return (EventType.CONVERSATION_CHANGED,) if old and _differ(new, old, ("version", "unread")) else ()


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
