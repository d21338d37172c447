"""A thread: the one conversation with a patient, or with a number that is no patient's or several patients'."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from textward.domain.private import Private


@dataclass(frozen=True, slots=True)
class Thread:
    """The head of a thread; its messages are read by pages."""

    practice_id: str
    thread_id: str
    phone: Private | None
    """The other side's number as last used, E.164."""
    patient_id: str | None = None
    facility_id: str | None = None
    last_message_at: datetime | None = None
    last_sender_id: str | None = None
    """The member who wrote last (row A5)."""
    last_sent_at: datetime | None = None
