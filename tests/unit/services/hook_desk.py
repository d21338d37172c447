"""The clinic with a record system's endpoints: what happens, what the queue and the schedule make of it, what arrives."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from tests.unit.services.clinic import Clinic
from textward.domain.outward import CHOICES, OutwardType
from textward.services.compose_events import ComposeEvents
from textward.services.manage_endpoints import EndpointWish, ManageEndpoints
from textward.services.read_events import ReadEvents
from textward.services.retry_webhooks import RetryWebhooks
from textward.services.tell_record_systems import TellRecordSystems
from textward.services.try_webhook import TryWebhook

if TYPE_CHECKING:
    from tests.fakes.webhooks import Posted
    from textward.domain.events import Event
    from textward.domain.outward import OutwardEvent
    from textward.domain.webhook import Endpoint, WebhookDelivery

URL = "https://records.example/in"
ALL = frozenset(CHOICES)
MINUTE = timedelta(minutes=1)


@dataclass
class HookDesk:
    """The use cases on the fakes."""

    clinic: Clinic = field(default_factory=Clinic)
    pauses: list[int] = field(default_factory=list)
    """How many tries had failed, each time that others were waited for."""

    def __post_init__(self) -> None:
        w = self.clinic.world
        self.sender = w.webhooks
        self.try_webhook = TryWebhook(
            w.feeds,
            w.endpoints,
            w.deliveries,
            w.threads,
            w.conversations,
            w.webhook_keys,
            w.webhooks,
            w.clock,
            w.ids,
        )
        compose = ComposeEvents(w.feeds, w.threads, w.conversations, w.patients, w.appointments, w.slots)
        self.tell = TellRecordSystems(w.feeds, compose, self.try_webhook, w.clock, self.pauses.append)
        self.retry = RetryWebhooks(w.feeds, w.endpoints, w.deliveries, self.try_webhook, w.clock)
        self.manage = ManageEndpoints(
            w.feeds, w.endpoints, w.deliveries, w.webhook_keys, self.try_webhook, w.clock, w.ids
        )
        self.read = ReadEvents(w.feeds, w.clock)

    @property
    def practice_id(self) -> str:
        return self.clinic.practice_id

    def add(
        self,
        url: str = URL,
        types: frozenset[OutwardType] = ALL,
        *,
        include_content: bool = False,
    ) -> Endpoint:
        """Let Alice add an endpoint."""
        alice = self.clinic.demo.alice
        wish = EndpointWish(url, types, include_content)
        return self.manage.add(alice, wish, self.clinic.trail(alice))[0]

    def now(self, endpoint: Endpoint) -> Endpoint:
        """Give an endpoint as it is stored now."""
        return self.clinic.world.endpoints.get(endpoint.practice_id, endpoint.endpoint_id)

    def queue(self, *, times: int = 1) -> list[Event]:
        """Let the queue bring what has happened since it was last asked, each event so often."""
        events = self.clinic.world.stream()
        for event in events:
            for _ in range(times):
                self.tell(event)
        return events

    def later(self, by: timedelta) -> int:
        """Let time pass minute by minute, with the schedule running; give how many events were given up."""
        given_up, until = 0, self.clinic.world.clock.now() + by
        while self.clinic.world.clock.now() < until:
            self.clinic.world.advance(MINUTE)
            due = self.clinic.world.state.endpoints_due.values()
            if any(at <= self.clinic.world.clock.now() for at in due):  # else a run finds nothing
                given_up += self.retry()[1]
        return given_up

    def feed(self) -> list[OutwardEvent]:
        """Give the practice's feed."""
        return list(self.clinic.world.state.feeds.get(self.practice_id, ()))

    def waiting(self, endpoint: Endpoint) -> list[WebhookDelivery]:
        """Give what waits for an endpoint, or was given up."""
        found = self.clinic.world.state.deliveries.values()
        return [one for one in found if one.endpoint_id == endpoint.endpoint_id]

    def arrived(self, url: str = URL) -> list[Posted]:
        """Give the requests that an endpoint has had."""
        return [one for one in self.sender.posted if one.url == url]

    def moments(self, url: str = URL) -> list[timedelta]:
        """Give how far apart the requests to an endpoint were."""
        stamps = [int(one.headers["webhook-timestamp"]) for one in self.arrived(url)]
        return [timedelta(seconds=later - stamp) for stamp, later in pairwise(stamps)]

    def with_record_ids(self) -> None:
        """Let the record system have told us of Maria."""
        maria = replace(self.clinic.demo.maria, record_id="MRN-1")
        self.clinic.world.patients.save(maria)
