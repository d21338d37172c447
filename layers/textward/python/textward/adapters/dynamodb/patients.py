"""The `Patients` port on DynamoDB."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.attributes import assign
from textward.adapters.dynamodb.audit import note
from textward.adapters.dynamodb.mapping.patients import has_phone_ending, holds, patient_of
from textward.adapters.dynamodb.models import PatientItem, PhoneItem, SearchItem, VerificationItem
from textward.adapters.dynamodb.patient_entries import PatientEntries
from textward.adapters.dynamodb.transactions import ConditionFailedError, Writes, single
from textward.adapters.system import SystemClock
from textward.domain.consent import Consent
from textward.domain.errors import NotFoundError, NotVerifiedError
from textward.domain.patient import LAST_DIGITS, Patient, fold, phone_digits
from textward.domain.private import Private
from textward.domain.secure_link import BIRTH_DATE_TRIES, CODE_FAILURES_PER_PATIENT, VerificationRecord
from textward.services.ports import PhoneOwner, PhoneRecord

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pynamodb.expressions.condition import Condition
    from pynamodb.expressions.update import Action

    from textward.adapters.dynamodb.attributes import OptionalNumber
    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.audit import AuditEntry
    from textward.services.ports import Clock

GATHERED = 100
"""Patients gathered, in the order of the index, before the first by name are given: bounds what one keystroke reads."""
SEARCH_PAGE = 100
LOOKED_AT = 1000
"""Entries that one search looks at, at most: several words of which even the longest is common are not looked for without end."""


class DynamoPatients:
    """Patients, their phones, and what is known of their verification."""

    def __init__(self, tables: Tables, clock: Clock | None = None) -> None:
        """Take the tables, and a clock for the moment of a lock (the system's when none is given)."""
        self._tables = tables
        self._clock = clock or SystemClock()
        self._entries = PatientEntries(tables)

    def get(self, practice_id: str, patient_id: str) -> Patient:
        """Give a patient (AP-07).

        Raises:
            NotFoundError: none of this practice has that id.
        """
        item = self._tables.get(PatientItem, keys.patient(practice_id, patient_id))
        if item is None:
            raise NotFoundError
        return patient_of(item)

    def many(self, practice_id: str, patient_ids: Sequence[str]) -> dict[str, Patient]:
        """Give patients by id, in one BatchGetItem (AP-90): at most 100."""
        wanted = [keys.patient(practice_id, patient_id) for patient_id in dict.fromkeys(patient_ids)]
        found = self._tables.many(PatientItem, wanted, consistent=False) if wanted else {}
        return {patient.patient_id: patient for patient in map(patient_of, found.values())}

    def search(self, practice_id: str, query: str, limit: int) -> tuple[Patient, ...]:
        """Give patients whose name, any part of it folded, or number holds every word of `query`, by name (AP-08).

        They come without their care teams. Four digits or more, written as in a phone number, also find those whose phone ends
        with them.
        """
        words, digits, most = fold(query).split(), phone_digits(query), max(limit, GATHERED)
        found = list(islice(self._matching(practice_id, words), most)) if words else []
        found += islice(self._with_phone(practice_id, digits), most) if digits else ()
        patients = {patient.patient_id: patient for patient in found}.values()
        return tuple(sorted(patients, key=lambda patient: fold(patient.name.reveal()))[:limit])

    def _matching(self, practice_id: str, words: list[str]) -> Iterator[Patient]:
        longest = max(words, key=len)
        model = self._tables.of(SearchItem)
        entries = model.query(
            keys.search_partition(practice_id, longest),
            model.sk.startswith(longest[: keys.SUFFIX_LENGTH]),
            page_size=SEARCH_PAGE,
            limit=LOOKED_AT,
        )
        seen: set[str] = set()
        for entry in entries:
            patient = patient_of(entry)
            if patient.patient_id not in seen and holds(patient, words):
                seen.add(patient.patient_id)
                yield patient

    def _with_phone(self, practice_id: str, digits: str) -> Iterator[Patient]:
        model = self._tables.of(SearchItem)
        last = self._tables.hash_phone(digits[-LAST_DIGITS:])
        entries = model.query(
            keys.search_by_phone_partition(practice_id),
            model.sk.startswith(keys.search_by_phone_prefix(last)),
            page_size=SEARCH_PAGE,
            limit=LOOKED_AT,
        )
        patients = (patient_of(entry) for entry in entries)
        return (patient for patient in patients if has_phone_ending(patient, digits))

    def save(self, patient: Patient) -> None:
        """Store a patient, the search entries and the phone entry, dropping those of an earlier name or number."""
        self._entries.save(patient)

    def phone(self, practice_id: str, e164: Private) -> PhoneRecord:
        """Give whose a phone is and what it has consented to (AP-09)."""
        partition = keys.phone_partition(practice_id, self._tables.hash_phone(e164.reveal()))
        owners, consent = [], Consent()
        for item in self._tables.of(PhoneItem).query(partition, consistent_read=True):
            if item.sk == keys.CONSENT:
                consent = Consent(opted_out=bool(item.opted_out), changed_at=item.changed_at)
            elif item.patient_id:
                owners.append(PhoneOwner(item.patient_id, item.name or Private(""), item.facility_id))
        return PhoneRecord(tuple(owners), consent)

    def save_consent(self, practice_id: str, e164: Private, consent: Consent) -> None:
        """Store what a phone has said last about being texted; an older word never overwrites a newer."""
        model = self._tables.of(PhoneItem)
        item = model(*keys.consent(practice_id, self._tables.hash_phone(e164.reveal())))
        newer: Condition = model.changed_at.does_not_exist()
        if consent.changed_at is not None:
            newer |= model.changed_at <= consent.changed_at
        actions = [model.opted_out.set(consent.opted_out), assign(model.changed_at, consent.changed_at)]
        try:
            single(lambda: item.update(actions, condition=newer))
        except ConditionFailedError:
            return

    def verification(self, practice_id: str, patient_id: str) -> VerificationRecord:
        """Give how the patient has fared with codes and dates of birth (AP-10)."""
        item = self._tables.get(VerificationItem, keys.verification(practice_id, patient_id))
        if item is None:
            return VerificationRecord()
        record = VerificationRecord(item.code_failures or 0, item.birth_date_failures or 0)
        locked_at = item.tried_at if record.locked else None
        return VerificationRecord(record.code_failures, record.birth_date_failures, locked_at)

    def count_code_try(self, practice_id: str, patient_id: str) -> None:
        """Count a try at a code before it is looked at.

        Raises:
            NotVerifiedError: the patient is locked: as many tries in a row as are allowed, over all links.
        """
        self._count(practice_id, patient_id, VerificationItem.code_failures)

    def count_birth_date_try(self, practice_id: str, patient_id: str) -> None:
        """Count a try at the date of birth before it is looked at.

        Raises:
            NotVerifiedError: the patient is locked.
        """
        self._count(practice_id, patient_id, VerificationItem.birth_date_failures)

    def _count(self, practice_id: str, patient_id: str, counted: OptionalNumber) -> None:
        model = self._tables.of(VerificationItem)
        item = model(*keys.verification(practice_id, patient_id))
        unlocked = _fewer(model.code_failures, CODE_FAILURES_PER_PATIENT) & _fewer(
            model.birth_date_failures, BIRTH_DATE_TRIES
        )
        actions: list[Action] = [counted.add(1), model.tried_at.set(self._clock.now())]
        try:
            single(lambda: item.update(actions, condition=unlocked))
        except ConditionFailedError:
            raise NotVerifiedError from None

    def give_back_birth_date_try(self, practice_id: str, patient_id: str) -> None:
        """Take back one counted try of a patient who, on a shared phone, was not the one that signed in."""
        model = self._tables.of(VerificationItem)
        item = model(*keys.verification(practice_id, patient_id))
        with suppress(ConditionFailedError):  # forgotten meanwhile: there is none to take back
            single(
                lambda: item.update(
                    [model.birth_date_failures.add(-1)], condition=model.birth_date_failures > 0
                )
            )

    def clear_code_tries(self, practice_id: str, patient_id: str) -> None:
        """Forget the wrong codes, after a right one."""
        item = self._tables.of(VerificationItem)(*keys.verification(practice_id, patient_id))
        single(lambda: item.update([VerificationItem.code_failures.remove()]))

    def unlock(self, practice_id: str, patient_id: str, audit: AuditEntry | None) -> None:
        """Forget wrong codes and dates of birth; with the audit entry, in one transaction."""
        item = self._tables.of(VerificationItem)(*keys.verification(practice_id, patient_id))
        forgotten = [VerificationItem.code_failures.remove(), VerificationItem.birth_date_failures.remove()]
        writes = Writes(self._tables.connection)
        writes.update("verification", item, forgotten)
        note(writes, self._tables, audit)
        writes.commit()


def _fewer(counted: OptionalNumber, limit: int) -> Condition:
    fewer: Condition = counted.does_not_exist() | (counted < limit)
    return fewer
