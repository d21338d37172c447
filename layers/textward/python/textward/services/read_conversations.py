"""Members read what patients wrote from the portal: their groups, the lists, the conversations (rows I1-I5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.conversation import (
    DIRECT,
    BasketCounts,
    ConversationFilter,
    ConversationPlace,
    Standing,
    may_hold,
)
from textward.domain.errors import NotFoundError
from textward.domain.group import Answering

if TYPE_CHECKING:
    from textward.domain.conversation import Conversation, PortalMessage
    from textward.domain.group import Group
    from textward.domain.paging import Page, PageRequest
    from textward.domain.patient import Patient
    from textward.domain.role import Viewer
    from textward.domain.work import WorkEntry
    from textward.services.conversation_access import ConversationAccess, Seen
    from textward.services.group_ports import Conversations, Groups
    from textward.services.ports import Patients
    from textward.services.record_audit import AuditTrail


@dataclass(frozen=True, slots=True)
class Basket:
    """A group as a member sees it in the list of their groups; or their direct conversations."""

    basket: str
    group: Group | None
    standing: Standing
    counts: BasketCounts
    """Of everything for an Admin, of what is assigned to them for a User."""


@dataclass(frozen=True, slots=True)
class ReadConversations:
    """The use cases."""

    conversations: Conversations
    groups: Groups
    patients: Patients
    access: ConversationAccess

    def baskets(self, viewer: Viewer) -> tuple[Basket, ...]:
        """Give direct conversations first, where they concern the viewer, then the groups that do, by name.

        Where the care team answers, a group concerns whoever has ever had a conversation of it.
        """
        candidates = [(group, self._standing(viewer, group)) for group in self.groups.all(viewer.practice_id)]
        wanted = {group.group_id: (group, found) for group, found in candidates if found}
        keys = [(basket, _own(viewer, found)) for basket, (_, found) in wanted.items()]
        direct = (DIRECT, _own(viewer, self._direct(viewer)))
        counts = self.conversations.counts(viewer.practice_id, [direct, *keys])
        found = [
            Basket(basket, *wanted[basket], counts.get((basket, member), BasketCounts()))
            for basket, member in keys
            if (basket, member) in counts or viewer.member_id in wanted[basket][0].members
        ]
        if viewer.may_text and (viewer.sees_all or direct in counts):
            found.insert(0, Basket(DIRECT, None, self._direct(viewer), counts.get(direct, BasketCounts())))
        return tuple(found)

    def list(
        self,
        viewer: Viewer,
        basket: str,
        name: ConversationFilter,
        page: PageRequest,
        trail: AuditTrail,
    ) -> tuple[Page[Conversation], Standing]:
        """Give a page of one list of a basket, newest activity first: everything to an Admin, to a User what is theirs.

        Raises:
            NotFoundError: no such group, or it doesn't concern the viewer.
        """
        found = self._standing_in(viewer, basket)
        owner = viewer.member_id if name is ConversationFilter.STARRED else _own(viewer, found)
        trail.view(viewer.practice_id, Action.CONVERSATIONS_VIEWED)
        listed = self.conversations.listed(
            viewer.practice_id, ConversationPlace(basket, name.value, owner), page
        )
        return _theirs(listed, viewer, found), found

    def open(self, viewer: Viewer, thread_id: str, trail: AuditTrail) -> tuple[Seen, Patient]:
        """Give a conversation, as the viewer may see it, and its patient.

        Raises:
            NotFoundError: it isn't theirs to see.
        """
        seen = self.access(viewer, thread_id)
        patient = self.patients.get(viewer.practice_id, seen.conversation.patient_id)
        trail.view(viewer.practice_id, Action.CONVERSATION_OPENED, thread_id, patient.patient_id)
        return seen, patient

    def messages(
        self, viewer: Viewer, thread_id: str, page: PageRequest, trail: AuditTrail
    ) -> Page[PortalMessage]:
        """Give a page of what was said, newest first.

        Raises:
            NotFoundError: it isn't theirs to see.
        """
        seen = self.access(viewer, thread_id)
        trail.view(viewer.practice_id, Action.CONVERSATION_VIEWED, thread_id, seen.conversation.patient_id)
        return self.conversations.messages(viewer.practice_id, thread_id, page)

    def history(self, viewer: Viewer, thread_id: str, trail: AuditTrail) -> tuple[WorkEntry, ...]:
        """Give what was done with a conversation, oldest first (row I3).

        Raises:
            NotFoundError: it isn't theirs to see.
        """
        seen = self.access(viewer, thread_id)
        trail.view(
            viewer.practice_id, Action.CONVERSATION_HISTORY_VIEWED, thread_id, seen.conversation.patient_id
        )
        return self.conversations.history(viewer.practice_id, thread_id)

    def _standing_in(self, viewer: Viewer, basket: str) -> Standing:
        if basket == DIRECT:
            if not viewer.may_text:
                raise NotFoundError
            return self._direct(viewer)
        group = self.groups.get(viewer.practice_id, basket)
        found = self._standing(viewer, group) if group else None
        if found is None:
            raise NotFoundError
        return found

    def _direct(self, viewer: Viewer) -> Standing:
        return Standing.ADMIN if viewer.sees_all else Standing.USER

    def _standing(self, viewer: Viewer, group: Group) -> Standing | None:
        if viewer.member_id in group.admins:
            return Standing.ADMIN
        if viewer.member_id in group.users or group.answering is Answering.CARE_TEAM:
            return Standing.USER if may_hold(group, viewer.member_id) else None
        return None


def _theirs(listed: Page[Conversation], viewer: Viewer, found: Standing) -> Page[Conversation]:
    """Leave out what a User may see no more: a star outlives the assignment that it was set in (row I4)."""
    if found is Standing.ADMIN:
        return listed
    return replace(listed, items=tuple(one for one in listed.items if viewer.member_id in one.assignees))


def _own(viewer: Viewer, found: Standing) -> str:
    return "" if found is Standing.ADMIN else viewer.member_id
