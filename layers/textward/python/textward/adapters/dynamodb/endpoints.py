"""The `Endpoints` port on DynamoDB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.attributes import assign
from textward.adapters.dynamodb.audit import note
from textward.adapters.dynamodb.keys import Key
from textward.adapters.dynamodb.mapping.webhooks import endpoint_due, endpoint_fields, endpoint_of
from textward.adapters.dynamodb.models import DueItem, ListenerItem
from textward.adapters.dynamodb.transactions import ConditionFailedError, Writes, single
from textward.domain.errors import ConflictError, NotFoundError

if TYPE_CHECKING:
    from datetime import datetime

    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.audit import AuditEntry
    from textward.domain.webhook import Endpoint

_BY_PEOPLE = (
    "practice_id",
    "endpoint_id",
    "url",
    "types",
    "include_content",
    "active",
    "created_at",
    "version",
    "secret_version",
    "rotated_at",
    "failures",
    "replay_after",
    "replay_until",
)
"""What a person's change writes; how the last try went is left as it is."""


class DynamoEndpoints:
    """Where practices want their events."""

    def __init__(self, tables: Tables) -> None:
        """Take the tables."""
        self._tables = tables

    def get(self, practice_id: str, endpoint_id: str) -> Endpoint:
        """Give an endpoint (AP-105).

        Raises:
            NotFoundError: the practice has none with that id.
        """
        item = self._tables.get(ListenerItem, keys.endpoint(practice_id, endpoint_id))
        if item is None:
            raise NotFoundError
        return endpoint_of(item)

    def save(self, endpoint: Endpoint, audit: AuditEntry, due: datetime | None = None) -> None:
        """Store an endpoint that is new, or the next version of the one stored, and when to look at it (AP-106).

        Raises:
            ConflictError: it has been changed meanwhile.
        """
        model, fields = self._tables.of(ListenerItem), endpoint_fields(endpoint, due)
        actions = [assign(getattr(model, name), fields[name]) for name in _BY_PEOPLE]
        actions.append(model.touched.add(1))
        if due:
            actions += [model.due_pk.set(fields["due_pk"]), model.due_sk.set(fields["due_sk"])]
        new = endpoint.version == 1
        as_read = model.pk.does_not_exist() if new else model.version == endpoint.version - 1
        writes = Writes(self._tables.connection)
        item = model(*keys.endpoint(endpoint.practice_id, endpoint.endpoint_id))
        writes.update("endpoint", item, actions, as_read)
        note(writes, self._tables, audit)
        try:
            writes.commit()
        except ConditionFailedError:
            raise ConflictError from None

    def delete(self, endpoint: Endpoint, audit: AuditEntry) -> None:
        """Forget an endpoint; what waits for it is never tried again (AP-107)."""
        writes = Writes(self._tables.connection)
        key = keys.endpoint(endpoint.practice_id, endpoint.endpoint_id)
        writes.delete("endpoint", self._tables.of(ListenerItem)(*key))
        note(writes, self._tables, audit)
        writes.commit()

    def due(self, now: datetime, limit: int) -> tuple[Endpoint, ...]:
        """Give endpoints for which something may be due, those that have waited longest first (AP-108)."""
        model, until = self._tables.of(DueItem), keys.due_until(now)
        found = model.query(keys.DUE_WEBHOOKS, model.due_sk <= until, index_name="due", limit=limit)
        wanted = [Key(item.pk, item.sk) for item in found]
        stored = self._tables.many(ListenerItem, wanted) if wanted else {}
        still = (stored[key] for key in wanted if key in stored)
        return tuple(endpoint_of(item) for item in still if item.due_sk and item.due_sk <= until)

    def note(self, endpoint: Endpoint) -> None:
        """Store how the last try went, and whether the endpoint is active; nothing when it is gone (AP-109)."""
        model, fields = self._tables.of(ListenerItem), endpoint_fields(endpoint, None)
        names = ["tried_at", "outcome", "status", "refusal", "failures", "slow"]
        names += [] if endpoint.active else ["active"]
        actions = [assign(getattr(model, name), fields[name]) for name in names]
        item = model(*keys.endpoint(endpoint.practice_id, endpoint.endpoint_id))
        try:
            single(lambda: item.update(actions, condition=model.pk.exists()))
        except ConditionFailedError:
            return

    def rest(self, endpoint: Endpoint, until: datetime | None) -> None:
        """Look at an endpoint again then, or not until something is recorded for it (AP-110).

        Nothing when something was recorded for it since it was read: it stays due.
        """
        model, due = self._tables.of(ListenerItem), endpoint_due(endpoint.endpoint_id, until)
        actions = [assign(getattr(model, name), due.get(name)) for name in ("due_pk", "due_sk")]
        item = model(*keys.endpoint(endpoint.practice_id, endpoint.endpoint_id))
        try:
            single(lambda: item.update(actions, condition=model.touched == endpoint.touched))
        except ConditionFailedError:
            return
