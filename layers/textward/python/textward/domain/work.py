"""What was done with a received message, by whom and when: the history that staff see beside it (rows D6, D8)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class WorkKind(Enum):
    """What was done."""

    ASSIGNED = "assigned"
    """Given to the members named, in place of those before; to none takes it back."""
    COMPLETED = "completed"
    DELETED = "deleted"
    RESTORED = "restored"
    ANSWERED = "answered"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class WorkEntry:
    """One step of a message's history."""

    entry_id: str
    """ULID: the order of the history."""
    practice_id: str
    thread_id: str
    message_id: str
    at: datetime
    by: str
    """The member who did it; empty for what the product did by itself (rows A4, A5)."""
    kind: WorkKind
    member_ids: tuple[str, ...] = ()
    """For ASSIGNED: whose it is from then on."""
