"""Practices, their settings and staff."""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute

from textward.adapters.dynamodb.attributes import (
    Flag,
    Moment,
    OptionalFlag,
    OptionalNumber,
    OptionalText,
    TextSet,
)
from textward.adapters.dynamodb.models.base import DueItem, TableItem


class PracticeItem(TableItem):
    """A practice; the same attributes under its number's keys, so that the number alone finds all of it."""

    practice_id = UnicodeAttribute()
    name = UnicodeAttribute()
    time_zone = UnicodeAttribute()
    number = OptionalText()
    texting_enabled = Flag()
    default_mode = UnicodeAttribute()
    assign_to_care_team = Flag()
    assign_to_last_sender = Flag()
    phone = OptionalText()
    text_addon = OptionalFlag()
    paid_plan = Flag()
    version = OptionalNumber()


class NumberOrderItem(DueItem):
    """The latest order of a practice for its number."""

    practice_id = UnicodeAttribute()
    order_id = UnicodeAttribute()
    kind = UnicodeAttribute()
    number = UnicodeAttribute()
    claim = UnicodeAttribute()
    at = Moment()
    held_at = Moment()
    state = UnicodeAttribute()
    failure = OptionalText()


class NamedItem(TableItem):
    """A facility or a category."""

    practice_id = UnicodeAttribute()
    item_id = UnicodeAttribute()
    name = UnicodeAttribute()
    record_id = OptionalText()


class MemberItem(TableItem):
    """A member of staff."""

    practice_id = UnicodeAttribute()
    member_id = UnicodeAttribute()
    name = UnicodeAttribute()
    role_id = UnicodeAttribute()
    active = Flag()
    facility_ids = TextSet()
    sound = Flag()
    popup = Flag()
    subject = OptionalText()
    version = OptionalNumber()
    record_id = OptionalText()


class RoleItem(TableItem):
    """A role."""

    practice_id = UnicodeAttribute()
    role_id = UnicodeAttribute()
    name = UnicodeAttribute()
    text_messages = UnicodeAttribute()
    practice_admin = Flag()
    manage_groups = Flag()
    phr_settings = Flag()
    version = OptionalNumber()


class RosterItem(TableItem):
    """How often a practice's members and roles have changed, all together."""

    version = OptionalNumber()


class LoginItem(TableItem):
    """Whose a sign-in is."""

    practice_id = UnicodeAttribute()
    member_id = UnicodeAttribute()
