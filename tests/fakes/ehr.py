"""The record system's ports in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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

    def appointments(
        self, practice_id: str, wanted: Collection[tuple[str, str]]
    ) -> dict[tuple[str, str], Appointment]:
        found = ((one, self.state.appointments.get((practice_id, *one))) for one in wanted)
        return {one: entry[0] for one, entry in found if entry}

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
            self.appointments_port.save(save.after, save.remind_at)
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
