"""The verified patient reads the conversation and answers there (row C3)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.errors import AlreadyDoneError, NotFoundError, SessionEndedError
from textward.domain.message import Direction, Message, Mode, WorkStatus
from textward.services.send_message import check_body

if TYPE_CHECKING:
    from textward.domain.paging import Page, PageRequest
    from textward.domain.practice import Practice
    from textward.domain.private import Private
    from textward.domain.secure_link import PatientSession
    from textward.services.patient_sessions import PatientSessions
    from textward.services.ports import Clock, Ids, Patients, Practices
    from textward.services.record_audit import AuditTrail
    from textward.services.thread_ports import Threads


@dataclass(frozen=True, slots=True)
class ReadConversation:
    """All of the patient's thread, secured and plain, by pages."""

    practices: Practices
    threads: Threads

    def __call__(
        self, session: PatientSession, page: PageRequest, trail: AuditTrail
    ) -> tuple[Practice, Page[Message]]:
        """Give the practice and a page of messages, newest first, to a visit that `PatientSessions.verified` gave."""
        trail.view(session.practice_id, Action.CONVERSATION_READ, session.thread_id, session.patient_id)
        messages = self.threads.messages(session.practice_id, session.thread_id, page)
        return self.practices.get(session.practice_id), messages


@dataclass(frozen=True, slots=True)
class ReplySecurely:
    """A reply written behind the link: it reaches the inbox as a secured message and never travels by SMS."""

    sessions: PatientSessions
    patients: Patients
    threads: Threads
    clock: Clock
    ids: Ids

    def __call__(
        self, cookie: str, body: Private, idempotency_key: str, trail: AuditTrail, shown: str = ""
    ) -> Message:
        """Store a reply once; the same key gives the same reply again. `shown` as `PatientSessions.verified` has it.

        Raises:
            SessionEndedError: the session is over; the page keeps what was written.
            InvalidInputError: empty or too long.
            IdempotencyKeyReusedError: the key came before with other words.
        """
        session = self.sessions.verified(cookie, shown)
        check_body(body, Mode.SECURED)
        claim = f"key:patient:{session.patient_id}:{idempotency_key}"
        message = self._message(session, body)
        entry = trail.entry(
            session.practice_id,
            Action.REPLIED_SECURELY,
            session.thread_id,
            message.message_id,
            session.patient_id,
        )
        fingerprint = hashlib.sha256(body.reveal().encode()).hexdigest()
        try:
            self.threads.add(message, claim=claim, fingerprint=fingerprint, audit=entry)
        except AlreadyDoneError:
            return self.threads.claimed(session.practice_id, claim) or message
        return message

    def _message(self, session: PatientSession, body: Private) -> Message:
        try:
            patient = self.patients.get(session.practice_id, session.patient_id)
        except NotFoundError as error:
            raise SessionEndedError from error
        return Message(
            practice_id=session.practice_id,
            thread_id=session.thread_id,
            message_id=self.ids.new(),
            at=self.clock.now(),
            direction=Direction.IN,
            mode=Mode.SECURED,
            body=body,
            patient_id=patient.patient_id,
            facility_id=patient.facility_id,
            party_name=patient.name,
            party_phone=patient.phone,
            status=WorkStatus.PENDING,
        )
