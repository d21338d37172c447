"""The booking assistant at work in the demo practice, on the fakes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.unit.services.clinic import Clinic
from textward.domain.appointment import Appointment, Slot
from textward.domain.reminder_times import ReminderRules, next_reminder_at
from textward.services.manage_reminders import ManageReminders
from textward.services.replan_reminders import ReplanReminders
from textward.services.send_reminders import SendReminders

if TYPE_CHECKING:
    from textward.domain.assistant_terms import Stage
    from textward.domain.message import Message
    from textward.domain.patient import Patient
    from textward.domain.practice import Facility
    from textward.services.assistant_ports import Agenda

CHICAGO = ZoneInfo("America/Chicago")
BEGAN = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
"""Monday, nine o'clock in Chicago."""
WEDNESDAY_AT_TEN = datetime(2026, 3, 4, 16, 0, tzinfo=UTC)


@dataclass
class FrontDesk:
    """A practice with appointments and slots, and what its patients do in a few words."""

    clinic: Clinic = field(default_factory=Clinic)

    def __post_init__(self) -> None:
        w = self.clinic.world
        w.advance(BEGAN - w.clock.now())
        self.tell, self.answer = self.clinic.tell, self.clinic.answer_appointment
        self.send_reminders = SendReminders(
            w.practices, self.clinic.recipients, w.appointments, w.dialogues, self.tell, w.clock, w.reminders
        )
        self.replan = ReplanReminders(w.reminders, w.appointments, w.practices, w.clock)
        self.manage_reminders = ManageReminders(w.reminders, w.practices, w.clock)
        self.texts = 0

    @property
    def maria(self) -> Patient:
        return self.clinic.demo.maria

    @property
    def facility(self) -> Facility:
        return self.clinic.demo.downtown

    def book(
        self, name: str = "A", starts_at: datetime = WEDNESDAY_AT_TEN, patient: Patient | None = None
    ) -> Appointment:
        """Store an appointment with its slot, and when to remind of it."""
        w, who = self.clinic.world, patient or self.maria
        where = (self.clinic.practice_id, self.facility.facility_id, "dr-lee")
        slot = Slot(where[0], f"of-{name}", *where[1:], starts_at)
        made = Appointment(where[0], name, who.patient_id, *where[1:], starts_at, slot_id=slot.slot_id)
        w.slots.save(slot)
        w.slots.save(slot.booked_by(name))
        w.appointments.save(made, next_reminder_at(made, ReminderRules(), CHICAGO, w.clock.now()))
        return made

    def open_slots(self, count: int) -> None:
        """Open slots with the same member, one a day from Friday on."""
        for number in range(1, count + 1):
            at = WEDNESDAY_AT_TEN + timedelta(days=1 + number)
            slot = Slot(self.clinic.practice_id, f"s{number}", self.facility.facility_id, "dr-lee", at)
            self.clinic.world.slots.save(slot)

    def at(self, moment: datetime) -> FrontDesk:
        """Let time pass until then, and let the job run and the texts arrive."""
        self.clinic.world.advance(moment - self.clinic.world.clock.now())
        self.send_reminders()
        self.replan()
        self.clinic.hand_over()
        return self

    def choose(self, **changes: object) -> None:
        """Let the practice admin choose other rules for reminders."""
        alice = self.clinic.demo.alice
        wanted = replace(self.manage_reminders.state(alice).rules, **changes)  # type: ignore[arg-type]
        self.manage_reminders.save(alice, wanted, self.clinic.trail(alice))

    def reminded(self) -> FrontDesk:
        """Let Tuesday's reminder of Wednesday's appointment go out, and a minute pass."""
        self.at(WEDNESDAY_AT_TEN - timedelta(days=1))
        self.clinic.world.advance(timedelta(minutes=1))
        return self

    def text(self, body: str, patient: Patient | None = None) -> Message:
        """Let a patient's text come in and be answered; gives it as it is after that."""
        phone = (patient or self.maria).phone
        assert phone
        self.texts += 1
        message = self.clinic.message_in(body, phone.reveal(), f"SMreply{self.texts}")
        self.clinic.route(message.practice_id, message.thread_id, message.message_id)
        self.clinic.hand_over()
        self.clinic.world.advance(timedelta(minutes=1))
        return self.now(message)

    def now(self, message: Message) -> Message:
        """Give a message as it is stored."""
        return self.clinic.world.threads.message(message.practice_id, message.thread_id, message.message_id)

    def agenda(self, patient: Patient | None = None) -> Agenda:
        """Give what is stored of a patient."""
        who = patient or self.maria
        return self.clinic.world.appointments.agenda(self.clinic.practice_id, who.patient_id)

    def appointment(self, name: str = "A") -> Appointment:
        """Give an appointment of Maria's as it is stored."""
        return next(one for one in self.agenda().appointments if one.appointment_id == name)

    def slot(self, slot_id: str) -> Slot:
        """Give a slot as it is stored."""
        slot = self.clinic.world.slots.get(self.clinic.practice_id, slot_id)
        assert slot
        return slot

    @property
    def stage(self) -> Stage:
        return self.agenda().dialogue.stage

    def rings(self, patient: Patient | None = None) -> list[str]:
        """Give what the patient's phone has shown."""
        return self.clinic.rings(patient)
