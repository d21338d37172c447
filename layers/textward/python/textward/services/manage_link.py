"""Staff send a secure link again, revoke it, or unlock a patient (row J13)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.errors import CannotMessageError, InvalidInputError, NotFoundError
from textward.domain.message import Delivery, DeliveryState
from textward.domain.patient import PATIENT_THREAD
from textward.domain.secure_link import LINK_LIFETIME
from textward.domain.text import Purpose
from textward.services.recipients import require_thread
from textward.services.send_message import code_text_for
from textward.services.verify_code import with_next_code

if TYPE_CHECKING:
    from textward.domain.message import Message
    from textward.domain.role import Viewer
    from textward.domain.secure_link import SecureLink
    from textward.services.link_ports import Links
    from textward.services.ports import Clock, Ids, Patients, PhoneBook
    from textward.services.recipients import Recipients
    from textward.services.record_audit import AuditTrail
    from textward.services.text_ports import Texts
    from textward.services.thread_ports import Threads


@dataclass(frozen=True, slots=True)
class ManageLink:
    """The use cases on one secured message's link."""

    recipients: Recipients
    threads: Threads
    texts: Texts
    links: Links
    patients: Patients
    phone_book: PhoneBook
    clock: Clock
    ids: Ids

    def resend(self, viewer: Viewer, thread_id: str, message_id: str, trail: AuditTrail) -> Message:
        """Text the link again with a new code; an expired link lives anew.

        Raises:
            NotAllowedError, NotFoundError: not the viewer's, or not a secured message.
            InvalidInputError: the link was revoked.
            CannotMessageError: the patient can't be texted now.
            ConflictError: the link changed meanwhile.
        """
        message, link = self._find(viewer, thread_id, message_id)
        if link.revoked_at is not None:
            raise InvalidInputError("This link was revoked. Send the message again instead.")
        recipient = self.recipients.of_thread(viewer.practice_id, thread_id)
        if recipient.refusals:
            raise CannotMessageError(recipient.refusals)
        now = self.clock.now()
        moved = replace(with_next_code(link, self.clock), expires_at=now + LINK_LIFETIME)
        queued = Delivery(DeliveryState.QUEUED, now)
        again = code_text_for(moved, recipient.phone, self.ids.new(), queued)
        code = code_text_for(moved, recipient.phone, self.ids.new(), queued)
        if again and code:
            entry = trail.entry(
                viewer.practice_id, Action.LINK_RESENT, thread_id, message_id, link.patient_id
            )
            text = replace(again, purpose=Purpose.LINK, code_counter=None)
            self.texts.queue([text, code], moved, entry)
        return message

    def revoke(self, viewer: Viewer, thread_id: str, message_id: str, trail: AuditTrail) -> Message:
        """Make the link open nothing any more; visits through it end at once.

        Raises:
            NotAllowedError, NotFoundError: not the viewer's, or not a secured message.
        """
        message, link = self._find(viewer, thread_id, message_id)
        if link.revoked_at is None:
            entry = trail.entry(
                viewer.practice_id, Action.LINK_REVOKED, thread_id, message_id, link.patient_id
            )
            self.links.revoke(link, self.clock.now(), entry)
        else:
            trail.seen(message)
        return message

    def unlock(self, viewer: Viewer, patient_id: str, trail: AuditTrail) -> None:
        """Let a patient try again who was locked out by wrong codes or dates of birth (row C5), also those for the portal.

        Raises:
            NotAllowedError, NotFoundError: not the viewer's patient.
        """
        thread_id = PATIENT_THREAD + patient_id
        require_thread(viewer, self.threads, thread_id)
        patient = self.patients.get(viewer.practice_id, patient_id)
        entry = trail.entry(viewer.practice_id, Action.PATIENT_UNLOCKED, thread_id, patient_id=patient_id)
        self.patients.unlock(viewer.practice_id, patient_id, entry)
        if patient.phone:
            way_in = self.phone_book.number_thread(viewer.practice_id, patient.phone)
            self.patients.unlock(viewer.practice_id, way_in, None)

    def _find(self, viewer: Viewer, thread_id: str, message_id: str) -> tuple[Message, SecureLink]:
        require_thread(viewer, self.threads, thread_id)
        message = self.threads.message(viewer.practice_id, thread_id, message_id)
        link = self.links.get(message.link_id) if message.link_id else None
        if link is None:
            raise NotFoundError
        return message, link
