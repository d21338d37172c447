"""The queue and the schedule on real stores: crashes, twice the same event, two runs of the schedule at once (row J10)."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.contract.hooks import Hooks
from tests.contract.races import race
from tests.fakes.system import FakeClock, FakeIds
from tests.fakes.webhooks import FakeWebhookSender
from textward.adapters.system import pause
from textward.adapters.webhook_keys import HmacWebhookKeys
from textward.domain.events import Event, EventType
from textward.domain.webhook import Refusal, Tried
from textward.services.compose_events import ComposeEvents
from textward.services.retry_webhooks import RetryWebhooks
from textward.services.tell_record_systems import TellRecordSystems
from textward.services.try_webhook import TryWebhook

if TYPE_CHECKING:
    from tests.contract.backends import Backend
    from tests.contract.material import Material
    from textward.domain.webhook import Endpoint

MINUTE = timedelta(minutes=1)


@dataclass
class Worker:
    """The use cases on a backend, with a sender and a clock of the test's own."""

    hooks: Hooks
    sender: FakeWebhookSender = field(default_factory=FakeWebhookSender)

    def __post_init__(self) -> None:
        backend, self.clock = self.hooks.backend, FakeClock(self.hooks.now)
        attempt = TryWebhook(
            backend.feeds,
            backend.endpoints,
            backend.deliveries,
            backend.threads,
            backend.conversations,
            HmacWebhookKeys(b"a key"),
            self.sender,
            self.clock,
            FakeIds(self.clock),
        )
        compose = ComposeEvents(
            backend.feeds,
            backend.threads,
            backend.conversations,
            backend.patients,
            backend.appointments,
            backend.slots,
        )
        self.tell = TellRecordSystems(backend.feeds, compose, attempt, self.clock, pause)
        self.retry = RetryWebhooks(backend.feeds, backend.endpoints, backend.deliveries, attempt, self.clock)

    def received(self, number: int) -> Event:
        """Store a text, and give its event."""
        message = self.hooks.material.inbound()
        self.hooks.backend.threads.add(message, claim=f"sms:{message.message_id}")
        ids = (message.practice_id, message.thread_id, message.message_id)
        return Event(f"{message.message_id}-{number}", EventType.MESSAGE_RECEIVED, *ids, message.at)

    def own(self, endpoint: Endpoint) -> list[int]:
        """Give the sequences that reached this endpoint; a run of the schedule looks at others' too."""
        return sorted(one.event["sequence"] for one in self.sender.posted if one.url == endpoint.url)


def test_events_that_come_twice_and_late_and_after_crashes_are_recorded_once_and_delivered(
    backend: Backend, material: Material, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooks = Hooks(backend, material)
    worker, endpoint = Worker(hooks), hooks.added(url=f"https://{material.practice_id.lower()}.example/")
    first, second, third = (worker.received(number) for number in range(3))

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    worker.tell(first)
    worker.tell(first)
    with monkeypatch.context() as patched:
        patched.setattr(type(backend.deliveries), "claim", crash)  # recorded, not delivered
        with pytest.raises(KeyboardInterrupt):
            worker.tell(second)
    worker.tell(second)
    with monkeypatch.context() as patched:
        patched.setattr(type(backend.deliveries), "settle", crash)  # delivered, not noted
        with pytest.raises(KeyboardInterrupt):
            worker.tell(third)
    assert worker.own(endpoint) == [1, 3]
    worker.clock.advance(2 * MINUTE)
    worker.retry()
    assert worker.own(endpoint) == [1, 2, 3, 3]
    assert [event.sequence for event in backend.feeds.events(hooks.practice_id, 0, 10)] == [1, 2, 3]
    assert backend.deliveries.waiting(endpoint.practice_id, endpoint.endpoint_id, 10) == 0
    worker.retry()
    assert not hooks.is_due(endpoint, hooks.now + timedelta(days=9))


def test_a_dead_endpoint_is_given_up_and_gets_it_all_when_asked_for(
    backend: Backend, material: Material
) -> None:
    hooks = Hooks(backend, material)
    worker, endpoint = Worker(hooks), hooks.added(url=f"https://{material.practice_id.lower()}.example/")
    worker.sender.refuse(endpoint.url, Refusal.STATUS, 500)
    for number in range(4):
        worker.tell(worker.received(number))
    for step in (MINUTE, 10 * MINUTE, timedelta(days=2), timedelta(days=2), MINUTE, MINUTE):
        worker.clock.advance(step)
        worker.retry()
    where = (endpoint.practice_id, endpoint.endpoint_id)
    assert backend.deliveries.waiting(*where, 10) == 0
    worker.sender.down.clear()
    worker.sender.posted.clear()
    backend.endpoints.save(hooks.stored(endpoint).replaying(0, 4), material.entry(), worker.clock.now())
    worker.retry()
    assert worker.own(endpoint) == [1, 2, 3, 4]
    assert hooks.stored(endpoint).replay_after is None


def test_two_runs_of_the_schedule_at_once_deliver_once(racing: Backend, material: Material) -> None:
    hooks = Hooks(racing, material)
    worker, endpoint = Worker(hooks), hooks.added(url=f"https://{material.practice_id.lower()}.example/")
    worker.sender.answers[endpoint.url] = _failing(3)
    for number in range(12):
        worker.tell(worker.received(number))
    worker.sender.posted.clear()
    worker.clock.advance(2 * MINUTE)
    race(3, lambda _: worker.retry())
    assert Counter(worker.own(endpoint)) == Counter(range(1, 13))


def _failing(times: int) -> deque[Tried]:
    return deque([Tried(None, Refusal.UNREACHABLE)] * times)
