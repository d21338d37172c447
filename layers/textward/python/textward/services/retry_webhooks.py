"""The schedule that delivers what waits for endpoints: after a failure, or because somebody asked for it again (row J10)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from textward.domain.errors import ConflictError, NotFoundError
from textward.domain.webhook import FAILING, TryOutcome

if TYPE_CHECKING:
    from datetime import datetime

    from textward.domain.webhook import Endpoint, WebhookDelivery
    from textward.services.ports import Clock
    from textward.services.try_webhook import TryWebhook
    from textward.services.webhook_ports import Deliveries, Endpoints, Feeds

ENDPOINTS = 100
"""Looked at in one run, those that have waited longest first."""
AT_ONCE = 8
BATCH = 25
TIME = timedelta(seconds=45)
"""For one endpoint in one run; what is left, the next run does."""
LOOK_AGAIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class RetryWebhooks:
    """The use case. Several runs at once do no harm: each try is claimed."""

    feeds: Feeds
    endpoints: Endpoints
    deliveries: Deliveries
    try_webhook: TryWebhook
    clock: Clock

    def __call__(self) -> tuple[int, int]:
        """Try what is due; give how many endpoints were looked at, and how many events were given up for one.

        Endpoints are worked on side by side, so that one that takes its time keeps no other waiting.
        """
        due = self.endpoints.due(self.clock.now(), ENDPOINTS)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            given_up = sum(pool.map(self._work, due))
        return len(due), given_up

    def _work(self, endpoint: Endpoint) -> int:
        until, failures, now, given_up = self.clock.now() + TIME, 0, endpoint, 0
        while now.active and failures < FAILING and self.clock.now() < until:
            batch = self.deliveries.due(now, self.clock.now(), BATCH)
            if batch:
                now, failures, ended = self._batch(now, batch, until, failures)
                given_up += ended
            elif now.replay_after is None:
                break
            else:
                now = self._again(now)
        self._rest(endpoint, now)
        return given_up

    def _batch(
        self, endpoint: Endpoint, batch: tuple[WebhookDelivery, ...], until: datetime, failures: int
    ) -> tuple[Endpoint, int, int]:
        """Try one after the other; give the endpoint, how many tries in a row have failed by now, and how many for good."""
        given_up = 0
        for delivery in batch:
            before, endpoint = endpoint.failures, self.try_webhook(endpoint, delivery)
            failed = endpoint.failures > before
            failures = failures + 1 if failed else 0
            given_up += bool(failed and endpoint.last and endpoint.last.outcome is TryOutcome.FAILED)
            if failures >= FAILING or not endpoint.active or self.clock.now() >= until:
                break
        return endpoint, failures, given_up

    def _again(self, endpoint: Endpoint) -> Endpoint:
        """Queue the next events that somebody asked for again."""
        after = endpoint.replay_after or 0
        events = self.feeds.events(endpoint.practice_id, after, BATCH)
        wanted = [event for event in events if event.sequence <= (endpoint.replay_until or 0)]
        try:
            return self.deliveries.queue_again(endpoint, wanted, self.clock.now())
        except ConflictError:
            try:
                return self.endpoints.get(endpoint.practice_id, endpoint.endpoint_id)
            except NotFoundError:
                return endpoint.gone()

    def _rest(self, read: Endpoint, now: Endpoint) -> None:
        """Look again in a minute while something waits; else let it rest until something is recorded for it."""
        waits = now.active and (
            now.replay_after is not None or self.deliveries.waiting(read.practice_id, read.endpoint_id, 1) > 0
        )
        self.endpoints.rest(read, self.clock.now() + LOOK_AGAIN if waits else None)
