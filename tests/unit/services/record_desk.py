"""A record system's client at work on the clinic: one word for each kind of lines."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.unit.services.clinic import Clinic
from textward.domain.audit import Actor
from textward.domain.ehr import LineResult, Outcome, RecordKind, own_id
from textward.services.manage_roster import ManageRoster
from textward.services.record_audit import AuditTrail
from textward.services.record_upserters import RecordUpserters
from textward.services.upsert_records import UpsertRecords

if TYPE_CHECKING:
    from textward.domain.patient import Patient

CLIENT = "recordsystem"
PATIENT = {
    "id": "PT-1",
    "number": "9001",
    "name": "Ines Ortega",
    "date_of_birth": "1990-02-03",
    "phone": "(212) 555-0177",
    "language": "es",
}


@dataclass
class RecordDesk:
    """The use case on the fakes."""

    clinic: Clinic = field(default_factory=Clinic)

    def __post_init__(self) -> None:
        w = self.clinic.world
        self.roster = ManageRoster(w.staff, w.groups, w.sign_ins, w.connections, w.push, w.ids)
        self.upsert = UpsertRecords(
            w.groups,
            w.clock,
            w.records,
            RecordUpserters(w.records, self.roster, w.phone_book, w.clock).all(),
            w.reminders,
        )

    @property
    def practice_id(self) -> str:
        return self.clinic.practice_id

    def send(self, kind: RecordKind, *lines: object) -> list[LineResult]:
        """Send lines, as JSON unless they are text already."""
        text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        w = self.clinic.world
        trail = AuditTrail(w.audit, w.clock, w.ids, Actor("record_system", CLIENT))
        return list(self.upsert(self.practice_id, kind, text, trail))

    def outcomes(self, kind: RecordKind, *lines: object) -> list[Outcome]:
        """Send lines; give what became of each."""
        return [result.outcome for result in self.send(kind, *lines)]

    def one(self, kind: RecordKind, line: object) -> Outcome:
        """Send one line."""
        (outcome,) = self.outcomes(kind, line)
        return outcome

    def id_of(self, kind: RecordKind, theirs: str) -> str:
        """Give our id of a record."""
        return own_id(self.practice_id, kind, theirs)

    def patient(self, theirs: str = "PT-1") -> Patient:
        """Give a patient as stored."""
        return self.clinic.world.patients.get(self.practice_id, self.id_of(RecordKind.PATIENTS, theirs))
