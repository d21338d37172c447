"""Staff give a message to one or more members, to others, or take it back (rows D6, D8, D11)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.errors import ConflictError, InvalidInputError
from textward.domain.message import WorkStatus
from textward.domain.role import TextPrivilege
from textward.domain.work import WorkEntry, WorkKind

if TYPE_CHECKING:
    from textward.domain.message import Message
    from textward.domain.role import Viewer
    from textward.services.record_audit import AuditTrail
    from textward.services.staff_ports import Staff
    from textward.services.thread_ports import Threads

MOST_ASSIGNEES = 20


@dataclass(frozen=True, slots=True)
class AssignMessage:
    """The use case: conditional on the version that the member saw."""

    threads: Threads
    staff: Staff

    def __call__(
        self,
        viewer: Viewer,
        ids: tuple[str, str],
        member_ids: frozenset[str],
        version: int,
        trail: AuditTrail,
    ) -> Message:
        """Make the message `ids` (thread, message) these members' and no others'; nobody's when there are none.

        Raises:
            NotAllowedError: the role may not assign (row E3).
            NotFoundError: the practice has no such message.
            InvalidInputError: it can't be assigned, or one of the members can't have it.
            ConflictError: somebody changed it first; it carries the message as it is now.
        """
        viewer.require_all()
        message = self.threads.message(viewer.practice_id, *ids)
        self._check(message, member_ids)
        if message.version != version:
            trail.seen(message)
            raise ConflictError(message)
        if message.assignees == member_ids:
            trail.seen(message)
            return message
        after = message.with_assignees(member_ids, viewer.member_id)
        entry = trail.entry(viewer.practice_id, Action.MESSAGE_ASSIGNED, *ids, message.patient_id)
        work = WorkEntry(
            entry.entry_id,
            viewer.practice_id,
            *ids,
            entry.at,
            viewer.member_id,
            WorkKind.ASSIGNED,
            tuple(sorted(member_ids)),
        )
        self.threads.change(message, after, entry, work)
        return after

    def _check(self, message: Message, member_ids: frozenset[str]) -> None:
        if message.status is None:
            raise InvalidInputError("Only a received message can be assigned.")
        if message.status is WorkStatus.DELETED:
            raise InvalidInputError("Restore the message first: it is deleted.")
        if len(member_ids) > MOST_ASSIGNEES:
            raise InvalidInputError(f"Assign a message to at most {MOST_ASSIGNEES} members.", "/member_ids")
        if member_ids - message.assignees:
            self._check_members(message.practice_id, member_ids - message.assignees)

    def _check_members(self, practice_id: str, added: frozenset[str]) -> None:
        """Refuse to give a message to somebody who could not see it: it would be lost."""
        roster = self.staff.roster(practice_id)
        for member_id in added:
            member = roster.member(member_id)
            role = roster.role(member.role_id) if member and member.active else None
            if role is None or role.text_messages is TextPrivilege.NONE:
                raise InvalidInputError("One of these members can't see text messages.", "/member_ids")


@dataclass(frozen=True, slots=True)
class StarMessage:
    """A member's own mark on a message (row D9)."""

    threads: Threads

    def __call__(self, viewer: Viewer, ids: tuple[str, str], trail: AuditTrail, *, starred: bool) -> Message:
        """Star or unstar the message `ids` (thread, message).

        Raises:
            NotAllowedError, NotFoundError: not the viewer's to see, or their role has no starred list.
        """
        viewer.require_all()
        message = self.threads.message(viewer.practice_id, *ids)
        action = Action.MESSAGE_STARRED if starred else Action.MESSAGE_UNSTARRED
        entry = trail.entry(viewer.practice_id, action, *ids, message.patient_id)
        self.threads.star(message, viewer.member_id, starred=starred, audit=entry)
        mine = frozenset({viewer.member_id})
        return replace(
            message, starred_by=message.starred_by | mine if starred else message.starred_by - mine
        )
