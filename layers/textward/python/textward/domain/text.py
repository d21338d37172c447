"""An outbound text on its way to the provider: a plain message, or a link or access code that goes with a secured one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from textward.domain.message import Delivery
    from textward.domain.private import Private


class Purpose(Enum):
    """What the text is for; what it says is composed when it leaves, so codes and links are never stored."""

    BODY = "body"
    """The message itself (plain)."""
    LINK = "link"
    """The secure link of a secured message."""
    CODE = "code"
    """The one-time password for a link."""
    PORTAL_CODE = "portal_code"
    """The one-time password for the portal."""
    ALERT = "notice"
    """Word that an answer waits in the portal; no content. Stored under the name that it had first."""


@dataclass(frozen=True, slots=True)
class OutboundText:
    """One text to hand to the provider, once."""

    practice_id: str
    thread_id: str
    item_id: str
    """The message's id for BODY and LINK of a message; an id of its own for a CODE."""
    purpose: Purpose
    to: Private
    delivery: Delivery
    patient_id: str | None = None
    body: Private | None = None
    """For BODY only."""
    link_id: str | None = None
    code_counter: int | None = None
    """For CODE and PORTAL_CODE: which of the link's codes."""
    claimed_at: datetime | None = None
    """When a worker last set out to hand it over; what happened since is unknown until `provider_id` is recorded."""
    claimed_from: str | None = None
    """The practice's number at that moment: it may have another when the outcome is looked up."""
    claimed_mark: str | None = None
    """A keyed hash of what the text said: name and language may be others by then, and the words themselves aren't kept."""
    redacted: bool = False
    """Whether the provider's copy has been emptied."""
