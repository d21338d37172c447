"""Texts that came in while our webhook did not answer are fetched from the provider (row J1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from textward.domain.errors import TransientError, UnknownNumberError
from textward.domain.number_order import OrderKind, OrderState
from textward.domain.private import Private
from textward.services.receive_text import InboundText
from textward.services.text_ports import SmsError

if TYPE_CHECKING:
    from textward.domain.practice import Practice
    from textward.services.number_ports import Texting
    from textward.services.one_by_one import Troubles
    from textward.services.ports import Checkpoints, Clock, Practices
    from textward.services.receive_text import ReceiveText
    from textward.services.text_ports import ProviderText, SmsSender

_LOOK_BACK = timedelta(hours=1)
"""How far before the last run missed texts are looked for: the provider lists late."""
_FIRST_LOOK_BACK = timedelta(days=1)
_KEEP_AT_PROVIDER = timedelta(minutes=10)
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Fetched:
    """What a run did."""

    left: int = 0
    """Practices with whom it did not come to an end; the next run goes on."""
    recovered: int = 0
    """Texts that had come in without our having stored them."""


@dataclass(frozen=True, slots=True)
class FetchMissed:
    """The use case behind the schedule."""

    practices: Practices
    texting: Texting
    checkpoints: Checkpoints
    sender: SmsSender
    receive: ReceiveText
    clock: Clock

    def __call__(self, until: datetime, troubles: Troubles) -> Fetched:
        """Fetch each practice's, those first that were looked at longest ago: there may not be time for all."""
        done = Fetched()
        looked = [(self.checkpoints.get(_name(one)), one) for one in self.practices.all_with_numbers()]
        for upto, practice in sorted(looked, key=lambda pair: pair[0] or _NEVER):
            done.left += 1
            # That it can't be done for one practice now must keep no other from theirs.
            with troubles.kept_apart(TransientError, SmsError, UnknownNumberError):
                done.left -= self._fetch(practice, upto, until, done)
        return done

    def _fetch(self, practice: Practice, upto: datetime | None, until: datetime, done: Fetched) -> bool:
        """Store what is missing; the claim that the webhook takes as well keeps it from coming twice.

        Gives whether all is stored, and emptied at the provider: else the next run begins where this one began or came to.
        """
        now, is_settled = self.clock.now(), True
        if now >= until:
            return False
        for text in self.sender.received_since(practice.number or "", self._since(practice, upto, now)):
            if self.clock.now() >= until:
                if text.at and text.at > (upto or _NEVER):
                    self.checkpoints.save(_name(practice), text.at)
                return False
            done.recovered += self._stored(practice, text)
            is_settled = self._emptied(text) and is_settled
        if is_settled:
            self.checkpoints.save(_name(practice), now)
        return is_settled

    def _since(self, practice: Practice, upto: datetime | None, now: datetime) -> datetime:
        """Give from when on texts are looked for: what the number got before the practice bought it was for somebody else."""
        since, order = (upto or now - _FIRST_LOOK_BACK) - _LOOK_BACK, self.texting.order(practice.practice_id)
        if order is None or (order.kind, order.number) != (OrderKind.PURCHASE, practice.number):
            return since
        return max(since, order.at) if order.state is OrderState.DONE else since

    def _stored(self, practice: Practice, text: ProviderText) -> bool:
        """Store a text; one without words is a picture, or was stored and emptied before. Gives whether it is new."""
        body = text.body or Private("")
        sender = Private(text.from_number)
        found = InboundText(text.provider_id, practice.number or "", sender, body, text.at)
        return self.receive(found) is not None

    def _emptied(self, text: ProviderText) -> bool:
        """Empty the provider's copy of a stored text after a while; False when that must be tried again."""
        if not text.body or text.at is None or self.clock.now() - text.at <= _KEEP_AT_PROVIDER:
            return True
        try:
            self.sender.redact(text.provider_id)
        except SmsError:
            return False
        return True


def _name(practice: Practice) -> str:
    return f"received:{practice.practice_id}"
