"""Open pages hear of changes at once (row D10): tickets, connections, pushes. A push carries ids only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from textward.domain.errors import NotFoundError
from textward.domain.events import Event, EventType

if TYPE_CHECKING:
    from textward.domain.role import Viewer
    from textward.services.link_ports import LinkKeys
    from textward.services.ports import Clock, Ids
    from textward.services.staff_ports import Connections, Staff, StaffPush
    from textward.services.thread_ports import Threads

TICKET_LIFETIME = timedelta(seconds=30)
_INBOX_EVENTS = frozenset({EventType.MESSAGE_RECEIVED, EventType.MESSAGE_CHANGED})


@dataclass(frozen=True, slots=True)
class OpenLive:
    """A page asks for a ticket by its API, then connects with it: no token ever stands in a URL."""

    connections: Connections
    staff: Staff
    link_keys: LinkKeys
    clock: Clock
    ids: Ids

    def ticket(self, viewer: Viewer) -> str:
        """Give a ticket, good once and for 30 seconds.

        Any active member may have one: a member of a group needs no part in text messages, and each push is for those
        whom it concerns.
        """
        ticket = self.ids.secret()
        expires_at = self.clock.now() + TICKET_LIFETIME
        self.connections.issue_ticket(self.link_keys.session_key(ticket), viewer, expires_at)
        return ticket

    def connect(self, ticket: str, connection_id: str) -> bool:
        """Take a ticket; False refuses the connection, also to a member whose access ended after it was given."""
        if not self.connections.redeem(self.link_keys.session_key(ticket), connection_id, self.clock.now()):
            return False
        page = self.connections.get(connection_id)
        member = self.staff.roster(page.practice_id).member(page.member_id) if page else None
        if member and member.active:
            return True
        self.connections.forget(connection_id)
        return False

    def disconnect(self, connection_id: str) -> None:
        """Forget a page that was closed."""
        self.connections.forget(connection_id)


@dataclass(frozen=True, slots=True)
class PushToStaff:
    """Tell every open page that may know of it."""

    connections: Connections
    threads: Threads
    push: StaffPush

    def __call__(self, event: Event) -> None:
        """Push to the members who see all messages, and to those to whom this one is assigned."""
        open_pages = self.connections.of_practice(event.practice_id)
        if not open_pages:
            return
        assignees = self._assignees(event) if any(not page.sees_all for page in open_pages) else frozenset()
        payload = {
            "type": "inbox.changed" if event.type in _INBOX_EVENTS else "thread.changed",
            "thread_id": event.thread_id,
            "message_id": event.message_id,
        }
        for page in open_pages:
            if (page.sees_all or page.member_id in assignees) and not self.push.push(
                page.connection_id, payload
            ):
                self.connections.forget(page.connection_id)

    def _assignees(self, event: Event) -> frozenset[str]:
        """Give whom the message concerns: who has it, who wrote it, and who had it until this change."""
        ids = (event.practice_id, event.thread_id, event.message_id)
        try:
            message = self.threads.message(*ids)
        except NotFoundError:
            return frozenset()
        found = set(message.assignees | ({message.author_id} if message.author_id else set()))
        if event.type is EventType.MESSAGE_CHANGED:
            found.update(member for step in self.threads.history(*ids) for member in step.member_ids)
        return frozenset(found)
