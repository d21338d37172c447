"""A record system that speaks FHIR R4, on the fakes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.support import fhir_practice
from tests.unit.services.record_desk import CLIENT, RecordDesk
from textward.adapters.fhir_check import LibraryCheck
from textward.domain.audit import Actor
from textward.domain.ehr import Outcome, RecordKind
from textward.services.read_bundle import read_bundle
from textward.services.record_audit import AuditTrail
from textward.services.send_notice import SendNotice
from textward.services.take_bundle import TakeBundle
from textward.services.take_communication import TakeCommunication
from textward.services.write_notice import WriteNotice

if TYPE_CHECKING:
    from textward.domain.appointment import Appointment, Slot
    from textward.domain.patient import Patient
    from textward.services.take_bundle import EntryResult

Json = dict[str, Any]
ROLE = "All Messages"
CHECK = LibraryCheck()


@dataclass
class FhirDesk:
    """A record system that speaks FHIR, at work on the clinic."""

    desk: RecordDesk = field(default_factory=RecordDesk)

    def __post_init__(self) -> None:
        w = self.desk.clinic.world
        send_notice = SendNotice(
            w.notices,
            self.desk.clinic.recipients,
            WriteNotice(w.practices, w.clock, w.ids, w.reminders),
            w.clock,
        )
        self.take = TakeBundle(CHECK, w.groups, self.desk.upsert, TakeCommunication(send_notice), w.clock)

    def send(self, bundle: Json, *, may_text: bool = True) -> list[EntryResult]:
        """Send a bundle."""
        w = self.desk.clinic.world
        trail = AuditTrail(w.audit, w.clock, w.ids, Actor("record_system", CLIENT))
        entries = read_bundle(json.dumps(bundle), CHECK)
        return list(self.take(self.desk.practice_id, entries, trail, may_text=may_text))

    def put(self, *resources: Json) -> list[EntryResult]:
        """Send resources in a batch."""
        return self.send(fhir_practice.batch(*resources))

    def one(self, resource: Json) -> EntryResult:
        """Send one resource."""
        (result,) = self.put(resource)
        return result

    def id_of(self, kind: RecordKind, theirs: str) -> str:
        """Give our id."""
        return self.desk.id_of(kind, theirs)

    def patient(self) -> Patient:
        """Give the patient as stored."""
        return self.desk.patient("pat")

    def appointment(self) -> Appointment:
        """Give the appointment as stored."""
        patient_id = self.id_of(RecordKind.PATIENTS, "pat")
        (found,) = self.desk.clinic.world.appointments.agenda(self.desk.practice_id, patient_id).appointments
        return found

    def slot(self) -> Slot:
        """Give the slot as stored."""
        found = self.desk.clinic.world.slots.get(self.desk.practice_id, self.id_of(RecordKind.SLOTS, "slot"))
        assert found
        return found


def full_desk() -> FhirDesk:
    """Give a desk that has sent the whole practice."""
    desk = FhirDesk()
    assert Outcome.REFUSED not in [result.outcome for result in desk.put(*fhir_practice.practice(ROLE))]
    return desk


def issue(result: EntryResult) -> tuple[str, str]:
    """Give code and place of a refused entry's only issue."""
    assert result.outcome is Outcome.REFUSED
    (found,) = result.issues
    assert found.detail
    return found.code, found.expression
