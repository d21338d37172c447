"""The product itself texts a patient, once for each occasion."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.audit import Action, Actor
from textward.domain.errors import AlreadyDoneError, ConflictError
from textward.domain.message import WorkStatus
from textward.domain.work import WorkEntry, WorkKind
from textward.services.auto_assign import BY_ITSELF
from textward.services.automated_text import automated_text
from textward.services.record_audit import AuditTrail

if TYPE_CHECKING:
    from textward.domain.appointment import Appointment
    from textward.domain.assistant_terms import StaffReason
    from textward.domain.audit import AuditEntry
    from textward.domain.message import Message
    from textward.domain.private import Private
    from textward.services.ports import Audit, Clock, Ids
    from textward.services.recipients import Recipient
    from textward.services.thread_ports import Threads

_SYSTEM = Actor("system", "booking-assistant")


@dataclass(frozen=True, slots=True)
class TellPatient:
    """The use case: a text of the product's own, and a message that it has dealt with."""

    threads: Threads
    audit: Audit
    clock: Clock
    ids: Ids

    def say(self, recipient: Recipient, body: Private, occasion: str) -> bool:
        """Queue a plain text, once for each occasion; nothing to who can't be texted now. Gives whether it did."""
        if recipient.refusals or recipient.patient is None:
            return False
        patient = recipient.patient
        message = automated_text(recipient, patient, body, self.ids.new(), self.clock.now())
        entry = self._trail().entry(
            patient.practice_id,
            Action.MESSAGE_SENT,
            message.thread_id,
            message.message_id,
            message.patient_id,
        )
        try:
            self.threads.add(message, claim=f"assistant:{occasion}", audit=entry)
        except AlreadyDoneError:
            return False
        return True

    def line(self, appointment: Appointment, message: Message) -> AuditEntry:
        """Make the line of the audit trail about an appointment that a message has changed."""
        return self._trail().entry(
            message.practice_id,
            Action.APPOINTMENT_CHANGED,
            message.thread_id,
            message.message_id,
            message.patient_id,
            target_id=appointment.appointment_id,
        )

    def flag(self, message: Message, reason: StaffReason) -> None:
        """Say beside a message why it is left to staff, once.

        Raises:
            TransientError: other writers stood in the way; to be tried again.
        """
        ids = (message.thread_id, message.message_id, message.patient_id)
        self.threads.flag(
            message, reason, self._trail().entry(message.practice_id, Action.MESSAGE_FLAGGED, *ids)
        )

    def settle(self, message: Message) -> None:
        """Complete a message that the patient has an answer to, unless staff have done something with it.

        Raises:
            TransientError: other writers stood in the way; to be tried again.
        """
        current = self.threads.message(message.practice_id, message.thread_id, message.message_id)
        if current.status is not WorkStatus.PENDING:
            return
        ids = (current.thread_id, current.message_id)
        entry = self._trail().entry(current.practice_id, Action.MESSAGE_COMPLETED, *ids, current.patient_id)
        work = WorkEntry(entry.entry_id, current.practice_id, *ids, entry.at, BY_ITSELF, WorkKind.COMPLETED)
        with suppress(ConflictError):  # staff have it in hand
            self.threads.change(current, current.with_status(WorkStatus.COMPLETED), entry, work)

    def _trail(self) -> AuditTrail:
        return AuditTrail(self.audit, self.clock, self.ids, _SYSTEM)
