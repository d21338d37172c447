"""What the contract tests of the feed store: endpoints and events of a practice that no other test has."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.contract.material import an_id
from textward.domain.errors import NotFoundError
from textward.domain.outward import CHOICES, OutwardEvent, OutwardType
from textward.domain.webhook import Endpoint

if TYPE_CHECKING:
    from datetime import datetime

    from tests.contract.backends import Backend
    from tests.contract.material import Material
    from textward.domain.private import Private
    from textward.domain.webhook import WebhookDelivery
    from textward.services.webhook_ports import Audience


@dataclass
class Hooks:
    """A practice with endpoints."""

    backend: Backend
    material: Material

    @property
    def practice_id(self) -> str:
        return self.material.practice_id

    @property
    def now(self) -> datetime:
        return self.material.now

    def added(self, **changes: object) -> Endpoint:
        """Store an endpoint that wants everything."""
        base = Endpoint(self.practice_id, an_id(), "https://records.example/in", frozenset(CHOICES), self.now)
        made = replace(base, **changes)  # type: ignore[arg-type]
        self.backend.endpoints.save(made, self.material.entry())
        return replace(made, touched=1)

    def stored(self, endpoint: Endpoint) -> Endpoint:
        """Give an endpoint as it is stored, but for how often something was recorded."""
        return self.backend.endpoints.get(endpoint.practice_id, endpoint.endpoint_id)

    def audience(self) -> Audience:
        return self.backend.feeds.audience(self.practice_id)

    def event(self, kind: OutwardType = OutwardType.MESSAGE_RECEIVED) -> OutwardEvent:
        """Make an event."""
        data = {"message_id": an_id(), "patient": {"textward_id": self.material.patient_id, "id": None}}
        return OutwardEvent(self.practice_id, f"evt_{an_id()}", kind, self.now, data)

    def record(self, event: OutwardEvent | None = None, at: datetime | None = None) -> OutwardEvent:
        """Record an event for whoever listens now."""
        return self.backend.feeds.record(event or self.event(), self.audience(), at or self.now)[0]

    def due(self, endpoint: Endpoint, at: datetime | None = None) -> list[WebhookDelivery]:
        """Give what is due for an endpoint, a minute from now unless told otherwise."""
        moment = at or self.now + timedelta(minutes=1)
        return list(self.backend.deliveries.due(endpoint, moment, 50))

    def waiting(self, endpoint: Endpoint, at: datetime | None = None) -> list[int]:
        """Give the sequences of what is due."""
        return [delivery.sequence for delivery in self.due(endpoint, at)]

    def is_due(self, endpoint: Endpoint, at: datetime | None = None) -> bool:
        """Tell whether an endpoint is due, a minute from now unless told otherwise; others may be too."""
        found = self.backend.endpoints.due(at or self.now + timedelta(minutes=1), 100)
        try:
            stored = self.stored(endpoint)
        except NotFoundError:
            return endpoint.endpoint_id in {one.endpoint_id for one in found}
        return stored in found

    def hash_of(self, phone: Private) -> str:
        """Give the hash that phones go by here: the fakes' own, or the tables'."""
        if type(self.backend.feeds).__name__.startswith("Fake"):
            return hashlib.sha256(phone.reveal().encode()).hexdigest()
        return hmac.new(b"another key", phone.reveal().encode(), hashlib.sha256).hexdigest()
