"""Patients, and the words by which they are found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.models import PatientItem
from textward.domain.patient import Patient, fold

if TYPE_CHECKING:
    from textward.adapters.dynamodb.keys import Key
    from textward.adapters.dynamodb.models import PatientFields


def patient_fields(patient: Patient) -> dict[str, Any]:
    """Give a patient's attributes."""
    return {**entry_fields(patient), "care_team": patient.care_team, "proofs_since": patient.proofs_since}


def entry_fields(patient: Patient) -> dict[str, Any]:
    """Give the attributes of a patient's search entries."""
    return {
        "practice_id": patient.practice_id,
        "patient_id": patient.patient_id,
        "number": patient.number,
        "name": patient.name,
        "date_of_birth": patient.date_of_birth,
        "facility_id": patient.facility_id,
        "phone": patient.phone,
        "text_notifications": patient.text_notifications,
        "language": patient.language,
        "category_ids": patient.category_ids,
        "record_id": patient.record_id,
    }


def patient_of(item: PatientFields) -> Patient:
    """Read a patient; a search entry knows neither the care team nor what proofs count."""
    whole = item if isinstance(item, PatientItem) else None
    return Patient(
        practice_id=item.practice_id,
        patient_id=item.patient_id,
        number=item.number,
        name=item.name,
        date_of_birth=item.date_of_birth,
        facility_id=item.facility_id,
        phone=item.phone,
        text_notifications=item.text_notifications,
        language=item.language,
        category_ids=item.category_ids or frozenset(),
        care_team=(whole.care_team or frozenset()) if whole else frozenset(),
        record_id=item.record_id,
        proofs_since=whole.proofs_since if whole else None,
    )


def searched_text(patient: Patient) -> str:
    """Give what a search compares with: the folded name and number."""
    return f"{fold(patient.name.reveal())} {fold(patient.number)}"


def search_keys(patient: Patient) -> frozenset[Key]:
    """Give the keys of a patient's search entries: one for each suffix of each word, so that any part of a word finds it."""
    words = searched_text(patient).split()
    suffixes = {word[start:] for word in words for start in range(len(word))}
    return frozenset(keys.search(patient.practice_id, suffix, patient.patient_id) for suffix in suffixes)


def has_phone_ending(patient: Patient, digits: str) -> bool:
    """Tell whether the patient's number ends with these digits."""
    return patient.phone is not None and patient.phone.reveal().removeprefix("+").endswith(digits)


def holds(patient: Patient, words: list[str]) -> bool:
    """Tell whether each of the folded words is part of the patient's name or number."""
    text = searched_text(patient)
    return all(word in text for word in words)
