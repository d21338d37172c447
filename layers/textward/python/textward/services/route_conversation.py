"""What a patient wrote from the portal finds its readers (rows G3, I5): the care team where a group says so, else its Admins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.conversation import MOST_ASSIGNEES, PatientBox
from textward.domain.errors import ConflictError, NotFoundError, TransientError
from textward.domain.group import Answering
from textward.domain.paging import LARGEST_PAGE, PageRequest
from textward.domain.work import WorkEntry, WorkKind

if TYPE_CHECKING:
    from textward.domain.conversation import Conversation
    from textward.domain.events import Event
    from textward.services.group_ports import Conversations, Groups
    from textward.services.ports import Clock, Ids, Patients
    from textward.services.staff_ports import Staff

_TRIES = 5


@dataclass(frozen=True, slots=True)
class RouteConversation:
    """The use case behind the routing queue; running it again changes nothing.

    Only what nobody has assigned by hand is routed. Groups of members need no routing: their Admins see everything.
    """

    conversations: Conversations
    groups: Groups
    patients: Patients
    staff: Staff
    clock: Clock
    ids: Ids

    def received(self, practice_id: str, thread_id: str) -> None:
        """Give a conversation to the patient's care team as it is now, where the group asks for that.

        Raises:
            TransientError: others write to it all the time: bring the work again.
        """
        for _ in range(_TRIES):
            try:
                before = self.conversations.head(practice_id, thread_id)
                self._route(before)
            except NotFoundError:
                return
            except ConflictError:
                continue
            return
        raise TransientError

    def care_team_changed(self, event: Event) -> None:
        """Route all the patient's conversations anew: who left the care team sees them no more.

        Raises:
            TransientError: others write to one of them all the time: bring the work again.
        """
        page = PageRequest(limit=LARGEST_PAGE)
        while True:
            found = self.conversations.box(event.practice_id, event.message_id, PatientBox.SENT, page)
            for conversation in found.items:
                self.received(event.practice_id, conversation.thread_id)
            if found.next_after is None:
                return
            page = PageRequest(limit=LARGEST_PAGE, after=found.next_after)

    def _route(self, before: Conversation) -> None:
        group = self.groups.get(before.practice_id, before.group_id) if before.group_id else None
        if group is None or group.answering is not Answering.CARE_TEAM or before.assigned_by:
            return
        team = self._care_team(before)
        if team == before.assignees:
            return
        work = WorkEntry(
            entry_id=self.ids.new(),
            practice_id=before.practice_id,
            thread_id=before.thread_id,
            message_id=before.last_id,
            at=self.clock.now(),
            by="",
            kind=WorkKind.ASSIGNED,
            member_ids=tuple(sorted(team)),
        )
        self.conversations.change(before, before.routed_to(team), work=work)

    def _care_team(self, conversation: Conversation) -> frozenset[str]:
        patient = self.patients.get(conversation.practice_id, conversation.patient_id)
        active = {m.member_id for m in self.staff.members(conversation.practice_id) if m.active}
        return frozenset(sorted(patient.care_team & active)[:MOST_ASSIGNEES])
