"""Members take a conversation out for the patient's record: a thread of texts, or a conversation from the portal (row J10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from textward.domain.audit import Action
from textward.domain.errors import InvalidInputError
from textward.domain.paging import Page, PageRequest
from textward.domain.transcript import MOST_MESSAGES, Transcript, id_before, texted, written
from textward.services.recipients import require_thread

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, tzinfo

    from textward.domain.conversation import PortalMessage
    from textward.domain.message import Message
    from textward.domain.role import Viewer
    from textward.domain.transcript import Period
    from textward.services.conversation_access import ConversationAccess
    from textward.services.group_ports import Conversations
    from textward.services.ports import Patients, Practices
    from textward.services.recipients import Recipients
    from textward.services.record_audit import AuditTrail
    from textward.services.staff_ports import Staff
    from textward.services.thread_ports import Threads

M = TypeVar("M", "Message", "PortalMessage")

READ_AT_ONCE = 500
_NEAR = timedelta(minutes=1)
"""A message's id is made beside its time, not from it: so far may they lie apart."""


@dataclass(frozen=True, slots=True)
class ExportTranscript:
    """The use cases. What may be read may be taken out: the rules are those of reading, and each leaves a line of its own."""

    recipients: Recipients
    threads: Threads
    conversations: Conversations
    access: ConversationAccess
    practices: Practices
    patients: Patients
    staff: Staff

    def thread(
        self, viewer: Viewer, thread_id: str, period: Period, form: str, trail: AuditTrail
    ) -> Transcript:
        """Give a thread of texts; `form` is what it is taken out as.

        Raises:
            NotAllowedError, NotFoundError: not the viewer's to see.
            InvalidInputError: the period is no period, or holds more than a file does.
        """
        require_thread(viewer, self.threads, thread_id)
        practice_id = viewer.practice_id
        recipient = self.recipients.of_thread(practice_id, thread_id)
        said = _read(
            lambda page: self.threads.messages(practice_id, thread_id, page),
            period,
            ZoneInfo(recipient.practice.time_zone),
        )
        transcript = Transcript(
            recipient.practice,
            thread_id,
            tuple(map(texted, said)),
            recipient.patient,
            recipient.phone,
            names=self._names(practice_id),
            period=period,
        )
        _record(trail, Action.THREAD_EXPORTED, transcript, form)
        return transcript

    def conversation(
        self, viewer: Viewer, thread_id: str, period: Period, form: str, trail: AuditTrail
    ) -> Transcript:
        """Give a conversation from the portal; `form` is what it is taken out as.

        Raises:
            NotFoundError: it isn't theirs to see.
            InvalidInputError: the period is no period, or holds more than a file does.
        """
        seen = self.access(viewer, thread_id)
        practice = self.practices.get(viewer.practice_id)
        said = _read(
            lambda page: self.conversations.messages(practice.practice_id, thread_id, page),
            period,
            ZoneInfo(practice.time_zone),
        )
        transcript = Transcript(
            practice,
            thread_id,
            tuple(map(written, said)),
            self.patients.get(practice.practice_id, seen.conversation.patient_id),
            conversation=seen.conversation,
            group=seen.group,
            names=self._names(practice.practice_id),
            period=period,
        )
        _record(trail, Action.CONVERSATION_EXPORTED, transcript, form)
        return transcript

    def _names(self, practice_id: str) -> dict[str, str]:
        return {member.member_id: member.name for member in self.staff.members(practice_id)}


def _record(trail: AuditTrail, action: Action, transcript: Transcript, form: str) -> None:
    patient_id = transcript.patient.patient_id if transcript.patient else None
    practice_id, thread_id = transcript.practice.practice_id, transcript.thread_id
    trail.audit.append(trail.entry(practice_id, action, thread_id, patient_id=patient_id, target_id=form))


def _read(read: Callable[[PageRequest], Page[M]], period: Period, zone: tzinfo) -> tuple[M, ...]:
    """Read what was said in a period, oldest first, and little of what was not.

    Raises:
        InvalidInputError: it is too much, or the period is none.
    """
    period.require_order()
    begin, end = period.begins(zone), period.ends(zone)
    after: str | None = id_before(end + _NEAR) if end else None
    found: list[M] = []
    while True:
        page = read(PageRequest(READ_AT_ONCE, after))
        found += [one for one in page.items if _within(one.at, begin, end)]
        if len(found) > MOST_MESSAGES:
            raise InvalidInputError(
                f"There are more than {MOST_MESSAGES:,} messages. Choose fewer days with `from` and `to`.",
                "/from",
            )
        after = page.next_after
        if after is None or (begin and page.items and page.items[-1].at < begin - _NEAR):
            return tuple(reversed(found))


def _within(at: datetime, begin: datetime | None, end: datetime | None) -> bool:
    return (begin is None or begin <= at) and (end is None or at < end)
