"""What the schedules do: expire codes, find out about stuck texts, fetch missed ones, empty the provider's copies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from textward.domain.delivery_reasons import UNKNOWN
from textward.domain.errors import TransientError, UnknownNumberError
from textward.domain.message import DeliveryState
from textward.domain.private import Private
from textward.services.receive_text import InboundText
from textward.services.text_ports import SmsError

if TYPE_CHECKING:
    from textward.domain.practice import Practice
    from textward.domain.text import OutboundText
    from textward.services.deliver_text import DeliverText
    from textward.services.link_ports import Links
    from textward.services.ports import Checkpoints, Clock, Practices
    from textward.services.receive_text import ReceiveText
    from textward.services.text_ports import ProviderText, SmsSender, Texts

BATCH = 100
"""Items a run takes; the next run goes on."""
_LOOK_BACK = timedelta(hours=1)
"""How far before the last run missed texts are looked for: the provider lists late."""
_FIRST_LOOK_BACK = timedelta(days=1)
_KEEP_AT_PROVIDER = timedelta(minutes=10)


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

    practices: Practices
    texts: Texts
    checkpoints: Checkpoints
    sender: SmsSender
    deliver: DeliverText
    receive: ReceiveText
    clock: Clock

    def __call__(self) -> Reconciled:
        """Settle texts that are due and fetch those that were missed."""
        due = self.texts.due(self.clock.now(), BATCH)
        left = sum(not self._settle(text) for text in due)
        fetched = [self._fetched(practice) for practice in self.practices.all_with_numbers()]
        return Reconciled(len(due), left + fetched.count(None), sum(count or 0 for count in fetched))

    def _fetched(self, practice: Practice) -> int | None:
        """Fetch a practice's missed texts; None when that failed, which must keep no other practice from theirs."""
        try:
            return self._fetch_missed(practice)
        except (TransientError, SmsError, UnknownNumberError):
            return None

    def _settle(self, text: OutboundText) -> bool:
        try:
            self._look(text)
        except (TransientError, SmsError):
            return False
        return True

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

    def _fetch_missed(self, practice: Practice) -> int:
        """Store what came in while our webhook did not answer; the same claim keeps it from coming twice."""
        now, name = self.clock.now(), f"received:{practice.practice_id}"
        since = self.checkpoints.get(name) or now - _FIRST_LOOK_BACK
        recovered = 0
        for text in self.sender.received_since(practice.number or "", since - _LOOK_BACK):
            recovered += self._take(practice, text)
        self.checkpoints.save(name, now)
        return recovered

    def _take(self, practice: Practice, text: ProviderText) -> bool:
        body = text.body or Private(
            ""
        )  # a picture alone has none; nor has a text that was stored and emptied before
        stored = self.receive(
            InboundText(text.provider_id, practice.number or "", Private(text.from_number), body)
        )
        if body and text.at and self.clock.now() - text.at > _KEEP_AT_PROVIDER:
            self.sender.redact(text.provider_id)
        return stored is not None
