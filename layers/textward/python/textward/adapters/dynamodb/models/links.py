"""Secure links and patients' sessions."""

from __future__ import annotations

from pynamodb.attributes import TTLAttribute, UnicodeAttribute

from textward.adapters.dynamodb.attributes import Moment, Number, OptionalMoment, OptionalText, TextSet
from textward.adapters.dynamodb.models.base import DueItem, TableItem


class LinkItem(DueItem):
    """A secure link, and the sessions opened through it within their lifetime."""

    practice_id = UnicodeAttribute()
    link_id = UnicodeAttribute()
    thread_id = UnicodeAttribute()
    patient_id = UnicodeAttribute()
    message_id = UnicodeAttribute()
    created_at = Moment()
    expires_at = Moment()
    code_counter = Number()
    code_expires_at = OptionalMoment()
    code_tries = Number()
    code_sent_at = OptionalMoment()
    resends = Number()
    resends_since = OptionalMoment()
    opened_at = OptionalMoment()
    verified_at = OptionalMoment()
    revoked_at = OptionalMoment()
    version = Number()
    sessions = TextSet()
    """`<started at>#<session key>` of each: revoking ends them in the same transaction."""


class SessionItem(TableItem):
    """A patient's session."""

    practice_id = UnicodeAttribute()
    patient_id = UnicodeAttribute()
    thread_id = UnicodeAttribute()
    link_id = UnicodeAttribute()
    stage = UnicodeAttribute()
    scope = OptionalText()
    started_at = Moment()
    last_seen_at = Moment()
    expires_ttl = TTLAttribute()
