"""A record system reads what was said with a patient, a page at a time: the texts first, then each conversation (row J10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.conversation import PatientBox
from textward.domain.ehr import RecordKind, own_id
from textward.domain.paging import LARGEST_PAGE, PageRequest
from textward.domain.transcript import Transcript, texted, written

if TYPE_CHECKING:
    from textward.domain.conversation import Conversation
    from textward.domain.patient import Patient
    from textward.domain.practice import Practice
    from textward.services.group_ports import Conversations, Groups
    from textward.services.ports import Patients, Practices, Staff, Threads
    from textward.services.record_audit import AuditTrail


@dataclass(frozen=True, slots=True)
class Position:
    """Where to go on: in the patient's texts, or in the conversation that comes after `passed` in the order of the lists."""

    texts: bool = True
    passed: str | None = None
    """The last conversation that has been read whole; None before the first."""
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
        more = self._next_conversation(patient, None)
        return found, Position(texts=False) if more else None

    def _conversation(
        self, practice: Practice, patient: Patient, position: Position
    ) -> tuple[Transcript, Position | None]:
        conversation = self._next_conversation(patient, position.passed)
        if conversation is None:
            return Transcript(practice, patient.thread_id, (), patient, patient.phone), None
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
        if page.next_after:
            return found, Position(texts=False, passed=position.passed, after=page.next_after)
        more = self._next_conversation(patient, thread_id)
        return found, Position(texts=False, passed=thread_id) if more else None

    def _next_conversation(self, patient: Patient, passed: str | None) -> Conversation | None:
        """Give the patient's conversation that began last before `passed` did."""
        request = PageRequest(1, passed)
        page = self.conversations.box(patient.practice_id, patient.patient_id, PatientBox.SENT, request)
        return page.items[0] if page.items else None

    def _names(self, practice_id: str) -> dict[str, str]:
        return {member.member_id: member.name for member in self.staff.members(practice_id)}
