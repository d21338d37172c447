"""Orders for the practice's texting number: to buy one at the provider, or to give it back (row A2).

An order is written down before the provider is asked and closed together with what came of it, so that whatever crashes
in between, the next to look can tell how far it came. At most one of a practice is open at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

HELD = timedelta(seconds=60)
"""How long the worker that took an order is left alone: well past a function's time-out and the provider's own
answers, so that after it nothing is on its way there any more and the provider's list can be believed."""


class OrderKind(Enum):
    """What was asked for."""

    PURCHASE = "purchase"
    RELEASE = "release"


class OrderState(Enum):
    """How far it has come."""

    OPEN = "open"
    DONE = "done"
    FAILED = "failed"
    """Nothing came of it: nothing was bought, or nothing given back."""


class OrderFailure(Enum):
    """Why nothing came of it."""

    TAKEN = "number-taken"
    """The number could not be had."""
    PROVIDER = "provider-unavailable"
    """The provider could not be asked, or never got the request."""


@dataclass(frozen=True, slots=True)
class NumberOrder:
    """One order."""

    practice_id: str
    order_id: str
    """ULID; the provider keeps it as the bought number's friendly name, by which an unknown outcome is found out."""
    kind: OrderKind
    number: str
    """E.164."""
    claim: str
    """Whose request it was, by its Idempotency-Key: the same one coming again is this order."""
    at: datetime
    held_at: datetime
    """When a worker took it last."""
    state: OrderState = OrderState.OPEN
    failure: OrderFailure | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether it isn't settled."""
        return self.state is OrderState.OPEN

    def is_held(self, now: datetime) -> bool:
        """Tell whether a worker may still be at it."""
        return self.is_open and now - self.held_at < HELD
