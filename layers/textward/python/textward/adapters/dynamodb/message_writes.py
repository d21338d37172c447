"""What adding and changing a message writes: the message, its places, the head, the counts, the claim and all that comes along."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.attributes import assign
from textward.adapters.dynamodb.audit import note
from textward.adapters.dynamodb.mapping.links import link_fields
from textward.adapters.dynamodb.mapping.messages import (
    ListKeys,
    items_for,
    message_fields,
    message_key,
    text_fields,
    work_fields,
)
from textward.adapters.dynamodb.models import (
    ClaimItem,
    CounterItem,
    HeadItem,
    LinkItem,
    MessageItem,
    PointerItem,
    TextItem,
    WorkItem,
)
from textward.adapters.dynamodb.transactions import Writes
from textward.domain.inbox import count_changes
from textward.domain.message import Direction

if TYPE_CHECKING:
    from datetime import datetime

    from pynamodb.expressions.update import Action

    from textward.adapters.dynamodb.keys import Key
    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.assistant_terms import StaffReason
    from textward.domain.audit import AuditEntry
    from textward.domain.message import Message
    from textward.domain.secure_link import SecureLink
    from textward.domain.text import OutboundText
    from textward.domain.work import WorkEntry

CLAIM_KEPT = timedelta(days=90)
"""How long the same thing coming again is known as such: far beyond any provider's or client's repetition."""


def added(
    tables: Tables,
    message: Message,
    claim: tuple[str, str] | None,
    *,
    link: SecureLink | None,
    code: OutboundText | None,
    audit: AuditEntry | None,
) -> Writes:
    """Prepare a new message; `claim` is its name and fingerprint, none where something else makes it once only."""
    writes = Writes(tables.connection)
    where = (message.practice_id, message.thread_id, message.message_id)
    if claim:
        writes.put("claim", claim_item(tables, where, claim, message.at), ClaimItem.pk.does_not_exist())
    for key, lists in items_for(message).items():
        if key == message_key(message):
            item = tables.of(MessageItem)(*key, **(message_fields(message) | lists.fields()))
            writes.put("message", item, MessageItem.pk.does_not_exist())
        else:
            writes.put("place", _pointer(tables, key, message, lists))
    writes.update(
        "head", tables.of(HeadItem)(*keys.head(message.practice_id, message.thread_id)), _head(message)
    )
    _count(writes, tables, None, message)
    if link:
        link_item = tables.of(LinkItem)(*keys.link(tables.link_token(link.link_id)), **link_fields(link))
        writes.put("link", link_item, LinkItem.pk.does_not_exist())
    if code:
        text = tables.of(TextItem)(
            *keys.text(code.practice_id, code.thread_id, code.item_id), **text_fields(code)
        )
        writes.put("code", text, TextItem.pk.does_not_exist())
    note(writes, tables, audit)
    return writes


def changed(
    tables: Tables,
    before: Message,
    after: Message,
    *,
    audit: AuditEntry | None = None,
    work: WorkEntry | None = None,
) -> Writes:
    """Prepare a changed message, on condition that its version is still the one before; stars move by themselves."""
    writes = Writes(tables.connection)
    old, new = (items_for(replace(message, starred_by=frozenset())) for message in (before, after))
    own = message_key(after)
    item = tables.of(MessageItem)(*own)
    writes.update("message", item, _work(after, new[own]), MessageItem.version == before.version)
    for key in old.keys() - new.keys():
        writes.delete("place", tables.of(PointerItem)(*key))
    for key, lists in new.items():
        if key != own and old.get(key) != lists:
            writes.put("place", _pointer(tables, key, after, lists))
    _count(writes, tables, before, after)
    if work:
        key = keys.work(work.practice_id, work.thread_id, work.message_id, work.entry_id)
        writes.put("work", tables.of(WorkItem)(*key, **work_fields(work)))
    note(writes, tables, audit)
    return writes


def star_written(
    tables: Tables, message: Message, member_id: str, *, is_starred: bool, audit: AuditEntry | None = None
) -> Writes:
    """Prepare a member's star set or taken away, on condition that the message is there.

    The set is added to and taken from, never written whole, and the version stays: stars and other work never conflict.
    """
    mine = frozenset({member_id})
    with_star = replace(message, starred_by=mine)
    key = keys.star(message.practice_id, message.thread_id, member_id, message.message_id)
    model, writes = tables.of(MessageItem), Writes(tables.connection)
    action = model.starred_by.add(mine) if is_starred else model.starred_by.delete(mine)
    writes.update("message", model(*message_key(message)), [action], model.pk.exists())
    if is_starred:
        writes.put("place", _pointer(tables, key, message, items_for(with_star)[key]))
    else:
        writes.delete("place", tables.of(PointerItem)(*key))
    note(writes, tables, audit)
    return writes


def flag_written(tables: Tables, message: Message, flag: StaffReason, audit: AuditEntry | None) -> Writes:
    """Prepare a flag, on condition that the message doesn't have it yet; the version stays, as with a star."""
    model, writes = tables.of(MessageItem), Writes(tables.connection)
    other = model.flag.does_not_exist() | (model.flag != flag.value)
    writes.update(
        "message", model(*message_key(message)), [model.flag.set(flag.value)], model.pk.exists() & other
    )
    note(writes, tables, audit)
    return writes


def claim_item(
    tables: Tables, where: tuple[str, str, str], claim: tuple[str, str], at: datetime
) -> ClaimItem:
    """Make the item of a claim: whose (`where` is practice, thread and message), and its name and fingerprint."""
    practice_id, thread_id, message_id = where
    name, fingerprint = claim
    return tables.of(ClaimItem)(
        *keys.claim(practice_id, name),
        thread_id=thread_id,
        message_id=message_id,
        fingerprint=fingerprint,
        expires_ttl=at + CLAIM_KEPT,
    )


def _pointer(tables: Tables, key: Key, message: Message, lists: ListKeys) -> PointerItem:
    return tables.of(PointerItem)(
        *key,
        practice_id=message.practice_id,
        thread_id=message.thread_id,
        message_id=message.message_id,
        **lists.fields(),
    )


def _work(message: Message, lists: ListKeys) -> list[Action]:
    """Set what staff change of a message; its delivery moves by itself and is left alone."""
    attributes = MessageItem.get_attributes()
    values = {
        "status": message.status.value if message.status else None,
        "assignees": message.assignees,
        "assigned_by": message.assigned_by,
        "version": message.version,
        **lists.fields(),
    }
    return [assign(attributes[name], value) for name, value in values.items()]


def _head(message: Message) -> list[Action]:
    actions: list[Action] = [
        HeadItem.practice_id.set(message.practice_id),
        HeadItem.thread_id.set(message.thread_id),
        assign(HeadItem.patient_id, message.patient_id),
        assign(HeadItem.facility_id, message.facility_id),
        HeadItem.last_message_at.set(message.at),
    ]
    if message.party_phone:
        actions.append(HeadItem.phone.set(message.party_phone))
    if (
        message.direction is Direction.OUT and message.author_id
    ):  # what goes out by itself is no member's (row A5)
        actions += [HeadItem.last_sender_id.set(message.author_id), HeadItem.last_sent_at.set(message.at)]
    return actions


def _count(writes: Writes, tables: Tables, before: Message | None, after: Message) -> None:
    for place, by in count_changes(before, after).items():
        counter = tables.of(CounterItem)(*keys.counter(after.practice_id, place))
        writes.update("count", counter, [CounterItem.n.add(by)])
