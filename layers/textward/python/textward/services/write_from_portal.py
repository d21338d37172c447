"""The signed-in patient writes from the portal (rows H3, H4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.conversation import (
    DIRECT_CONVERSATION,
    GROUP_CONVERSATION,
    SUBJECT_LIMIT,
    Conversation,
    PortalMessage,
    preview_of,
)
from textward.domain.errors import (
    AlreadyDoneError,
    ConflictError,
    IdempotencyKeyReusedError,
    InvalidInputError,
    RecipientUnavailableError,
)
from textward.domain.message import Direction
from textward.domain.portal import RecipientKind, recipients
from textward.domain.private import Private
from textward.services.answer_patient import TRIES, check_words, fingerprint_of
from textward.services.read_portal import Shown, own, shown_by

if TYPE_CHECKING:
    from textward.domain.group import GroupBook
    from textward.domain.patient import Patient
    from textward.services.group_ports import Conversations, Groups
    from textward.services.ports import Clock, Ids
    from textward.services.record_audit import AuditTrail


@dataclass(frozen=True, slots=True)
class Letter:
    """What a patient wants to write to somebody."""

    kind: RecipientKind
    recipient_id: str
    subject: Private
    body: Private
    idempotency_key: str


@dataclass(frozen=True, slots=True)
class WriteFromPortal:
    """The writing use cases."""

    conversations: Conversations
    groups: Groups
    clock: Clock
    ids: Ids

    def compose(self, patient: Patient, letter: Letter, trail: AuditTrail) -> tuple[Shown, bool]:
        """Begin a conversation, once; give it, and whether the same key had begun it before.

        Raises:
            InvalidInputError: subject or message is empty or too long.
            RecipientUnavailableError: whom it is for takes no messages from this patient.
            IdempotencyKeyReusedError: the key came before with another letter.
        """
        check_words(letter.body)
        _check_subject(letter.subject)
        claim = f"key:portal:{patient.patient_id}:{letter.idempotency_key}"
        fingerprint = fingerprint_of(letter.kind.value, letter.recipient_id, letter.subject, letter.body)
        book = self.groups.book(patient.practice_id)
        options = {(option.kind, option.recipient_id) for option in recipients(book, patient)}
        conversation, message = self._letter(patient, letter)
        try:
            if (letter.kind, letter.recipient_id) not in options:
                return self._before_refusing(book, patient, letter, claim)
            self._start(conversation, message, claim, fingerprint, trail)
        except AlreadyDoneError:
            return self._before_refusing(book, patient, letter, claim)
        return shown_by(book, patient, (conversation,))[0], False

    def _before_refusing(
        self, book: GroupBook, patient: Patient, letter: Letter, claim: str
    ) -> tuple[Shown, bool]:
        """Give what the same request began before: it gets its first answer again, whatever has changed since."""
        earlier = self.conversations.claimed(patient.practice_id, claim)
        if earlier is None:
            raise RecipientUnavailableError
        begun = self.conversations.head(patient.practice_id, earlier.thread_id)
        said = (begun.counterpart_id, begun.subject, earlier.body)
        if said != (letter.recipient_id, _on_one_line(letter.subject), letter.body):
            raise IdempotencyKeyReusedError
        return shown_by(book, patient, (begun,))[0], True

    def _start(
        self,
        conversation: Conversation,
        message: PortalMessage,
        claim: str,
        fingerprint: str,
        trail: AuditTrail,
    ) -> None:
        ids = (message.thread_id, message.message_id, conversation.patient_id)
        entry = trail.entry(message.practice_id, Action.PORTAL_WROTE, *ids)
        self.conversations.start(conversation, message, claim=claim, fingerprint=fingerprint, audit=entry)

    def _letter(self, patient: Patient, letter: Letter) -> tuple[Conversation, PortalMessage]:
        now, is_group = self.clock.now(), letter.kind is RecipientKind.GROUP
        prefix = GROUP_CONVERSATION if is_group else DIRECT_CONVERSATION
        message = self._message(patient, prefix + self.ids.new(), letter.body)
        conversation = Conversation(
            practice_id=patient.practice_id,
            thread_id=message.thread_id,
            patient_id=patient.patient_id,
            patient_name=patient.name,
            subject=_on_one_line(letter.subject),
            started_at=now,
            last_id=message.message_id,
            last_at=now,
            preview=preview_of(letter.body),
            group_id=letter.recipient_id if is_group else None,
            member_id=None if is_group else letter.recipient_id,
            facility_id=patient.facility_id,
            waiting_since=now,
            assignees=frozenset() if is_group else frozenset({letter.recipient_id}),
        )
        return conversation, message

    def _message(self, patient: Patient, thread_id: str, body: Private) -> PortalMessage:
        return PortalMessage(
            patient.practice_id, thread_id, self.ids.new(), self.clock.now(), Direction.IN, body
        )

    def reply(
        self, patient: Patient, thread_id: str, body: Private, idempotency_key: str, trail: AuditTrail
    ) -> PortalMessage:
        """Store a further message of the patient's, once; the same key gives the same one again.

        Raises:
            NotFoundError: the conversation is not this patient's.
            InvalidInputError: empty or too long.
            RecipientUnavailableError: the group or member takes no messages from this patient any more.
            IdempotencyKeyReusedError: the key came before with other words.
            ConflictError: staff write to it all the time.
        """
        check_words(body)
        claim = f"key:portal:{patient.patient_id}:{idempotency_key}"
        for _ in range(TRIES):
            before = own(self.conversations, patient, thread_id)
            shown = shown_by(self.groups.book(patient.practice_id), patient, (before,))[0]
            if not shown.counterpart.can_reply:
                return self._earlier(before, body, claim)
            try:
                return self._append(before, self._message(patient, thread_id, body), claim, trail)
            except AlreadyDoneError:
                return self._earlier(before, body, claim)
            except ConflictError:
                continue
        raise ConflictError

    def _earlier(self, conversation: Conversation, body: Private, claim: str) -> PortalMessage:
        earlier = self.conversations.claimed(conversation.practice_id, claim)
        if earlier is None or earlier.thread_id != conversation.thread_id:
            raise RecipientUnavailableError
        if earlier.body != body:
            raise IdempotencyKeyReusedError
        return earlier

    def _append(
        self, before: Conversation, message: PortalMessage, claim: str, trail: AuditTrail
    ) -> PortalMessage:
        ids = (message.thread_id, message.message_id, before.patient_id)
        self.conversations.append(
            before,
            before.with_patient_message(message),
            message,
            claim=claim,
            fingerprint=fingerprint_of(message.thread_id, message.body),
            audit=trail.entry(message.practice_id, Action.PORTAL_WROTE, *ids),
        )
        return message

    def mark_read(self, patient: Patient, thread_id: str, upto: str, trail: AuditTrail) -> None:
        """Note that the patient has seen everything up to the message `upto`; a newer answer stays unread.

        Raises:
            NotFoundError: the conversation is not this patient's.
        """
        for _ in range(TRIES):
            before = own(self.conversations, patient, thread_id)
            if not before.unread or upto < before.last_id:
                return
            entry = trail.entry(
                patient.practice_id, Action.PORTAL_MARKED_READ, thread_id, patient_id=patient.patient_id
            )
            try:
                self.conversations.change(before, before.read_by_patient(), audit=entry)
            except ConflictError:
                continue
            return


def _on_one_line(subject: Private) -> Private:
    return Private(" ".join(subject.reveal().split()))


def _check_subject(subject: Private) -> None:
    if not subject.reveal().strip():
        raise InvalidInputError("Say in a few words what it is about.", "/subject")
    if len(subject.reveal()) > SUBJECT_LIMIT:
        raise InvalidInputError(f"The subject is too long: at most {SUBJECT_LIMIT} characters.", "/subject")
