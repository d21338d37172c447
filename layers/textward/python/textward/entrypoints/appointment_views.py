"""Appointments as the staff API shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.domain.patient import PATIENT_THREAD
from textward.entrypoints import appointment_models as models
from textward.entrypoints.staff_models import Named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textward.domain.appointment import Appointment
    from textward.domain.patient import Patient
    from textward.services.assistant_ports import Booking

    Names = Mapping[str, str]


def appointment_view(booking: Booking, patient: Patient | None, names: Names) -> models.AppointmentView:
    """Show one appointment; `names` are those of facilities and members, by id."""
    one = booking.appointment
    return models.AppointmentView(
        id=one.appointment_id,
        patient=models.AppointmentPatient(
            id=one.patient_id,
            name=patient.name.reveal() if patient else "",
            number=patient.number if patient else "",
        ),
        thread_id=PATIENT_THREAD + one.patient_id,
        facility=_named(one.facility_id, names),
        member=_named(one.member_id, names),
        starts_at=one.starts_at,
        status=one.status.value,
        reply=one.reply.value if one.reply else "none",
        replied_at=one.replied_at,
        needs_staff=_call_view(one),
        reminded_at=one.reminded_at,
        next_reminder_at=booking.remind_at,
        version=one.version,
    )


def _named(item_id: str | None, names: Names) -> Named | None:
    return Named(id=item_id, name=names.get(item_id, "")) if item_id else None


def _call_view(appointment: Appointment) -> models.StaffCallView | None:
    call = appointment.needs_staff
    return models.StaffCallView(reason=call.reason.value, message_id=call.message_id) if call else None
