"""The `Texts` port on DynamoDB: a text leaves once, moves forward only, and each step is one conditional write."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb import text_steps as steps
from textward.adapters.dynamodb.audit import note
from textward.adapters.dynamodb.keys import Key
from textward.adapters.dynamodb.link_writes import changed_link
from textward.adapters.dynamodb.mapping.messages import text_fields, text_of, text_of_message
from textward.adapters.dynamodb.message_writes import claim_item
from textward.adapters.dynamodb.models import (
    ClaimItem,
    DueItem,
    MessageItem,
    OutboundItem,
    ProviderIdItem,
    TextItem,
)
from textward.adapters.dynamodb.transactions import ConditionFailedError, Writes, single
from textward.domain.errors import AlreadyDoneError, ConflictError
from textward.domain.message import DeliveryState
from textward.domain.text import OutboundText, Purpose

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pynamodb.expressions.condition import Condition
    from pynamodb.expressions.update import Action

    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.audit import AuditEntry
    from textward.domain.secure_link import SecureLink

PROVIDER_ID_KEPT = timedelta(days=90)
"""How long a provider's id is known as one text's: reports come within days, and a look-up reaches back hours."""


class DynamoTexts:
    """Outbound texts on their way."""

    def __init__(self, tables: Tables) -> None:
        """Take the tables."""
        self._tables = tables

    def get(self, practice_id: str, thread_id: str, item_id: str) -> OutboundText | None:
        """Give a text by the id of the message or code (AP-20)."""
        message = self._tables.get(MessageItem, keys.message(practice_id, thread_id, item_id))
        if message:
            return text_of_message(message)
        text = self._tables.get(TextItem, keys.text(practice_id, thread_id, item_id))
        return text_of(text) if text else None

    def queue(self, texts: Sequence[OutboundText], link: SecureLink, audit: AuditEntry | None = None) -> None:
        """Store further texts (a code, or link and code, sent again) with the link as it changed, at once (AP-21).

        Raises:
            ConflictError: the link was changed meanwhile: the stored version isn't `link.version - 1`.
        """
        writes = Writes(self._tables.connection)
        for text in texts:
            key = keys.text(text.practice_id, text.thread_id, text.item_id)
            item = self._tables.of(TextItem)(*key, **text_fields(text))
            writes.put("text", item, TextItem.pk.does_not_exist())
        changed_link(writes, self._tables, link)
        note(writes, self._tables, audit)
        try:
            writes.commit()
        except ConditionFailedError as failed:
            raise ConflictError from failed

    def retry(self, text: OutboundText, now: datetime, claim: str, audit: AuditEntry | None = None) -> None:
        """Put a failed text of a message back to queued as the next attempt (AP-22).

        Raises:
            ConflictError: it isn't failed any more.
            AlreadyDoneError: the claim is taken: the same retry came before.
        """
        where = (text.practice_id, text.thread_id, text.item_id)
        failed = steps.in_state(DeliveryState.FAILED, DeliveryState.UNDELIVERED) & steps.same_attempt(text)
        writes = Writes(self._tables.connection)
        writes.put("claim", claim_item(self._tables, where, (claim, ""), now), ClaimItem.pk.does_not_exist())
        writes.update("text", self._item(text), steps.next_attempt(now, text), failed)
        note(writes, self._tables, audit)
        try:
            writes.commit()
        except ConditionFailedError as refused:
            raise (AlreadyDoneError if "claim" in refused.names else ConflictError) from None

    def claim(self, text: OutboundText, now: datetime) -> OutboundText:
        """Move queued to sending before the provider is called: from here the outcome is unknown (AP-23).

        Raises:
            ConflictError: another worker has claimed it.
        """
        actions = [*steps.moved(DeliveryState.SENDING, now, text), *steps.claimed(now, text)]
        return self._take(text, actions, steps.in_state(DeliveryState.QUEUED) & steps.same_attempt(text))

    def reclaim(self, text: OutboundText, now: datetime) -> OutboundText:
        """Set out once more with a text whose earlier hand-over is known not to have reached the provider.

        Raises:
            ConflictError: `text.claimed_at` isn't the stored one any more, or something has become known since.
        """
        actions = [*steps.claimed(now, text), *steps.due_again(now, text)]
        return self._take(text, actions, steps.still_unknown(text))

    def release(self, text: OutboundText) -> None:
        """Put a claimed text back to queued, when the provider surely did not take it."""
        with suppress(ConflictError):
            self._take(text, steps.released(), steps.still_unknown(text))

    def record_sent(self, text: OutboundText, provider_id: str, now: datetime) -> bool:
        """Record the provider's id, never one that another text holds (AP-24); False when this id is another text's."""
        item, named = self._item(text), OutboundItem.delivery_provider_id.set(provider_id)
        sent = [named, *steps.moved(DeliveryState.SENT, now, text)]
        if self._identified(text, item, provider_id, now, sent, steps.short_of(DeliveryState.SENT)):
            return True
        # The provider's own report may have come first, and moved the text as far or further.
        arrived = [named, *steps.due_again(now, text)]
        return self._identified(text, item, provider_id, now, arrived, steps.at_least(DeliveryState.SENT))

    def record_delivery(
        self,
        text: OutboundText,
        state: DeliveryState,
        now: datetime,
        *,
        provider_id: str | None = None,
        reason: str | None = None,
    ) -> bool:
        """Move a text forward (AP-25); False, and no change, when the report is not news or belongs to an earlier attempt."""
        item, actions = self._item(text), steps.reported(state, now, text, reason)
        news = steps.short_of(state)
        if provider_id is None:
            return self._move(text, item, actions, news)
        # Mostly the id is recorded by now, and one plain write will do.
        if self._move(text, item, actions, news & steps.known_as(provider_id)):
            return True
        if text.delivery.provider_id is not None:
            return False
        named = [*actions, OutboundItem.delivery_provider_id.set(provider_id)]
        return self._identified(text, item, provider_id, now, named, news & OutboundItem.claimed_at.exists())

    def mark_redacted(self, text: OutboundText) -> None:
        """Record that the provider's copy is empty, which ends the scheduled work on the text."""
        item, redacted = self._item(text), OutboundItem.redacted.set(True)
        if not self._move(text, item, [redacted, *steps.done()], steps.at_least(DeliveryState.DELIVERED)):
            self._move(text, item, [redacted], steps.short_of(DeliveryState.DELIVERED))

    def due(self, before: datetime, limit: int) -> tuple[OutboundText, ...]:
        """Give texts that the scheduled reconciliation should look at, oldest first (AP-26)."""
        model = self._tables.of(DueItem)
        found = model.query(
            keys.DUE_TEXTS, model.due_sk <= keys.due_until(before), index_name="due", limit=limit
        )
        places = [Key(item.pk, item.sk) for item in found]
        texts = self._many(places)
        return tuple(texts[key] for key in places if key in texts)

    def put_off(self, text: OutboundText, now: datetime) -> None:
        """Let the reconciliation look at a text again a while after `now`, if it still has to (AP-140)."""
        self._move(text, self._item(text), steps.due_again(now, text), DueItem.due_pk.exists())

    def _many(self, places: Sequence[Key]) -> dict[Key, OutboundText]:
        of_messages = [key for key in places if key.sk.startswith(keys.MESSAGE_PREFIX)]
        of_codes = [key for key in places if key.sk.startswith(keys.TEXT_PREFIX)]
        messages = self._tables.many(MessageItem, of_messages) if of_messages else {}
        codes = self._tables.many(TextItem, of_codes) if of_codes else {}
        found = {key: text_of_message(item) for key, item in messages.items()}
        found |= {key: text_of(item) for key, item in codes.items()}
        return {key: text for key, text in found.items() if text}

    def _item(self, text: OutboundText) -> MessageItem | TextItem:
        """Give the item that holds a text: for a link, the message's own unless the link was sent again."""
        where = (text.practice_id, text.thread_id, text.item_id)
        of_message = self._tables.of(MessageItem)(*keys.message(*where))
        of_text = self._tables.of(TextItem)(*keys.text(*where))
        if text.purpose is not Purpose.LINK:
            return of_message if text.purpose is Purpose.BODY else of_text
        return of_text if self._tables.get(TextItem, keys.text(*where)) else of_message

    def _take(self, text: OutboundText, actions: list[Action], condition: Condition) -> OutboundText:
        item = self._item(text)
        try:
            single(lambda: item.update(actions, condition=condition))
        except ConditionFailedError:
            raise ConflictError from None
        taken = text_of(item) if isinstance(item, TextItem) else text_of_message(item)
        if taken is None:
            raise ConflictError
        return taken

    def _move(
        self,
        text: OutboundText,
        item: MessageItem | TextItem,
        actions: list[Action],
        condition: Condition,
    ) -> bool:
        try:
            single(lambda: item.update(actions, condition=condition & steps.same_attempt(text)))
        except ConditionFailedError:
            return False
        return True

    def _identified(
        self,
        text: OutboundText,
        item: MessageItem | TextItem,
        provider_id: str,
        now: datetime,
        actions: list[Action],
        condition: Condition,
    ) -> bool:
        """Change a text together with taking the provider's id for this attempt of it."""
        model = self._tables.of(ProviderIdItem)
        holder = model(
            *keys.provider_id(provider_id),
            practice_id=text.practice_id,
            thread_id=text.thread_id,
            item_id=text.item_id,
            attempt=text.delivery.attempt,
            expires_ttl=now + PROVIDER_ID_KEPT,
        )
        ours = (model.item_id == text.item_id) & (model.attempt == text.delivery.attempt)
        known = steps.known_as_no_other(provider_id) & steps.same_attempt(text)
        writes = Writes(self._tables.connection)
        writes.put("id", holder, model.pk.does_not_exist() | ours)
        writes.update("text", item, actions, condition & known)
        try:
            writes.commit()
        except ConditionFailedError:
            return False
        return True
