"""The staff API's requests and answers about appointments (rows F1, F5)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from textward.entrypoints.api_models import Instant, Model
from textward.entrypoints.staff_models import Named, SeenVersion, StaffReasonName


class AppointmentPatient(Named):
    """Whose an appointment is."""

    number: str = Field(description="The practice's own patient number")


class StaffCallView(Model):
    """That an appointment waits for a person."""

    reason: StaffReasonName
    message_id: str = Field(description="The message of the patient's that says so")


class AppointmentView(Model):
    """One appointment."""

    id: str
    patient: AppointmentPatient
    thread_id: str
    facility: Named | None
    member: Named | None = Field(description="Whom the patient will see")
    starts_at: Instant
    status: Literal["booked", "confirmed", "cancelled", "fulfilled", "no_show"]
    reply: Literal["none", "confirmed", "cancelled", "moved"] = Field(
        description="What the patient has answered last, by text, about this time"
    )
    replied_at: Instant | None
    needs_staff: StaffCallView | None
    reminded_at: Instant | None = Field(description="When the last reminder of this time went out")
    next_reminder_at: Instant | None
    version: int


class AppointmentList(Model):
    """Appointments, earliest first."""

    day: date | None = Field(description="By the practice's calendar; null for a list over all days to come")
    time_zone: str
    items: list[AppointmentView]
    next_cursor: str | None = Field(description="Pass as `cursor` for the next page; null at the end")


class AppointmentSeen(SeenVersion):
    """The appointment as the member saw it."""


class AppointmentStatusChange(SeenVersion):
    """The status as a member has found it out, on the telephone say."""

    status: Literal["booked", "confirmed", "cancelled"]
