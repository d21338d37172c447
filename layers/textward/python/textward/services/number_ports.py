"""Ports for the practice's texting number and settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from textward.domain.audit import AuditEntry
    from textward.domain.number_order import NumberOrder, OrderFailure
    from textward.domain.practice import Practice


@dataclass(frozen=True, slots=True)
class OfferedNumber:
    """A number that can be bought."""

    number: str
    """E.164."""
    locality: str
    """The city; empty when the provider doesn't tell."""
    region: str
    """The state or province."""


@dataclass(frozen=True, slots=True)
class OwnedNumber:
    """A number that is ours at the provider."""

    provider_id: str
    """Twilio: the sid of the IncomingPhoneNumber."""
    number: str
    name: str
    """What it was named when it was bought: the order's id."""


class NumberMarket(Protocol):
    """Where the provider sells numbers."""

    def available(self, country: str, area_code: str, limit: int) -> tuple[OfferedNumber, ...]:
        """Give local numbers that can be bought, in `US` or `CA`, with that area code.

        Raises:
            NotDoneError: the provider could not be asked.
        """

    def ours(self, number: str) -> OwnedNumber | None:
        """Give the number as we have it at the provider; None when it isn't ours.

        Raises:
            NotDoneError: the provider could not be asked.
        """

    def buy(self, number: str, name: str, texts_url: str) -> OwnedNumber:
        """Buy a number under a name, with the webhook for texts that come in.

        Raises:
            NumberNotSoldError: it isn't to be had; nothing was bought.
            NotDoneError: surely nothing was bought.
            OutcomeUnknownError: no answer: it may or may not have been bought.
        """

    def give_back(self, provider_id: str) -> None:
        """Give a number back; nothing when it is gone.

        Raises:
            NotDoneError: surely not done.
            OutcomeUnknownError: no answer: it may or may not be gone.
        """


class MarketError(Exception):
    """The provider did not do it."""


class NumberNotSoldError(MarketError):
    """The number isn't to be had, for good."""


class NotDoneError(MarketError):
    """Surely not done; may work later."""


class OutcomeUnknownError(MarketError):
    """May or may not have been done."""


class Texting(Protocol):
    """The practice's number, the orders for it, and its settings. Every write is one transaction."""

    def order(self, practice_id: str) -> NumberOrder | None:
        """Give the practice's latest order (AP-70)."""

    def begin(self, order: NumberOrder, audit: AuditEntry | None = None) -> None:
        """Store a new order, and its claim, if no other is open (AP-71).

        A purchase needs a practice without a number, a release one that still has this number.

        Raises:
            AlreadyDoneError: the claim is taken, for the same number.
            IdempotencyKeyReusedError: the claim is taken, for another.
            OrderOpenError: another order is open.
            ConflictError: the practice has a number, or another one, by now.
        """

    def hold(self, order: NumberOrder, now: datetime) -> NumberOrder:
        """Take an open order over from a worker that did not end it (AP-72).

        Raises:
            ConflictError: it was settled, or somebody else took it meanwhile.
        """

    def record_bought(self, order: NumberOrder, audit: AuditEntry | None = None) -> None:
        """Close a purchase: from here on the number is the practice's, and found by it (AP-73).

        Raises:
            NumberTakenError: it is another practice's in our own record.
            ConflictError: the order is closed, or in other hands.
        """

    def record_released(self, order: NumberOrder, audit: AuditEntry | None = None) -> None:
        """Close a release: the practice has no number then, and texting is off (AP-74).

        Raises:
            ConflictError: the order is closed, or in other hands.
        """

    def fail(self, order: NumberOrder, failure: OrderFailure) -> None:
        """Close an order of which nothing came (AP-75).

        Raises:
            ConflictError: the order is closed, or in other hands.
        """

    def unsettled(self, before: datetime, limit: int) -> tuple[NumberOrder, ...]:
        """Give orders that nobody ended and nobody holds, oldest first (AP-76)."""

    def save_settings(self, practice: Practice, audit: AuditEntry | None = None) -> None:
        """Store the texting settings of `practice`, whose version is one more than the stored one must be (AP-77).

        Raises:
            ConflictError: somebody changed number or settings meanwhile.
        """
