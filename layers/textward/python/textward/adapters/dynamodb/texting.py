"""The `Texting` port on DynamoDB: the practice's number, the orders for it, and its settings.

The practice stands in the table three times over when it has a number (its own item, the number's, and the list of
numbers); what is changed here is changed in all three.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.audit import note
from textward.adapters.dynamodb.keys import Key
from textward.adapters.dynamodb.mapping.settings import (
    order_fields,
    order_of,
    practice_fields,
    practice_of,
)
from textward.adapters.dynamodb.message_writes import claim_item
from textward.adapters.dynamodb.models import ClaimItem, DueItem, NumberOrderItem, PracticeItem
from textward.adapters.dynamodb.transactions import ConditionFailedError, Writes, single
from textward.domain.errors import (
    AlreadyDoneError,
    ConflictError,
    IdempotencyKeyReusedError,
    NotFoundError,
    NumberTakenError,
    OrderOpenError,
)
from textward.domain.number_order import HELD, OrderKind, OrderState

if TYPE_CHECKING:
    from datetime import datetime

    from pynamodb.expressions.condition import Condition
    from pynamodb.expressions.update import Action

    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.audit import AuditEntry
    from textward.domain.number_order import NumberOrder, OrderFailure
    from textward.domain.practice import Practice

_NO_THREAD = "-"
"""Stands in an order's claim where a message's claim has its thread."""
_TRIES = 5
"""How often a close is tried while others change the practice's settings."""


