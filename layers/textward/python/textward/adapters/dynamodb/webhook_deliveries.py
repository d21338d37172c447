"""The `Deliveries` port on DynamoDB: what is delivered is deleted, so nothing grows but what waits."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.attributes import assign
from textward.adapters.dynamodb.feeds import first_delivery, waiting_item
from textward.adapters.dynamodb.keys import Key
from textward.adapters.dynamodb.mapping.webhooks import delivery_fields, delivery_of
from textward.adapters.dynamodb.models import DueItem, ListenerItem, WebhookDeliveryItem
from textward.adapters.dynamodb.transactions import ConditionFailedError, Writes, single
from textward.domain.errors import ConflictError
from textward.domain.paging import Page

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.outward import OutwardEvent
    from textward.domain.paging import PageRequest
    from textward.domain.webhook import Endpoint, Tried, WebhookDelivery


class DynamoDeliveries:
    """What waits for endpoints, and what was given up."""

    def __init__(self, tables: Tables) -> None:
        """Take the tables."""
        self._tables = tables

    def due(self, endpoint: Endpoint, now: datetime, limit: int) -> tuple[WebhookDelivery, ...]:
        """Give what is to be tried, what has waited longest first (AP-111)."""
        model, until = self._tables.of(DueItem), keys.due_until(now)
        pk = keys.due_deliveries(endpoint.practice_id, endpoint.endpoint_id)
        found = model.query(pk, model.due_sk <= until, index_name="due", limit=limit)
        wanted = [Key(item.pk, item.sk) for item in found]
        stored = self._tables.many(WebhookDeliveryItem, wanted) if wanted else {}
        still = (stored[key] for key in wanted if key in stored)
        return tuple(delivery_of(item) for item in still if item.due_sk and item.due_sk <= until)

    def claim(self, delivery: WebhookDelivery, now: datetime) -> WebhookDelivery:
        """Begin a try: from here nobody else begins the same one (AP-112).

        Raises:
            ConflictError: somebody else has, or it is delivered.
        """
        model, begun = self._tables.of(WebhookDeliveryItem), delivery.begun(now)
        fields = delivery_fields(begun)
        actions = [getattr(model, name).set(fields[name]) for name in ("tries", "next_at", "due_sk")]
        item = waiting_item(self._tables, delivery)
        try:
            single(lambda: item.update(actions, condition=model.tries == delivery.tries))
        except ConditionFailedError:
            raise ConflictError from None
        return begun

    def settle(self, delivery: WebhookDelivery, tried: Tried, now: datetime) -> WebhookDelivery:
        """Store what came of a try: delivered, to be tried again, or given up (AP-113)."""
        model, item = self._tables.of(WebhookDeliveryItem), waiting_item(self._tables, delivery)
        if tried.refusal is None:
            single(item.delete)
            return delivery
        ended = delivery.ended(tried, now)
        fields = delivery_fields(ended)
        if not ended.failed:
            actions = [assign(getattr(model, name), fields[name]) for name in ("status", "refusal")]
            with suppress(ConditionFailedError):  # delivered meanwhile, by an earlier try that took longer
                single(lambda: item.update(actions, condition=model.pk.exists()))
            return ended
        writes = Writes(self._tables.connection)
        key = keys.failed_delivery(delivery.practice_id, delivery.endpoint_id, delivery.sequence)
        writes.delete("waiting", item, model.pk.exists())
        writes.put("failed", model(*key, **fields, expires_ttl=item.expires_ttl))
        with suppress(ConditionFailedError):  # as above
            writes.commit()
        return ended

    def page(self, practice_id: str, endpoint_id: str, page: PageRequest) -> Page[WebhookDelivery]:
        """Give a page of what waits, the newest first, and then of what was given up (AP-114)."""
        model = self._tables.of(WebhookDeliveryItem)
        # One more than the page: it tells whether there is a next.
        found = list(
            model.query(
                keys.deliveries(practice_id, endpoint_id),
                model.sk < page.after if page.after else None,
                consistent_read=True,
                scan_index_forward=False,
                limit=page.limit + 1,
            )
        )
        shown = found[: page.limit]
        items = tuple(map(delivery_of, shown))
        return Page(items, shown[-1].sk if len(found) > page.limit else None)

    def waiting(self, practice_id: str, endpoint_id: str, most: int) -> int:
        """Count what waits, up to `most` (AP-114)."""
        model = self._tables.of(WebhookDeliveryItem)
        waiting = model.sk.startswith(keys.WAITING_PREFIX)
        found = model.query(
            keys.deliveries(practice_id, endpoint_id), waiting, consistent_read=True, limit=most
        )
        return sum(1 for _ in found)

    def queue_again(self, endpoint: Endpoint, events: Sequence[OutwardEvent], now: datetime) -> Endpoint:
        """Let an endpoint have these events of the feed again, those that it wants, and go on after them (AP-115).

        Raises:
            ConflictError: somebody else has done so, or the endpoint has been changed.
        """
        moved = endpoint.replayed(events)
        writes, model = Writes(self._tables.connection), self._tables.of(ListenerItem)
        item = model(*keys.endpoint(endpoint.practice_id, endpoint.endpoint_id))
        actions = [
            assign(getattr(model, name), getattr(moved, name)) for name in ("replay_after", "replay_until")
        ]
        as_read = (model.replay_after == endpoint.replay_after) & (model.version == endpoint.version)
        writes.update("endpoint", item, actions, as_read)
        for event in events:
            if endpoint.wants(event.type):
                delivery = replace(first_delivery(endpoint, event, now), next_at=now)
                key = keys.failed_delivery(endpoint.practice_id, endpoint.endpoint_id, event.sequence)
                writes.delete("failed", self._tables.of(WebhookDeliveryItem)(*key))
                writes.put("waiting", waiting_item(self._tables, delivery))
        try:
            writes.commit()
        except ConditionFailedError:
            raise ConflictError from None
        return moved
