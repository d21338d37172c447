"""Threads: messages, the texts that carry them, places in lists, counts and claims."""

from __future__ import annotations

from pynamodb.attributes import TTLAttribute, UnicodeAttribute

from textward.adapters.dynamodb.attributes import (
    Flag,
    Moment,
    Number,
    OptionalMoment,
    OptionalNumber,
    OptionalPrivate,
    OptionalText,
    PrivateText,
    TextSet,
)
from textward.adapters.dynamodb.models.base import DueItem, ListedItem, TableItem


class HeadItem(TableItem):
    """A thread's head."""

    practice_id = UnicodeAttribute()
    thread_id = UnicodeAttribute()
    phone = OptionalPrivate()
    patient_id = OptionalText()
    facility_id = OptionalText()
    last_message_at = OptionalMoment()
    last_sender_id = OptionalText()
    last_sent_at = OptionalMoment()


class OutboundItem(DueItem):
    """A message or text on its way to the provider: how far it has come."""

    practice_id = UnicodeAttribute()
    thread_id = UnicodeAttribute()
    item_id = UnicodeAttribute()
    patient_id = OptionalText()
    body = OptionalPrivate()
    link_id = OptionalText()
    delivery_state = OptionalText()
    delivery_rank = OptionalNumber()
    delivery_at = OptionalMoment()
    delivery_provider_id = OptionalText()
    delivery_reason = OptionalText()
    attempt = OptionalNumber()
    claimed_at = OptionalMoment()
    claimed_from = OptionalText()
    claimed_mark = OptionalText()
    redacted = Flag()


class MessageItem(OutboundItem, ListedItem):
    """A message of either direction."""

    at = Moment()
    direction = UnicodeAttribute()
    mode = UnicodeAttribute()
    version = Number()
    facility_id = OptionalText()
    party_name = OptionalPrivate()
    party_phone = OptionalPrivate()
    author_id = OptionalText()
    status = OptionalText()
    assignees = TextSet()
    assigned_by = TextSet()
    starred_by = TextSet()
    provider_id = OptionalText()
    flag = OptionalText()
    written_at = OptionalMoment()


class TextItem(OutboundItem):
    """The text of a code, or of a link sent again."""

    purpose = UnicodeAttribute()
    to = PrivateText()
    code_counter = OptionalNumber()


class PointerItem(ListedItem):
    """A message's place in a member's own lists: an assignment, one given to others, or a star."""

    practice_id = UnicodeAttribute()
    thread_id = UnicodeAttribute()
    message_id = UnicodeAttribute()


class WorkItem(TableItem):
    """A step of a message's history."""

    practice_id = UnicodeAttribute()
    thread_id = UnicodeAttribute()
    message_id = UnicodeAttribute()
    entry_id = UnicodeAttribute()
    at = Moment()
    by = UnicodeAttribute()
    kind = UnicodeAttribute()
    member_ids = TextSet()


class CounterItem(TableItem):
    """How many messages a counted list holds."""

    n = OptionalNumber()


class ClaimItem(TableItem):
    """That something has been done, once: by which message, with what content."""

    thread_id = UnicodeAttribute()
    message_id = UnicodeAttribute()
    fingerprint = UnicodeAttribute()
    expires_ttl = TTLAttribute()


class ProviderIdItem(TableItem):
    """Which attempt of which text holds a provider's id."""

    practice_id = UnicodeAttribute()
    thread_id = UnicodeAttribute()
    item_id = UnicodeAttribute()
    attempt = Number()
    expires_ttl = TTLAttribute()
