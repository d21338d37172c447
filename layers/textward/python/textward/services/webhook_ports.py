"""Ports for what record systems are told: the feed, endpoints, deliveries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from textward.domain.audit import AuditEntry
    from textward.domain.outward import FeedMark, OutwardEvent
    from textward.domain.paging import Page, PageRequest
    from textward.domain.webhook import Endpoint, Tried, WebhookDelivery


@dataclass(frozen=True, slots=True)
class Audience:
    """Who listens to a practice's events, and how far its feed reaches."""

    client_ids: frozenset[str]
    endpoints: tuple[Endpoint, ...]
    """By when they were made."""
    feed: FeedMark

    @property
    def listens(self) -> bool:
        """Tell whether there is anybody to record for."""
        return bool(self.client_ids or self.endpoints)


class Feeds(Protocol):
    """Practices' events, in an order without a gap."""

    def audience(self, practice_id: str) -> Audience:
        """Give who listens (AP-100)."""

    def recorded(self, practice_id: str, event_id: str) -> bool:
        """Tell whether an event is in the feed, or was (AP-101)."""

    def record(
        self, event: OutwardEvent, audience: Audience, now: datetime
    ) -> tuple[OutwardEvent, tuple[WebhookDelivery, ...]]:
        """Add an event to the feed as the next one, with a delivery for each endpoint that wants it (AP-102).

        Each delivery is due a minute later, should nobody try it before.

        Raises:
            AlreadyDoneError: it was added before.
            ConflictError: the feed or an endpoint has changed since the audience was read.
        """

    def events(self, practice_id: str, after: int, limit: int) -> tuple[OutwardEvent, ...]:
        """Give the events that follow a sequence (AP-103)."""

    def owners(self, practice_id: str, phone_hash: str) -> tuple[str, ...]:
        """Give the patients whose phone has that keyed hash (AP-104)."""


class Endpoints(Protocol):
    """Where practices want their events. Every change by a person is of the version that was read."""

    def get(self, practice_id: str, endpoint_id: str) -> Endpoint:
        """Give an endpoint (AP-105).

        Raises:
            NotFoundError: the practice has none with that id.
        """

    def save(self, endpoint: Endpoint, audit: AuditEntry, due: datetime | None = None) -> None:
        """Store an endpoint that is new, or the next version of the one stored, and when to look at it (AP-106).

        Raises:
            ConflictError: it has been changed meanwhile.
        """

    def delete(self, endpoint: Endpoint, audit: AuditEntry) -> None:
        """Forget an endpoint; what waits for it is never tried again (AP-107)."""

    def due(self, now: datetime, limit: int) -> tuple[Endpoint, ...]:
        """Give endpoints for which something may be due, those that have waited longest first (AP-108)."""

    def note(self, endpoint: Endpoint) -> None:
        """Store how the last try went, and whether the endpoint is active; nothing when it is gone (AP-109)."""

    def rest(self, endpoint: Endpoint, until: datetime | None) -> None:
        """Look at an endpoint again then, or not until something is recorded for it (AP-110).

        Nothing when something was recorded for it since it was read: it stays due.
        """


class Deliveries(Protocol):
    """What waits for endpoints, and what was given up."""

    def due(self, endpoint: Endpoint, now: datetime, limit: int) -> tuple[WebhookDelivery, ...]:
        """Give what is to be tried, what has waited longest first (AP-111)."""

    def claim(self, delivery: WebhookDelivery, now: datetime) -> WebhookDelivery:
        """Begin a try: from here nobody else begins the same one (AP-112).

        Raises:
            ConflictError: somebody else has, or it is delivered.
        """

    def settle(self, delivery: WebhookDelivery, tried: Tried, now: datetime) -> WebhookDelivery:
        """Store what came of a try: delivered, to be tried again, or given up (AP-113)."""

    def page(self, practice_id: str, endpoint_id: str, page: PageRequest) -> Page[WebhookDelivery]:
        """Give a page of what waits, the newest first, and then of what was given up (AP-114)."""

    def waiting(self, practice_id: str, endpoint_id: str, most: int) -> int:
        """Count what waits, up to `most` (AP-114)."""

    def queue_again(self, endpoint: Endpoint, events: Sequence[OutwardEvent], now: datetime) -> Endpoint:
        """Let an endpoint have these events of the feed again, those that it wants, and go on after them (AP-115).

        Raises:
            ConflictError: somebody else has done so, or the endpoint has been changed.
        """


class WebhookKeys(Protocol):
    """Endpoints' secrets, derived and not stored."""

    def secret(self, endpoint_id: str, version: int) -> str:
        """Give a secret as Standard Webhooks writes it: `whsec_` and base64."""


class WebhookSender(Protocol):
    """The way to practices' endpoints."""

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Tried:
        """Post JSON to a public address, once: no redirect is followed, the answer's body is not read."""
