"""The shared inbox: one list at a time, and the badge (rows D1-D3, E2, E3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.errors import NotAllowedError
from textward.domain.inbox import Badge, InboxList, Place

if TYPE_CHECKING:
    from textward.domain.message import Message
    from textward.domain.paging import Page, PageRequest
    from textward.domain.role import Viewer
    from textward.services.record_audit import AuditTrail
    from textward.services.thread_ports import Threads


@dataclass(frozen=True, slots=True)
class ReadInbox:
    """The use cases."""

    threads: Threads

    def list(
        self,
        viewer: Viewer,
        name: InboxList,
        facility_id: str | None,
        page: PageRequest,
        trail: AuditTrail,
    ) -> Page[Message]:
        """Give a page of a list, newest first.

        Raises:
            NotAllowedError: the role doesn't show that list.
        """
        if not viewer.role.may_list(name):
            raise NotAllowedError
        trail.view(viewer.practice_id, Action.INBOX_VIEWED)
        return self.threads.inbox(viewer.practice_id, Place.of(name, viewer.member_id), facility_id, page)

    def badge(self, viewer: Viewer) -> Badge:
        """Give what waits for the viewer; one who sees only what is assigned counts only that.

        Raises:
            NotAllowedError: the role has no part in text messages.
        """
        viewer.require_texting()
        badge = self.threads.badge(viewer.practice_id, viewer.member_id)
        return badge if viewer.sees_all else Badge(0, badge.pending_for_me)
