"""Endpoints, events of the feed, and deliveries."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from textward.adapters.dynamodb import keys
from textward.domain.outward import FeedMark, OutwardEvent, OutwardType
from textward.domain.webhook import Endpoint, LastTry, Refusal, Tried, TryOutcome, WebhookDelivery

if TYPE_CHECKING:
    from datetime import datetime

    from textward.adapters.dynamodb.models import ListenerItem, OutwardEventItem, WebhookDeliveryItem


def mark_of(item: ListenerItem) -> FeedMark:
    """Read how far the feed reaches."""
    days = {date.fromisoformat(day): int(first) for day, first in json.loads(item.days or "{}").items()}
    return FeedMark(item.last or 0, days)


def days_text(mark: FeedMark) -> str:
    """Write the first sequence of each day."""
    days = {day.isoformat(): first for day, first in (mark.days or {}).items()}
    return json.dumps(days, sort_keys=True, separators=(",", ":"))


def endpoint_fields(endpoint: Endpoint, due: datetime | None) -> dict[str, Any]:
    """Give an endpoint's attributes, and its place among those that the schedule looks at."""
    last = endpoint.last
    return {
        "practice_id": endpoint.practice_id,
        "endpoint_id": endpoint.endpoint_id,
        "url": endpoint.url,
        "types": frozenset(kind.value for kind in endpoint.types),
        "include_content": endpoint.include_content,
        "active": endpoint.active,
        "created_at": endpoint.created_at,
        "version": endpoint.version,
        "secret_version": endpoint.secret_version,
        "rotated_at": endpoint.rotated_at,
        "tried_at": last.at if last else None,
        "outcome": last.outcome.value if last else None,
        "status": last.tried.status if last else None,
        "refusal": last.tried.refusal.value if last and last.tried.refusal else None,
        "failures": endpoint.failures,
        "replay_after": endpoint.replay_after,
        "replay_until": endpoint.replay_until,
        "slow": endpoint.slow,
        "touched": endpoint.touched,
        **endpoint_due(endpoint.endpoint_id, due),
    }


def endpoint_due(endpoint_id: str, at: datetime | None) -> dict[str, str]:
    """Give an endpoint's place in the `due` index; none when nothing waits for it."""
    return {"due_pk": keys.DUE_WEBHOOKS, "due_sk": keys.due(at, endpoint_id)} if at else {}


def endpoint_of(item: ListenerItem) -> Endpoint:
    """Read an endpoint."""
    return Endpoint(
        practice_id=item.practice_id or "",
        endpoint_id=item.endpoint_id or "",
        url=item.url or "",
        types=frozenset(map(OutwardType, item.types or ())),
        created_at=item.created_at,  # type: ignore[arg-type] # every endpoint has it
        include_content=bool(item.include_content),
        active=bool(item.active),
        version=item.version or 1,
        secret_version=item.secret_version or 1,
        rotated_at=item.rotated_at,
        last=_last_of(item),
        failures=item.failures or 0,
        replay_after=item.replay_after,
        replay_until=item.replay_until,
        slow=bool(item.slow),
        touched=item.touched or 0,
    )


def _last_of(item: ListenerItem) -> LastTry | None:
    if item.tried_at is None or item.outcome is None:
        return None
    return LastTry(item.tried_at, TryOutcome(item.outcome), _tried_of(item))


def _tried_of(item: ListenerItem | WebhookDeliveryItem) -> Tried:
    return Tried(item.status, Refusal(item.refusal) if item.refusal else None)


def event_fields(event: OutwardEvent) -> dict[str, Any]:
    """Give an event's attributes."""
    return {
        "practice_id": event.practice_id,
        "event_id": event.event_id,
        "kind": event.type.value,
        "at": event.at,
        "sequence": event.sequence,
        "data": json.dumps(event.data, separators=(",", ":")),
    }


def event_of(item: OutwardEventItem) -> OutwardEvent:
    """Read an event."""
    return OutwardEvent(
        practice_id=item.practice_id,
        event_id=item.event_id,
        type=OutwardType(item.kind),
        at=item.at,
        data=json.loads(item.data),
        sequence=item.sequence,
    )


def delivery_fields(delivery: WebhookDelivery) -> dict[str, Any]:
    """Give a delivery's attributes; one that waits stands in its endpoint's part of the `due` index."""
    ids = (delivery.practice_id, delivery.endpoint_id)
    place = keys.due(delivery.next_at, keys.padded(delivery.sequence))
    due = {} if delivery.failed else {"due_pk": keys.due_deliveries(*ids), "due_sk": place}
    return {
        "practice_id": delivery.practice_id,
        "endpoint_id": delivery.endpoint_id,
        "sequence": delivery.sequence,
        "event_id": delivery.event_id,
        "kind": delivery.type.value,
        "since": delivery.since,
        "next_at": delivery.next_at,
        "tries": delivery.tries,
        "status": delivery.last.status if delivery.last else None,
        "refusal": delivery.last.refusal.value if delivery.last and delivery.last.refusal else None,
        **due,
    }


def delivery_of(item: WebhookDeliveryItem) -> WebhookDelivery:
    """Read a delivery; where it stands tells whether it was given up."""
    return WebhookDelivery(
        practice_id=item.practice_id,
        endpoint_id=item.endpoint_id,
        sequence=item.sequence,
        event_id=item.event_id,
        type=OutwardType(item.kind),
        since=item.since,
        next_at=item.next_at,
        tries=item.tries,
        last=_tried_of(item) if item.status is not None or item.refusal else None,
        failed=item.sk.startswith(keys.FAILED_PREFIX),
    )
