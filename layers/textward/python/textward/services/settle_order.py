"""Find out what became of an order for a number whose worker did not end it, and end it (row A2).

Each order asks the provider to sell at most once, and the number bought bears the order's id as its name. So an order
found open is settled by looking: what the provider sold under its id is recorded, anything else was not bought. A
release is carried on, for giving back what is gone changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.audit import Action, Actor
from textward.domain.errors import ConflictError, NumberTakenError, TransientError
from textward.domain.number_order import OrderFailure, OrderKind
from textward.services.number_ports import MarketError
from textward.services.record_audit import AuditTrail

if TYPE_CHECKING:
    from textward.domain.audit import AuditEntry
    from textward.domain.number_order import NumberOrder
    from textward.services.number_ports import NumberMarket, OwnedNumber, Texting
    from textward.services.ports import Audit, Clock, Ids

BATCH = 50
"""Orders a run looks at; the next run goes on."""
_SYSTEM = Actor("system", "number-orders")


@dataclass(frozen=True, slots=True)
class SettleOrder:
    """The steps that the request, a later request and the schedule share."""

    texting: Texting
    market: NumberMarket
    audit: Audit
    clock: Clock
    ids: Ids

    def __call__(self, order: NumberOrder) -> None:
        """Settle an order that is open and nobody's; one that is in other hands is left alone.

        Raises:
            MarketError: the provider could not be asked; the order stays open, for the next to look.
        """
        if not order.is_open or order.is_held(self.clock.now()):
            return
        trail = AuditTrail(self.audit, self.clock, self.ids, _SYSTEM)
        try:
            held = self.texting.hold(order, self.clock.now())
            if held.kind is OrderKind.RELEASE:
                self.give_back(held, trail)
            elif not self.record_if_sold(held, trail):
                self.texting.fail(held, OrderFailure.PROVIDER)
        except ConflictError:
            return

    def record_if_sold(self, order: NumberOrder, trail: AuditTrail) -> bool:
        """Record the number if the provider has sold it under the order's id; tell whether it has.

        Raises:
            MarketError: the provider could not be asked.
            ConflictError: the order is in other hands.
        """
        owned = self.market.ours(order.number)
        if owned is None or owned.name != order.order_id:
            return False
        self.record(order, owned, trail)
        return True

    def record(self, order: NumberOrder, owned: OwnedNumber, trail: AuditTrail) -> None:
        """Make a bought number the practice's; one that our own record gives to another practice goes back.

        Raises:
            MarketError: it could not be given back; the order stays open.
            ConflictError: the order is in other hands.
        """
        try:
            self.texting.record_bought(order, _entry(order, Action.NUMBER_BOUGHT, trail))
        except NumberTakenError:
            self.market.give_back(owned.provider_id)
            self.texting.fail(order, OrderFailure.TAKEN)

    def give_back(self, order: NumberOrder, trail: AuditTrail) -> None:
        """Give the practice's number back and record that it has none.

        Raises:
            MarketError: the provider did not take it, or did not say; the order stays open.
            ConflictError: the order is in other hands.
        """
        owned = self.market.ours(order.number)
        if owned:
            self.market.give_back(owned.provider_id)
        self.texting.record_released(order, _entry(order, Action.NUMBER_RELEASED, trail))


@dataclass(frozen=True, slots=True)
class SettleOrders:
    """The schedule: no order is left half-way."""

    texting: Texting
    settle: SettleOrder
    clock: Clock

    def __call__(self) -> int:
        """Settle what is left open; give how many could not be settled now."""
        return sum(not self._settled(order) for order in self.texting.unsettled(self.clock.now(), BATCH))

    def _settled(self, order: NumberOrder) -> bool:
        """Settle one; that it can't be settled now must keep no other from it."""
        try:
            self.settle(order)
        except (MarketError, TransientError):
            return False
        return True


def _entry(order: NumberOrder, action: Action, trail: AuditTrail) -> AuditEntry:
    return trail.entry(order.practice_id, action, target_id=order.order_id)
