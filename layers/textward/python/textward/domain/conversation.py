"""A conversation from the portal: one matter that a patient brought to a group or a member (rows H4, I1-I6).

It is worked as a whole: assigned, answered, put into the trash. Its id begins with G (to a group) or D (direct, to a
member), so it is never taken for a thread of texts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING

from textward.domain.group import Answering
from textward.domain.message import PREVIEW_LENGTH, Direction
from textward.domain.private import Private

if TYPE_CHECKING:
    from datetime import datetime

    from textward.domain.group import Group

GROUP_CONVERSATION = "G"
DIRECT_CONVERSATION = "D"
DIRECT = "direct"
"""The basket of conversations with members; each group has one under its id."""
SUBJECT_LIMIT = 120
BODY_LIMIT = 4000
MOST_ASSIGNEES = 10


class ConversationState(Enum):
    """Where a conversation stands, for the practice (row I2)."""

    NOT_REPLIED = "not_replied"
    REPLIED = "replied"
    """Answered, or marked as needing no answer."""
    TRASH = "trash"


class ConversationFilter(Enum):
    """The lists of a basket (row I2, and each member's stars)."""

    ALL = "all"
    """Everything that is not in the trash."""
    NOT_REPLIED = "not_replied"
    REPLIED = "replied"
    TRASH = "trash"
    STARRED = "starred"


class PatientBox(Enum):
    """The patient's lists (row H4)."""

    INBOX = "inbox"
    """What the practice has answered, newest activity first."""
    UNREAD = "unread"
    SENT = "sent"
    """Everything that the patient wrote, newest beginning first."""


class Standing(Enum):
    """What a member is to a conversation."""

    ADMIN = "admin"
    """Sees it, answers, assigns, moves it to the trash (row I3)."""
    USER = "user"
    """Sees and answers it, because it is assigned to them (rows I4, I5)."""


@dataclass(frozen=True, slots=True)
class PortalMessage:
    """One thing that was said in a conversation. Its id is a ULID, so ids sort by time."""

    practice_id: str
    thread_id: str
    message_id: str
    at: datetime
    direction: Direction
    body: Private
    author_id: str | None = None
    """The member who wrote it, for an answer; it never leaves to the patient's side (row I6)."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """The head of a conversation; its messages are read by pages."""

    practice_id: str
    thread_id: str
    patient_id: str
    patient_name: Private
    subject: Private
    started_at: datetime
    last_id: str
    """The last message's id: lists are ordered by it."""
    last_at: datetime
    preview: Private
    group_id: str | None = None
    member_id: str | None = None
    """The member to whom a direct conversation is addressed."""
    facility_id: str | None = None
    last_direction: Direction = Direction.IN
    replied: bool = False
    trashed: bool = False
    waiting_since: datetime | None = None
    """When the patient wrote what nobody has answered yet; None when nothing waits."""
    replied_at: datetime | None = None
    """When it was last answered, or marked as needing no answer."""
    assignees: frozenset[str] = field(default_factory=frozenset)
    assigned_by: frozenset[str] = field(default_factory=frozenset)
    """The members who gave it to its assignees; empty while it is only routed (to the care team, to the member addressed)."""
    starred_by: frozenset[str] = field(default_factory=frozenset)
    answered: bool = False
    """Whether the practice has ever answered."""
    unread: int = 0
    """Answers that the patient has not read."""
    version: int = 1
    """Moves with everything that a member may have to know before changing it (row D11)."""
    revision: int = 1
    """Moves with every change: what the store compares."""

    @property
    def basket(self) -> str:
        """Give whose it is: a group's id, or `direct`."""
        return self.group_id or DIRECT

    @property
    def counterpart_id(self) -> str:
        """Give the group or member that the patient wrote to."""
        return self.group_id or self.member_id or ""

    @property
    def state(self) -> ConversationState:
        """Give where it stands."""
        if self.trashed:
            return ConversationState.TRASH
        return ConversationState.REPLIED if self.replied else ConversationState.NOT_REPLIED

    @property
    def answer_waits(self) -> bool:
        """Tell whether the last word is an answer that the patient hasn't read."""
        return self.unread > 0 and self.last_direction is Direction.OUT

    def with_patient_message(self, message: PortalMessage) -> Conversation:
        """Add what the patient wrote: it waits for an answer again, also from the trash.

        An answer that came while they wrote stays unread: they have not seen it.
        """
        changed = self._with_last(message)
        return replace(changed, replied=False, trashed=False, waiting_since=self.waiting_since or message.at)

    def with_answer(self, message: PortalMessage) -> Conversation:
        """Add an answer: nothing waits any more."""
        return replace(
            self._with_last(message),
            replied=True,
            trashed=False,
            waiting_since=None,
            replied_at=message.at,
            answered=True,
            unread=self.unread + 1,
        )

    def _with_last(self, message: PortalMessage) -> Conversation:
        return replace(
            self._next(),
            last_id=message.message_id,
            last_at=message.at,
            last_direction=message.direction,
            preview=preview_of(message.body),
        )

    def _next(self) -> Conversation:
        return replace(self, version=self.version + 1, revision=self.revision + 1)

    def routed_to(self, members: frozenset[str]) -> Conversation:
        """Give it to members by the rules, on nobody's word."""
        return replace(self._next(), assignees=members, assigned_by=frozenset())

    def with_assignees(self, members: frozenset[str], by: str) -> Conversation:
        """Give it to other members, on the word of `by`; to none takes it back."""
        givers = self.assigned_by | {by} if members else frozenset()
        return replace(self._next(), assignees=members, assigned_by=givers)

    def completed(self, now: datetime) -> Conversation:
        """Mark it as needing no answer."""
        return replace(self._next(), replied=True, waiting_since=None, replied_at=now)

    def moved_to_trash(self) -> Conversation:
        """Take it off the lists; nothing is erased."""
        return replace(self._next(), trashed=True)

    def restored(self) -> Conversation:
        """Bring it back from the trash as it was."""
        return replace(self._next(), trashed=False)

    def reopened(self, now: datetime) -> Conversation:
        """Make it wait for an answer again."""
        return replace(self._next(), replied=False, waiting_since=now)

    def read_by_patient(self) -> Conversation:
        """Note that the patient has read every answer: no business of the staff's, so `version` stays."""
        return replace(self, unread=0, revision=self.revision + 1)


def preview_of(body: Private) -> Private:
    """Give the first characters of a message on one line, for lists."""
    return Private(" ".join(body.reveal().split())[:PREVIEW_LENGTH])


@dataclass(frozen=True, slots=True, order=True)
class ConversationPlace:
    """One list of one basket: the admins' (no member), or a member's own."""

    basket: str
    filter_name: str
    member_id: str = ""


def conversation_places(conversation: Conversation) -> frozenset[ConversationPlace]:
    """Say which lists hold a conversation: the admins' of its basket, and those of each member who has it."""
    basket = conversation.basket
    found = {
        ConversationPlace(basket, ConversationFilter.STARRED.value, member)
        for member in conversation.starred_by
    }
    for member in {"", *conversation.assignees}:
        found.add(ConversationPlace(basket, conversation.state.value, member))
        if not conversation.trashed:
            found.add(ConversationPlace(basket, ConversationFilter.ALL.value, member))
    return frozenset(found)


COUNTED = frozenset(state.value for state in ConversationState)


def conversation_count_changes(
    before: Conversation | None, after: Conversation
) -> dict[ConversationPlace, int]:
    """Say by how much each counted list grows or shrinks when `before` becomes `after`."""
    change: Counter[ConversationPlace] = Counter()
    for place in conversation_places(after):
        change[place] += 1
    for place in conversation_places(before) if before else ():
        change[place] -= 1
    return {place: by for place, by in change.items() if by and place.filter_name in COUNTED}


@dataclass(frozen=True, slots=True)
class BasketCounts:
    """How much stands in each state (row I1)."""

    not_replied: int = 0
    replied: int = 0
    trash: int = 0


def standing(
    conversation: Conversation, group: Group | None, member_id: str, *, sees_all: bool
) -> Standing | None:
    """Say what an active member is to a conversation; None when it isn't theirs to see (rows I3-I5).

    Direct conversations are worked like the inbox: those who see all messages see them too (rows E2, E3).
    """
    if conversation.group_id is None:
        if sees_all:
            return Standing.ADMIN
        return Standing.USER if member_id in conversation.assignees else None
    if group is None:
        return None
    if member_id in group.admins:
        return Standing.ADMIN
    if member_id not in conversation.assignees:
        return None
    return Standing.USER if may_hold(group, member_id) else None


def may_hold(group: Group, member_id: str) -> bool:
    """Tell whether a member can have the group's conversations at all: one taken out of the group no longer."""
    return member_id in group.members or group.answering is Answering.CARE_TEAM
