"""One try to deliver an event to an endpoint: claimed, composed, signed, sent, settled (row J10)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from textward.domain.errors import ConflictError, NotFoundError
from textward.domain.outward import PORTAL, OutwardEvent, OutwardType
from textward.domain.webhook import Refusal, Tried, WebhookDelivery
from textward.domain.webhook_signature import headers

if TYPE_CHECKING:
    from datetime import datetime

    from textward.domain.webhook import Endpoint
    from textward.services.group_ports import Conversations
    from textward.services.ports import Clock, Ids
    from textward.services.thread_ports import Threads
    from textward.services.webhook_ports import Deliveries, Endpoints, Feeds, WebhookKeys, WebhookSender

_CONTENT = {"content-type": "application/json", "user-agent": "Textward-Webhooks/1"}


def document(event: OutwardEvent) -> dict[str, object]:
    """Write an event as the feed and deliveries show it."""
    at = event.at.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
    return {
        "id": event.event_id,
        "type": event.type.value,
        "at": at,
        "sequence": event.sequence,
        "practice": event.practice_id,
        "data": dict(event.data),
    }


@dataclass(frozen=True, slots=True)
class TryWebhook:
    """The use case."""

    feeds: Feeds
    endpoints: Endpoints
    deliveries: Deliveries
    threads: Threads
    conversations: Conversations
    keys: WebhookKeys
    sender: WebhookSender
    clock: Clock
    ids: Ids

    def __call__(
        self, endpoint: Endpoint, delivery: WebhookDelivery, event: OutwardEvent | None = None
    ) -> Endpoint:
        """Try a delivery that is due, unless somebody else does; give the endpoint as it is after that.

        Args:
            endpoint: where to.
            delivery: what waits.
            event: the event of the feed, where it is at hand.
        """
        try:
            begun = self.deliveries.claim(delivery, self.clock.now())
        except ConflictError:
            return endpoint
        event, began = event or self._kept(delivery), self.clock.now()
        tried = self._sent(endpoint, event) if event else Tried(None, Refusal.EXPIRED)
        now = self.clock.now()
        settled = self.deliveries.settle(begun, tried, now)
        after = endpoint.after(tried, now, now - began, last_time=settled.failed)
        self.endpoints.note(after)
        return after

    def ping(self, endpoint: Endpoint) -> Tried:
        """Send an event that means nothing, now; what comes of it is noted at the endpoint."""
        now = self.clock.now()
        event = OutwardEvent(
            endpoint.practice_id,
            f"evt_{self.ids.new()}",
            OutwardType.PING,
            now,
            {"endpoint_id": endpoint.endpoint_id},
        )
        tried = self._sent(endpoint, event)
        self.endpoints.note(endpoint.after(tried, self.clock.now(), last_time=True))
        return tried

    def _kept(self, delivery: WebhookDelivery) -> OutwardEvent | None:
        found = self.feeds.events(delivery.practice_id, delivery.sequence - 1, 1)
        return next((event for event in found if event.sequence == delivery.sequence), None)

    def _sent(self, endpoint: Endpoint, event: OutwardEvent) -> Tried:
        now = self.clock.now()
        body = json.dumps(self._composed(endpoint, event), ensure_ascii=False, separators=(",", ":")).encode()
        return self.sender.post(
            endpoint.url, _CONTENT | headers(self._secrets(endpoint, now), event.event_id, now, body), body
        )

    def _secrets(self, endpoint: Endpoint, now: datetime) -> list[str]:
        return [self.keys.secret(endpoint.endpoint_id, version) for version in endpoint.secret_versions(now)]

    def _composed(self, endpoint: Endpoint, event: OutwardEvent) -> dict[str, object]:
        """Write an event, with the words of its message where the practice wants them."""
        written, ids = document(event), event.data
        if endpoint.include_content and "message_id" in ids:
            said = self.conversations if ids.get("channel") == PORTAL else self.threads
            try:
                message = said.message(event.practice_id, str(ids["thread_id"]), str(ids["message_id"]))
            except NotFoundError:
                return written
            written["data"] = {**ids, "body": message.body.reveal()}
        return written
