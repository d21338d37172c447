"""Members answer a patient's conversation from the portal, under the group's name (rows I3-I6)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.conversation import BODY_LIMIT, PortalMessage
from textward.domain.errors import AlreadyDoneError, ConflictError, InvalidInputError, NotFoundError
from textward.domain.message import Delivery, DeliveryState, Direction
from textward.domain.patient import PATIENT_THREAD
from textward.domain.text import OutboundText, Purpose
from textward.domain.work import WorkEntry, WorkKind

if TYPE_CHECKING:
    from textward.domain.audit import AuditEntry
    from textward.domain.conversation import Conversation
    from textward.domain.private import Private
    from textward.domain.role import Viewer
    from textward.services.conversation_access import ConversationAccess
    from textward.services.group_ports import Conversations
    from textward.services.ports import Clock, Ids
    from textward.services.recipients import Recipients
    from textward.services.record_audit import AuditTrail

TRIES = 5
"""Tries while the patient or colleagues write to the same conversation."""


@dataclass(frozen=True, slots=True)
class AnswerPatient:
    """The use case: an answer is never refused because somebody else wrote first; it stands after theirs."""

    conversations: Conversations
    access: ConversationAccess
    recipients: Recipients
    clock: Clock
    ids: Ids

    def __call__(
        self, viewer: Viewer, thread_id: str, body: Private, idempotency_key: str, trail: AuditTrail
    ) -> tuple[PortalMessage, bool]:
        """Store an answer once; give it, and whether it had been stored before by the same key.

        The patient is told by text that an answer waits, with no word of it, unless the last word was an answer that waits still.

        Raises:
            NotFoundError: the conversation isn't the viewer's to see.
            InvalidInputError: empty or too long.
            IdempotencyKeyReusedError: the key came before with other words.
            ConflictError: others write all the time.
        """
        check_words(body)
        claim = f"key:{viewer.member_id}:{idempotency_key}"
        for _ in range(TRIES):
            before = self.access(viewer, thread_id).conversation
            try:
                return self._add(viewer, before, body, claim, trail), False
            except AlreadyDoneError:
                return self._earlier(before, claim), True
            except ConflictError:
                continue
        raise ConflictError

    def _earlier(self, conversation: Conversation, claim: str) -> PortalMessage:
        earlier = self.conversations.claimed(conversation.practice_id, claim)
        if earlier is None or earlier.thread_id != conversation.thread_id:
            raise NotFoundError
        return earlier

    def _add(
        self, viewer: Viewer, before: Conversation, body: Private, claim: str, trail: AuditTrail
    ) -> PortalMessage:
        message = PortalMessage(
            practice_id=before.practice_id,
            thread_id=before.thread_id,
            message_id=self.ids.new(),
            at=self.clock.now(),
            direction=Direction.OUT,
            body=body,
            author_id=viewer.member_id,
        )
        ids = (before.thread_id, message.message_id, before.patient_id)
        entry = trail.entry(before.practice_id, Action.CONVERSATION_ANSWERED, *ids)
        self.conversations.append(
            before,
            before.with_answer(message),
            message,
            claim=claim,
            fingerprint=fingerprint_of(before.thread_id, body),
            alert=None if before.answer_waits else self._alert(before),
            work=_work(entry, message),
            audit=entry,
        )
        return message

    def _alert(self, conversation: Conversation) -> OutboundText | None:
        """Make the text that tells of an answer; None where the patient can't be texted: the answer waits all the same."""
        try:
            recipient = self.recipients.of_thread(
                conversation.practice_id, PATIENT_THREAD + conversation.patient_id
            )
        except NotFoundError:
            return None
        if recipient.refusals or recipient.phone is None:
            return None
        return OutboundText(
            practice_id=conversation.practice_id,
            thread_id=recipient.thread_id,
            item_id=self.ids.new(),
            purpose=Purpose.ALERT,
            to=recipient.phone,
            delivery=Delivery(DeliveryState.QUEUED, self.clock.now()),
            patient_id=conversation.patient_id,
        )


def _work(entry: AuditEntry, message: PortalMessage) -> WorkEntry:
    return WorkEntry(
        entry_id=entry.entry_id,
        practice_id=message.practice_id,
        thread_id=message.thread_id,
        message_id=message.message_id,
        at=entry.at,
        by=message.author_id or "",
        kind=WorkKind.ANSWERED,
    )


def check_words(body: Private) -> None:
    """Refuse an empty or overlong message.

    Raises:
        InvalidInputError: says which.
    """
    if not body.reveal().strip():
        raise InvalidInputError("Write something first: the message is empty.", "/body")
    if len(body.reveal()) > BODY_LIMIT:
        raise InvalidInputError(f"The message is too long: at most {BODY_LIMIT} characters.", "/body")


def fingerprint_of(*parts: str | Private) -> str:
    """Tell this content from any other under the same key, without keeping it."""
    texts = (part if isinstance(part, str) else part.reveal() for part in parts)
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()
