"""Staff see the practice's appointments: a day of them, or those that need a person (rows F1, F5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textward.domain.audit import Action
from textward.domain.errors import InvalidInputError
from textward.domain.paging import PageRequest
from textward.services.assistant_ports import Span

if TYPE_CHECKING:
    from textward.domain.paging import Page
    from textward.domain.patient import Patient
    from textward.domain.role import Viewer
    from textward.services.assistant_ports import Appointments, Booking
    from textward.services.ports import Clock, Patients, Practices
    from textward.services.record_audit import AuditTrail

YEARS = range(2000, 2100)
"""Days that can be asked for: far beyond any appointment, and such that each has a day after it."""
COUNTED = 100
"""Up to how many the badge counts; who has so much work needs no exact number."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which appointments a member asks for."""

    day: date | None = None
    """By the practice's calendar; none means today."""
    facility_id: str | None = None
    own: bool = False
    """Only those with the member."""
    for_staff: bool = False
    """Those that need a person, of all days to come."""


@dataclass(frozen=True, slots=True)
class AppointmentPage:
    """A page of appointments, earliest first, with whose they are."""

    day: date | None
    """None when it is of no single day."""
    time_zone: str
    bookings: tuple[Booking, ...]
    patients: dict[str, Patient]
    """By id."""
    next_after: str | None


@dataclass(frozen=True, slots=True)
class ReadAppointments:
    """The use cases."""

    appointments: Appointments
    patients: Patients
    practices: Practices
    clock: Clock

    def __call__(
        self, viewer: Viewer, wanted: Wanted, page: PageRequest, trail: AuditTrail
    ) -> AppointmentPage:
        """Give a page of what is wanted.

        Of a member's own, a page may hold few or none and still have a next: it is picked from all that the day has.

        Raises:
            NotAllowedError: the role doesn't show all appointments, and all were asked for, or has no part in them.
            InvalidInputError: no calendar of a practice has that day.
        """
        viewer.require_appointments(own=wanted.own)
        time_zone = self.practices.get(viewer.practice_id).time_zone
        day = None if wanted.for_staff else wanted.day or self._today(time_zone)
        span = self._span(wanted, day, time_zone)
        trail.view(viewer.practice_id, Action.APPOINTMENTS_VIEWED)
        found = self.appointments.page(viewer.practice_id, span, page)
        bookings = _shown(found, viewer if wanted.own else None)
        return AppointmentPage(
            day, time_zone, bookings, self.whose(viewer.practice_id, bookings), found.next_after
        )

    def waiting(self, viewer: Viewer) -> int:
        """Count what needs a person, of all days to come and up to a page of it; what it is stays unseen.

        Raises:
            NotAllowedError: the role has no part in appointments.
        """
        viewer.require_appointments(own=True)
        span = Span(self.clock.now(), for_staff=True)
        found = self.appointments.page(viewer.practice_id, span, PageRequest(COUNTED))
        return len(_shown(found, None if viewer.sees_appointments else viewer))

    def whose(self, practice_id: str, bookings: tuple[Booking, ...]) -> dict[str, Patient]:
        """Give the appointments' patients, by id."""
        return self.patients.many(practice_id, [one.appointment.patient_id for one in bookings])

    def _today(self, time_zone: str) -> date:
        return self.clock.now().astimezone(ZoneInfo(time_zone)).date()

    def _span(self, wanted: Wanted, day: date | None, time_zone: str) -> Span:
        if day is None:
            return Span(self.clock.now(), None, wanted.facility_id, for_staff=True)
        if day.year not in YEARS:
            raise InvalidInputError("Ask for a day of this century.", "/day")
        zone = ZoneInfo(time_zone)
        begin, end = (
            datetime.combine(one, time(), zone).astimezone(UTC) for one in (day, day + timedelta(days=1))
        )
        return Span(begin, end, wanted.facility_id)


def _shown(found: Page[Booking], viewer: Viewer | None) -> tuple[Booking, ...]:
    """Pick a member's own, if only those are wanted."""
    return tuple(
        one for one in found.items if viewer is None or one.appointment.member_id == viewer.member_id
    )
