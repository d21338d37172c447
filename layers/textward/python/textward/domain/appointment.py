"""Appointments and the open times of a practice, as its record system tells us of them (rows F1-F5, J10)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from textward.domain.assistant_terms import Outcome, StaffReason

HOLD_TIME = timedelta(minutes=15)
"""How long an offered slot is kept for the patient it was offered to. After that it may go to anyone, but can still be chosen."""


class AppointmentStatus(Enum):
    """How an appointment stands. The first three are the assistant's to change, the others the record system's."""

    BOOKED = "booked"
    CONFIRMED = "confirmed"
    """The patient has said that they will come."""
    CANCELLED = "cancelled"
    FULFILLED = "fulfilled"
    NO_SHOW = "no_show"


@dataclass(frozen=True, slots=True)
class StaffCall:
    """That an appointment waits for a person, and which message of the patient's says so."""

    reason: StaffReason
    message_id: str


_OPEN = frozenset({AppointmentStatus.BOOKED, AppointmentStatus.CONFIRMED})


@dataclass(frozen=True, slots=True)
class Appointment:
    """One appointment of one patient."""

    practice_id: str
    appointment_id: str
    patient_id: str
    facility_id: str | None
    member_id: str | None
    """Whom the patient will see; none where the record doesn't say."""
    starts_at: datetime
    """UTC."""
    status: AppointmentStatus = AppointmentStatus.BOOKED
    slot_id: str | None = None
    """The slot that it takes up, where there is one."""
    version: int = 1
    told: str = ""
    """A mark of the record system's last line about it: the same line again doesn't undo what the patient did since."""
    record_id: str | None = None
    """The record system's own id of it; none of what it never told us of."""
    reply: Outcome | None = None
    """What the patient has answered last, by text, about this time."""
    replied_at: datetime | None = None
    needs_staff: StaffCall | None = None
    """Why a person has to look at it, until one has, or the patient's own answer settles it."""
    reminded_at: datetime | None = None
    """When the last reminder of this time went out."""

    def is_open(self, now: datetime) -> bool:
        """Tell whether it is still to come: what has begun, or was cancelled, can't be confirmed, cancelled or moved."""
        return self.status in _OPEN and now < self.starts_at

    def with_status(self, status: AppointmentStatus) -> Appointment:
        """Give the appointment with another status, as the next version."""
        return replace(self, status=status, version=self.version + 1)

    def with_reply(self, reply: Outcome, at: datetime) -> Appointment:
        """Note what the patient has answered; nothing is left to staff then. The version stays: it is part of a step."""
        return replace(self, reply=reply, replied_at=at, needs_staff=None)

    def calling_staff(self, call: StaffCall) -> Appointment:
        """Note that a person has to look at it. The version stays: it is part of a step."""
        return replace(self, needs_staff=call)

    def set_by_hand(self, status: AppointmentStatus) -> Appointment:
        """Give the appointment as staff have set it, as the next version: nothing of it is left to them."""
        return replace(self, status=status, needs_staff=None, version=self.version + 1)

    def seen_to(self) -> Appointment:
        """Give the appointment with nothing left to staff, as the next version."""
        return replace(self, needs_staff=None, version=self.version + 1)

    def after(self, before: Appointment | None) -> Appointment:
        """Give what the record system tells as the next version, with what is known of it beside that.

        At another time, or as another patient's, nobody has been reminded of it, or has answered, yet. With another status it
        has been seen to.
        """
        if before is None:
            return self
        told = replace(self, version=before.version + 1)
        if (self.patient_id, self.starts_at) != (before.patient_id, before.starts_at):
            return told
        told = replace(told, reply=before.reply, replied_at=before.replied_at, reminded_at=before.reminded_at)
        return told if self.status is not before.status else replace(told, needs_staff=before.needs_staff)

    def moved_to(self, slot: Slot) -> Appointment:
        """Give the appointment at another time, confirmed: the patient chose it."""
        return replace(
            self,
            facility_id=slot.facility_id,
            member_id=slot.member_id,
            starts_at=slot.starts_at,
            slot_id=slot.slot_id,
            status=AppointmentStatus.CONFIRMED,
            reminded_at=None,
            version=self.version + 1,
        )


class SlotState(Enum):
    """Whose a slot is."""

    OPEN = "open"
    HELD = "held"
    """Offered to one patient, for a while."""
    BOOKED = "booked"


@dataclass(frozen=True, slots=True)
class Slot:
    """One time that can be booked once."""

    practice_id: str
    slot_id: str
    facility_id: str | None
    member_id: str | None
    starts_at: datetime
    """UTC."""
    state: SlotState = SlotState.OPEN
    appointment_id: str | None = None
    """The appointment that it is held for, or booked by."""
    held_until: datetime | None = None
    version: int = 1
    told: str = ""
    """As an appointment's."""
    record_id: str | None = None
    """As an appointment's."""

    def is_free_for(self, appointment_id: str, now: datetime) -> bool:
        """Tell whether this appointment may have it: still to come, and open, held for it, or held too long by another."""
        if now >= self.starts_at or self.state is SlotState.BOOKED:
            return False
        return (
            self.state is SlotState.OPEN
            or self.appointment_id == appointment_id
            or self.held_until is None
            or now >= self.held_until
        )

    def held_for(self, appointment_id: str, now: datetime) -> Slot:
        """Give the slot held for an appointment from `now` on; ask `is_free_for` first."""
        return replace(
            self,
            state=SlotState.HELD,
            appointment_id=appointment_id,
            held_until=now + HOLD_TIME,
            version=self.version + 1,
        )

    def booked_by(self, appointment_id: str) -> Slot:
        """Give the slot taken up by an appointment; ask `is_free_for` first."""
        return replace(
            self,
            state=SlotState.BOOKED,
            appointment_id=appointment_id,
            held_until=None,
            version=self.version + 1,
        )

    def freed(self) -> Slot:
        """Give the slot open to anyone again."""
        return replace(
            self, state=SlotState.OPEN, appointment_id=None, held_until=None, version=self.version + 1
        )
