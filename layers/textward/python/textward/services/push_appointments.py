"""Open staff pages hear of a changed appointment at once (rows D10, F5). A push carries ids only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.errors import NotFoundError
from textward.domain.patient import patient_id_of

if TYPE_CHECKING:
    from textward.domain.events import Event
    from textward.services.assistant_ports import Appointments
    from textward.services.staff_ports import Connections, Staff, StaffPush


@dataclass(frozen=True, slots=True)
class PushAppointments:
    """The use case: tell those who see all appointments, and the member whom the patient is to see."""

    connections: Connections
    appointments: Appointments
    staff: Staff
    push: StaffPush

    def __call__(self, event: Event) -> None:
        """Push to the open pages of whom it concerns."""
        open_pages = self.connections.of_practice(event.practice_id)
        others = any(not page.sees_all for page in open_pages)
        concerned = self._concerned(event) if others else frozenset()
        payload = {
            "type": "appointment.changed",
            "thread_id": event.thread_id,
            "appointment_id": event.message_id,
        }
        for page in open_pages:
            if (page.sees_all or page.member_id in concerned) and not self.push.push(
                page.connection_id, payload
            ):
                self.connections.forget(page.connection_id)

    def _concerned(self, event: Event) -> frozenset[str]:
        patient_id = patient_id_of(event.thread_id)
        if patient_id is None:
            return frozenset()
        try:
            booking = self.appointments.get(event.practice_id, patient_id, event.message_id)
        except NotFoundError:
            return frozenset()
        administrators = self.staff.roster(event.practice_id).administrators()
        return administrators | frozenset(filter(None, [booking.appointment.member_id]))
