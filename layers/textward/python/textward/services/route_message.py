"""What a received message sets off: consent words first (row J4), then what it answers (rows F2-F4), then whose it is (A4, A5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.consent import Consent, ConsentWord, consent_word
from textward.domain.errors import NotFoundError
from textward.domain.message import Direction, Mode

if TYPE_CHECKING:
    from textward.domain.message import Message
    from textward.services.answer_appointment import AnswerAppointment
    from textward.services.auto_assign import AutoAssign
    from textward.services.ports import Patients
    from textward.services.thread_ports import Threads


@dataclass(frozen=True, slots=True)
class RouteMessage:
    """The use case behind the routing queue."""

    patients: Patients
    threads: Threads
    answer: AnswerAppointment
    auto_assign: AutoAssign

    def __call__(self, practice_id: str, thread_id: str, message_id: str) -> None:
        """Keep the phone's consent as its whole-body keywords say, answer a reply to a reminder, and assign the rest.

        What the assistant has settled is assigned to nobody: assigning is of the version that was read, which is no more.

        Raises:
            TransientError: other writers stood in the way; to be tried again.
        """
        try:
            message = self.threads.message(practice_id, thread_id, message_id)
        except NotFoundError:
            return
        if message.direction is Direction.IN and message.mode is Mode.PLAIN:
            self._keep_consent(message)
            self.answer(message)
        self.auto_assign(message)

    def _keep_consent(self, message: Message) -> None:
        word = consent_word(message.body.reveal())
        if word is None or message.party_phone is None:
            return
        consent = Consent(opted_out=word is ConsentWord.STOP, changed_at=message.said_at)
        self.patients.save_consent(message.practice_id, message.party_phone, consent)
