"""The vocabulary of events. They carry ids, never content: a consumer reads the item itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class EventType(Enum):
    """What has happened."""

    MESSAGE_RECEIVED = "message.received"
    """A text or secure reply came in."""
    MESSAGE_QUEUED = "message.queued"
    """A member's message waits to be handed to the provider (also when staff retry it)."""
    CODE_QUEUED = "code.queued"
    """A one-time password, or a link sent again, waits to be handed to the provider."""
    MESSAGE_DELIVERY_CHANGED = "message.delivery_changed"
    MESSAGE_CHANGED = "message.changed"
    """Work status, assignees, or the flag for staff changed."""
    LINK_CHANGED = "link.changed"
    """Opened, verified, revoked."""
    CONVERSATION_RECEIVED = "conversation.received"
    """A patient wrote from the portal."""
    CONVERSATION_CHANGED = "conversation.changed"
    """Answered, assigned, moved, or read by the patient."""
    CARE_TEAM_CHANGED = "patient.care_team_changed"
    """A patient's in-house care team is another; `message_id` is the patient's id."""
    CONSENT_CHANGED = "consent.changed"
    """A phone has opted out or in again; `thread_id` and `message_id` are both the phone's keyed hash."""
    APPOINTMENT_CHANGED = "appointment.changed"
    """Its status, time, the patient's answer, or whether it needs a person; `message_id` is the appointment's id."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that has happened, mostly to a message."""

    event_id: str
    """The same however often the event is published: consumers and FIFO queues drop repetitions by it."""
    type: EventType
    practice_id: str
    thread_id: str
    message_id: str
    """The message's id; for CODE_QUEUED the text's own."""
    at: datetime
    state: str = ""
    """What it has come to, where a state changed: a text's delivery, a message's work status, a phone's consent; of a conversation
    from the portal `answered` or `completed`, where it was that."""
