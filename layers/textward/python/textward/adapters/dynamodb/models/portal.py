"""Message groups, the portal's settings, and conversations from the portal."""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute

from textward.adapters.dynamodb.attributes import (
    Flag,
    Moment,
    Number,
    OptionalMoment,
    OptionalNumber,
    OptionalText,
    PrivateText,
    TextSet,
)
from textward.adapters.dynamodb.models.base import ListedItem, TableItem


class GroupItem(TableItem):
    """A message group."""

    practice_id = UnicodeAttribute()
    group_id = UnicodeAttribute()
    name = UnicodeAttribute()
    description = OptionalText()
    facility_id = OptionalText()
    category_id = OptionalText()
    answering = UnicodeAttribute()
    admins = TextSet()
    users = TextSet()
    retired = Flag()
    version = Number()


class PortalItem(TableItem):
    """What a practice allows its patients in the portal."""

    practice_id = UnicodeAttribute()
    enabled = Flag()
    audience = UnicodeAttribute()
    member_scope = UnicodeAttribute()
    excluded = TextSet()
    version = Number()


class ConversationItem(ListedItem):
    """A conversation's head, which stands in the admins' lists of its basket."""

    practice_id = UnicodeAttribute()
    thread_id = UnicodeAttribute()
    patient_id = UnicodeAttribute()
    patient_name = PrivateText()
    subject = PrivateText()
    started_at = Moment()
    last_id = UnicodeAttribute()
    last_at = Moment()
    preview = PrivateText()
    group_id = OptionalText()
    member_id = OptionalText()
    facility_id = OptionalText()
    last_direction = UnicodeAttribute()
    replied = Flag()
    trashed = Flag()
    waiting_since = OptionalMoment()
    replied_at = OptionalMoment()
    assignees = TextSet()
    assigned_by = TextSet()
    starred_by = TextSet()
    answered = Flag()
    unread = Number()
    version = Number()
    revision = Number()


class PortalMessageItem(TableItem):
    """One thing that was said in a conversation."""

    practice_id = UnicodeAttribute()
    thread_id = UnicodeAttribute()
    message_id = UnicodeAttribute()
    at = Moment()
    direction = UnicodeAttribute()
    body = PrivateText()
    author_id = OptionalText()


class ConversationPointerItem(ListedItem):
    """A conversation's place in a member's own lists: one that they have, or starred."""

    practice_id = UnicodeAttribute()
    thread_id = UnicodeAttribute()


class BoxItem(ListedItem):
    """A conversation's place in its patient's lists."""

    practice_id = UnicodeAttribute()
    thread_id = UnicodeAttribute()
    counterpart_id = UnicodeAttribute()


class BasketCountItem(TableItem):
    """How many conversations of a basket stand in each state: all of them, or those that a member has."""

    not_replied = OptionalNumber()
    replied = OptionalNumber()
    trash = OptionalNumber()
