"""A text came in at a practice's number: store it once, in the right thread, for staff (rows A3, D1, J1, J2, J5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.errors import AlreadyDoneError, UnknownNumberError
from textward.domain.message import Direction, Message, Mode, WorkStatus
from textward.domain.patient import PATIENT_THREAD

if TYPE_CHECKING:
    from datetime import datetime

    from textward.domain.practice import Practice
    from textward.domain.private import Private
    from textward.services.ports import Clock, Ids, Patients, PhoneBook, PhoneOwner, Practices
    from textward.services.thread_ports import Threads


@dataclass(frozen=True, slots=True)
class InboundText:
    """A text as the provider hands it over."""

    provider_id: str
    """Twilio: MessageSid."""
    to_number: str
    from_number: Private
    body: Private
    at: datetime | None = None
    """When the provider took it in, of one that is found only later; None for one that it brings us now."""


@dataclass(frozen=True, slots=True)
class ReceiveText:
    """The use case: one read of the phone and one transaction."""

    practices: Practices
    patients: Patients
    threads: Threads
    phone_book: PhoneBook
    clock: Clock
    ids: Ids

    def __call__(self, text: InboundText) -> Message | None:
        """Store a text; give the message, or None when the same one came before.

        A text from a phone that no patient or several patients have goes to a thread of the number: it is never guessed
        onto a patient (row J5).

        Raises:
            UnknownNumberError: the number texted is no practice's.
        """
        practice = self.practices.by_number(text.to_number)
        if practice is None:
            raise UnknownNumberError
        message = self._message(practice, text)
        try:
            self.threads.add(message, claim=f"sms:{text.provider_id}")
        except AlreadyDoneError:
            return None
        return message

    def _message(self, practice: Practice, text: InboundText) -> Message:
        owners = self.patients.phone(practice.practice_id, text.from_number).owners
        owner = owners[0] if len(owners) == 1 else None
        return Message(
            practice_id=practice.practice_id,
            thread_id=self._thread_id(practice, text.from_number, owner),
            message_id=self.ids.new(),
            at=self.clock.now(),
            direction=Direction.IN,
            mode=Mode.PLAIN,
            body=text.body,
            patient_id=owner.patient_id if owner else None,
            facility_id=owner.facility_id if owner else None,
            party_name=owner.name if owner else None,
            party_phone=text.from_number,
            status=WorkStatus.PENDING,
            provider_id=text.provider_id,
            written_at=text.at,
        )

    def _thread_id(self, practice: Practice, phone: Private, owner: PhoneOwner | None) -> str:
        if owner:
            return PATIENT_THREAD + owner.patient_id
        return self.phone_book.number_thread(practice.practice_id, phone)
