"""Open pages, pushes, checkpoints, the audit trail and the events topic in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textward.domain.errors import TransientError
from textward.domain.paging import Page, PageRequest
from textward.services.staff_ports import Connection

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tests.fakes.state import FakeState
    from textward.domain.audit import AuditEntry
    from textward.domain.events import Event
    from textward.domain.role import Viewer


@dataclass
class FakeConnections:
    """The `Connections` port."""

    state: FakeState

    def issue_ticket(self, ticket_key: str, viewer: Viewer, expires_at: datetime) -> None:
        self.state.tickets[ticket_key] = (viewer, expires_at)

    def redeem(self, ticket_key: str, connection_id: str, now: datetime) -> bool:
        viewer, expires_at = self.state.tickets.pop(ticket_key, (None, now))
        if viewer is None or now >= expires_at:
            return False
        self.state.connections[connection_id] = Connection(
            viewer.practice_id, connection_id, viewer.member_id, viewer.sees_all
        )
        return True

    def forget(self, connection_id: str) -> None:
        self.state.connections.pop(connection_id, None)

    def get(self, connection_id: str) -> Connection | None:
        return self.state.connections.get(connection_id)

    def watch(self, connection: Connection) -> None:
        if connection.connection_id in self.state.connections:
            self.state.connections[connection.connection_id] = connection

    def of_practice(self, practice_id: str) -> tuple[Connection, ...]:
        return tuple(c for c in self.state.connections.values() if c.practice_id == practice_id)


@dataclass
class FakeStaffPush:
    """The `StaffPush` port: keeps what was pushed to each page."""

    pushed: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    closed: list[str] = field(default_factory=list)

    def push(self, connection_id: str, payload: dict[str, str]) -> bool:
        if connection_id in self.gone:
            return False
        self.pushed.append((connection_id, payload))
        return True

    def close(self, connection_id: str) -> None:
        self.closed.append(connection_id)
        self.gone.add(connection_id)


@dataclass
class FakeCheckpoints:
    """The `Checkpoints` port."""

    state: FakeState

    def get(self, name: str) -> datetime | None:
        return self.state.checkpoints.get(name)

    def save(self, name: str, at: datetime) -> None:
        self.state.checkpoints[name] = at


@dataclass
class FakeAudit:
    """The `Audit` port."""

    state: FakeState

    def append(self, entry: AuditEntry) -> None:
        self.state.note(entry)

    def entries(self, practice_id: str, month: str, page: PageRequest) -> Page[AuditEntry]:
        found = [e for e in self.state.audit if e.practice_id == practice_id and f"{e.at:%Y-%m}" == month]
        newest_first = sorted(found, key=lambda entry: entry.entry_id, reverse=True)
        left = [entry for entry in newest_first if page.after is None or entry.entry_id < page.after]
        items = tuple(left[: page.limit])
        return Page(items, items[-1].entry_id if len(left) > len(items) else None)


@dataclass
class FakeEventPublisher:
    """The `EventPublisher` port."""

    published: list[Event] = field(default_factory=list)
    down: bool = False

    def publish(self, events: Sequence[Event]) -> None:
        if self.down:
            raise TransientError
        self.published.extend(events)
