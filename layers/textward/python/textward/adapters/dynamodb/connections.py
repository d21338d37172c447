"""The `Connections` port on DynamoDB."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.attributes import assign
from textward.adapters.dynamodb.models import ConnectionItem, TicketItem
from textward.adapters.dynamodb.transactions import ConditionFailedError, Writes, single
from textward.services.staff_ports import Connection

if TYPE_CHECKING:
    from datetime import datetime

    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.role import Viewer

KEPT = timedelta(hours=3)
"""A WebSocket lives two hours at most (API Gateway quotas); one that closed unseen is cleaned up after this."""


class DynamoConnections:
    """Open pages and the one-time tickets that let them connect."""

    def __init__(self, tables: Tables) -> None:
        """Take the tables."""
        self._tables = tables

    def issue_ticket(self, ticket_key: str, viewer: Viewer, expires_at: datetime) -> None:
        """Store a ticket under the hash of its value."""
        item = self._tables.of(TicketItem)(
            *keys.ticket(ticket_key),
            practice_id=viewer.practice_id,
            member_id=viewer.member_id,
            sees_all=viewer.sees_all,
            expires_at=expires_at,
            expires_ttl=expires_at,
        )
        single(item.save)

    def redeem(self, ticket_key: str, connection_id: str, now: datetime) -> bool:
        """Turn a live ticket into a connection, once; False for any other (AP-35)."""
        ticket = self._tables.get(TicketItem, keys.ticket(ticket_key))
        if ticket is None or now >= ticket.expires_at:
            return False
        writes = Writes(self._tables.connection)
        writes.delete("ticket", ticket, TicketItem.pk.exists())
        model = self._tables.of(ConnectionItem)
        for key in (
            keys.connection(ticket.practice_id, connection_id),
            keys.connection_owner(connection_id),
        ):
            item = model(
                *key,
                practice_id=ticket.practice_id,
                connection_id=connection_id,
                member_id=ticket.member_id,
                sees_all=ticket.sees_all,
                expires_ttl=now + KEPT,
            )
            writes.put("connection", item)
        try:
            writes.commit()
        except ConditionFailedError:
            return False
        return True

    def forget(self, connection_id: str) -> None:
        """Drop a connection (AP-36)."""
        owner = self._tables.get(ConnectionItem, keys.connection_owner(connection_id))
        if owner is None:
            return
        writes = Writes(self._tables.connection)
        writes.delete("owner", owner)
        listed = keys.connection(owner.practice_id, connection_id)
        writes.delete("listed", self._tables.of(ConnectionItem)(*listed))
        writes.commit()

    def get(self, connection_id: str) -> Connection | None:
        """Give one open page (AP-44)."""
        item = self._tables.get(ConnectionItem, keys.connection_owner(connection_id))
        return _connection_of(item) if item else None

    def watch(self, connection: Connection) -> None:
        """Store which thread the page has open, and what its member does there; nothing when the page is gone."""
        model, writes = self._tables.of(ConnectionItem), Writes(self._tables.connection)
        actions = [
            assign(model.thread_id, connection.thread_id),
            assign(model.doing, connection.doing or None),
        ]
        for key in (
            keys.connection(connection.practice_id, connection.connection_id),
            keys.connection_owner(connection.connection_id),
        ):
            writes.update("connection", model(*key), actions, model.pk.exists())
        try:
            writes.commit()
        except ConditionFailedError:
            return

    def of_practice(self, practice_id: str) -> tuple[Connection, ...]:
        """Give the practice's open pages (AP-37)."""
        found = self._tables.of(ConnectionItem).query(keys.connections(practice_id))
        return tuple(_connection_of(item) for item in found)


def _connection_of(item: ConnectionItem) -> Connection:
    return Connection(
        practice_id=item.practice_id,
        connection_id=item.connection_id,
        member_id=item.member_id,
        sees_all=bool(item.sees_all),
        thread_id=item.thread_id,
        doing=item.doing or "",
    )
