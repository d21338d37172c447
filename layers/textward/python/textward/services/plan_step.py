"""What a step of the booking assistant changes: its decisions worked out against appointments and slots as they stand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from textward.domain.appointment import AppointmentStatus, SlotState, StaffCall
from textward.domain.assistant import advance
from textward.domain.assistant_offers import SLOTS_PER_OFFER
from textward.domain.assistant_terms import (
    BookSlot,
    CancelAppointment,
    ConfirmAppointment,
    FindSlots,
    HandToStaff,
    OfferedSlot,
    Outcome,
    ReleaseSlots,
    Say,
    Settle,
    SlotBooked,
    SlotsFound,
    SlotTaken,
)
from textward.domain.errors import ConflictError

if TYPE_CHECKING:
    from textward.domain.appointment import Appointment, Slot
    from textward.domain.assistant_terms import Context, Dialogue, Effect, Event, StaffReason
    from textward.services.assistant_ports import Slots

LOOKED_AT = 40
"""Slots looked at for one offer: those held by others, or offered before, are passed over."""


@dataclass(slots=True)
class Plan:
    """One step as it takes shape."""

    dialogue: Dialogue
    context: Context
    slots: Slots
    changed: dict[str, Appointment] = field(default_factory=dict)
    """Appointments as they are to be."""
    taken_up: dict[str, Slot] = field(default_factory=dict)
    """Slots as they are to be, booked or freed with the appointment."""
    given_up: list[str] = field(default_factory=list)
    """Slots to hold no longer, once the step is stored."""
    said: Say | None = None
    reason: StaffReason | None = None
    settled: bool = False

    def take(self, event: Event) -> None:
        """Take an event in, and what follows from it."""
        decision = advance(self.dialogue, event, self.context)
        self.dialogue = decision.dialogue
        for effect in decision.effects:
            self._do(effect)

    def _do(self, effect: Effect) -> None:
        match effect:
            case ConfirmAppointment() | CancelAppointment():
                self._set_status(effect)
            case FindSlots():
                self.take(SlotsFound(self._offer(effect)))
            case BookSlot():
                self.take(self._book(effect))
            case ReleaseSlots():
                self.given_up += effect.slot_ids
            case _:
                self._answer(effect)

    def _answer(self, effect: Effect) -> None:
        match effect:
            case Say():
                self.said = effect
            case HandToStaff():
                self.reason = effect.reason
                self._call_staff(StaffCall(effect.reason, effect.message_id))
            case Settle():
                self.settled = True

    def _set_status(self, effect: ConfirmAppointment | CancelAppointment) -> None:
        before = self.context.appointments[effect.appointment_id]
        confirms = isinstance(effect, ConfirmAppointment)
        status = AppointmentStatus.CONFIRMED if confirms else AppointmentStatus.CANCELLED
        reply = Outcome.CONFIRMED if confirms else Outcome.CANCELLED
        self._note(before.with_status(status).with_reply(reply, self.context.now))
        if not confirms:
            self._free_slot_of(before)

    def _call_staff(self, call: StaffCall) -> None:
        """Flag what the patient was asked about, or has answered since the last question, while it is still to come."""
        asked = {one.appointment_id for one in self.dialogue.asked}
        since = self.dialogue.asked_at
        for one in self.context.appointments.values():
            answered = one.replied_at is not None and since is not None and one.replied_at >= since
            if (one.appointment_id in asked or answered) and self.context.now < one.starts_at:
                self._note(self.changed.get(one.appointment_id, one).calling_staff(call))

    def _note(self, after: Appointment) -> None:
        """Keep an appointment as it is to be: the version after the one stored, however much of it the step changes."""
        stored = self.context.appointments[after.appointment_id]
        self.changed[after.appointment_id] = replace(after, version=stored.version + 1)

    def _offer(self, effect: FindSlots) -> tuple[OfferedSlot, ...]:
        """Hold the next slots, each by a write of its own: one that somebody else takes first is passed over."""
        appointment = self.context.appointments[effect.appointment_id]
        found = self.slots.unbooked(
            appointment.practice_id,
            appointment.facility_id,
            appointment.member_id,
            self.context.now,
            LOOKED_AT + len(effect.passed_over),
        )
        offered: list[OfferedSlot] = []
        for slot in found:
            if len(offered) == SLOTS_PER_OFFER:
                break
            if slot.slot_id not in effect.passed_over and self._held(slot, effect.appointment_id):
                offered.append(OfferedSlot(slot.slot_id, slot.starts_at))
        return tuple(offered)

    def _held(self, slot: Slot, appointment_id: str) -> bool:
        if not slot.is_free_for(appointment_id, self.context.now):
            return False
        try:
            self.slots.save(slot.held_for(appointment_id, self.context.now))
        except ConflictError:
            return False
        return True

    def _book(self, effect: BookSlot) -> Event:
        before = self.context.appointments[effect.appointment_id]
        slot = self.slots.get(before.practice_id, effect.slot_id)
        if slot is None or not self._is_as_offered(slot, before):
            return SlotTaken(effect.slot_id)
        self._note(before.moved_to(slot).with_reply(Outcome.MOVED, self.context.now))
        self.taken_up[slot.slot_id] = slot.booked_by(before.appointment_id)
        self._free_slot_of(before)
        return SlotBooked(effect.slot_id)

    def _is_as_offered(self, slot: Slot, before: Appointment) -> bool:
        """Tell whether it is still what the patient was told of: free, at that time, with the same member at the same place."""
        told = any(
            (one.slot_id, one.starts_at) == (slot.slot_id, slot.starts_at) for one in self.dialogue.offered
        )
        alike = (slot.facility_id, slot.member_id) == (before.facility_id, before.member_id)
        return told and alike and slot.is_free_for(before.appointment_id, self.context.now)

    def _free_slot_of(self, appointment: Appointment) -> None:
        if appointment.slot_id is None:
            return
        slot = self.slots.get(appointment.practice_id, appointment.slot_id)
        mine = slot is not None and slot.appointment_id == appointment.appointment_id
        if slot is not None and mine and slot.state is SlotState.BOOKED:
            self.taken_up[slot.slot_id] = slot.freed()
