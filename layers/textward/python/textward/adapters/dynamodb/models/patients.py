"""Patients, their phones and their tries at verification."""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute

from textward.adapters.dynamodb.attributes import (
    Day,
    Flag,
    Number,
    OptionalMoment,
    OptionalNumber,
    OptionalPrivate,
    OptionalText,
    PrivateText,
    TextSet,
)
from textward.adapters.dynamodb.models.base import TableItem


class PatientFields(TableItem):
    """What is stored of a patient, in the patient's own item and in each search entry."""

    practice_id = UnicodeAttribute()
    patient_id = UnicodeAttribute()
    number = UnicodeAttribute()
    name = PrivateText()
    date_of_birth = Day()
    facility_id = OptionalText()
    phone = OptionalPrivate()
    text_notifications = Flag()
    language = UnicodeAttribute()
    category_ids = TextSet()
    record_id = OptionalText()


class PatientItem(PatientFields):
    """A patient."""

    care_team = TextSet()
    proofs_since = OptionalMoment()
    revision = Number(default_for_new=1)
    """Grows with each save, so that two at once don't leave entries of a name or number that neither knows of."""


class SearchItem(PatientFields):
    """A search entry: the patient, under one suffix of one word. Without the care team, which changes often and isn't shown."""


class VerificationItem(TableItem):
    """A patient's tries at codes and dates of birth."""

    code_failures = OptionalNumber()
    birth_date_failures = OptionalNumber()
    tried_at = OptionalMoment()
    """The last try that was counted: the moment of the lock, once a limit is reached."""


class PhoneItem(TableItem):
    """A patient on a phone, or the phone's consent."""

    patient_id = OptionalText()
    name = OptionalPrivate()
    facility_id = OptionalText()
    opted_out = Flag()
    changed_at = OptionalMoment()
