"""From what has happened inside to the events that record systems are told: ids and states, read from the items themselves."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from textward.domain.conversation import ConversationState
from textward.domain.errors import NotFoundError
from textward.domain.events import Event, EventType
from textward.domain.message import DeliveryState, Message, Mode, WorkStatus
from textward.domain.outward import PORTAL, TEXT, OutwardEvent, OutwardType
from textward.domain.patient import patient_id_of
from textward.domain.work import WorkKind

if TYPE_CHECKING:
    from datetime import datetime

    from textward.domain.appointment import Appointment
    from textward.services.assistant_ports import Appointments, Slots
    from textward.services.group_ports import Conversations
    from textward.services.ports import Patients
    from textward.services.thread_ports import Threads
    from textward.services.webhook_ports import Feeds

_DELIVERY = {
    DeliveryState.SENT.value: OutwardType.MESSAGE_SENT,
    DeliveryState.DELIVERED.value: OutwardType.MESSAGE_DELIVERED,
    DeliveryState.UNDELIVERED.value: OutwardType.MESSAGE_FAILED,
    DeliveryState.FAILED.value: OutwardType.MESSAGE_FAILED,
}
_STEPS = {
    WorkKind.ANSWERED.value: OutwardType.MESSAGE_SENT,
    WorkKind.COMPLETED.value: OutwardType.MESSAGE_COMPLETED,
}
"""Of a conversation from the portal: an answer is there for the patient as soon as it is stored."""
_STATUS = {
    ConversationState.NOT_REPLIED: WorkStatus.PENDING,
    ConversationState.REPLIED: WorkStatus.COMPLETED,
    ConversationState.TRASH: WorkStatus.DELETED,
}
"""What record systems call where a conversation stands: the words that texts have."""
_OF_PORTAL = frozenset({EventType.CONVERSATION_RECEIVED, EventType.CONVERSATION_CHANGED})
_OTHERS = {
    EventType.MESSAGE_RECEIVED: OutwardType.MESSAGE_RECEIVED,
    EventType.CONVERSATION_RECEIVED: OutwardType.MESSAGE_RECEIVED,
    EventType.APPOINTMENT_CHANGED: OutwardType.APPOINTMENT_CHANGED,
    EventType.CONSENT_CHANGED: OutwardType.CONSENT_CHANGED,
}
Data = dict[str, object]


def outward_type(event: Event) -> OutwardType | None:
    """Give what record systems call it; None for what they aren't told of."""
    if event.type is EventType.MESSAGE_DELIVERY_CHANGED:
        return _DELIVERY.get(event.state)
    if event.type is EventType.MESSAGE_CHANGED:
        return OutwardType.MESSAGE_COMPLETED if event.state == WorkStatus.COMPLETED.value else None
    if event.type is EventType.CONVERSATION_CHANGED:
        return _STEPS.get(event.state)
    return _OTHERS.get(event.type)


@dataclass(frozen=True, slots=True)
class ComposeEvents:
    """The use case."""

    feeds: Feeds
    threads: Threads
    conversations: Conversations
    patients: Patients
    appointments: Appointments
    slots: Slots

    def __call__(self, event: Event) -> tuple[OutwardEvent, ...]:
        """Give the events that one change makes for record systems: for a shared phone's word, one for each patient.

        A number that is no patient's has no record, so nobody is told of its word.
        """
        kind = outward_type(event)
        if kind is None:
            return ()
        if kind is OutwardType.CONSENT_CHANGED:
            return tuple(self._consent(event, kind))
        try:
            return (_event(event, kind, self._data(event)),)
        except NotFoundError:
            return ()

    def _data(self, event: Event) -> Data:
        if event.type is EventType.APPOINTMENT_CHANGED:
            return self._appointment(event)
        return self._portal(event) if event.type in _OF_PORTAL else self._message(event)

    def _message(self, event: Event) -> Data:
        message = self.threads.message(event.practice_id, event.thread_id, event.message_id)
        return {
            "patient": self._patient(event.practice_id, message.patient_id),
            "channel": TEXT,
            "thread_id": message.thread_id,
            "message_id": message.message_id,
            "direction": message.direction.value,
            "mode": message.mode.value,
            "status": event.state if event.type is EventType.MESSAGE_CHANGED else _status(message),
            "delivery": _delivery(message, event),
        }

    def _portal(self, event: Event) -> Data:
        """Tell of a conversation from the portal, which is with a group, or (without one) with a member."""
        conversation = self.conversations.head(event.practice_id, event.thread_id)
        message = self.conversations.message(event.practice_id, event.thread_id, event.message_id)
        answered = event.state == WorkKind.ANSWERED.value
        completed = event.state == WorkKind.COMPLETED.value
        status = WorkStatus.COMPLETED if completed else _STATUS[conversation.state]
        return {
            "patient": self._patient(event.practice_id, conversation.patient_id),
            "channel": PORTAL,
            "group_id": conversation.group_id,
            "thread_id": conversation.thread_id,
            "message_id": message.message_id,
            "direction": message.direction.value,
            "mode": Mode.SECURED.value,
            "status": None if answered else status.value,
            "delivery": None,
        }

    def _appointment(self, event: Event) -> Data:
        where = (event.practice_id, patient_id_of(event.thread_id) or "")
        found = self.appointments.get(*where, event.message_id).appointment
        return {
            "patient": self._patient(*where),
            "appointment": {"textward_id": found.appointment_id, "id": found.record_id},
            "status": found.status.value,
            "starts_at": _iso(found.starts_at),
            "slot": self._slot(found),
            "reply": found.reply.value if found.reply else None,
            "needs_staff": found.needs_staff.reason.value if found.needs_staff else None,
        }

    def _slot(self, appointment: Appointment) -> Data | None:
        if appointment.slot_id is None:
            return None
        slot = self.slots.get(appointment.practice_id, appointment.slot_id)
        return {"textward_id": appointment.slot_id, "id": slot.record_id if slot else None}

    def _consent(self, event: Event, kind: OutwardType) -> list[OutwardEvent]:
        owners = self.feeds.owners(event.practice_id, event.message_id)
        return [
            _event(
                event, kind, {"patient": self._patient(event.practice_id, one), "consent": event.state}, one
            )
            for one in owners
        ]

    def _patient(self, practice_id: str, patient_id: str | None) -> Data | None:
        """Name a patient by both sides' ids; a record made here has none of theirs."""
        if patient_id is None:
            return None
        try:
            record_id = self.patients.get(practice_id, patient_id).record_id
        except NotFoundError:
            record_id = None
        return {"textward_id": patient_id, "id": record_id}


def _event(event: Event, kind: OutwardType, data: Data, subject: str = "") -> OutwardEvent:
    """Make an event whose id follows from the change and whom it is about, so that it is the same each time."""
    mark = hashlib.sha256(f"{event.event_id}|{subject}".encode()).hexdigest()[:32]
    return OutwardEvent(event.practice_id, f"evt_{mark}", kind, event.at, data)


def _status(message: Message) -> str | None:
    return message.status.value if message.status else None


def _delivery(message: Message, event: Event) -> Data | None:
    """Give how far a text had come by the event; its reason and attempt, as long as it hasn't gone on since."""
    if message.delivery is None:
        return None
    state = event.state if event.type is EventType.MESSAGE_DELIVERY_CHANGED else message.delivery.state.value
    still = message.delivery.state.value == state
    return {
        "state": state,
        "reason": message.delivery.reason if still else None,
        "attempt": message.delivery.attempt,
    }


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
