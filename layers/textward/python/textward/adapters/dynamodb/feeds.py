"""The `Feeds` port on DynamoDB: sequences come from one item, moved in the transaction that adds the event."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.mapping.webhooks import (
    days_text,
    delivery_fields,
    endpoint_due,
    endpoint_of,
    event_fields,
    event_of,
    mark_of,
)
from textward.adapters.dynamodb.models import (
    ClaimItem,
    ListenerItem,
    OutwardEventItem,
    PhoneItem,
    WebhookDeliveryItem,
)
from textward.adapters.dynamodb.transactions import ConditionFailedError, Writes
from textward.domain.errors import AlreadyDoneError, ConflictError
from textward.domain.outward import KEPT_DAYS, FeedMark
from textward.domain.webhook import PAUSES, WebhookDelivery
from textward.services.webhook_ports import Audience

if TYPE_CHECKING:
    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.outward import OutwardEvent
    from textward.domain.webhook import Endpoint

_CLEANED_UP = timedelta(days=KEPT_DAYS + 2)
"""After the beginning of the day on which it was recorded: the feed has let go of it by then."""


class DynamoFeeds:
    """Practices' events."""

    def __init__(self, tables: Tables) -> None:
        """Take the tables."""
        self._tables = tables

    def audience(self, practice_id: str) -> Audience:
        """Give who listens (AP-100)."""
        found = self._tables.of(ListenerItem).query(keys.ehr_clients(practice_id), consistent_read=True)
        clients, endpoints, mark = set(), [], FeedMark()
        for item in found:
            if item.sk == keys.FEED_MARK:
                mark = mark_of(item)
            elif item.sk.startswith(keys.ENDPOINT_PREFIX):
                endpoints.append(endpoint_of(item))
            elif item.client_id:
                clients.add(item.client_id)
        return Audience(frozenset(clients), tuple(endpoints), mark)

    def recorded(self, practice_id: str, event_id: str) -> bool:
        """Tell whether an event is in the feed, or was (AP-101)."""
        return self._tables.get(ClaimItem, _claim(practice_id, event_id)) is not None

    def record(
        self, event: OutwardEvent, audience: Audience, now: datetime
    ) -> tuple[OutwardEvent, tuple[WebhookDelivery, ...]]:
        """Add an event to the feed as the next one, with a delivery for each endpoint that wants it (AP-102).

        Raises:
            AlreadyDoneError: it was added before.
            ConflictError: the feed or an endpoint has changed since the audience was read.
        """
        before, today = audience.feed, now.astimezone(UTC).date()
        mark = before.grown(today)
        event, expires = replace(event, sequence=mark.last), _midnight(now) + _CLEANED_UP
        wanting = [endpoint for endpoint in audience.endpoints if endpoint.wants(event.type)]
        deliveries = tuple(first_delivery(endpoint, event, now) for endpoint in wanting)
        writes = Writes(self._tables.connection)
        self._move(writes, event.practice_id, before, mark)
        claim = self._tables.of(ClaimItem)(
            *_claim(event.practice_id, event.event_id),
            thread_id="",
            message_id=event.event_id,
            fingerprint="",
            expires_ttl=expires,
        )
        writes.put("claim", claim, ClaimItem.pk.does_not_exist())
        key = keys.outward_event(event.practice_id, event.sequence)
        item = self._tables.of(OutwardEventItem)(*key, **event_fields(event), expires_ttl=expires)
        writes.put("event", item, OutwardEventItem.pk.does_not_exist())
        for delivery in deliveries:
            writes.put("delivery", waiting_item(self._tables, delivery))
        for endpoint in wanting:
            touch(writes, self._tables, endpoint, now + PAUSES[0])
        try:
            writes.commit()
        except ConditionFailedError as failed:
            raise (AlreadyDoneError if "claim" in failed.names else ConflictError) from None
        return event, deliveries

    def _move(self, writes: Writes, practice_id: str, before: FeedMark, after: FeedMark) -> None:
        model = self._tables.of(ListenerItem)
        actions = [model.last.set(after.last), model.days.set(days_text(after))]
        as_read = model.last == before.last if before.last else model.pk.does_not_exist()
        writes.update("mark", model(*keys.feed_mark(practice_id)), actions, as_read)

    def events(self, practice_id: str, after: int, limit: int) -> tuple[OutwardEvent, ...]:
        """Give the events that follow a sequence (AP-103)."""
        model = self._tables.of(OutwardEventItem)
        later = model.sk > keys.outward_event(practice_id, after).sk
        found = model.query(keys.feed(practice_id), later, consistent_read=True, limit=limit)
        return tuple(map(event_of, found))

    def owners(self, practice_id: str, phone_hash: str) -> tuple[str, ...]:
        """Give the patients whose phone has that keyed hash (AP-104)."""
        found = self._tables.of(PhoneItem).query(
            keys.phone_partition(practice_id, phone_hash), consistent_read=True
        )
        return tuple(item.patient_id for item in found if item.sk != keys.CONSENT and item.patient_id)


def first_delivery(endpoint: Endpoint, event: OutwardEvent, now: datetime) -> WebhookDelivery:
    """Give an event as it begins to wait for an endpoint."""
    return WebhookDelivery(
        endpoint.practice_id,
        endpoint.endpoint_id,
        event.sequence,
        event.event_id,
        event.type,
        since=now,
        next_at=now + PAUSES[0],
    )


def waiting_item(tables: Tables, delivery: WebhookDelivery) -> WebhookDeliveryItem:
    """Give the item of a delivery that waits."""
    key = keys.waiting_delivery(delivery.practice_id, delivery.endpoint_id, delivery.sequence)
    expires = delivery.since + _CLEANED_UP
    return tables.of(WebhookDeliveryItem)(*key, **delivery_fields(delivery), expires_ttl=expires)


def touch(writes: Writes, tables: Tables, endpoint: Endpoint, due: datetime) -> None:
    """Let the schedule look at an endpoint by then: whoever would let it rest meanwhile finds it changed."""
    model = tables.of(ListenerItem)
    actions = [model.touched.add(1)]
    actions += [
        getattr(model, name).set(value) for name, value in endpoint_due(endpoint.endpoint_id, due).items()
    ]
    active = model.active == True  # noqa: E712 - a condition of DynamoDB's
    item = model(*keys.endpoint(endpoint.practice_id, endpoint.endpoint_id))
    writes.update("endpoint", item, actions, active)


def _claim(practice_id: str, event_id: str) -> keys.Key:
    return keys.claim(practice_id, f"event:{event_id}")


def _midnight(now: datetime) -> datetime:
    return datetime.combine(now.astimezone(UTC).date(), time.min, UTC)
