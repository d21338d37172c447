"""What has happened is recorded for a practice's record systems, once, and each endpoint is tried once, at once (row J10)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.errors import AlreadyDoneError, ConflictError, TransientError
from textward.domain.webhook import MOST_ENDPOINTS
from textward.services.compose_events import outward_type

if TYPE_CHECKING:
    from collections.abc import Callable

    from textward.domain.events import Event
    from textward.domain.outward import OutwardEvent
    from textward.domain.webhook import Endpoint, WebhookDelivery
    from textward.services.compose_events import ComposeEvents
    from textward.services.ports import Clock
    from textward.services.try_webhook import TryWebhook
    from textward.services.webhook_ports import Audience, Feeds

_TRIES = 15
"""Of adding to a feed that others add to: each reads anew where it ends, a random while later; six seconds at most in all."""


@dataclass(frozen=True, slots=True)
class TellRecordSystems:
    """The use case."""

    feeds: Feeds
    compose: ComposeEvents
    try_webhook: TryWebhook
    clock: Clock
    pause: Callable[[int], None]
    """Waits until the others are through, after so many tries that have failed."""

    def __call__(self, event: Event) -> None:
        """Record an event where somebody listens, and try the endpoints that have not been failing.

        What isn't delivered by that, whatever the reason, the schedule tries: it is due a minute later.

        Raises:
            TransientError: others stood in the way every time; nothing of this event is lost when it comes again.
        """
        if outward_type(event) is None:
            return
        audience = self.feeds.audience(event.practice_id)
        if audience.listens:
            for outward in self.compose(event):
                self._tell(outward, audience)

    def _tell(self, event: OutwardEvent, audience: Audience) -> None:
        for failed in range(1, _TRIES + 1):
            try:
                recorded, deliveries = self.feeds.record(event, audience, self.clock.now())
            except AlreadyDoneError:
                return
            except ConflictError:
                self.pause(failed)
                audience = self.feeds.audience(event.practice_id)
                continue
            self._try(recorded, deliveries, {one.endpoint_id: one for one in audience.endpoints})
            return
        raise TransientError("the feed was never free")

    def _try(
        self, event: OutwardEvent, deliveries: tuple[WebhookDelivery, ...], endpoints: dict[str, Endpoint]
    ) -> None:
        ready = [one for one in deliveries if endpoints[one.endpoint_id].is_prompt]
        # All at once: one that takes its time must not keep the others waiting.
        with ThreadPoolExecutor(MOST_ENDPOINTS) as pool:
            list(pool.map(lambda one: self.try_webhook(endpoints[one.endpoint_id], one, event), ready))
