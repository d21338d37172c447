"""The booking assistant's ports in memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING

from tests.fakes.state import ItemKey
from textward.domain.appointment import Slot, SlotState
from textward.domain.assistant_terms import Dialogue
from textward.domain.errors import ConflictError, NotFoundError
from textward.domain.events import EventType
from textward.domain.paging import Page, PageRequest
from textward.domain.patient import PATIENT_THREAD
from textward.domain.reminder_times import DEFAULT_RULES
from textward.services.assistant_ports import Agenda, Booking, Replanning, SlotTakenError

if TYPE_CHECKING:
    from datetime import datetime

    from tests.fakes.state import FakeState
    from textward.domain.appointment import Appointment
    from textward.domain.audit import AuditEntry
    from textward.domain.reminder_times import ReminderRules
    from textward.services.assistant_ports import Span, Step


@dataclass
class FakeAppointments:
    """Appointments, and when each should next be reminded of."""

    state: FakeState

    def agenda(self, practice_id: str, patient_id: str) -> Agenda:
        mine = (appointment for appointment, _ in self.state.appointments.values())
        found = [one for one in mine if (one.practice_id, one.patient_id) == (practice_id, patient_id)]
        dialogue, answer = self.state.dialogues.get((practice_id, patient_id), (Dialogue(), None))
        return Agenda(tuple(sorted(found, key=lambda one: one.appointment_id)), dialogue, answer)

    def save(self, appointment: Appointment, remind_at: datetime | None) -> None:
        require_next(self.state, appointment)
        put(self.state, appointment, remind_at)

    def get(self, practice_id: str, patient_id: str, appointment_id: str) -> Booking:
        try:
            return Booking(*self.state.appointments[practice_id, patient_id, appointment_id])
        except KeyError:
            raise NotFoundError from None

    def page(self, practice_id: str, wanted: Span, page: PageRequest) -> Page[Booking]:
        found = [
            (place(one), Booking(one, at))
            for one, at in self.state.appointments.values()
            if one.practice_id == practice_id
            and wanted.begin <= one.starts_at
            and (wanted.end is None or one.starts_at < wanted.end)
            and wanted.facility_id in {None, one.facility_id}
            and (one.needs_staff or not wanted.for_staff)
        ]
        after = [entry for entry in found if page.after is None or entry[0] > page.after]
        shown = sorted(after, key=lambda entry: entry[0])[: page.limit]
        more = shown[-1][0] if len(after) > page.limit else None
        return Page(tuple(booking for _, booking in shown), more)

    def change(
        self,
        appointment: Appointment,
        remind_at: datetime | None,
        *,
        slot: Slot | None = None,
        audit: AuditEntry | None = None,
    ) -> None:
        require_next(self.state, appointment)
        if slot and not follows(self.state.slots.get((slot.practice_id, slot.slot_id)), slot):
            raise SlotTakenError
        put(self.state, appointment, remind_at)
        if slot:
            self.state.slots[slot.practice_id, slot.slot_id] = slot
        self.state.note(audit)

    def to_remind(self, now: datetime, limit: int, after: str | None = None) -> Page[Appointment]:
        stored = list(self.state.appointments.values())
        due = [(f"{at.isoformat()}#{one.appointment_id}", one) for one, at in stored if at and at <= now]
        ready = [entry for entry in sorted(due, key=itemgetter(0)) if after is None or entry[0] > after]
        page = ready[:limit]
        return Page(tuple(one for _, one in page), page[-1][0] if len(page) == limit else None)

    def remind_at(
        self, appointment: Appointment, moment: datetime | None, reminded_at: datetime | None = None
    ) -> None:
        stored, _ = self.state.appointments.get(where(appointment), (None, None))
        if stored is None or stored.version != appointment.version:
            raise ConflictError
        reminded = replace(stored, reminded_at=reminded_at) if reminded_at else stored
        self.state.appointments[where(appointment)] = (reminded, moment)


@dataclass
class FakeSlots:
    """Times that can be booked."""

    state: FakeState

    def get(self, practice_id: str, slot_id: str) -> Slot | None:
        return self.state.slots.get((practice_id, slot_id))

    def unbooked(
        self,
        practice_id: str,
        facility_id: str | None,
        member_id: str | None,
        after: datetime,
        limit: int,
    ) -> tuple[Slot, ...]:
        wanted = (practice_id, facility_id, member_id)
        found = [
            slot
            for slot in self.state.slots.values()
            if (slot.practice_id, slot.facility_id, slot.member_id) == wanted
            and slot.state is not SlotState.BOOKED
            and slot.starts_at > after
        ]
        return tuple(sorted(found, key=lambda slot: (slot.starts_at, slot.slot_id))[:limit])

    def save(self, slot: Slot) -> None:
        if not follows(self.get(slot.practice_id, slot.slot_id), slot):
            raise ConflictError
        self.state.slots[slot.practice_id, slot.slot_id] = slot


@dataclass
class FakeDialogues:
    """The assistant's steps."""

    state: FakeState

    def record(self, step: Step) -> None:
        key = (step.practice_id, step.patient_id)
        stored, _ = self.state.dialogues.get(key, (Dialogue(), None))
        if stored.version != step.dialogue.version:
            raise ConflictError
        for appointment, _ in step.appointments:
            require_next(self.state, appointment)
        for slot in step.slots:
            if not follows(self.state.slots.get((slot.practice_id, slot.slot_id)), slot):
                raise SlotTakenError
        self.state.dialogues[key] = (replace(step.dialogue, version=stored.version + 1), step.answer)
        for appointment, remind_at in step.appointments:
            put(self.state, appointment, remind_at)
        self.state.slots |= {(slot.practice_id, slot.slot_id): slot for slot in step.slots}
        for entry in step.audit:
            self.state.note(entry)


