"""Books for a test run, through the product's own repositories.

A wish names patients to save, appointments and slots to store, and patients whose agenda is asked for. Appointments and slots come
from the practice's record system, which this stands in for.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from textward.domain.appointment import Appointment, Slot
from textward.domain.patient import Patient
from textward.domain.private import Private
from textward.domain.reminder_times import DEFAULT_RULES, next_reminder_at

if TYPE_CHECKING:
    from textward.domain.practice import Practice
    from textward.entrypoints.bootstrap import Product

Json = dict[str, Any]
_JUST_MISSED = timedelta(hours=1)
"""How far back a reminder may have become due, so that the next run of the job sends it."""


class _Booking:
    def __init__(self, product: Product, practice_id: str) -> None:
        self.product = product
        self.practice: Practice = self.product.practices.get(practice_id)
        (self.facility, *_) = self.product.practices.facilities(practice_id)
        (self.member, *_) = self.product.staff.members(practice_id)

    def patient(self, person: Json) -> Json:
        patient = Patient(
            practice_id=self.practice.practice_id,
            patient_id=self.product.ids.new(),
            number=person["number"],
            name=Private(person["name"]),
            date_of_birth=date.fromisoformat(person["born"]),
            facility_id=self.facility.facility_id,
            phone=Private(person["phone"]),
            language=person["language"],
        )
        self.product.patients.save(patient)
        return {**person, "patient_id": patient.patient_id}

    def appointment(self, wish: Json) -> str:
        made = Appointment(
            self.practice.practice_id,
            self.product.ids.new(),
            wish["patient_id"],
            self.facility.facility_id,
            self.member.member_id,
            datetime.fromisoformat(wish["starts_at"]),
        )
        before = datetime.now(UTC) - _JUST_MISSED
        due = next_reminder_at(made, DEFAULT_RULES, ZoneInfo(self.practice.time_zone), before)
        self.product.assistant.appointments.save(made, due)
        return made.appointment_id

    def slot(self, starts_at: str) -> str:
        slot_id = self.product.ids.new()
        moment = datetime.fromisoformat(starts_at)
        where = (self.facility.facility_id, self.member.member_id)
        self.product.assistant.slots.save(Slot(self.practice.practice_id, slot_id, *where, moment))
        return slot_id

    def take(self, slot_id: str) -> str:
        """Let somebody else have a slot, as the front desk might."""
        slot = self.product.assistant.slots.get(self.practice.practice_id, slot_id)
        assert slot is not None
        self.product.assistant.slots.save(slot.booked_by("somebody-else"))
        return slot_id

    def agenda(self, patient_id: str) -> Json:
        agenda = self.product.assistant.appointments.agenda(self.practice.practice_id, patient_id)
        answer = agenda.answer
        return {
            "stage": agenda.dialogue.stage.value,
            "offered": [slot.slot_id for slot in agenda.dialogue.offered],
            "reason": answer.reason.value if answer and answer.reason else None,
            "appointments": {
                one.appointment_id: {
                    "status": one.status.value,
                    "starts_at": one.starts_at.isoformat(),
                    "slot_id": one.slot_id,
                }
                for one in agenda.appointments
            },
        }


def book(product: Product, wish: Json) -> Json:
    """Do what is wished for, in this order."""
    booking = _Booking(product, wish["practice_id"])
    return {
        "patients": [booking.patient(person) for person in wish.get("patients", [])],
        "appointments": [booking.appointment(one) for one in wish.get("appointments", [])],
        "slots": [booking.slot(starts_at) for starts_at in wish.get("slots", [])],
        "taken": [booking.take(slot_id) for slot_id in wish.get("take", [])],
        "agendas": [booking.agenda(patient_id) for patient_id in wish.get("agendas", [])],
    }
