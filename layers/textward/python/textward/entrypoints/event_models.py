"""Shapes of the feed of events."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from textward.entrypoints.api_models import Instant, Model
from textward.entrypoints.record_system_models import EventName


class EventView(Model):
    """One event: the same in the feed and as a webhook's body, but for the words that a practice may add to webhooks."""

    id: str = Field(description="The same however often it comes")
    type: EventName
    at: Instant
    sequence: int = Field(description="From 1 without a gap, for each practice")
    practice: str
    data: dict[str, Any] = Field(description="Ids and states; README.md, beside this document, says which")


class EventPage(Model):
    """Events in their order."""

    items: list[EventView]
    next_after: int = Field(description="Pass as `after` for what follows, now or later")
