"""Staff try a failed text again (row B7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.delivery_reasons import NUMBER_CHANGED, reason_for
from textward.domain.errors import (
    AlreadyDoneError,
    CannotMessageError,
    IdempotencyKeyReusedError,
    InvalidInputError,
    NotFoundError,
)
from textward.services.recipients import require_thread

if TYPE_CHECKING:
    from textward.domain.message import Message
    from textward.domain.role import Viewer
    from textward.domain.text import OutboundText
    from textward.services.ports import Clock
    from textward.services.recipients import Recipient, Recipients
    from textward.services.record_audit import AuditTrail
    from textward.services.text_ports import Texts
    from textward.services.thread_ports import Threads


@dataclass(frozen=True, slots=True)
class RetryMessage:
    """The use case."""

    recipients: Recipients
    threads: Threads
    texts: Texts
    clock: Clock

    def __call__(self, viewer: Viewer, ids: tuple[str, str], key: str, trail: AuditTrail) -> Message:
        """Queue the failed message `ids` (thread, message) once more; the same key retries once.

        Raises:
            NotAllowedError, NotFoundError: not the viewer's.
            InvalidInputError: it didn't fail, or trying again can't help.
            CannotMessageError: the patient can't be texted now.
            ConflictError: somebody retried it first.
            IdempotencyKeyReusedError: the key came before for another message.
        """
        thread_id, message_id = ids
        require_thread(viewer, self.threads, thread_id)
        claim = f"retry:{viewer.member_id}:{key}"
        earlier = self.threads.claimed(viewer.practice_id, claim)
        if earlier is None:
            self._retry(viewer, ids, claim, trail)
        elif earlier.message_id != message_id:
            raise IdempotencyKeyReusedError
        return self.threads.message(viewer.practice_id, thread_id, message_id)

    def _retry(self, viewer: Viewer, ids: tuple[str, str], claim: str, trail: AuditTrail) -> None:
        text = self.texts.get(viewer.practice_id, *ids)
        if text is None:
            raise NotFoundError
        recipient = self.recipients.of_thread(viewer.practice_id, ids[0])
        _require_retriable(text, recipient)
        entry = trail.entry(viewer.practice_id, Action.MESSAGE_RETRIED, *ids, text.patient_id)
        try:
            self.texts.retry(text, self.clock.now(), claim, entry)
        except AlreadyDoneError:
            return


def _require_retriable(text: OutboundText, recipient: Recipient) -> None:
    if not (text.delivery.state.is_failure and reason_for(text.delivery.reason).can_retry):
        raise InvalidInputError("This message can't be tried again.")
    if recipient.refusals:
        raise CannotMessageError(recipient.refusals)
    if recipient.phone != text.to:
        raise InvalidInputError(reason_for(NUMBER_CHANGED).advice)
