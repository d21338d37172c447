"""Whose an incoming message becomes by itself (rows A4, A5). Pure: the last sender wins over the in-house care team."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from textward.domain.message import Direction, WorkStatus
from textward.domain.role import TextPrivilege

if TYPE_CHECKING:
    from datetime import datetime

    from textward.domain.message import Message
    from textward.domain.role import Roster
    from textward.domain.thread import Thread

LAST_SENDER_COUNTS = timedelta(days=7)
"""How long before a message the last sender's own may lie (row A5)."""
MOST_ASSIGNEES = 20
"""Whose a message can be at once."""
_UNTOUCHED = 1
"""A message's first version: every change of status or assignees makes the next."""


def may_be_assigned(message: Message) -> bool:
    """Tell whether nobody has dealt with the message yet: what staff, or an earlier run, have changed stays as it is."""
    incoming = message.direction is Direction.IN and message.status is WorkStatus.PENDING
    return incoming and message.version == _UNTOUCHED and not message.assignees


def last_sender(head: Thread | None, at: datetime) -> str | None:
    """Give the member who wrote last in the thread, if that is at most seven days before `at`."""
    if head is None or head.last_sent_at is None or at - head.last_sent_at > LAST_SENDER_COUNTS:
        return None
    return head.last_sender_id


def choose(sender: str | None, care_team: frozenset[str], roster: Roster) -> frozenset[str]:
    """Give the members whose the message shall be; none leaves it unassigned.

    Only active members whose role may see text messages count: with anybody else a message would be lost.
    """
    if sender and _may_have(roster, sender):
        return frozenset({sender})
    able = sorted(member_id for member_id in care_team if _may_have(roster, member_id))
    return frozenset(able[:MOST_ASSIGNEES])


def _may_have(roster: Roster, member_id: str) -> bool:
    member = roster.member(member_id)
    role = roster.role(member.role_id) if member and member.active else None
    return role is not None and role.text_messages is not TextPrivilege.NONE
