"""Open a conversation: who it is with, and what was said, by pages (rows B2, B5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.secure_link import VerificationRecord
from textward.services.recipients import require_thread

if TYPE_CHECKING:
    from textward.domain.message import Message
    from textward.domain.paging import Page, PageRequest
    from textward.domain.patient import Patient
    from textward.domain.role import Viewer
    from textward.domain.secure_link import SecureLink
    from textward.domain.work import WorkEntry
    from textward.services.link_ports import Links
    from textward.services.ports import Patients, PhoneBook
    from textward.services.recipients import Recipient, Recipients
    from textward.services.record_audit import AuditTrail
    from textward.services.thread_ports import Threads


@dataclass(frozen=True, slots=True)
class ReadThread:
    """The use cases."""

    recipients: Recipients
    threads: Threads
    links: Links
    patients: Patients
    phone_book: PhoneBook

    def head(self, viewer: Viewer, thread_id: str, trail: AuditTrail) -> tuple[Recipient, VerificationRecord]:
        """Give the other end of the thread, and whether the patient is locked out of secure links or the portal.

        Raises:
            NotAllowedError, NotFoundError: not the viewer's to see.
        """
        require_thread(viewer, self.threads, thread_id)
        recipient = self.recipients.of_thread(viewer.practice_id, thread_id)
        patient = recipient.patient
        trail.view(
            viewer.practice_id, Action.THREAD_OPENED, thread_id, patient.patient_id if patient else None
        )
        return recipient, self._verification(patient) if patient else VerificationRecord()

    def _verification(self, patient: Patient) -> VerificationRecord:
        record = self.patients.verification(patient.practice_id, patient.patient_id)
        if record.locked or patient.phone is None:
            return record
        way_in = self.phone_book.number_thread(patient.practice_id, patient.phone)
        at_the_portal = self.patients.verification(patient.practice_id, way_in)
        return at_the_portal if at_the_portal.locked else record

    def messages(
        self, viewer: Viewer, thread_id: str, page: PageRequest, trail: AuditTrail
    ) -> tuple[Page[Message], dict[str, SecureLink]]:
        """Give a page of the conversation, newest first, with the secure links of its messages.

        Raises:
            NotAllowedError, NotFoundError: not the viewer's to see.
        """
        require_thread(viewer, self.threads, thread_id)
        messages = self.threads.messages(viewer.practice_id, thread_id, page)
        self._require_existing(viewer, thread_id, page, messages)
        trail.view(viewer.practice_id, Action.THREAD_VIEWED, thread_id)
        return messages, self.links.many([m.link_id for m in messages.items if m.link_id])

    def matching(
        self, viewer: Viewer, thread_id: str, words: str, page: PageRequest, trail: AuditTrail
    ) -> Page[Message]:
        """Give the messages, among the next `page.limit` of the conversation, that hold every word.

        Raises:
            NotAllowedError, NotFoundError: not the viewer's to see.
        """
        require_thread(viewer, self.threads, thread_id)
        found = self.threads.matching(viewer.practice_id, thread_id, words, page)
        self._require_existing(viewer, thread_id, page, found)
        trail.view(viewer.practice_id, Action.THREAD_SEARCHED, thread_id)
        return found

    def history(self, viewer: Viewer, ids: tuple[str, str], trail: AuditTrail) -> tuple[WorkEntry, ...]:
        """Give what was done with the message `ids` (thread, message), oldest first (row D8).

        Raises:
            NotAllowedError, NotFoundError: not the viewer's to see.
        """
        require_thread(viewer, self.threads, ids[0])
        message = self.threads.message(viewer.practice_id, *ids)
        trail.view(viewer.practice_id, Action.HISTORY_VIEWED, ids[0], message.patient_id)
        return self.threads.history(viewer.practice_id, *ids)

    def _require_existing(
        self, viewer: Viewer, thread_id: str, asked: PageRequest, found: Page[Message]
    ) -> None:
        """Tell a thread in which nothing was said, or found, from one that the practice doesn't have."""
        if asked.after is None and found.next_after is None and not found.items:
            self.recipients.of_thread(viewer.practice_id, thread_id)
