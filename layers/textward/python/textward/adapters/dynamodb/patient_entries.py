"""Storing a patient with all that finds one: search entries by every part of name and number, by phone, and the phone's entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.audit import note
from textward.adapters.dynamodb.mapping.patients import entry_fields, patient_fields, patient_of, search_keys
from textward.adapters.dynamodb.models import PatientItem, PhoneItem, SearchItem
from textward.adapters.dynamodb.transactions import LARGEST, ConditionFailedError, Writes
from textward.domain.errors import TransientError
from textward.domain.patient import LAST_DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textward.adapters.dynamodb.keys import Key
    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.audit import AuditEntry
    from textward.domain.patient import Patient

SAVES = 5
"""Tries at a patient whom somebody else saves at the same time."""


@dataclass(frozen=True)
class PatientChange:
    """A patient as stored, with the number of saves so far, and as wanted."""

    before: Patient | None
    revision: int
    after: Patient
    audit: AuditEntry | None = None

    @property
    def is_found_alike(self) -> bool:
        """Tell whether all that finds the patient says the same as before."""
        return self.before is not None and entry_fields(self.before) == entry_fields(self.after)


class PatientEntries:
    """Keeps the entries in step with the patient.

    A patient with up to about ninety entries to write, which is nearly every one, is saved in one transaction. With more,
    stale entries go first, then the new ones come, and last patient and phone change together: a save broken off and made
    again ends right, who finds the patient changed finds the entries too, and no entry of an earlier name outlives the save.
    """

    def __init__(self, tables: Tables) -> None:
        """Take the tables."""
        self._tables = tables

    def save(self, patient: Patient) -> None:
        """Store the patient and the entries.

        Raises:
            TransientError: others saved the same patient at the same time, again and again.
        """
        for _ in range(SAVES):
            change = self._change(patient)
            writes = self.whole(change)
            try:
                return writes.commit() if len(writes) <= LARGEST else self.in_steps(change)
            except ConditionFailedError:
                continue
        raise TransientError("a patient saved by several at once")

    def whole(self, change: PatientChange) -> Writes:
        """Prepare all of a change; more than `LARGEST` steps can't be one transaction.

        Entries that say the same as before are left alone, the phone's too.
        """
        writes, before = self._core(change), change.before
        there = self._keys(before) if before else frozenset()
        wanted = self._keys(change.after)
        for key in there - wanted:
            writes.delete("entry", self._tables.of(SearchItem)(*key))
        for entry in self._entries(change.after, wanted - there if change.is_found_alike else wanted):
            writes.put("entry", entry)
        return writes

    def in_steps(self, change: PatientChange) -> None:
        """Make a change that one transaction can't hold.

        Raises:
            ConditionFailedError: the patient isn't any more as the change says.
            TransientError: other writers stood in the way every time.
        """
        model, wanted = self._tables.of(SearchItem), self._keys(change.after)
        with model.batch_write() as batch:
            for key in self._keys(change.before) - wanted if change.before else ():
                batch.delete(model(*key))
        with model.batch_write() as batch:
            for entry in self._entries(change.after, wanted):
                batch.save(entry)
        self._core(change).commit()

    def _change(self, patient: Patient) -> PatientChange:
        stored = self._tables.get(PatientItem, keys.patient(patient.practice_id, patient.patient_id))
        before, revision = (patient_of(stored), stored.revision) if stored else (None, 0)
        return PatientChange(before, revision, patient)

    def _entries(self, patient: Patient, wanted: Iterable[Key]) -> list[SearchItem]:
        fields = entry_fields(patient)
        return [self._tables.of(SearchItem)(*key, **fields) for key in wanted]

    def _keys(self, patient: Patient) -> frozenset[Key]:
        """Give the keys of a patient's search entries."""
        found = search_keys(patient)
        if not patient.phone:
            return found
        last = self._tables.hash_phone(patient.phone.reveal()[-LAST_DIGITS:])
        return found | {keys.search_by_phone(patient.practice_id, last, patient.patient_id)}

    def _core(self, change: PatientChange) -> Writes:
        """Prepare the patient's own item, the phone's, and the line in the audit trail."""
        model, after, before = self._tables.of(PatientItem), change.after, change.before
        unchanged = model.revision == change.revision if before else model.pk.does_not_exist()
        item = model(
            *keys.patient(after.practice_id, after.patient_id),
            revision=change.revision + 1,
            **patient_fields(after),
        )
        writes = Writes(self._tables.connection)
        writes.put("patient", item, unchanged)
        if before and before.phone and before.phone != after.phone:
            writes.delete("old phone", self._owner(before))
        if after.phone and not change.is_found_alike:
            writes.put("phone", self._owner(after))
        note(writes, self._tables, change.audit)
        return writes

    def _owner(self, patient: Patient) -> PhoneItem:
        phone_hash = self._tables.hash_phone(patient.phone.reveal() if patient.phone else "")
        return self._tables.of(PhoneItem)(
            *keys.phone_owner(patient.practice_id, phone_hash, patient.patient_id),
            patient_id=patient.patient_id,
            name=patient.name,
            facility_id=patient.facility_id,
        )
