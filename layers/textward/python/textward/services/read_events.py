"""A record system reads its practice's events from the feed, from where it left off (row J10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.errors import FeedGoneError, InvalidInputError

if TYPE_CHECKING:
    from textward.domain.outward import OutwardEvent
    from textward.services.ports import Clock
    from textward.services.record_audit import AuditTrail
    from textward.services.webhook_ports import Feeds


@dataclass(frozen=True, slots=True)
class ReadEvents:
    """The use case."""

    feeds: Feeds
    clock: Clock

    def __call__(
        self, practice_id: str, after: int | None, limit: int, trail: AuditTrail
    ) -> tuple[tuple[OutwardEvent, ...], int]:
        """Give the events that follow a sequence, and the sequence to go on from.

        Args:
            practice_id: whose.
            after: the last sequence that was read; none begins with the oldest event that is kept.
            limit: events at most.
            trail: notes that events were read; a call that gives none leaves no line.

        Raises:
            FeedGoneError: events that follow it are no longer kept.
            InvalidInputError: the feed has not come that far.
        """
        mark = self.feeds.audience(practice_id).feed
        begins = mark.begins(self.clock.now().date())
        asked = begins - 1 if after is None else after
        if asked > mark.last:
            raise InvalidInputError(f"The newest event has the sequence {mark.last}.", "/after")
        if asked < begins - 1:
            raise FeedGoneError(begins - 1)
        events = self.feeds.events(practice_id, asked, limit)
        if events:
            trail.audit.append(trail.entry(practice_id, Action.EVENTS_READ))
        return events, events[-1].sequence if events else asked
