"""Notices, the automated texts of record systems."""

from __future__ import annotations

from pynamodb.attributes import TTLAttribute, UnicodeAttribute

from textward.adapters.dynamodb.attributes import (
    Flag,
    Moment,
    Number,
    OptionalMoment,
    OptionalPrivate,
    OptionalText,
    TextSet,
)
from textward.adapters.dynamodb.models.base import DueItem


class NoticeItem(DueItem):
    """A notice; it stands in the `due` index while it is scheduled, and has its words for so long only."""

    practice_id = UnicodeAttribute()
    notice_id = UnicodeAttribute()
    patient_id = UnicodeAttribute()
    state = UnicodeAttribute()
    send_at = Moment()
    fingerprint = UnicodeAttribute()
    wording = OptionalPrivate()
    """Texts and fields, as JSON."""
    respects_quiet_hours = Flag()
    message_id = OptionalText()
    reasons = TextSet()
    settled_at = OptionalMoment()
    version = Number()
    expires_ttl = TTLAttribute(null=True)