@dataclass
class FakeReminderSettings:
    """When each practice's reminders are due."""

    state: FakeState

    def rules(self, practice_id: str) -> ReminderRules:
        return self.state.reminder_rules.get(practice_id, DEFAULT_RULES)

    def save(
        self, practice_id: str, rules: ReminderRules, replan_at: datetime, audit: AuditEntry | None = None
    ) -> None:
        if self.rules(practice_id).version != rules.version - 1:
            raise ConflictError
        self.state.reminder_rules[practice_id] = rules
        self.state.replans[practice_id] = (replan_at, None)
        self.state.note(audit)

    def to_replan(self, now: datetime, limit: int) -> tuple[Replanning, ...]:
        due = sorted((at, one, after) for one, (at, after) in self.state.replans.items() if at <= now)
        return tuple(Replanning(one, self.rules(one), after) for _, one, after in due[:limit])

    def note(self, replanning: Replanning, after: str | None) -> Replanning:
        practice_id = replanning.practice_id
        if self.rules(practice_id).version != replanning.rules.version:
            raise ConflictError
        if after is None:
            self.state.replans.pop(practice_id, None)
        else:
            self.state.replans[practice_id] = (self.state.replans[practice_id][0], after)
        return replace(replanning, after=after)


def put(state: FakeState, appointment: Appointment, remind_at: datetime | None) -> None:
    """Store an appointment, with the event that the stream makes of a change that others see."""
    before, _ = state.appointments.get(where(appointment), (None, None))
    state.appointments[where(appointment)] = (appointment, remind_at)
    if before and visible(before) != visible(appointment):
        key = ItemKey(
            appointment.practice_id, PATIENT_THREAD + appointment.patient_id, appointment.appointment_id
        )
        state.publish(EventType.APPOINTMENT_CHANGED, key, str(appointment.version))


def take_away(state: FakeState, appointment: Appointment) -> None:
    """Forget an appointment that is somebody else's, with the event that the stream makes of it."""
    del state.appointments[where(appointment)]
    key = ItemKey(
        appointment.practice_id, PATIENT_THREAD + appointment.patient_id, appointment.appointment_id
    )
    state.publish(EventType.APPOINTMENT_CHANGED, key, f"gone-{appointment.version}")


def visible(appointment: Appointment) -> tuple[object, ...]:
    reason = appointment.needs_staff.reason if appointment.needs_staff else None
    return (appointment.status, appointment.starts_at, appointment.reply, reason)


def place(appointment: Appointment) -> str:
    return f"{appointment.starts_at.isoformat()}#{appointment.appointment_id}"


def where(appointment: Appointment) -> tuple[str, str, str]:
    return (appointment.practice_id, appointment.patient_id, appointment.appointment_id)


def follows(stored: Appointment | Slot | None, after: Appointment | Slot) -> bool:
    return (stored.version if stored else 0) == after.version - 1


def require_next(state: FakeState, appointment: Appointment) -> None:
    stored, _ = state.appointments.get(where(appointment), (None, None))
    if not follows(stored, appointment):
        raise ConflictError
