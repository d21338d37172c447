"""Open pages, checkpoints of scheduled jobs, and the audit table."""

from __future__ import annotations

from pynamodb.attributes import TTLAttribute, UnicodeAttribute

from textward.adapters.dynamodb.attributes import Flag, Moment, OptionalText
from textward.adapters.dynamodb.models.base import Item, TableItem


class TicketItem(TableItem):
    """A one-time ticket of a member's page."""

    practice_id = UnicodeAttribute()
    member_id = UnicodeAttribute()
    sees_all = Flag()
    expires_at = Moment()
    expires_ttl = TTLAttribute()


class ConnectionItem(TableItem):
    """A member's open page, under its practice and under its own id."""

    practice_id = UnicodeAttribute()
    connection_id = UnicodeAttribute()
    member_id = UnicodeAttribute()
    sees_all = Flag()
    thread_id = OptionalText()
    doing = OptionalText()
    expires_ttl = TTLAttribute()


class CheckpointItem(TableItem):
    """How far a scheduled job has come."""

    at = Moment()


class EhrClientItem(TableItem):
    """A record system's client that a practice lets in."""

    client_id = UnicodeAttribute()


class AuditItem(Item):
    """A line of the audit table."""

    practice_id = UnicodeAttribute()
    at = Moment()
    actor_kind = UnicodeAttribute()
    actor_id = UnicodeAttribute()
    source_ip = OptionalText()
    request_id = OptionalText()
    action = UnicodeAttribute()
    thread_id = OptionalText()
    message_id = OptionalText()
    patient_id = OptionalText()
    target_id = OptionalText()
