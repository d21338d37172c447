"""What practices' record systems are told: the feed, endpoints, deliveries."""

from __future__ import annotations

from pynamodb.attributes import TTLAttribute, UnicodeAttribute

from textward.adapters.dynamodb.attributes import (
    Flag,
    Moment,
    Number,
    OptionalMoment,
    OptionalNumber,
    OptionalText,
    TextSet,
)
from textward.adapters.dynamodb.models.base import DueItem, TableItem


class ListenerItem(DueItem):
    """What one Query gives of a practice's record systems: clients let in, endpoints, and how far the feed reaches."""

    practice_id = OptionalText()
    client_id = OptionalText()
    last = OptionalNumber()
    days = OptionalText()
    """The first sequence of each day lately, as JSON."""
    endpoint_id = OptionalText()
    url = OptionalText()
    types = TextSet()
    include_content = Flag()
    active = Flag()
    created_at = OptionalMoment()
    version = OptionalNumber()
    secret_version = OptionalNumber()
    rotated_at = OptionalMoment()
    tried_at = OptionalMoment()
    outcome = OptionalText()
    status = OptionalNumber()
    refusal = OptionalText()
    failures = OptionalNumber()
    replay_after = OptionalNumber()
    replay_until = OptionalNumber()
    slow = Flag()
    touched = OptionalNumber()


class OutwardEventItem(TableItem):
    """An event of the feed."""

    practice_id = UnicodeAttribute()
    event_id = UnicodeAttribute()
    kind = UnicodeAttribute()
    at = Moment()
    sequence = Number()
    data = UnicodeAttribute()
    """Ids and states, as JSON."""
    expires_ttl = TTLAttribute()


class WebhookDeliveryItem(DueItem):
    """An event that waits to be delivered to an endpoint, or was given up."""

    practice_id = UnicodeAttribute()
    endpoint_id = UnicodeAttribute()
    sequence = Number()
    event_id = UnicodeAttribute()
    kind = UnicodeAttribute()
    since = Moment()
    next_at = Moment()
    tries = Number()
    status = OptionalNumber()
    refusal = OptionalText()
    expires_ttl = TTLAttribute()
