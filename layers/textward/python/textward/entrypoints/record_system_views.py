"""Clients, endpoints and deliveries as the staff API shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textward.domain.outward import CHOICES
from textward.domain.webhook import MOST_ENDPOINTS, OVERLAP, Refusal, TryOutcome
from textward.entrypoints import record_system_models as models
from textward.services.record_system import MOST_CLIENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from textward.domain.outward import OutwardType
    from textward.domain.webhook import Endpoint, Tried, WebhookDelivery
    from textward.services.webhook_ports import Audience


def record_system_view(
    audience: Audience, waiting: Callable[[Endpoint], int], now: datetime
) -> models.RecordSystemView:
    """Show whom a practice lets in, and where its events go."""
    return models.RecordSystemView(
        client_ids=sorted(audience.client_ids),
        endpoints=[endpoint_view(one, waiting(one), now) for one in audience.endpoints],
        limits=models.Limits(clients=MOST_CLIENTS, endpoints=MOST_ENDPOINTS),
        event_types=_names(CHOICES),
        last_sequence=audience.feed.last,
        first_sequence=audience.feed.begins(now.date()),
    )


def endpoint_view(endpoint: Endpoint, waiting: int, now: datetime) -> models.EndpointView:
    """Show an endpoint."""
    rotated = endpoint.rotated_at
    until = rotated + OVERLAP if rotated else None
    return models.EndpointView(
        id=endpoint.endpoint_id,
        url=endpoint.url,
        active=endpoint.active,
        types=_names(kind for kind in CHOICES if kind in endpoint.types),
        include_content=endpoint.include_content,
        created_at=endpoint.created_at,
        last_delivery=_last(endpoint),
        waiting=waiting,
        replaying=endpoint.replay_after is not None,
        secret_version=endpoint.secret_version,
        old_secret_until=until if until and now < until else None,
        version=endpoint.version,
    )


def _names(kinds: Iterable[OutwardType]) -> list[models.EventName]:
    return [cast("models.EventName", kind.value) for kind in kinds]


def _last(endpoint: Endpoint) -> models.LastDelivery | None:
    last = endpoint.last
    if last is None:
        return None
    return models.LastDelivery(
        at=last.at, outcome=last.outcome.value, status=last.tried.status, reason=_reason(last.tried.refusal)
    )


def ping_answer(tried: Tried) -> models.PingAnswer:
    """Show what came of a `ping`."""
    outcome = TryOutcome.FAILED if tried.refusal else TryOutcome.DELIVERED
    return models.PingAnswer(
        outcome="failed" if outcome is TryOutcome.FAILED else "delivered",
        status=tried.status,
        reason=_reason(tried.refusal),
    )


def delivery_view(delivery: WebhookDelivery) -> models.EventDeliveryView:
    """Show an event that waits, or was given up."""
    last = delivery.last
    return models.EventDeliveryView(
        sequence=delivery.sequence,
        event_id=delivery.event_id,
        type=_names([delivery.type])[0],
        state="failed" if delivery.failed else "waiting",
        since=delivery.since,
        tries=delivery.tries,
        last_status=last.status if last else None,
        last_reason=_reason(last.refusal) if last else None,
        next_try_at=None if delivery.failed else delivery.next_at,
    )


def _reason(refusal: Refusal | None) -> str | None:
    return refusal.value if refusal else None
