"""The record system's ports in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.fakes.appointments import put, take_away
from textward.domain.errors import ConflictError
from textward.domain.practice import Facility
from textward.services.ehr_ports import AppointmentSave, KnownPatient, PatientSave, SlotSave

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from tests.fakes.appointments import FakeAppointments, FakeSlots
    from tests.fakes.patients import FakePatients
    from tests.fakes.settings import FakePractices
    from tests.fakes.state import FakeState
    from textward.domain.appointment import Appointment, Slot
    from textward.domain.audit import AuditEntry
    from textward.services.ehr_ports import Save


@dataclass
class FakeEhrClients:
    """Which record systems' clients a practice lets in."""

    state: FakeState

    def is_granted(self, practice_id: str, client_id: str) -> bool:
        return (practice_id, client_id) in self.state.ehr_clients

    def granted(self, practice_id: str) -> frozenset[str]:
        return frozenset(client for practice, client in self.state.ehr_clients if practice == practice_id)

    def change(
        self, practice_id: str, grant: frozenset[str], withdraw: frozenset[str], audit: AuditEntry
    ) -> None:
        self.state.ehr_clients -= {(practice_id, client) for client in withdraw}
        self.state.ehr_clients |= {(practice_id, client) for client in grant}
        self.state.note(audit)


@dataclass
class FakeRecords:
    """Many records in a request."""

    state: FakeState
    patients_port: FakePatients
    appointments_port: FakeAppointments
    slots_port: FakeSlots
    practices_port: FakePractices

    def patients(self, practice_id: str, patient_ids: Collection[str]) -> dict[str, KnownPatient]:
        found = ((one, self.state.patients.get((practice_id, one))) for one in patient_ids)
        return {
            one: KnownPatient(patient, self.state.revisions[practice_id, one])
            for one, patient in found
            if patient
        }

    def appointments(self, practice_id: str, wanted: Collection[tuple[str, str]]) -> dict[str, Appointment]:
        ids = {appointment_id for _, appointment_id in wanted}
        there = (one for one, _ in self.state.appointments.values())
        return {
            one.appointment_id: one
            for one in there
            if one.practice_id == practice_id and one.appointment_id in ids
        }

    def slots(self, practice_id: str, slot_ids: Collection[str]) -> dict[str, Slot]:
        found = ((one, self.slots_port.get(practice_id, one)) for one in slot_ids)
        return {one: slot for one, slot in found if slot}

    def save(self, saves: Sequence[Save], is_over: Callable[[], bool]) -> tuple[bool, ...]:
        return tuple(not is_over() and self._saved(save) for save in saves)

    def _saved(self, save: Save) -> bool:
        try:
            self._store(save)
        except ConflictError:
            return False
        self.state.note(save.audit)
        return True

    def _store(self, save: Save) -> None:
        if isinstance(save, AppointmentSave):
            self._put_appointment(save)
        elif isinstance(save, SlotSave):
            self.slots_port.save(save.after)
        elif isinstance(save, PatientSave):
            key = (save.after.practice_id, save.after.patient_id)
            if self.state.revisions[key] != (save.before.revision if save.before else 0):
                raise ConflictError
            self.patients_port.save(save.after)
        elif isinstance(save.after, Facility):
            self.practices_port.save_facility(save.after)
        else:
            self.practices_port.save_category(save.after)

    def _put_appointment(self, save: AppointmentSave) -> None:
        after, withdrawn = save.after, save.withdrawn
        stored = self.appointments(after.practice_id, [(after.patient_id, after.appointment_id)])
        now = stored.get(after.appointment_id)
        if withdrawn is None:
            if now and now.patient_id != after.patient_id:
                raise ConflictError
            return self.appointments_port.save(after, save.remind_at)
        if now is None or (now.patient_id, now.version) != (
            withdrawn.before.patient_id,
            withdrawn.before.version,
        ):
            raise ConflictError
        take_away(self.state, now)
        put(self.state, after, save.remind_at)
        return self.state.note(withdrawn.audit)
