"""The `Texts` port in memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tests.fakes.state import DUE_AFTER, Claim, ItemKey, ProviderIdHolder
from textward.domain.errors import AlreadyDoneError, ConflictError
from textward.domain.message import Delivery, DeliveryState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tests.fakes.state import FakeState
    from textward.domain.audit import AuditEntry
    from textward.domain.secure_link import SecureLink
    from textward.domain.text import OutboundText


@dataclass
class FakeTexts:
    """Outbound texts on their way."""

    state: FakeState

    def get(self, practice_id: str, thread_id: str, item_id: str) -> OutboundText | None:
        return self.state.texts.get(ItemKey(practice_id, thread_id, item_id))

    def queue(self, texts: Sequence[OutboundText], link: SecureLink, audit: AuditEntry | None = None) -> None:
        if self.state.links[link.link_id].version != link.version - 1:
            raise ConflictError
        self.state.put_link(link)
        for text in texts:
            self.state.put_text(text, text.delivery.at + DUE_AFTER)
        self.state.note(audit)

    def retry(self, text: OutboundText, now: datetime, claim: str, audit: AuditEntry | None = None) -> None:
        if (text.practice_id, claim) in self.state.claims:
            raise AlreadyDoneError
        stored = self._stored(text)
        if not stored.delivery.state.is_failure or not _same_attempt(stored, text):
            raise ConflictError
        self.state.claims[text.practice_id, claim] = Claim("", _key(text))
        delivery = Delivery(DeliveryState.QUEUED, now, stored.delivery.attempt + 1)
        again = replace(stored, delivery=delivery, claimed_at=None, redacted=False)
        self.state.put_text(again, now + DUE_AFTER)
        self.state.note(audit)

    def claim(self, text: OutboundText, now: datetime) -> OutboundText:
        stored = self._stored(text)
        if stored.delivery.state is not DeliveryState.QUEUED or not _same_attempt(stored, text):
            raise ConflictError
        delivery = replace(stored.delivery, state=DeliveryState.SENDING, at=now)
        claimed = replace(
            stored,
            delivery=delivery,
            claimed_at=now,
            claimed_from=text.claimed_from,
            claimed_mark=text.claimed_mark,
        )
        self.state.put_text(claimed, now + DUE_AFTER)
        return claimed

    def reclaim(self, text: OutboundText, now: datetime) -> OutboundText:
        stored = self._stored(text)
        if not _still_unknown(stored, text):
            raise ConflictError
        reclaimed = replace(
            stored, claimed_at=now, claimed_from=text.claimed_from, claimed_mark=text.claimed_mark
        )
        self.state.put_text(reclaimed, now + DUE_AFTER)
        return reclaimed

    def release(self, text: OutboundText) -> None:
        stored = self._stored(text)
        if _still_unknown(stored, text):
            delivery = replace(stored.delivery, state=DeliveryState.QUEUED)
            self.state.put_text(replace(stored, delivery=delivery, claimed_at=None), self._due(stored))

    def record_sent(self, text: OutboundText, provider_id: str, now: datetime) -> bool:
        stored = self._stored(text)
        if not self._take(provider_id, text, stored):
            return False
        delivery = replace(stored.delivery, provider_id=provider_id)
        if delivery.state.may_become(DeliveryState.SENT):
            delivery = replace(delivery, state=DeliveryState.SENT, at=now)
        self.state.put_text(replace(stored, delivery=delivery), now + DUE_AFTER)
        return True

    def record_delivery(
        self,
        text: OutboundText,
        state: DeliveryState,
        now: datetime,
        *,
        provider_id: str | None = None,
        reason: str | None = None,
    ) -> bool:
        stored = self._stored(text)
        if not stored.delivery.state.may_become(state) or not _same_attempt(stored, text):
            return False
        if provider_id and not self._take(provider_id, text, stored):
            return False
        provider_id = provider_id or stored.delivery.provider_id
        delivery = replace(stored.delivery, state=state, at=now, provider_id=provider_id, reason=reason)
        self.state.put_text(replace(stored, delivery=delivery), now + DUE_AFTER)
        return True

    def mark_redacted(self, text: OutboundText) -> None:
        stored = self._stored(text)
        if _same_attempt(stored, text):
            self.state.put_text(replace(stored, redacted=True), self._due(stored))

    def due(self, before: datetime, limit: int) -> tuple[OutboundText, ...]:
        keys = sorted((at, key) for key, at in self.state.due.items() if at <= before)
        return tuple(self.state.texts[key] for _, key in keys[:limit])

    def put_off(self, text: OutboundText, now: datetime) -> None:
        stored = self._stored(text)
        if _key(text) in self.state.due and _same_attempt(stored, text):
            self.state.put_text(stored, now + DUE_AFTER)

    def _stored(self, text: OutboundText) -> OutboundText:
        return self.state.texts[_key(text)]

    def _due(self, text: OutboundText) -> datetime:
        return self.state.due.get(_key(text), text.delivery.at + DUE_AFTER)

    def _take(self, provider_id: str, text: OutboundText, stored: OutboundText) -> bool:
        """Take the provider's id for this attempt; False when another text or attempt holds it."""
        if not _same_attempt(stored, text) or stored.delivery.provider_id not in {None, provider_id}:
            return False
        holder = ProviderIdHolder(_key(stored), stored.delivery.attempt)
        return self.state.provider_ids.setdefault(provider_id, holder) == holder


def _key(text: OutboundText) -> ItemKey:
    return ItemKey(text.practice_id, text.thread_id, text.item_id)


def _same_attempt(stored: OutboundText, text: OutboundText) -> bool:
    return stored.delivery.attempt == text.delivery.attempt


def _still_unknown(stored: OutboundText, text: OutboundText) -> bool:
    """Tell whether nothing has become known since `text` was claimed."""
    known = stored.delivery.provider_id is not None or stored.delivery.state is not DeliveryState.SENDING
    return not known and stored.claimed_at == text.claimed_at