class DynamoTexting:
    """Number, orders and settings."""

    def __init__(self, tables: Tables) -> None:
        """Take the tables."""
        self._tables = tables

    def order(self, practice_id: str) -> NumberOrder | None:
        """Give the practice's latest order (AP-70)."""
        item = self._tables.get(NumberOrderItem, keys.number_order(practice_id))
        return order_of(item) if item else None

    def begin(self, order: NumberOrder, audit: AuditEntry | None = None) -> None:
        """Store a new order, and its claim, if no other is open (AP-71).

        The practice's version moves with it, so that order and number are looked at together.

        Raises:
            AlreadyDoneError: the claim is taken, for the same number.
            IdempotencyKeyReusedError: the claim is taken, for another.
            OrderOpenError: another order is open.
            ConflictError: the practice has a number, or another one, by now.
        """
        writes, tables = Writes(self._tables.connection), self._tables
        where = (order.practice_id, _NO_THREAD, order.order_id)
        claim = claim_item(tables, where, (order.claim, order.number), order.at)
        writes.put("claim", claim, ClaimItem.pk.does_not_exist())
        model, practice = tables.of(NumberOrderItem), tables.of(PracticeItem)
        free = model.pk.does_not_exist() | (model.state != OrderState.OPEN.value)
        writes.put("order", model(*keys.number_order(order.practice_id), **order_fields(order)), free)
        bought = order.kind is OrderKind.RELEASE
        fits = practice.number == order.number if bought else practice.number.does_not_exist()
        item = practice(*keys.practice(order.practice_id))
        moved = [practice.version.set((practice.version | 1) + 1)]
        writes.update("practice", item, moved, practice.pk.exists() & fits)
        note(writes, tables, audit)
        try:
            writes.commit()
        except ConditionFailedError as failed:
            raise self._not_begun(order, failed.names) from None

    def _not_begun(self, order: NumberOrder, failed: frozenset[str]) -> Exception:
        if "claim" in failed:
            taken = self._tables.get(ClaimItem, keys.claim(order.practice_id, order.claim))
            same = taken is None or taken.fingerprint == order.number
            return AlreadyDoneError() if same else IdempotencyKeyReusedError()
        return OrderOpenError() if "order" in failed else ConflictError()

    def hold(self, order: NumberOrder, now: datetime) -> NumberOrder:
        """Take an open order over from a worker that did not end it (AP-72).

        Raises:
            ConflictError: it was settled, or somebody else took it meanwhile.
        """
        held = replace(order, held_at=now)
        item, is_mine = self._own(order)
        model = NumberOrderItem
        actions: list[Action] = [
            model.held_at.set(now),
            model.due_sk.set(keys.due(now + HELD, order.order_id)),
        ]
        try:
            single(lambda: item.update(actions, condition=is_mine))
        except ConditionFailedError:
            raise ConflictError from None
        return held

    def record_bought(self, order: NumberOrder, audit: AuditEntry | None = None) -> None:
        """Close a purchase: from here on the number is the practice's, and found by it (AP-73).

        Raises:
            NumberTakenError: it is another practice's in our own record.
            ConflictError: the order is closed, or in other hands.
        """
        self._close_with(order, order.number, audit)

    def record_released(self, order: NumberOrder, audit: AuditEntry | None = None) -> None:
        """Close a release: the practice has no number then, and texting is off (AP-74).

        Raises:
            ConflictError: the order is closed, or in other hands.
        """
        self._close_with(order, None, audit)

    def _close_with(self, order: NumberOrder, number: str | None, audit: AuditEntry | None) -> None:
        for _ in range(_TRIES):
            item = self._tables.get(PracticeItem, keys.practice(order.practice_id))
            if item is None:
                raise NotFoundError
            before = practice_of(item)
            after = replace(before, number=number, version=before.version + 1)
            if number is None:
                after = replace(after, texting_enabled=False)
            writes = self._closed(order)
            self._practice(writes, before, after)
            note(writes, self._tables, audit)
            try:
                return writes.commit()
            except ConditionFailedError as failed:
                if "number" in failed.names:
                    raise NumberTakenError from None
                if failed.names != {"practice"}:
                    raise ConflictError from None
        raise ConflictError

    def _closed(self, order: NumberOrder) -> Writes:
        writes, model = Writes(self._tables.connection), NumberOrderItem
        item, is_mine = self._own(order)
        done: list[Action] = [model.state.set(OrderState.DONE.value), *_not_due()]
        writes.update("order", item, done, is_mine)
        return writes

    def _practice(self, writes: Writes, before: Practice, after: Practice) -> None:
        """Put the practice as it shall be in all its places, if it still is as it was read."""
        model, fields = self._tables.of(PracticeItem), practice_fields(after)
        key = keys.practice(after.practice_id)
        item = model(*key)
        changed = [
            model.texting_enabled.set(after.texting_enabled),
            model.version.set(after.version),
            model.number.set(after.number) if after.number else model.number.remove(),
        ]
        writes.update("practice", item, changed, self._unchanged(before))
        if after.number:
            hashed = self._tables.hash_phone(after.number)
            free = model.pk.does_not_exist() | (model.practice_id == after.practice_id)
            writes.put("number", model(*keys.number(hashed), **fields), free)
            writes.put("number listed", model(*keys.number_listed(hashed), **fields))
        elif before.number:
            for name, place in self._places_of(before.number):
                writes.delete(name, model(*place))

    def _unchanged(self, before: Practice) -> Condition:
        model = self._tables.of(PracticeItem)
        same: Condition = model.version == before.version
        if before.version == 1:
            same = model.pk.exists() & (same | model.version.does_not_exist())
        number = model.number == before.number if before.number else model.number.does_not_exist()
        unchanged: Condition = same & number
        return unchanged

    def _places_of(self, number: str) -> tuple[tuple[str, Key], ...]:
        hashed = self._tables.hash_phone(number)
        return ("old number", keys.number(hashed)), ("old number listed", keys.number_listed(hashed))

    def fail(self, order: NumberOrder, failure: OrderFailure) -> None:
        """Close an order of which nothing came (AP-75).

        Raises:
            ConflictError: the order is closed, or in other hands.
        """
        item, is_mine = self._own(order)
        model = NumberOrderItem
        actions: list[Action] = [model.state.set(OrderState.FAILED.value), *_not_due()]
        actions.append(model.failure.set(failure.value))
        try:
            single(lambda: item.update(actions, condition=is_mine))
        except ConditionFailedError:
            raise ConflictError from None

    def unsettled(self, before: datetime, limit: int) -> tuple[NumberOrder, ...]:
        """Give orders that nobody ended and nobody holds, oldest first (AP-76)."""
        model = self._tables.of(DueItem)
        found = model.query(
            keys.DUE_ORDERS, model.due_sk <= keys.due_until(before), index_name="due", limit=limit
        )
        items = (self._tables.get(NumberOrderItem, Key(item.pk, item.sk)) for item in found)
        orders = (order_of(item) for item in items if item)
        return tuple(order for order in orders if order.is_open)

    def save_settings(self, practice: Practice, audit: AuditEntry | None = None) -> None:
        """Store the texting settings of `practice`, whose version is one more than the stored one must be (AP-77).

        Raises:
            ConflictError: somebody changed number or settings meanwhile.
        """
        model, writes = self._tables.of(PracticeItem), Writes(self._tables.connection)
        before = replace(practice, version=practice.version - 1)
        changed: list[Action] = [
            model.texting_enabled.set(practice.texting_enabled),
            model.default_mode.set(practice.default_mode.value),
            model.assign_to_care_team.set(practice.assign_to_care_team),
            model.assign_to_last_sender.set(practice.assign_to_last_sender),
            model.version.set(practice.version),
        ]
        own = model(*keys.practice(practice.practice_id))
        writes.update("practice", own, changed, self._unchanged(before))
        for name, place in self._places_of(practice.number) if practice.number else ():
            writes.update(name, model(*place), changed, model.practice_id == practice.practice_id)
        note(writes, self._tables, audit)
        try:
            writes.commit()
        except ConditionFailedError:
            raise ConflictError from None

    def _own(self, order: NumberOrder) -> tuple[NumberOrderItem, Condition]:
        """Give the order's item, and the condition that it is open and in the hands of who has `order`."""
        model = self._tables.of(NumberOrderItem)
        mine = (model.order_id == order.order_id) & (model.state == OrderState.OPEN.value)
        return model(*keys.number_order(order.practice_id)), mine & (model.held_at == order.held_at)


def _not_due() -> list[Action]:
    return [NumberOrderItem.due_pk.remove(), NumberOrderItem.due_sk.remove()]
