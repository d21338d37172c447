"""A message: one thing that was said in a thread, in either direction, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from textward.domain.assistant_terms import StaffReason
    from textward.domain.private import Private

PREVIEW_LENGTH = 140
PLAIN_BODY_LIMIT = 1600
"""Characters in one text: Twilio refuses a longer Body with error 21617."""
SECURED_BODY_LIMIT = 4000


class Direction(Enum):
    """Who said it."""

    IN = "in"
    """The patient, or whoever texted the practice's number."""
    OUT = "out"
    """The practice."""


class Mode(Enum):
    """How it travels."""

    PLAIN = "plain"
    """The content is the text itself (row B4)."""
    SECURED = "secured"
    """The content is read behind a secure link (row B3), or was written there."""


class WorkStatus(Enum):
    """How far staff have come with an inbound message."""

    PENDING = "pending"
    COMPLETED = "completed"
    DELETED = "deleted"


class DeliveryState(Enum):
    """How far an outbound text has come (row B7)."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"

    @property
    def rank(self) -> int:
        """Give the place in the order queued < sending < sent < any final state."""
        return _RANKS[self]

    @property
    def is_final(self) -> bool:
        """Tell whether the provider will report nothing further."""
        return self.rank == _FINAL

    @property
    def is_failure(self) -> bool:
        """Tell whether the text did not arrive."""
        return self in {DeliveryState.UNDELIVERED, DeliveryState.FAILED}

    def may_become(self, other: DeliveryState) -> bool:
        """Tell whether a report of `other` is news: forward only, for callbacks come duplicated and out of order."""
        return other.rank > self.rank


_FINAL = 3
_RANKS = {
    DeliveryState.QUEUED: 0,
    DeliveryState.SENDING: 1,
    DeliveryState.SENT: 2,
    DeliveryState.DELIVERED: _FINAL,
    DeliveryState.UNDELIVERED: _FINAL,
    DeliveryState.FAILED: _FINAL,
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where an outbound text stands at the provider."""

    state: DeliveryState
    at: datetime
    """When it came to that state, UTC."""
    attempt: int = 1
    """Which try this is: a retry by staff makes the next."""
    provider_id: str | None = None
    """The provider's id of the text (Twilio: MessageSid)."""
    reason: str | None = None
    """The provider's error code, or one of our own (`delivery_reasons`), for a failure."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a thread. Its id is a ULID, so ids sort by time."""

    practice_id: str
    thread_id: str
    message_id: str
    at: datetime
    direction: Direction
    mode: Mode
    body: Private
    version: int = 1
    patient_id: str | None = None
    facility_id: str | None = None
    party_name: Private | None = None
    """The patient's name at the time, for lists; none for a number that is no or several patients'."""
    party_phone: Private | None = None
    """The other side's number, E.164."""
    author_id: str | None = None
    """The member who wrote it, for an outbound message."""
    status: WorkStatus | None = None
    """How far staff have come; none for an outbound message."""
    assignees: frozenset[str] = field(default_factory=frozenset)
    assigned_by: frozenset[str] = field(default_factory=frozenset)
    """The members who gave it to its assignees; empty when it is nobody's."""
    starred_by: frozenset[str] = field(default_factory=frozenset)
    delivery: Delivery | None = None
    """None for an inbound message."""
    link_id: str | None = None
    """The secure link that carries it, for an outbound secured message."""
    provider_id: str | None = None
    """The provider's id of an inbound text."""
    flag: StaffReason | None = None
    """Why the booking assistant has left it to staff, of an inbound message."""
    written_at: datetime | None = None
    """When the provider took it in, of an inbound text that was found only later: `at` is when it came to us."""

    @property
    def preview(self) -> str:
        """Give the first characters of the body on one line, for lists."""
        return " ".join(self.body.reveal().split())[:PREVIEW_LENGTH]

    @property
    def said_at(self) -> datetime:
        """Give when it was said, as near as is known: by this the words of one phone are put in their order."""
        return self.written_at or self.at

    def with_status(self, status: WorkStatus) -> Message:
        """Give the message with another work status and the next version."""
        return replace(self, status=status, version=self.version + 1)

    def with_assignees(self, assignees: frozenset[str], by: str) -> Message:
        """Give the message to other members, on the word of `by`, as the next version; to none takes it back.

        What the product assigns by itself has no `by`: nobody follows it up.
        """
        givers = self.assigned_by | {by} if by and assignees - self.assignees else self.assigned_by
        return replace(
            self,
            assignees=assignees,
            assigned_by=givers if assignees else frozenset(),
            version=self.version + 1,
        )
