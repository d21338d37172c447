"""Storing a patient with all that finds one: search entries by every part of name and number, by phone, and the phone's entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.mapping.patients import patient_fields, patient_of, search_keys
from textward.adapters.dynamodb.models import PatientItem, PhoneItem, SearchItem
from textward.adapters.dynamodb.transactions import LARGEST, ConditionFailedError, Writes
from textward.domain.errors import TransientError
from textward.domain.patient import LAST_DIGITS

if TYPE_CHECKING:
    from textward.adapters.dynamodb.keys import Key
    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.patient import Patient

SAVES = 5
"""Tries at a patient whom somebody else saves at the same time."""


@dataclass(frozen=True)
class _Change:
    """A patient as stored, with the number of saves so far, and as wanted."""

    before: Patient | None
    revision: int
    after: Patient


class PatientEntries:
    """Keeps the entries in step with the patient.

    A patient with up to about ninety entries to write, which is nearly every one, is saved in one transaction. With more,
    stale entries go first, then patient and phone change together, then the new entries come: a save broken off and made
    again ends right, and no entry of an earlier name ever outlives the save.
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
            try:
                return self._apply(change)
            except ConditionFailedError:
                continue
        raise TransientError("a patient saved by several at once")

    def _change(self, patient: Patient) -> _Change:
        stored = self._tables.get(PatientItem, keys.patient(patient.practice_id, patient.patient_id))
        return _Change(patient_of(stored) if stored else None, stored.revision if stored else 0, patient)

    def _apply(self, change: _Change) -> None:
        writes = self._core(change)
        entries = self._entries(change.after)
        stale = self._keys(change.before) - self._keys(change.after) if change.before else frozenset()
        model = self._tables.of(SearchItem)
        if len(writes) + len(stale) + len(entries) <= LARGEST:
            for key in stale:
                writes.delete("entry", model(*key))
            for entry in entries:
                writes.put("entry", entry)
            writes.commit()
            return
        with model.batch_write() as batch:
            for key in stale:
                batch.delete(model(*key))
        writes.commit()
        with model.batch_write() as batch:
            for entry in entries:
                batch.save(entry)

    def _entries(self, patient: Patient) -> list[SearchItem]:
        fields = patient_fields(patient)
        return [self._tables.of(SearchItem)(*key, **fields) for key in self._keys(patient)]

    def _keys(self, patient: Patient) -> frozenset[Key]:
        """Give the keys of a patient's search entries."""
        found = search_keys(patient)
        if not patient.phone:
            return found
        last = self._tables.hash_phone(patient.phone.reveal()[-LAST_DIGITS:])
        return found | {keys.search_by_phone(patient.practice_id, last, patient.patient_id)}

    def _core(self, change: _Change) -> Writes:
        """Prepare the patient's own item and the phone's."""
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
        if after.phone:
            writes.put("phone", self._owner(after))
        return writes

    def _owner(self, patient: Patient) -> PhoneItem:
        phone_hash = self._tables.hash_phone(patient.phone.reveal() if patient.phone else "")
        return self._tables.of(PhoneItem)(
            *keys.phone_owner(patient.practice_id, phone_hash, patient.patient_id),
            patient_id=patient.patient_id,
            name=patient.name,
            facility_id=patient.facility_id,
        )
