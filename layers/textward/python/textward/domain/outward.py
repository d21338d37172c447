"""What practices' record systems are told: events by type, in a feed without a gap (row J10).

An event holds ids and states. Words that somebody wrote are added only while it is handed over, where the practice wants that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

KEPT_DAYS = 30
"""An event stays in the feed on the day it was recorded (UTC) and that many days after it."""


TEXT, PORTAL = "text", "portal"
"""The channel of a message's event: a thread of texts and secured messages, or a conversation from the portal."""


class OutwardType(Enum):
    """What a record system can be told of."""

    MESSAGE_RECEIVED = "message.received"
    MESSAGE_SENT = "message.sent"
    """The carrier has taken a text; or an answer stands in the portal."""
    MESSAGE_DELIVERED = "message.delivered"
    MESSAGE_FAILED = "message.failed"
    MESSAGE_COMPLETED = "message.completed"
    """Staff are done with a received message, or with a conversation from the portal that needs no answer."""
    APPOINTMENT_CHANGED = "appointment.changed"
    CONSENT_CHANGED = "consent.changed"
    PING = "ping"
    """Sent by hand, to try an endpoint; no endpoint chooses it, and the feed holds none."""


CHOICES = tuple(kind for kind in OutwardType if kind is not OutwardType.PING)


@dataclass(frozen=True, slots=True)
class OutwardEvent:
    """One event, as the feed holds it."""

    practice_id: str
    event_id: str
    """The same however often it is handed over: receivers drop repetitions by it."""
    type: OutwardType
    at: datetime
    data: Mapping[str, object]
    """Ids and states."""
    sequence: int = 0
    """Its place in the practice's feed, from 1 without a gap."""


@dataclass(frozen=True, slots=True)
class FeedMark:
    """How far a practice's feed reaches."""

    last: int = 0
    """The newest event's sequence."""
    days: Mapping[date, int] | None = None
    """Of the days on which something was recorded, lately: the first sequence of each."""

    def begins(self, today: date) -> int:
        """Give the sequence of the oldest event that is kept; that of the next one when none is."""
        oldest = today - timedelta(days=KEPT_DAYS)
        return min(
            (first for day, first in (self.days or {}).items() if day >= oldest), default=self.last + 1
        )

    def grown(self, today: date) -> FeedMark:
        """Give the mark with one more event, recorded today."""
        oldest = today - timedelta(days=KEPT_DAYS)
        kept = {day: first for day, first in (self.days or {}).items() if day >= oldest}
        return FeedMark(self.last + 1, {today: self.last + 1} | kept)
