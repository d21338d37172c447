"""A small world for the booking assistant: it stores what the machine decides, as the services do, one step at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from textward.domain.appointment import Appointment, AppointmentStatus, Slot, SlotState
from textward.domain.assistant import advance, question_of
from textward.domain.assistant_offers import SLOTS_PER_OFFER
from textward.domain.assistant_terms import (
    BookSlot,
    CancelAppointment,
    ConfirmAppointment,
    Context,
    Dialogue,
    Effect,
    Event,
    FindSlots,
    HandToStaff,
    OfferedSlot,
    ReleaseSlots,
    ReminderSent,
    ReplyRead,
    Say,
    Saying,
    Settle,
    SlotBooked,
    SlotsFound,
    SlotTaken,
    StaffReason,
)
from textward.domain.reading_replies import read_reply

ZONE = ZoneInfo("America/Chicago")
START = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
PRACTICE, PATIENT, OTHER = "pr", "pt", "someone-else"


def appointment(appointment_id: str, starts_at: datetime) -> Appointment:
    return Appointment(PRACTICE, appointment_id, PATIENT, "f", "m", starts_at, slot_id=f"of-{appointment_id}")


@dataclass
class World:
    """One patient, their appointments, the slots, and what staff see."""

    now: datetime = START
    may_text: bool = True
    appointments: dict[str, Appointment] = field(default_factory=dict)
    slots: dict[str, Slot] = field(default_factory=dict)
    dialogue: Dialogue = field(default_factory=Dialogue)
    messages: dict[str, str] = field(default_factory=dict)
    """Work status by message id; every message comes in as pending."""
    received: dict[str, datetime] = field(default_factory=dict)
    """When each message came in first: one that is brought again has not become younger."""
    flags: dict[str, StaffReason] = field(default_factory=dict)
    said: list[Say] = field(default_factory=list)
    outcomes: list[tuple[str, Effect]] = field(default_factory=list)
    """The appointment and what was done to it, since it was last reminded of."""
    log: list[Effect] = field(default_factory=list)
    beaten: set[str] = field(default_factory=set)
    """Slots that somebody else takes just before the assistant books them."""

    def add(self, appointment_id: str, days: int) -> None:
        """Book an appointment so many days ahead, in a slot of its own."""
        made = appointment(appointment_id, START + timedelta(days=days))
        self.appointments[appointment_id] = made
        slot_id = f"of-{appointment_id}"
        self.slots[slot_id] = Slot(PRACTICE, slot_id, "f", "m", made.starts_at).booked_by(appointment_id)

    def open_slots(self, count: int, days: int = 3) -> None:
        """Open slots, one a day."""
        for number in range(1, count + 1):
            at = START + timedelta(days=days + number)
            self.slots[f"s{number}"] = Slot(PRACTICE, f"s{number}", "f", "m", at)

    @property
    def context(self) -> Context:
        """What the machine may know."""
        return Context(self.now, ZONE, dict(self.appointments), self.may_text)

    def remind(self, appointment_id: str, reminder_id: str | None = None) -> None:
        """Send a reminder, once more than before unless an id is given."""
        starts_at = self.appointments[appointment_id].starts_at
        reminder = reminder_id or f"{appointment_id}-{self.now.isoformat()}"
        if reminder not in self.dialogue.reminders and self.appointments[appointment_id].is_open(self.now):
            self.outcomes = [entry for entry in self.outcomes if entry[0] != appointment_id]
        self.apply(ReminderSent(reminder, appointment_id, starts_at))

    def reply(self, text: str, *, message_id: str | None = None, ago: timedelta = timedelta(0)) -> str:
        """Take a text of the patient's in; `message_id` brings one again."""
        known = message_id or f"m{len(self.messages) + 1}"
        self.messages.setdefault(known, "pending")
        reading = read_reply(text, question_of(self.dialogue.stage))
        at = self.received.setdefault(known, self.now - ago)
        self.apply(ReplyRead(known, at, reading))
        return known

    def later(self, **by: float) -> World:
        """Let time pass."""
        self.now += timedelta(**by)
        return self

    def apply(self, event: Event) -> None:
        """Take a step, and those that follow from it."""
        decision = advance(self.dialogue, event, self.context)
        self.dialogue = decision.dialogue
        for effect in decision.effects:
            self.log.append(effect)
            self._do(effect)

    def _do(self, effect: Effect) -> None:
        match effect:
            case ConfirmAppointment() | CancelAppointment():
                self._set(effect)
            case FindSlots():
                self.apply(SlotsFound(self._held(effect)))
            case ReleaseSlots():
                self._release(effect)
            case BookSlot():
                self.apply(self._book(effect))
            case _:
                self._tell(effect)

    def _tell(self, effect: Effect) -> None:
        match effect:
            case Say():
                self.said.append(effect)
            case HandToStaff():
                self.flags[effect.message_id] = effect.reason
            case Settle():
                self.messages[effect.message_id] = "completed"

    def _set(self, effect: ConfirmAppointment | CancelAppointment) -> None:
        before = self.appointments[effect.appointment_id]
        assert before.is_open(self.now)
        confirms = isinstance(effect, ConfirmAppointment)
        status = AppointmentStatus.CONFIRMED if confirms else AppointmentStatus.CANCELLED
        self.appointments[effect.appointment_id] = before.with_status(status)
        self.outcomes.append((effect.appointment_id, effect))
        if not confirms:
            freed = before.slot_id or ""
            self.slots[freed] = self.slots[freed].freed()

    def _held(self, effect: FindSlots) -> tuple[OfferedSlot, ...]:
        free = sorted(
            (slot for slot in self.slots.values() if slot.is_free_for(effect.appointment_id, self.now)),
            key=lambda slot: slot.starts_at,
        )
        chosen = [slot for slot in free if slot.slot_id not in effect.passed_over][:SLOTS_PER_OFFER]
        for slot in chosen:
            self.slots[slot.slot_id] = slot.held_for(effect.appointment_id, self.now)
        return tuple(OfferedSlot(slot.slot_id, slot.starts_at) for slot in chosen)

    def _release(self, effect: ReleaseSlots) -> None:
        for slot_id in effect.slot_ids:
            slot = self.slots.get(slot_id)
            if slot is not None and slot.state is SlotState.HELD and slot.appointment_id in self.appointments:
                self.slots[slot_id] = slot.freed()

    def _book(self, effect: BookSlot) -> Event:
        """Do as the transaction does: all conditions hold, or nothing happens."""
        if effect.slot_id in self.beaten:
            self.slots[effect.slot_id] = self.slots[effect.slot_id].booked_by(OTHER)
        before, slot = self.appointments[effect.appointment_id], self.slots[effect.slot_id]
        if not slot.is_free_for(effect.appointment_id, self.now):
            return SlotTaken(effect.slot_id)
        old = before.slot_id or ""
        self.slots[old] = self.slots[old].freed()
        self.slots[effect.slot_id] = slot.booked_by(effect.appointment_id)
        self.appointments[effect.appointment_id] = before.moved_to(slot)
        self.outcomes.append((effect.appointment_id, effect))
        return SlotBooked(effect.slot_id)

    @property
    def last_said(self) -> Saying | None:
        """What the patient heard last."""
        return self.said[-1].saying if self.said else None
