"""The wiring of what record systems are told; a part of `bootstrap`, which hands it what it rests on."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from textward.adapters.dynamodb.endpoints import DynamoEndpoints
from textward.adapters.dynamodb.feeds import DynamoFeeds
from textward.adapters.dynamodb.webhook_deliveries import DynamoDeliveries
from textward.adapters.system import pause
from textward.adapters.webhook_keys import HmacWebhookKeys
from textward.services.compose_events import ComposeEvents
from textward.services.manage_endpoints import ManageEndpoints
from textward.services.read_events import ReadEvents
from textward.services.retry_webhooks import RetryWebhooks
from textward.services.tell_record_systems import TellRecordSystems
from textward.services.try_webhook import TryWebhook

if TYPE_CHECKING:
    from textward.entrypoints.bootstrap import Product
    from textward.services.webhook_ports import Deliveries, Endpoints, Feeds, WebhookKeys, WebhookSender


class HookParts:
    """Stores and use cases, each made when first asked for."""

    def __init__(self, product: Product) -> None:
        """Take the product that it is a part of."""
        self._product = product

    @cached_property
    def feeds(self) -> Feeds:
        """Practices' events."""
        return DynamoFeeds(self._product.tables)

    @cached_property
    def endpoints(self) -> Endpoints:
        """Where they go."""
        return DynamoEndpoints(self._product.tables)

    @cached_property
    def deliveries(self) -> Deliveries:
        """What waits."""
        return DynamoDeliveries(self._product.tables)

    @cached_property
    def keys(self) -> WebhookKeys:
        """Endpoints' secrets."""
        return HmacWebhookKeys(self._product.keys.link_key)

    @property
    def _loopback(self) -> bool:
        return self._product.settings.webhook_loopback == "true"

    @cached_property
    def sender(self) -> WebhookSender:
        """The way out: imported only by the functions that go it, for it costs start-up time."""
        from textward.adapters.webhook_sender import HttpsWebhookSender

        return HttpsWebhookSender(loopback=self._loopback)

    @cached_property
    def try_webhook(self) -> TryWebhook:
        """One try to deliver."""
        product = self._product
        return TryWebhook(
            feeds=self.feeds,
            endpoints=self.endpoints,
            deliveries=self.deliveries,
            threads=product.threads,
            conversations=product.portal.conversations,
            keys=self.keys,
            sender=self.sender,
            clock=product.clock,
            ids=product.ids,
        )

    @cached_property
    def tell_record_systems(self) -> TellRecordSystems:
        """The queue."""
        product = self._product
        compose = ComposeEvents(
            self.feeds,
            product.threads,
            product.portal.conversations,
            product.patients,
            product.assistant.appointments,
            product.assistant.slots,
        )
        return TellRecordSystems(self.feeds, compose, self.try_webhook, product.clock, pause)

    @cached_property
    def retry_webhooks(self) -> RetryWebhooks:
        """The schedule."""
        return RetryWebhooks(
            self.feeds, self.endpoints, self.deliveries, self.try_webhook, self._product.clock
        )

    @cached_property
    def read_events(self) -> ReadEvents:
        """The feed, for record systems."""
        return ReadEvents(self.feeds, self._product.clock)

    @cached_property
    def manage(self) -> ManageEndpoints:
        """A practice admin's settings."""
        product = self._product
        return ManageEndpoints(
            feeds=self.feeds,
            endpoints=self.endpoints,
            deliveries=self.deliveries,
            keys=self.keys,
            try_webhook=self.try_webhook,
            clock=product.clock,
            ids=product.ids,
            loopback=self._loopback,
        )
