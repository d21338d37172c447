"""Which lists of the shared inbox a message stands in, and what the badge counts. Pure: the store writes what this says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum

from textward.domain.message import Direction, Message, WorkStatus


class InboxList(Enum):
    """The lists that staff can ask for (row D2)."""

    PENDING_UNASSIGNED = "pending_unassigned"
    PENDING_FOR_ME = "pending_for_me"
    ASSIGNED_TO_ME = "assigned_to_me"
    ASSIGNED_BY_ME = "assigned_by_me"
    """What a member gave to others, to follow it up (row D8)."""
    SENT_BY_ME = "sent_by_me"
    STARRED = "starred"
    COMPLETED = "completed"
    DELETED = "deleted"
    ALL = "all"

    @property
    def is_personal(self) -> bool:
        """Tell whether each member has a list of their own."""
        return self in _PERSONAL


_PERSONAL = frozenset(
    {
        InboxList.PENDING_FOR_ME,
        InboxList.ASSIGNED_TO_ME,
        InboxList.ASSIGNED_BY_ME,
        InboxList.SENT_BY_ME,
        InboxList.STARRED,
    }
)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One list of one practice; `member_id` for a personal list."""

    list_name: str
    member_id: str = ""

    @classmethod
    def of(cls, name: InboxList, member_id: str) -> Place:
        """Name the list that `member_id` means by `name`."""
        return cls(name.value, member_id if name.is_personal else "")


COUNTED = frozenset({InboxList.PENDING_UNASSIGNED.value, InboxList.PENDING_FOR_ME.value})
"""The lists that the badge counts (row D3)."""


def places(message: Message) -> frozenset[Place]:
    """Say which lists hold the message, over all members (rows D2, D6, D7, D8, D9)."""
    found = {Place(InboxList.STARRED.value, member) for member in message.starred_by}
    if message.direction is Direction.OUT:
        if message.author_id:
            found.add(Place(InboxList.SENT_BY_ME.value, message.author_id))
        return frozenset(found)
    if message.status is WorkStatus.DELETED:
        return frozenset(found | {Place(InboxList.DELETED.value)})
    found |= {Place(InboxList.ASSIGNED_TO_ME.value, member) for member in message.assignees}
    found |= {Place(InboxList.ASSIGNED_BY_ME.value, member) for member in message.assigned_by}
    found.add(Place(InboxList.ALL.value))
    if message.status is WorkStatus.COMPLETED:
        found.add(Place(InboxList.COMPLETED.value))
    elif message.assignees:
        found |= {Place(InboxList.PENDING_FOR_ME.value, member) for member in message.assignees}
    else:
        found.add(Place(InboxList.PENDING_UNASSIGNED.value))
    return frozenset(found)


def count_changes(before: Message | None, after: Message) -> dict[Place, int]:
    """Say by how much each counted list grows (+1) or shrinks (-1) when `before` becomes `after`."""
    change: Counter[Place] = Counter()
    for place in places(after):
        change[place] += 1
    for place in places(before) if before else ():
        change[place] -= 1
    return {place: by for place, by in change.items() if by and place.list_name in COUNTED}


@dataclass(frozen=True, slots=True)
class Badge:
    """What waits for a member: the numbers beside the inbox (row D3)."""

    pending_unassigned: int
    pending_for_me: int

    @property
    def total(self) -> int:
        """Give the number on the badge."""
        return self.pending_unassigned + self.pending_for_me
