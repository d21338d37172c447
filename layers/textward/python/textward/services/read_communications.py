"""A record system reads what was said with a patient, a page at a time: the texts first, then each conversation (row J10)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.conversation import PatientBox
from textward.domain.ehr import RecordKind, own_id
from textward.domain.paging import LARGEST_PAGE, PageRequest
from textward.domain.transcript import Transcript, texted, written

if TYPE_CHECKING:
    from textward.domain.conversation import Conversation
    from textward.domain.paging import Page
    from textward.domain.patient import Patient
    from textward.domain.practice import Practice
    from textward.services.group_ports import Conversations, Groups
    from textward.services.ports import Patients, Practices
    from textward.services.record_audit import AuditTrail
    from textward.services.staff_ports import Staff
    from textward.services.thread_ports import Threads


@dataclass(frozen=True, slots=True)
class Position:
    """Where to go on: in the patient's texts, or in the conversation that comes next in the patient's list."""

    texts: bool = True
    passed: str | None = None
    """Where the list of conversations goes on; None at its beginning."""
    after: str | None = None
    """The last message read of what is being read; None at its beginning."""

    @classmethod
    def read(cls, text: str | None) -> Position:
        """Read what `text` wrote."""
        if text is None:
            return cls()
        kind, passed, after = text.split("|")
        return cls(kind == "T", passed or None, after or None)

    def text(self) -> str:
        """Write it as one word."""
        return f"{'T' if self.texts else 'C'}|{self.passed or ''}|{self.after or ''}"


@dataclass(frozen=True, slots=True)
class ReadCommunications:
    """The use case. A record system that the practice lets in reads all of it: the record is the practice's."""

    practices: Practices
    patients: Patients
    threads: Threads
    conversations: Conversations
    groups: Groups
    staff: Staff

    def __call__(
        self, practice_id: str, their_id: str, position: Position, trail: AuditTrail
    ) -> tuple[Transcript, Position | None]:
        """Give up to 100 messages of one conversation, newest first, and where to go on.

        `their_id` is the record system's id of the patient. A page may be empty and have a next.

        Raises:
            NotFoundError: the practice has no such patient.
        """
        patient = self.patients.get(practice_id, own_id(practice_id, RecordKind.PATIENTS, their_id))
        practice = self.practices.get(practice_id)
        read = self._texts if position.texts else self._conversation
        found, go_on = read(practice, patient, position)
        trail.view(practice_id, Action.COMMUNICATIONS_READ, found.thread_id, patient.patient_id)
        return found, go_on

    def _texts(
        self, practice: Practice, patient: Patient, position: Position
    ) -> tuple[Transcript, Position | None]:
        request = PageRequest(LARGEST_PAGE, position.after)
        page = self.threads.messages(practice.practice_id, patient.thread_id, request)
        found = Transcript(
            practice,
            patient.thread_id,
            tuple(map(texted, page.items)),
            patient,
            patient.phone,
            names=self._names(practice.practice_id),
        )
        if page.next_after:
            return found, Position(after=page.next_after)
        more = self._conversations(patient, None).items
        return found, Position(texts=False) if more else None

    def _conversation(
        self, practice: Practice, patient: Patient, position: Position
    ) -> tuple[Transcript, Position | None]:
        listed = self._conversations(patient, position.passed)
        following = Position(texts=False, passed=listed.next_after) if listed.next_after else None
        if not listed.items:
            return Transcript(practice, patient.thread_id, (), patient, patient.phone), following
        (conversation,) = listed.items
        practice_id, thread_id = practice.practice_id, conversation.thread_id
        page = self.conversations.messages(practice_id, thread_id, PageRequest(LARGEST_PAGE, position.after))
        found = Transcript(
            practice,
            thread_id,
            tuple(map(written, page.items)),
            patient,
            conversation=conversation,
            group=self.groups.get(practice_id, conversation.group_id) if conversation.group_id else None,
            names=self._names(practice_id),
        )
        within = replace(position, after=page.next_after)
        return found, within if page.next_after else following

    def _conversations(self, patient: Patient, passed: str | None) -> Page[Conversation]:
        """Give the next of the patient's conversations, the one that began last before those passed."""
        request = PageRequest(1, passed)
        return self.conversations.box(patient.practice_id, patient.patient_id, PatientBox.SENT, request)

    def _names(self, practice_id: str) -> dict[str, str]:
        return {member.member_id: member.name for member in self.staff.members(practice_id)}
