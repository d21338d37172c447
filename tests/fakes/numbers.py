"""The `Texting` and `NumberMarket` ports in memory, with outcomes that tests write beforehand."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from textward.domain.errors import (
    AlreadyDoneError,
    ConflictError,
    IdempotencyKeyReusedError,
    NumberTakenError,
    OrderOpenError,
)
from textward.domain.number_order import HELD, NumberOrder, OrderFailure, OrderKind, OrderState
from textward.services.number_ports import (
    MarketError,
    NotDoneError,
    NumberNotSoldError,
    OfferedNumber,
    OutcomeUnknownError,
    OwnedNumber,
)

if TYPE_CHECKING:
    from datetime import datetime

    from tests.fakes.settings import FakePractices
    from tests.fakes.state import FakeState
    from textward.domain.audit import AuditEntry
    from textward.domain.practice import Practice


@dataclass
class FakeTexting:
    """Number, orders and settings."""

    state: FakeState
    practices: FakePractices

    def order(self, practice_id: str) -> NumberOrder | None:
        return self.state.orders.get(practice_id)

    def begin(self, order: NumberOrder, audit: AuditEntry | None = None) -> None:
        taken = self.state.order_claims.get((order.practice_id, order.claim))
        if taken:
            raise AlreadyDoneError if taken == order.number else IdempotencyKeyReusedError
        current, practice = self.order(order.practice_id), self.practices.get(order.practice_id)
        if current and current.is_open:
            raise OrderOpenError
        if practice.number != (order.number if order.kind is OrderKind.RELEASE else None):
            raise ConflictError
        self.state.practices[order.practice_id] = replace(practice, version=practice.version + 1)
        self.state.order_claims[order.practice_id, order.claim] = order.number
        self.state.orders[order.practice_id] = order
        self.state.note(audit)

    def hold(self, order: NumberOrder, now: datetime) -> NumberOrder:
        self._require_own(order)
        held = self.state.orders[order.practice_id] = replace(order, held_at=now)
        return held

    def record_bought(self, order: NumberOrder, audit: AuditEntry | None = None) -> None:
        holder = self.practices.by_number(order.number)
        if holder and holder.practice_id != order.practice_id:
            raise NumberTakenError
        self._close(order, audit, number=order.number)

    def record_released(self, order: NumberOrder, audit: AuditEntry | None = None) -> None:
        self._close(order, audit, number=None, texting_enabled=False)

    def fail(self, order: NumberOrder, failure: OrderFailure) -> None:
        self._require_own(order)
        self.state.orders[order.practice_id] = replace(order, state=OrderState.FAILED, failure=failure)

    def unsettled(self, before: datetime, limit: int) -> tuple[NumberOrder, ...]:
        found = (order for order in self.state.orders.values() if order.is_open)
        due = (order for order in found if order.held_at + HELD <= before)
        return tuple(sorted(due, key=lambda order: order.held_at)[:limit])

    def save_settings(self, practice: Practice, audit: AuditEntry | None = None) -> None:
        stored = self.practices.get(practice.practice_id)
        if (stored.version, stored.number) != (practice.version - 1, practice.number):
            raise ConflictError
        self.state.practices[practice.practice_id] = replace(
            stored,
            texting_enabled=practice.texting_enabled,
            default_mode=practice.default_mode,
            assign_to_care_team=practice.assign_to_care_team,
            assign_to_last_sender=practice.assign_to_last_sender,
            version=practice.version,
        )
        self.state.note(audit)

    def _close(self, order: NumberOrder, audit: AuditEntry | None, **changes: object) -> None:
        self._require_own(order)
        practice = self.practices.get(order.practice_id)
        moved = replace(practice, version=practice.version + 1, **changes)  # type: ignore[arg-type]
        self.state.practices[order.practice_id] = moved
        self.state.orders[order.practice_id] = replace(order, state=OrderState.DONE)
        self.state.note(audit)

    def _require_own(self, order: NumberOrder) -> None:
        current = self.order(order.practice_id)
        if current is None or not current.is_open:
            raise ConflictError
        if (current.order_id, current.held_at) != (order.order_id, order.held_at):
            raise ConflictError


@dataclass
class FakeMarket:
    """Sells every number of an area code that ends in 555-0100 to 0199, unless told otherwise."""

    owned: dict[str, OwnedNumber] = field(default_factory=dict)
    """What is ours, by the provider's id."""
    sold: list[str] = field(default_factory=list)
    """Every number that was ever bought, in order."""
    urls: dict[str, str] = field(default_factory=dict)
    """Where the provider would bring texts to a number."""
    outcomes: deque[MarketError | str] = field(default_factory=deque)
    """What becomes of the next purchases and returns: an error, or `no answer` after it was done."""
    down: bool = False
    """Whether no request reaches the provider."""

    def available(self, country: str, area_code: str, limit: int) -> tuple[OfferedNumber, ...]:
        self._reach()
        region = {"US": "IL", "CA": "ON"}[country]
        numbers = (f"+1{area_code}55501{line:02d}" for line in range(100))
        free = [number for number in numbers if self.ours(number) is None]
        return tuple(OfferedNumber(number, "Town", region) for number in free[:limit])

    def ours(self, number: str) -> OwnedNumber | None:
        self._reach()
        return next((one for one in self.owned.values() if one.number == number), None)

    def buy(self, number: str, name: str, texts_url: str) -> OwnedNumber:
        self._reach()
        is_answered = self._outcome()
        if self.ours(number):
            raise NumberNotSoldError
        bought = OwnedNumber(f"PN{len(self.sold)}", number, name)
        self.owned[bought.provider_id] = bought
        self.urls[number] = texts_url
        self.sold.append(number)
        if not is_answered:
            raise OutcomeUnknownError
        return bought

    def give_back(self, provider_id: str) -> None:
        self._reach()
        is_answered = self._outcome()
        self.owned.pop(provider_id, None)
        if not is_answered:
            raise OutcomeUnknownError

    def _outcome(self) -> bool:
        """Tell whether the next request is answered, once it is done."""
        outcome = self.outcomes.popleft() if self.outcomes else None
        if isinstance(outcome, MarketError):
            raise outcome
        return outcome is None

    def _reach(self) -> None:
        if self.down:
            raise NotDoneError
