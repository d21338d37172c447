"""The practice admin buys the practice's texting number, or gives it back (row A2): each as a small saga.

The order is written down first, then the provider is asked, then what came of it closes the order. `settle_order`
finishes what crashed in between.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.errors import (
    AlreadyDoneError,
    ConflictError,
    InvalidInputError,
    NotFoundError,
    NumberPresentError,
    NumberTakenError,
    OrderOpenError,
    ProviderUnavailableError,
)
from textward.domain.number_order import NumberOrder, OrderFailure, OrderKind, OrderState
from textward.services.manage_texting import require_addon
from textward.services.number_ports import (
    MarketError,
    NotDoneError,
    NumberNotSoldError,
    OutcomeUnknownError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from textward.domain.errors import TextwardError
    from textward.domain.role import Viewer
    from textward.services.number_ports import NumberMarket, OwnedNumber, Texting
    from textward.services.ports import Clock, Ids, PhoneBook, Practices
    from textward.services.record_audit import AuditTrail
    from textward.services.settle_order import SettleOrder

TEXTS_PATH = "/webhooks/sms/messages"
_FAILURES: dict[OrderFailure, type[TextwardError]] = {
    OrderFailure.TAKEN: NumberTakenError,
    OrderFailure.PROVIDER: ProviderUnavailableError,
}


@dataclass(frozen=True, slots=True)
class OrderNumber:
    """The use cases."""

    practices: Practices
    texting: Texting
    market: NumberMarket
    settle: SettleOrder
    phone_book: PhoneBook
    clock: Clock
    ids: Ids
    public_base_url: str
    """Where the provider reaches us."""

    def buy(self, viewer: Viewer, wanted: str, key: str, trail: AuditTrail) -> NumberOrder:
        """Buy a number and make it the practice's; the same key buys once.

        Gives the order: done, or still open when the provider gave no answer; what came of it is then found out later.

        Raises:
            NotAllowedError, AddOnNeededError: the viewer, or the practice, may not.
            InvalidInputError: not a number of the US or Canada.
            NumberPresentError, OrderOpenError: the practice has a number, or just gets or gives back one.
            NumberTakenError, ProviderUnavailableError: nothing was bought.
            IdempotencyKeyReusedError: the key came before with another number.
        """
        viewer.require_admin()
        require_addon(self.practices.get(viewer.practice_id))
        order = self._new(viewer, OrderKind.PURCHASE, self._number(wanted), f"{viewer.member_id}:{key}")
        earlier = self._begun(order, trail)
        return _outcome(earlier) if earlier else self._run(self._ask, order, trail)

    def release(self, viewer: Viewer, version: int, trail: AuditTrail) -> NumberOrder:
        """Give the practice's number back: no text reaches the practice then. `version` is what the admin saw.

        Raises:
            NotAllowedError, NotFoundError: the viewer may not, or there is no number.
            ConflictError: somebody changed number or settings since the admin looked.
            OrderOpenError: the practice just gets or gives back a number.
            ProviderUnavailableError: the provider did not take it; the practice keeps it.
        """
        viewer.require_admin()
        practice = self.practices.get(viewer.practice_id)
        if practice.number is None:
            raise NotFoundError
        if practice.version != version:
            raise ConflictError
        order = self._new(viewer, OrderKind.RELEASE, practice.number, "")
        self._begin(order, trail)
        return self._run(self._give_back, order, trail)

    def _new(self, viewer: Viewer, kind: OrderKind, number: str, claim: str) -> NumberOrder:
        now, order_id = self.clock.now(), self.ids.new()
        claim = f"number:{claim or order_id}"
        return NumberOrder(viewer.practice_id, order_id, kind, number, claim, at=now, held_at=now)

    def _number(self, wanted: str) -> str:
        number = self.phone_book.parse(wanted)
        if number is None:
            raise InvalidInputError("Choose a number of the US or Canada.", "/number")
        return number.reveal()

    def _begun(self, order: NumberOrder, trail: AuditTrail) -> NumberOrder | None:
        """Begin a purchase; give the order that the same request began before, if there is one."""
        try:
            self._begin(order, trail)
        except AlreadyDoneError:
            earlier = self.texting.order(order.practice_id)
            if earlier is None or earlier.claim != order.claim:
                raise ConflictError from None  # that order is past, another came after it
            return earlier
        return None

    def _begin(self, order: NumberOrder, trail: AuditTrail) -> None:
        """Write the order down, after one that got stuck has been settled."""
        self._settle_earlier(order.practice_id)
        entry = trail.entry(order.practice_id, Action.NUMBER_ORDERED, target_id=order.order_id)
        try:
            self.texting.begin(order, entry)
        except ConflictError:
            raise (NumberPresentError if order.kind is OrderKind.PURCHASE else ConflictError) from None

    def _settle_earlier(self, practice_id: str) -> None:
        earlier = self.texting.order(practice_id)
        try:
            if earlier:
                self.settle(earlier)
        except MarketError:
            raise OrderOpenError from None

    def _ask(self, order: NumberOrder, trail: AuditTrail) -> None:
        """Ask the provider, once; what stays unknown leaves the order open."""
        try:
            owned = self._bought(order)
        except NumberNotSoldError:
            self.texting.fail(order, OrderFailure.TAKEN)
        except NotDoneError:
            self.texting.fail(order, OrderFailure.PROVIDER)
        except OutcomeUnknownError:
            self.settle.record_if_sold(order, trail)
        else:
            self.settle.record(order, owned, trail)

    def _bought(self, order: NumberOrder) -> OwnedNumber:
        """Look first: a number that is ours already is another practice's, or a stranger to our record."""
        if self.market.ours(order.number):
            raise NumberNotSoldError
        return self.market.buy(order.number, order.order_id, self.public_base_url + TEXTS_PATH)

    def _give_back(self, order: NumberOrder, trail: AuditTrail) -> None:
        try:
            self.settle.give_back(order, trail)
        except NotDoneError:
            self.texting.fail(order, OrderFailure.PROVIDER)

    def _run(
        self, step: Callable[[NumberOrder, AuditTrail], None], order: NumberOrder, trail: AuditTrail
    ) -> NumberOrder:
        """Take the step; what it leaves open, or to somebody who took over, is found out later. Gives the order as it is then."""
        with suppress(MarketError, ConflictError):
            step(order, trail)
        return _outcome(self.texting.order(order.practice_id) or order)


def _outcome(order: NumberOrder) -> NumberOrder:
    if order.state is OrderState.FAILED:
        raise _FAILURES[order.failure or OrderFailure.PROVIDER]
    return order
