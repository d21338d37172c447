"""The `Patients` port in memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tests.fakes.state import ItemKey, phone_key
from textward.domain.consent import Consent, ConsentState
from textward.domain.errors import NotFoundError, NotVerifiedError
from textward.domain.events import EventType
from textward.domain.patient import fold, phone_digits
from textward.domain.secure_link import VerificationRecord
from textward.services.ports import PhoneOwner, PhoneRecord

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.fakes.state import FakeState
    from textward.domain.audit import AuditEntry
    from textward.domain.patient import Patient
    from textward.domain.private import Private


@dataclass
class FakePatients:
    """Patients, their phones, and what is known of their verification."""

    state: FakeState

    def get(self, practice_id: str, patient_id: str) -> Patient:
        try:
            return self.state.patients[practice_id, patient_id]
        except KeyError:
            raise NotFoundError from None

    def many(self, practice_id: str, patient_ids: Sequence[str]) -> dict[str, Patient]:
        return {
            patient.patient_id: patient
            for patient in self._of(practice_id)
            if patient.patient_id in patient_ids
        }

    def search(self, practice_id: str, query: str, limit: int) -> tuple[Patient, ...]:
        words, digits = fold(query).split(), phone_digits(query)
        found = [
            replace(patient, care_team=frozenset(), proofs_since=None)
            for patient in self._of(practice_id)
            if (words and _holds(patient, words)) or (digits and _has_phone_ending(patient, digits))
        ]
        return tuple(sorted(found, key=lambda patient: fold(patient.name.reveal()))[:limit])

    def save(self, patient: Patient) -> None:
        key = (patient.practice_id, patient.patient_id)
        before = self.state.patients.get(key)
        self.state.patients[key] = patient
        self.state.revisions[key] += 1
        if before and before.care_team != patient.care_team:
            team = ItemKey(patient.practice_id, patient.thread_id, patient.patient_id)
            self.state.publish(EventType.CARE_TEAM_CHANGED, team, self.state.ids.new())

    def phone(self, practice_id: str, e164: Private) -> PhoneRecord:
        owners = sorted(
            (patient for patient in self._of(practice_id) if patient.phone == e164),
            key=lambda patient: patient.patient_id,
        )
        consent = self.state.consents.get((practice_id, e164.reveal()), Consent())
        return PhoneRecord(tuple(PhoneOwner(o.patient_id, o.name, o.facility_id) for o in owners), consent)

    def save_consent(self, practice_id: str, e164: Private, consent: Consent) -> None:
        key = (practice_id, e164.reveal())
        before = self.state.consents.get(key, Consent())
        stored = before.changed_at
        if stored is None or (consent.changed_at is not None and consent.changed_at >= stored):
            self.state.consents[key] = consent
            if consent.opted_out is not before.opted_out:
                phone = phone_key(e164)
                state = ConsentState.OPTED_OUT if consent.opted_out else ConsentState.OPTED_IN
                where = ItemKey(practice_id, phone, phone)
                self.state.publish(EventType.CONSENT_CHANGED, where, self.state.ids.new(), state.value)

    def verification(self, practice_id: str, patient_id: str) -> VerificationRecord:
        return self.state.verifications.get((practice_id, patient_id), VerificationRecord())

    def count_code_try(self, practice_id: str, patient_id: str) -> None:
        record = self._unlocked(practice_id, patient_id)
        self._store(practice_id, patient_id, replace(record, code_failures=record.code_failures + 1))

    def count_birth_date_try(self, practice_id: str, patient_id: str) -> None:
        record = self._unlocked(practice_id, patient_id)
        self._store(
            practice_id, patient_id, replace(record, birth_date_failures=record.birth_date_failures + 1)
        )

    def give_back_birth_date_try(self, practice_id: str, patient_id: str) -> None:
        record = self.verification(practice_id, patient_id)
        fewer = replace(record, birth_date_failures=max(record.birth_date_failures - 1, 0), locked_at=None)
        again = replace(fewer, locked_at=record.locked_at if fewer.locked else None)
        self.state.verifications[practice_id, patient_id] = again

    def clear_code_tries(self, practice_id: str, patient_id: str) -> None:
        record = self.verification(practice_id, patient_id)
        self._store(practice_id, patient_id, replace(record, code_failures=0))

    def unlock(self, practice_id: str, patient_id: str, audit: AuditEntry | None) -> None:
        self._store(practice_id, patient_id, VerificationRecord())
        self.state.note(audit)

    def _of(self, practice_id: str) -> list[Patient]:
        return [patient for patient in self.state.patients.values() if patient.practice_id == practice_id]

    def _unlocked(self, practice_id: str, patient_id: str) -> VerificationRecord:
        record = self.verification(practice_id, patient_id)
        if record.locked:
            raise NotVerifiedError
        return record

    def _store(self, practice_id: str, patient_id: str, record: VerificationRecord) -> None:
        """Store the counts, with the moment of the lock when they have just come to it."""
        locked_at = (record.locked_at or self.state.clock.now()) if record.locked else None
        self.state.verifications[practice_id, patient_id] = replace(record, locked_at=locked_at)


def _holds(patient: Patient, words: list[str]) -> bool:
    text = f"{fold(patient.name.reveal())} {fold(patient.number)}"
    return all(word in text for word in words)


def _has_phone_ending(patient: Patient, digits: str) -> bool:
    return patient.phone is not None and patient.phone.reveal().endswith(digits)
