"""Members work a conversation from the portal: assign, answer needlessly, trash, restore, star (rows I2-I5, D11)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.conversation import MOST_ASSIGNEES, ConversationState
from textward.domain.errors import ConflictError, InvalidInputError, NotFoundError
from textward.domain.group import Answering
from textward.domain.role import TextPrivilege
from textward.domain.work import WorkEntry, WorkKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from textward.domain.conversation import Conversation
    from textward.domain.role import Viewer
    from textward.services.conversation_access import ConversationAccess, Seen
    from textward.services.group_ports import Conversations
    from textward.services.ports import Clock, Patients
    from textward.services.record_audit import AuditTrail
    from textward.services.staff_ports import Staff

TRIES = 5
"""Tries when only what is no business of the staff's, such as the patient reading, moved in between."""


class Step(Enum):
    """What can be done with a conversation as a whole."""

    COMPLETE = "complete"
    """No answer is needed: it counts as replied."""
    REOPEN = "reopen"
    TRASH = "trash"
    RESTORE = "restore"


_STEPS = {
    Step.COMPLETE: (Action.CONVERSATION_COMPLETED, WorkKind.COMPLETED),
    Step.REOPEN: (Action.CONVERSATION_REOPENED, WorkKind.REOPENED),
    Step.TRASH: (Action.CONVERSATION_TRASHED, WorkKind.DELETED),
    Step.RESTORE: (Action.CONVERSATION_RESTORED, WorkKind.RESTORED),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change: what it makes of a conversation, and what is written about it."""

    action: Action
    kind: WorkKind
    apply: Callable[[Seen], Conversation]
    """Gives the very same conversation where nothing is to change."""
    admin: bool
    """Whether it is an Admin's alone."""


@dataclass(frozen=True, slots=True)
class WorkConversation:
    """The use cases: each conditional on the version that the member saw."""

    conversations: Conversations
    access: ConversationAccess
    patients: Patients
    staff: Staff
    clock: Clock

    def assign(
        self,
        viewer: Viewer,
        thread_id: str,
        member_ids: frozenset[str],
        version: int,
        trail: AuditTrail,
    ) -> Seen:
        """Make the conversation these members' and no others'; nobody's when there are none (row I3).

        Raises:
            NotFoundError, NotAllowedError: not the viewer's to see, or to assign.
            InvalidInputError: it is in the trash, or one of the members can't have it.
            ConflictError: somebody changed it first; it carries the conversation as it is now.
        """

        def assigned(seen: Seen) -> Conversation:
            if seen.conversation.trashed:
                raise InvalidInputError("Restore the conversation first: it is in the trash.")
            if len(member_ids) > MOST_ASSIGNEES:
                raise InvalidInputError(f"Assign it to at most {MOST_ASSIGNEES} members.", "/member_ids")
            if not member_ids <= seen.conversation.assignees | self.assignable(seen):
                raise InvalidInputError("One of these members can't have this conversation.", "/member_ids")
            if seen.conversation.assignees == member_ids:
                return seen.conversation
            return seen.conversation.with_assignees(member_ids, viewer.member_id)

        change = Change(Action.CONVERSATION_ASSIGNED, WorkKind.ASSIGNED, assigned, admin=True)
        return self._change(viewer, thread_id, version, change, trail)

    def step(self, viewer: Viewer, thread_id: str, step: Step, version: int, trail: AuditTrail) -> Seen:
        """Complete, reopen, trash or restore it; the last two are an Admin's (row I2).

        Raises:
            NotFoundError, NotAllowedError: not the viewer's to see, or to move.
            InvalidInputError: it is in the trash.
            ConflictError: somebody changed it first; it carries the conversation as it is now.
        """
        admin = step in {Step.TRASH, Step.RESTORE}
        change = Change(*_STEPS[step], lambda seen: self._stepped(seen, step), admin=admin)
        return self._change(viewer, thread_id, version, change, trail)

    def _stepped(self, seen: Seen, step: Step) -> Conversation:
        now, state = seen.conversation, seen.conversation.state
        if step in {Step.TRASH, Step.RESTORE}:
            if now.trashed is (step is Step.TRASH):
                return now
            return now.moved_to_trash() if step is Step.TRASH else now.restored()
        if state is ConversationState.TRASH:
            raise InvalidInputError("Restore the conversation first: it is in the trash.")
        if now.replied is (step is Step.COMPLETE):
            return now
        moment = self.clock.now()
        return now.completed(moment) if step is Step.COMPLETE else now.reopened(moment)

    def _change(
        self, viewer: Viewer, thread_id: str, version: int, change: Change, trail: AuditTrail
    ) -> Seen:
        for _ in range(TRIES):
            seen = self.access(viewer, thread_id)
            before = seen.conversation
            if change.admin:
                seen.require_admin()
            after = change.apply(seen) if before.version == version else before
            if after is before:
                trail.view(before.practice_id, Action.CONVERSATION_OPENED, thread_id, before.patient_id)
                if before.version != version:
                    raise ConflictError(before)
                return seen
            try:
                self._store(viewer, before, after, change, trail)
            except ConflictError:
                continue  # looked at anew: another version is the member's conflict, the patient's reading is not
            return replace(seen, conversation=after)
        raise ConflictError

    def _store(
        self, viewer: Viewer, before: Conversation, after: Conversation, change: Change, trail: AuditTrail
    ) -> None:
        entry = trail.entry(before.practice_id, change.action, before.thread_id, patient_id=before.patient_id)
        work = WorkEntry(
            entry_id=entry.entry_id,
            practice_id=before.practice_id,
            thread_id=before.thread_id,
            message_id=before.last_id,
            at=entry.at,
            by=viewer.member_id,
            kind=change.kind,
            member_ids=tuple(sorted(after.assignees)) if change.kind is WorkKind.ASSIGNED else (),
        )
        self.conversations.change(before, after, audit=entry, work=work)

    def assignable(self, seen: Seen) -> frozenset[str]:
        """Give the active members who can have the conversation: the group's, the care team's, or those who may text."""
        roster = self.staff.roster(seen.conversation.practice_id)
        active = frozenset(member.member_id for member in roster.members if member.active)
        if seen.group is None:
            readers = {r.role_id for r in roster.roles if r.text_messages is not TextPrivilege.NONE}
            return frozenset(m.member_id for m in roster.members if m.active and m.role_id in readers)
        if seen.group.answering is Answering.MEMBERS:
            return active & seen.group.members
        return active & (seen.group.admins | self._care_team(seen.conversation))

    def _care_team(self, conversation: Conversation) -> frozenset[str]:
        try:
            return self.patients.get(conversation.practice_id, conversation.patient_id).care_team
        except NotFoundError:
            return frozenset()

    def star(self, viewer: Viewer, thread_id: str, trail: AuditTrail, *, starred: bool) -> Seen:
        """Set or take away the viewer's star.

        Raises:
            NotFoundError: not the viewer's to see.
        """
        seen = self.access(viewer, thread_id)
        action = Action.CONVERSATION_STARRED if starred else Action.CONVERSATION_UNSTARRED
        now = seen.conversation
        entry = trail.entry(viewer.practice_id, action, thread_id, patient_id=now.patient_id)
        self.conversations.star(now, viewer.member_id, starred=starred, audit=entry)
        mine = frozenset({viewer.member_id})
        stars = now.starred_by | mine if starred else now.starred_by - mine
        return replace(seen, conversation=replace(now, starred_by=stars))
