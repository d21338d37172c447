"""The practice (the tenant), its facilities and its settings."""

from __future__ import annotations

from dataclasses import dataclass

from textward.domain.message import Mode


@dataclass(frozen=True, slots=True)
class Practice:
    """One medical practice."""

    practice_id: str
    name: str
    time_zone: str
    """An IANA name, such as America/Chicago."""
    number: str | None = None
    """The practice's texting number, E.164; public, printed on its door."""
    texting_enabled: bool = False
    default_mode: Mode = Mode.SECURED
    """Row A6."""
    assign_to_care_team: bool = False
    """Row A4."""
    assign_to_last_sender: bool = True
    """Row A5."""
    text_addon: bool = False
    """Whether the practice has the Text/Voice Notifications add-on, without which two-way texting can't be on (row A1)."""
    paid_plan: bool = False
    """Whether the practice's plan has message groups (row G4)."""
    phone: str | None = None
    """The office's voice number for people to call, as it is printed."""
    version: int = 1
    """Moves with every change to number or texting settings."""


@dataclass(frozen=True, slots=True)
class Facility:
    """One place where the practice sees patients."""

    practice_id: str
    facility_id: str
    name: str
    record_id: str | None = None
    """The record system's own id; none where a facility isn't from there."""


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of patient that the practice tells apart, such as a programme they are in."""

    practice_id: str
    category_id: str
    name: str
