"""Staff send a message, plain or secured (rows B3, B4, B6)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.errors import (
    AlreadyDoneError,
    CannotMessageError,
    IdempotencyKeyReusedError,
    InvalidInputError,
)
from textward.domain.message import (
    PLAIN_BODY_LIMIT,
    SECURED_BODY_LIMIT,
    Delivery,
    DeliveryState,
    Direction,
    Message,
    Mode,
)
from textward.domain.secure_link import new_link
from textward.domain.text import OutboundText, Purpose
from textward.services.recipients import require_thread

if TYPE_CHECKING:
    from textward.domain.audit import AuditEntry
    from textward.domain.private import Private
    from textward.domain.role import Viewer
    from textward.domain.secure_link import SecureLink
    from textward.services.ports import Clock, Ids
    from textward.services.recipients import Recipient, Recipients
    from textward.services.record_audit import AuditTrail
    from textward.services.thread_ports import Threads


@dataclass(frozen=True, slots=True)
class Draft:
    """What a member wants to send."""

    thread_id: str
    body: Private
    mode: Mode
    idempotency_key: str
    """The client's: the same key sends once."""

    @property
    def fingerprint(self) -> str:
        """Tell this content from any other under the same key, without keeping it."""
        content = f"{self.thread_id}\x1f{self.mode.value}\x1f{self.body.reveal()}"
        return hashlib.sha256(content.encode()).hexdigest()

    def is_content_of(self, message: Message) -> bool:
        """Tell whether the message says just this, in this thread and mode."""
        said = (message.thread_id, message.mode, message.body)
        return said == (self.thread_id, self.mode, self.body)


@dataclass(frozen=True, slots=True)
class SendMessage:
    """The use case: checks, then one transaction; the stream carries it on from there."""

    recipients: Recipients
    threads: Threads
    clock: Clock
    ids: Ids

    def __call__(self, viewer: Viewer, draft: Draft, trail: AuditTrail) -> tuple[Message, bool]:
        """Queue a message once; give it, and whether it had been queued before by the same key.

        Raises:
            NotAllowedError, NotFoundError: the thread is not the viewer's to write in.
            InvalidInputError: empty or too long.
            CannotMessageError: the patient can't be texted; nothing was stored.
            IdempotencyKeyReusedError: the key came before with other content.
        """
        require_thread(viewer, self.threads, draft.thread_id)
        check_body(draft.body, draft.mode)
        claim = f"key:{viewer.member_id}:{draft.idempotency_key}"
        recipient = self.recipients.of_thread(viewer.practice_id, draft.thread_id)
        refusals = recipient.secured_refusals if draft.mode is Mode.SECURED else recipient.refusals
        if refusals:
            earlier = self.threads.claimed(viewer.practice_id, claim)
            if earlier is None:
                raise CannotMessageError(refusals)
            if not draft.is_content_of(earlier):
                raise IdempotencyKeyReusedError
            return earlier, True
        entry = trail.entry(viewer.practice_id, Action.MESSAGE_SENT, draft.thread_id)
        return self._add(viewer, draft, recipient, claim, entry)

    def _add(
        self, viewer: Viewer, draft: Draft, recipient: Recipient, claim: str, entry: AuditEntry
    ) -> tuple[Message, bool]:
        message, link, code = self._compose(viewer, draft, recipient)
        entry = replace(entry, message_id=message.message_id, patient_id=message.patient_id)
        try:
            self.threads.add(
                message, claim=claim, fingerprint=draft.fingerprint, link=link, code=code, audit=entry
            )
        except AlreadyDoneError:
            earlier = self.threads.claimed(viewer.practice_id, claim)
            return earlier or message, True
        return message, False

    def _compose(
        self, viewer: Viewer, draft: Draft, recipient: Recipient
    ) -> tuple[Message, SecureLink | None, OutboundText | None]:
        now = self.clock.now()
        message_id, patient, link = self.ids.new(), recipient.patient, None
        if draft.mode is Mode.SECURED and patient:
            link = new_link(
                viewer.practice_id, self.ids.new(), draft.thread_id, patient.patient_id, message_id, now
            )
        message = Message(
            practice_id=viewer.practice_id,
            thread_id=draft.thread_id,
            message_id=message_id,
            at=now,
            direction=Direction.OUT,
            mode=draft.mode,
            body=draft.body,
            patient_id=patient.patient_id if patient else None,
            facility_id=patient.facility_id if patient else None,
            party_name=patient.name if patient else None,
            party_phone=recipient.phone,
            author_id=viewer.member_id,
            delivery=Delivery(DeliveryState.QUEUED, now),
            link_id=link.link_id if link else None,
        )
        code = code_text_for(link, message.party_phone, self.ids.new(), message.delivery) if link else None
        return message, link, code


def code_text_for(
    link: SecureLink, phone: Private | None, item_id: str, delivery: Delivery | None
) -> OutboundText | None:
    """Make the text that will bring the link's current code; None without a phone or a delivery."""
    if phone is None or delivery is None:
        return None
    return OutboundText(
        practice_id=link.practice_id,
        thread_id=link.thread_id,
        item_id=item_id,
        purpose=Purpose.CODE,
        to=phone,
        delivery=delivery,
        patient_id=link.patient_id,
        link_id=link.link_id,
        code_counter=link.code_counter,
    )


def check_body(body: Private, mode: Mode) -> None:
    """Refuse an empty or overlong message.

    Raises:
        InvalidInputError: says which.
    """
    limit = PLAIN_BODY_LIMIT if mode is Mode.PLAIN else SECURED_BODY_LIMIT
    if not body.reveal().strip():
        raise InvalidInputError("Write something first: the message is empty.", "/body")
    if len(body.reveal()) > limit:
        raise InvalidInputError(f"The message is too long: at most {limit} characters.", "/body")
