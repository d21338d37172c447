"""The demo practice's appointments and open times, as a record system would bring them: all after now, some due for a reminder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textward.domain.appointment import Appointment, Slot
from textward.domain.reminder_times import DEFAULT_RULES, QuietHours, next_reminder_at

if TYPE_CHECKING:
    from datetime import datetime

    from textward.domain.patient import Patient
    from textward.domain.practice import Practice
    from textward.entrypoints.bootstrap import Product

HELEN, LUIS = "Dr. Helen Marsh", "Dr. Luis Ortega"
SLOT_DAYS, SLOTS_A_DAY = 5, 3
_FIRST_HOUR, _SATURDAY = 9, 5


@dataclass(frozen=True)
class DemoAppointment:
    """An appointment so long after the demo is loaded: a day and minutes, or three, are due for a reminder within those minutes."""

    patient: str
    member: str
    days: int
    minutes: int


APPOINTMENTS = (
    DemoAppointment("Hannah Schmidt", HELEN, 1, 2),
    DemoAppointment("José Ramírez", LUIS, 1, 2),
    DemoAppointment("Élodie Tremblay", HELEN, 3, 2),
    DemoAppointment("Samuel Green", LUIS, 1, 10),
    DemoAppointment("Samuel Green", HELEN, 3, 10),
    DemoAppointment("Ruth Goldberg", HELEN, 2, 0),
    DemoAppointment("Peter Johansson", LUIS, 4, 30),
)


class DemoAppointments:
    """Stores them through the product's own repositories."""

    def __init__(
        self, product: Product, practice: Practice, members: dict[str, str], patients: dict[str, Patient]
    ) -> None:
        """Take the practice, members' ids and patients, the latter two by name."""
        self._product, self._practice, self._zone = product, practice, ZoneInfo(practice.time_zone)
        self._members, self._patients = members, patients

    def load(self) -> None:
        """Store the appointments, then open times with their members at the facilities where they are."""
        now = self._now()
        made = [self._book(one, now) for one in APPOINTMENTS]
        places = {(appointment.facility_id, appointment.member_id) for appointment in made}
        for facility_id, member_id in sorted(places, key=str):
            self._open(facility_id, member_id, now)

    def _now(self) -> datetime:
        """Give this minute; in quiet hours, when nothing would ring, the minute when they end."""
        now = self._product.clock.now().replace(second=0, microsecond=0)
        while now.astimezone(self._zone).time() in QuietHours():
            now += timedelta(minutes=1)
        return now

    def _book(self, wanted: DemoAppointment, now: datetime) -> Appointment:
        patient = self._patients[wanted.patient]
        made = Appointment(
            practice_id=self._practice.practice_id,
            appointment_id=self._product.ids.new(),
            patient_id=patient.patient_id,
            facility_id=patient.facility_id,
            member_id=self._members[wanted.member],
            starts_at=now + timedelta(days=wanted.days, minutes=wanted.minutes),
        )
        due = next_reminder_at(made, DEFAULT_RULES, self._zone, now)
        self._product.assistant.appointments.save(made, due)
        return made

    def _open(self, facility_id: str | None, member_id: str | None, now: datetime) -> None:
        day = now.astimezone(self._zone).replace(hour=_FIRST_HOUR, minute=0) + timedelta(days=4)
        opened = 0
        while opened < SLOT_DAYS:
            if day.weekday() < _SATURDAY:
                opened += 1
                for number in range(SLOTS_A_DAY):
                    starts_at = (day + timedelta(hours=2 * number)).astimezone(UTC)
                    slot_id = self._product.ids.new()
                    slot = Slot(self._practice.practice_id, slot_id, facility_id, member_id, starts_at)
                    self._product.assistant.slots.save(slot)
            day += timedelta(days=1)
