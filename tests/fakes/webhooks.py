"""What record systems are told, in memory: feed, endpoints, deliveries, and the way to endpoints."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tests.fakes.state import phone_key
from textward.domain.errors import AlreadyDoneError, ConflictError, NotFoundError
from textward.domain.outward import FeedMark, OutwardEvent
from textward.domain.paging import Page
from textward.domain.webhook import PAUSES, Endpoint, Refusal, Tried, WebhookDelivery
from textward.services.webhook_ports import Audience

if TYPE_CHECKING:
    from collections import deque
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from tests.fakes.state import FakeState
    from textward.domain.audit import AuditEntry
    from textward.domain.paging import PageRequest


@dataclass
class FakeFeeds:
    """Practices' events."""

    state: FakeState

    def audience(self, practice_id: str) -> Audience:
        endpoints = [one for (practice, _), one in self.state.endpoints.items() if practice == practice_id]
        return Audience(
            frozenset(client for practice, client in self.state.ehr_clients if practice == practice_id),
            tuple(sorted(endpoints, key=lambda one: one.endpoint_id)),
            self.state.feed_marks.get(practice_id, FeedMark()),
        )

    def recorded(self, practice_id: str, event_id: str) -> bool:
        return any(one.event_id == event_id for one in self.state.feeds.get(practice_id, ()))

    def record(
        self, event: OutwardEvent, audience: Audience, now: datetime
    ) -> tuple[OutwardEvent, tuple[WebhookDelivery, ...]]:
        if self.recorded(event.practice_id, event.event_id):
            raise AlreadyDoneError
        mark = self.state.feed_marks.get(event.practice_id, FeedMark())
        wanting = [one for one in audience.endpoints if one.wants(event.type)]
        keys = [(one.practice_id, one.endpoint_id) for one in wanting]
        gone = any(key not in self.state.endpoints or not self.state.endpoints[key].active for key in keys)
        if mark.last != audience.feed.last or gone:
            raise ConflictError
        self.state.feed_marks[event.practice_id] = mark.grown(now.date())
        event = replace(event, sequence=mark.last + 1, data=json.loads(json.dumps(event.data)))
        self.state.feeds.setdefault(event.practice_id, []).append(event)
        deliveries = tuple(_first(one, event, now, now + PAUSES[0]) for one in wanting)
        self.state.deliveries |= {_key(one): one for one in deliveries}
        for key in keys:
            self.state.endpoints[key] = replace(
                self.state.endpoints[key], touched=self.state.endpoints[key].touched + 1
            )
            self.state.endpoints_due[key] = now + PAUSES[0]
        return event, deliveries

    def events(self, practice_id: str, after: int, limit: int) -> tuple[OutwardEvent, ...]:
        found = [one for one in self.state.feeds.get(practice_id, ()) if one.sequence > after]
        return tuple(found[:limit])

    def owners(self, practice_id: str, phone_hash: str) -> tuple[str, ...]:
        found = [
            patient.patient_id
            for (practice, _), patient in self.state.patients.items()
            if practice == practice_id and patient.phone and phone_key(patient.phone) == phone_hash
        ]
        return tuple(sorted(found))


@dataclass
class FakeEndpoints:
    """Where practices want their events."""

    state: FakeState

    def get(self, practice_id: str, endpoint_id: str) -> Endpoint:
        if (practice_id, endpoint_id) not in self.state.endpoints:
            raise NotFoundError
        return self.state.endpoints[practice_id, endpoint_id]

    def save(self, endpoint: Endpoint, audit: AuditEntry, due: datetime | None = None) -> None:
        key = (endpoint.practice_id, endpoint.endpoint_id)
        stored = self.state.endpoints.get(key)
        if (stored.version if stored else 0) != endpoint.version - 1:
            raise ConflictError
        touched = stored.touched + 1 if stored else 1
        last = stored.last if stored else None
        self.state.endpoints[key] = replace(endpoint, touched=touched, last=last)
        if due:
            self.state.endpoints_due[key] = due
        self.state.note(audit)

    def delete(self, endpoint: Endpoint, audit: AuditEntry) -> None:
        key = (endpoint.practice_id, endpoint.endpoint_id)
        self.state.endpoints.pop(key, None)
        self.state.endpoints_due.pop(key, None)
        self.state.note(audit)

    def due(self, now: datetime, limit: int) -> tuple[Endpoint, ...]:
        due = sorted((at, key) for key, at in self.state.endpoints_due.items() if at <= now)
        return tuple(self.state.endpoints[key] for _, key in due[:limit])

    def note(self, endpoint: Endpoint) -> None:
        key = (endpoint.practice_id, endpoint.endpoint_id)
        if key in self.state.endpoints:
            stored = self.state.endpoints[key]
            self.state.endpoints[key] = replace(
                stored,
                last=endpoint.last,
                failures=endpoint.failures,
                slow=endpoint.slow,
                active=stored.active and endpoint.active,
            )

    def rest(self, endpoint: Endpoint, until: datetime | None) -> None:
        key = (endpoint.practice_id, endpoint.endpoint_id)
        if key in self.state.endpoints and self.state.endpoints[key].touched == endpoint.touched:
            self.state.endpoints_due.pop(key, None)
            if until:
                self.state.endpoints_due[key] = until


