"""Colleagues see who has the same thread open, and who is typing (row D11). What is typed never leaves the page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textward.services.conversation_access import is_conversation

if TYPE_CHECKING:
    from textward.services.conversation_access import ConversationAccess
    from textward.services.staff_ports import Connection, Connections, StaffPush
    from textward.services.thread_ports import Threads

DOINGS = frozenset({"viewing", "typing"})
LEFT = "left"


@dataclass(frozen=True, slots=True)
class SharePresence:
    """The use case behind what a page says over its WebSocket."""

    connections: Connections
    threads: Threads
    conversations: ConversationAccess
    push: StaffPush

    def __call__(self, connection_id: str, thread_id: str | None, doing: str) -> None:
        """Note what a page does, and tell the others who have the thread open; its member must be allowed to see the thread."""
        page = self.connections.get(connection_id)
        if page is None or (thread_id and (doing not in DOINGS or not self._may_see(page, thread_id))):
            return
        now = replace(page, thread_id=thread_id, doing=doing if thread_id else "")
        self.connections.watch(now)
        others = [
            other
            for other in self.connections.of_practice(page.practice_id)
            if other.member_id != page.member_id
        ]
        if page.thread_id and page.thread_id != thread_id:
            self._tell(others, page, page.thread_id, LEFT)
        if thread_id:
            self._tell(others, now, thread_id, doing)
            if page.thread_id != thread_id:
                self._greet(others, now, thread_id)

    def leave(self, connection_id: str) -> None:
        """Tell the others that a page was closed, before it is forgotten."""
        self(connection_id, None, LEFT)

    def _may_see(self, page: Connection, thread_id: str) -> bool:
        if is_conversation(thread_id):
            return self.conversations.may_watch(
                page.practice_id, thread_id, page.member_id, sees_all=page.sees_all
            )
        return page.sees_all or self.threads.is_assigned(page.practice_id, thread_id, page.member_id)

    def _tell(self, others: list[Connection], page: Connection, thread_id: str, doing: str) -> None:
        for other in others:
            if other.thread_id == thread_id:
                self.push.push(other.connection_id, _payload(page, thread_id, doing))

    def _greet(self, others: list[Connection], page: Connection, thread_id: str) -> None:
        """Tell a page that has just opened the thread who is there already."""
        for other in others:
            if other.thread_id == thread_id:
                self.push.push(page.connection_id, _payload(other, thread_id, other.doing))


def _payload(page: Connection, thread_id: str, doing: str) -> dict[str, str]:
    return {"type": "presence", "thread_id": thread_id, "member_id": page.member_id, "doing": doing}
