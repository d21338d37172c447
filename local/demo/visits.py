"""The demo practice's appointments of today and tomorrow, in every state that the page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textward.domain.appointment import Appointment, AppointmentStatus, StaffCall
from textward.domain.assistant_terms import Outcome, StaffReason
from textward.domain.message import Direction, Message, Mode, WorkStatus
from textward.domain.private import Private

if TYPE_CHECKING:
    from textward.domain.patient import Patient
    from textward.domain.practice import Practice
    from textward.entrypoints.bootstrap import Product

_BOOKED, _CONFIRMED, _CANCELLED = (
    AppointmentStatus.BOOKED,
    AppointmentStatus.CONFIRMED,
    AppointmentStatus.CANCELLED,
)


@dataclass(frozen=True)
class Visit:
    """One appointment at a time of the practice's clock; reminded of a day before, unless nobody could be."""

    patient: str
    tomorrow: bool
    at: time
    status: AppointmentStatus = _BOOKED
    reply: Outcome | None = None
    reminded: bool = True
    asks: str = ""
    """What the patient texted that the booking assistant has left to staff."""
    reason: StaffReason | None = None


VISITS = (
    Visit("Grace O'Connor", False, time(9), AppointmentStatus.FULFILLED, Outcome.CONFIRMED),
    Visit("Henry Clarke", False, time(9, 30), AppointmentStatus.NO_SHOW),
    Visit("Nina Petrova", False, time(15), _CONFIRMED, Outcome.CONFIRMED),
    Visit("Kwame Mensah", False, time(16, 30)),
    Visit("Oscar Lindgren", False, time(17), reminded=False),
    Visit("Yuki Tanaka", True, time(9), _CONFIRMED, Outcome.CONFIRMED),
    Visit("Isabella Rossi", True, time(9, 30), _CANCELLED, Outcome.CANCELLED),
    Visit("Andrei Popescu", True, time(11), _CONFIRMED, Outcome.MOVED, reminded=False),
    Visit(
        "Thomas Baker",
        True,
        time(14),
        asks="Could somebody call me about tomorrow?",
        reason=StaffReason.ASKED_FOR_PERSON,
    ),
    Visit(
        "Chloé Gagnon",
        True,
        time(15, 30),
        _CONFIRMED,
        Outcome.CONFIRMED,
        asks="Puis-je amener mon fils ?",
        reason=StaffReason.AFTER_OUTCOME,
    ),
    Visit("George Papadakis", True, time(16)),
)
_A_WHILE, _ANSWERED_AFTER = timedelta(hours=1), timedelta(minutes=12)


class DemoVisits:
    """Stores them through the product's own repositories; none of them is reminded of again."""

    def __init__(
        self, product: Product, practice: Practice, member_ids: tuple[str, ...], patients: dict[str, Patient]
    ) -> None:
        """Take the practice, whom the patients see in turn, and the patients by name."""
        self._product, self._practice, self._zone = product, practice, ZoneInfo(practice.time_zone)
        self._member_ids, self._patients = member_ids, patients

    def load(self) -> None:
        """Store appointments, and the texts of those who ask for a person."""
        for number, visit in enumerate(VISITS):
            self._book(visit, self._member_ids[number % len(self._member_ids)])

    def _book(self, visit: Visit, member_id: str) -> None:
        patient, starts_at = self._patients[visit.patient], self._starts_at(visit)
        asked_at = min(starts_at - timedelta(days=1), self._product.clock.now() - _A_WHILE)
        made = Appointment(
            practice_id=self._practice.practice_id,
            appointment_id=self._product.ids.new(),
            patient_id=patient.patient_id,
            facility_id=patient.facility_id,
            member_id=member_id,
            starts_at=starts_at,
            status=self._status(visit, starts_at),
            reply=visit.reply,
            replied_at=asked_at + _ANSWERED_AFTER if visit.reply else None,
            needs_staff=StaffCall(visit.reason, self._text(patient, visit)) if visit.reason else None,
            reminded_at=asked_at if visit.reminded else None,
        )
        self._product.assistant.appointments.save(made, None)

    def _starts_at(self, visit: Visit) -> datetime:
        today = self._product.clock.now().astimezone(self._zone).date()
        day = today + timedelta(days=1) if visit.tomorrow else today
        return datetime.combine(day, visit.at, self._zone).astimezone(UTC)

    def _status(self, visit: Visit, starts_at: datetime) -> AppointmentStatus:
        """Give its status; what the record system says of visits that are over is not said of one to come."""
        over = visit.status in {AppointmentStatus.FULFILLED, AppointmentStatus.NO_SHOW}
        if over and starts_at > self._product.clock.now():
            return _CONFIRMED if visit.reply else _BOOKED
        return visit.status

    def _text(self, patient: Patient, visit: Visit) -> str:
        message = Message(
            practice_id=patient.practice_id,
            thread_id=patient.thread_id,
            message_id=self._product.ids.new(),
            at=self._product.clock.now(),
            direction=Direction.IN,
            mode=Mode.PLAIN,
            body=Private(visit.asks),
            patient_id=patient.patient_id,
            facility_id=patient.facility_id,
            party_name=patient.name,
            party_phone=patient.phone,
            status=WorkStatus.PENDING,
            flag=visit.reason,
        )
        self._product.threads.add(message, claim=f"demo:{visit.patient}")
        return message.message_id
