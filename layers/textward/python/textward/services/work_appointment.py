"""Staff see to an appointment: nothing is left to do, or its status is set by hand, as after a telephone call (row F5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textward.domain.appointment import AppointmentStatus, SlotState
from textward.domain.audit import Action
from textward.domain.errors import ConflictError, InvalidInputError, NotFoundError
from textward.domain.reminder_times import next_reminder_at
from textward.services.assistant_ports import Booking, SlotTakenError

if TYPE_CHECKING:
    from datetime import datetime

    from textward.domain.appointment import Appointment, Slot
    from textward.domain.audit import AuditEntry
    from textward.domain.role import Viewer
    from textward.services.assistant_ports import Appointments, ReminderSettings, Slots
    from textward.services.ports import Clock, Practices
    from textward.services.record_audit import AuditTrail

BY_HAND = frozenset({AppointmentStatus.BOOKED, AppointmentStatus.CONFIRMED, AppointmentStatus.CANCELLED})
"""What staff may set; that a patient came, or did not, is the record system's to say."""


@dataclass(frozen=True, slots=True)
class WorkAppointment:
    """The use cases: conditional on the version that the member saw. The patient is told nothing of either."""

    appointments: Appointments
    slots: Slots
    practices: Practices
    reminders: ReminderSettings
    clock: Clock

    def done(self, viewer: Viewer, ids: tuple[str, str], version: int, trail: AuditTrail) -> Booking:
        """Take an appointment (`ids`: patient, appointment) off the list of those that need a person.

        Raises:
            NotAllowedError, NotFoundError: not the viewer's to see.
            ConflictError: somebody changed it first; it carries the appointment as it is now.
        """
        now = self._theirs(viewer, ids)
        if now.appointment.needs_staff is None:
            return self._as_it_is(now, trail)
        self._require_seen(now, version, trail)
        after = now.appointment.seen_to()
        return self._stored(after, now.remind_at, None, _entry(trail, after, Action.APPOINTMENT_SEEN_TO))

    def set_status(
        self,
        viewer: Viewer,
        ids: tuple[str, str],
        status: AppointmentStatus,
        version: int,
        trail: AuditTrail,
    ) -> Booking:
        """Give an appointment another status; one that is cancelled frees its slot, one that stands again takes it up.

        Raises:
            NotAllowedError, NotFoundError: not the viewer's to see.
            InvalidInputError: it is over, or its time is somebody else's by now.
            ConflictError: somebody changed it first; it carries the appointment as it is now.
        """
        now = self._theirs(viewer, ids)
        before = now.appointment
        if before.status is status and before.needs_staff is None:
            return self._as_it_is(now, trail)
        self._require_seen(now, version, trail)
        moment = self.clock.now()
        if moment >= before.starts_at or before.status not in BY_HAND or status not in BY_HAND:
            raise InvalidInputError(
                "The appointment is over: only the record system can change it.", "/status"
            )
        after = before.set_by_hand(status)
        zone = ZoneInfo(self.practices.get(before.practice_id).time_zone)
        due = next_reminder_at(after, self.reminders.rules(before.practice_id), zone, moment)
        slot = self._slot(before, after, moment)
        return self._stored(after, due, slot, _entry(trail, after, Action.APPOINTMENT_CHANGED))

    def _theirs(self, viewer: Viewer, ids: tuple[str, str]) -> Booking:
        viewer.require_appointments(own=True)
        booking = self.appointments.get(viewer.practice_id, *ids)
        if not viewer.sees_appointments and booking.appointment.member_id != viewer.member_id:
            raise NotFoundError
        return booking

    def _as_it_is(self, booking: Booking, trail: AuditTrail) -> Booking:
        trail.audit.append(_entry(trail, booking.appointment, Action.APPOINTMENT_VIEWED))
        return booking

    def _require_seen(self, booking: Booking, version: int, trail: AuditTrail) -> None:
        if booking.appointment.version != version:
            raise ConflictError(self._as_it_is(booking, trail).appointment)

    def _slot(self, before: Appointment, after: Appointment, now: datetime) -> Slot | None:
        """Give the slot as it is to be, if it changes with the appointment."""
        if after.slot_id is None:
            return None
        slot = self.slots.get(after.practice_id, after.slot_id)
        if slot is None:
            return None
        own = slot.state is SlotState.BOOKED and slot.appointment_id == after.appointment_id
        if after.status is AppointmentStatus.CANCELLED:
            return slot.freed() if own else None
        if own or before.status is not AppointmentStatus.CANCELLED:
            return None
        if not slot.is_free_for(after.appointment_id, now):
            raise InvalidInputError("Its time has gone to somebody else. Book another one.", "/status")
        return slot.booked_by(after.appointment_id)

    def _stored(
        self, after: Appointment, remind_at: datetime | None, slot: Slot | None, audit: AuditEntry
    ) -> Booking:
        try:
            self.appointments.change(after, remind_at, slot=slot, audit=audit)
        except (ConflictError, SlotTakenError):
            where = (after.practice_id, after.patient_id, after.appointment_id)
            raise ConflictError(self.appointments.get(*where).appointment) from None
        return Booking(after, remind_at)


def _entry(trail: AuditTrail, appointment: Appointment, action: Action) -> AuditEntry:
    return trail.entry(
        appointment.practice_id,
        action,
        patient_id=appointment.patient_id,
        target_id=appointment.appointment_id,
    )
