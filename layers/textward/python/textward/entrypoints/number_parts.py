"""The wiring of the practice's texting number and settings; a part of `bootstrap`, which hands it what it rests on."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from textward.adapters.dynamodb.texting import DynamoTexting
from textward.services.manage_texting import ManageTexting
from textward.services.order_number import OrderNumber
from textward.services.settle_order import SettleOrder, SettleOrders

if TYPE_CHECKING:
    from textward.entrypoints.bootstrap import Product
    from textward.services.number_ports import NumberMarket, Texting


class NumberParts:
    """Store, provider and use cases, each made when first asked for."""

    def __init__(self, product: Product) -> None:
        """Take the product that it is a part of."""
        self._product = product

    @cached_property
    def texting(self) -> Texting:
        """Number, orders and settings."""
        return DynamoTexting(self._product.tables)

    @cached_property
    def market(self) -> NumberMarket:
        """Where the provider sells numbers: imported only by the functions that reach it, for it costs start-up time."""
        from textward.adapters.twilio_numbers import TwilioNumberMarket

        return TwilioNumberMarket(
            self._product.twilio_account, base_url=self._product.settings.twilio_base_url
        )

    @cached_property
    def manage(self) -> ManageTexting:
        """Settings, and the search for a number."""
        return ManageTexting(self._product.practices, self.texting, self.market)

    @cached_property
    def settle(self) -> SettleOrder:
        """Find out what became of an order."""
        product = self._product
        return SettleOrder(self.texting, self.market, product.audit, product.clock, product.ids)

    @cached_property
    def order(self) -> OrderNumber:
        """Buy a number, give it back."""
        product = self._product
        return OrderNumber(
            practices=product.practices,
            texting=self.texting,
            market=self.market,
            settle=self.settle,
            phone_book=product.phone_book,
            clock=product.clock,
            ids=product.ids,
            public_base_url=product.settings.public_base_url,
        )

    @cached_property
    def settle_orders(self) -> SettleOrders:
        """The schedule."""
        return SettleOrders(self.texting, self.settle, self._product.clock)