@dataclass
class FakeDeliveries:
    """What waits for endpoints, and what was given up."""

    state: FakeState

    def due(self, endpoint: Endpoint, now: datetime, limit: int) -> tuple[WebhookDelivery, ...]:
        found = [
            one
            for one in self.state.deliveries.values()
            if (one.practice_id, one.endpoint_id) == (endpoint.practice_id, endpoint.endpoint_id)
            and not one.failed
            and one.next_at <= now
        ]
        return tuple(sorted(found, key=lambda one: (one.next_at, one.sequence))[:limit])

    def claim(self, delivery: WebhookDelivery, now: datetime) -> WebhookDelivery:
        stored = self.state.deliveries.get(_key(delivery))
        if stored is None or stored.failed or stored.tries != delivery.tries:
            raise ConflictError
        self.state.deliveries[_key(delivery)] = delivery.begun(now)
        return delivery.begun(now)

    def settle(self, delivery: WebhookDelivery, tried: Tried, now: datetime) -> WebhookDelivery:
        if tried.refusal is None:
            self.state.deliveries.pop(_key(delivery), None)
            return delivery
        ended = delivery.ended(tried, now)
        if _key(delivery) in self.state.deliveries:
            self.state.deliveries[_key(delivery)] = ended
        return ended

    def page(self, practice_id: str, endpoint_id: str, page: PageRequest) -> Page[WebhookDelivery]:
        found = [
            (("FAILED#" if one.failed else "WAITING#") + f"{one.sequence:012d}", one)
            for one in self.state.deliveries.values()
            if (one.practice_id, one.endpoint_id) == (practice_id, endpoint_id)
        ]
        found = [
            pair for pair in sorted(found, reverse=True, key=_place) if not page.after or pair[0] < page.after
        ]
        shown = found[: page.limit]
        return Page(tuple(one for _, one in shown), shown[-1][0] if len(found) > page.limit else None)

    def waiting(self, practice_id: str, endpoint_id: str, most: int) -> int:
        found = [
            one
            for one in self.state.deliveries.values()
            if (one.practice_id, one.endpoint_id) == (practice_id, endpoint_id) and not one.failed
        ]
        return min(len(found), most)

    def queue_again(self, endpoint: Endpoint, events: Sequence[OutwardEvent], now: datetime) -> Endpoint:
        key = (endpoint.practice_id, endpoint.endpoint_id)
        stored = self.state.endpoints.get(key)
        if stored is None or (stored.version, stored.replay_after) != (
            endpoint.version,
            endpoint.replay_after,
        ):
            raise ConflictError
        moved = endpoint.replayed(events)
        self.state.endpoints[key] = replace(
            stored, replay_after=moved.replay_after, replay_until=moved.replay_until
        )
        for event in events:
            if endpoint.wants(event.type):
                delivery = _first(endpoint, event, now, now)
                self.state.deliveries[_key(delivery)] = delivery
        return moved


@dataclass(frozen=True)
class Posted:
    """One request to an endpoint."""

    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        """Give the event that it carries."""
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class FakeWebhookSender:
    """Endpoints: each takes what comes, unless told otherwise."""

    posted: list[Posted] = field(default_factory=list)
    answers: dict[str, deque[Tried]] = field(default_factory=dict)
    """By address: what the next requests meet."""
    down: dict[str, Tried] = field(default_factory=dict)
    """By address: what every request meets."""
    meanwhile: Callable[[], object] | None = None

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Tried:
        self.posted.append(Posted(url, dict(headers), body))
        if self.meanwhile:
            self.meanwhile()
        if self.answers.get(url):
            return self.answers[url].popleft()
        return self.down.get(url, Tried(200))

    def refuse(self, url: str, refusal: Refusal, status: int | None = None) -> None:
        """Let every request to an address fail."""
        self.down[url] = Tried(status, refusal)

    def to(self, url: str) -> list[str]:
        """Give the types of what an address was sent."""
        return [one.event["type"] for one in self.posted if one.url == url]


def _first(endpoint: Endpoint, event: OutwardEvent, now: datetime, due: datetime) -> WebhookDelivery:
    ids = (endpoint.practice_id, endpoint.endpoint_id, event.sequence, event.event_id)
    return WebhookDelivery(*ids, event.type, since=now, next_at=due)


def _key(delivery: WebhookDelivery) -> tuple[str, str, int]:
    return (delivery.practice_id, delivery.endpoint_id, delivery.sequence)


def _place(pair: tuple[str, WebhookDelivery]) -> str:
    return pair[0]
