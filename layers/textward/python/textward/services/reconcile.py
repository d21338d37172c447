"""What the schedules do: expire codes, find out about stuck texts, fetch missed ones, empty the provider's copies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from textward.domain.delivery_reasons import UNKNOWN
from textward.domain.errors import TransientError
from textward.domain.message import DeliveryState
from textward.services.one_by_one import Troubles
from textward.services.text_ports import SmsError

if TYPE_CHECKING:
    from datetime import datetime

    from textward.domain.text import OutboundText
    from textward.services.deliver_text import DeliverText
    from textward.services.fetch_missed import FetchMissed
    from textward.services.link_ports import Links
    from textward.services.ports import Clock
    from textward.services.text_ports import SmsSender, Texts

BATCH = 100
"""Items read at once."""
TIME_FOR_TEXTS = timedelta(seconds=45)
TIME = timedelta(seconds=85)
"""In which texts of ours, and practices' missed texts, are begun; the next run goes on. The function has two minutes."""


@dataclass(frozen=True, slots=True)
class ExpireCodes:
    """Row C8. An expired code is refused anyway: this makes it gone."""

    links: Links
    clock: Clock

    def __call__(self) -> int:
        """Void every code whose time has passed; give how many."""
        total = 0
        while count := self.links.expire_codes(self.clock.now(), BATCH):
            total += count
            if count < BATCH:
                break
        return total


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a run did."""

    looked_at: int = 0
    left: int = 0
    """Texts, and practices to fetch for, that could not be settled now; the next run comes back to them."""
    recovered: int = 0
    """Texts that had come in without our having stored them."""


@dataclass(frozen=True, slots=True)
class Reconcile:
    """Holds our record against the provider's (rows J1, J2, J9)."""

    texts: Texts
    sender: SmsSender
    deliver: DeliverText
    fetch_missed: FetchMissed
    clock: Clock

    def __call__(self) -> Reconciled:
        """Settle texts that are due and fetch those that were missed, as far as the time goes.

        Raises:
            Exception: something unforeseen, met on the way; everything else was done all the same.
        """
        began, troubles = self.clock.now(), Troubles()
        looked_at, left = 0, 0
        with troubles.kept_apart():
            looked_at, left = self._settle_due(began, troubles)
        fetched = self.fetch_missed(began + TIME, troubles)
        troubles.tell()
        return Reconciled(looked_at, left + fetched.left, fetched.recovered)

    def _settle_due(self, began: datetime, troubles: Troubles) -> tuple[int, int]:
        """Look at what is due, oldest first; give how many texts were looked at, and how many could not be settled.

        Those make room for the rest, and come again later.
        """
        seen: set[str] = set()
        left = 0
        while fresh := [text for text in self.texts.due(began, BATCH) if text.item_id not in seen]:
            for text in fresh:
                if self.clock.now() - began >= TIME_FOR_TEXTS:
                    return len(seen), left
                seen.add(text.item_id)
                left += not self._settled(text, troubles)
        return len(seen), left

    def _settled(self, text: OutboundText, troubles: Troubles) -> bool:
        is_settled = False
        with troubles.kept_apart(TransientError, SmsError):
            self._look(text)
            is_settled = True
        if not is_settled:
            with troubles.kept_apart(TransientError):
                self.texts.put_off(text, self.clock.now())
        return is_settled

    def _look(self, text: OutboundText) -> None:
        provider_id = text.delivery.provider_id
        if provider_id is None:
            if text.delivery.state.is_final:
                self.texts.mark_redacted(text)
            else:
                self.deliver(text.practice_id, text.thread_id, text.item_id)
        elif text.delivery.state.is_final:
            self.sender.redact(provider_id)
            self.texts.mark_redacted(text)
        else:
            self._ask(text, provider_id)

    def _ask(self, text: OutboundText, provider_id: str) -> None:
        known, now = self.sender.fetch(provider_id), self.clock.now()
        state, reason = (known.state, known.reason) if known else (DeliveryState.UNDELIVERED, UNKNOWN)
        if not self.texts.record_delivery(text, state, now, provider_id=provider_id, reason=reason):
            # No news (some carriers never confirm): recorded as seen now, it makes room for texts due before it comes again.
            self.texts.record_sent(text, provider_id, now)
