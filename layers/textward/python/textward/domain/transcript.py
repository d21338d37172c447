"""A transcript: a conversation, or some days of it, as it leaves for the patient's record (row J10)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from textward.domain.errors import InvalidInputError
from textward.domain.message import Direction, Message, Mode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from textward.domain.conversation import Conversation, PortalMessage
    from textward.domain.group import Group
    from textward.domain.message import Delivery
    from textward.domain.patient import Patient
    from textward.domain.practice import Practice
    from textward.domain.private import Private

MOST_MESSAGES = 5000
"""Messages in one file."""
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TIME_DIGITS = 10
_LAST_RANDOMNESS = "Z" * 16


class Channel(Enum):
    """How something was said."""

    TEXT = "text"
    SECURED = "secured"
    """Read, or written, behind a secure link."""
    PORTAL = "portal"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said, in either kind of conversation."""

    message_id: str
    at: datetime
    direction: Direction
    channel: Channel
    body: Private
    author_id: str | None = None
    """The member who wrote it; none for the patient, and for what the product wrote by itself."""
    delivery: Delivery | None = None
    """None for what came in, and for what needs no delivering."""


def texted(message: Message) -> Said:
    """Give a message of a thread."""
    return Said(
        message.message_id,
        message.at,
        message.direction,
        Channel.SECURED if message.mode is Mode.SECURED else Channel.TEXT,
        message.body,
        message.author_id,
        message.delivery,
    )


def written(message: PortalMessage) -> Said:
    """Give a message of a conversation from the portal."""
    return Said(
        message.message_id,
        message.at,
        message.direction,
        Channel.PORTAL,
        message.body,
        message.author_id,
    )


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, by the practice's calendar; an end that is None is open."""

    first: date | None = None
    last: date | None = None

    def begins(self, zone: tzinfo) -> datetime | None:
        """Give the first moment, UTC."""
        return datetime.combine(self.first, time.min, zone).astimezone(UTC) if self.first else None

    def ends(self, zone: tzinfo) -> datetime | None:
        """Give the moment after the last, UTC."""
        if self.last is None or self.last == date.max:
            return None
        return datetime.combine(self.last + timedelta(days=1), time.min, zone).astimezone(UTC)

    def require_order(self) -> None:
        """Refuse days that are the wrong way round.

        Raises:
            InvalidInputError: they are.
        """
        if self.first and self.last and self.first > self.last:
            raise InvalidInputError("`from` must not be after `to`.", "/from")


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said, oldest first, and between whom."""

    practice: Practice
    thread_id: str
    said: tuple[Said, ...]
    patient: Patient | None = None
    """None for a number that is no patient's, or several patients'."""
    phone: Private | None = None
    """The other side's number, of a thread of texts; E.164."""
    conversation: Conversation | None = None
    """None for a thread of texts."""
    group: Group | None = None
    """Whom a conversation was written to, unless it was a member."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Of the practice's members, by id."""
    period: Period = field(default_factory=Period)


def id_before(moment: datetime) -> str:
    """Give an id that sorts after all that were given before a moment: ids are ULIDs, which begin with the time."""
    number = max(round(moment.timestamp() * 1000) - 1, 0)
    digits = [_CROCKFORD[(number >> (5 * place)) & 31] for place in range(_TIME_DIGITS)]
    return "".join(reversed(digits)) + _LAST_RANDOMNESS
