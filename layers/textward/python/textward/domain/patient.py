"""A patient, as the record system tells us of them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from textward.domain.private import Private

PATIENT_THREAD = "P"
NUMBER_THREAD = "N"
LAST_DIGITS = 4
"""As many digits of a phone, or more, find its patient."""
_PHONE_QUERY = re.compile(r"[0-9\s()+./-]+")


@dataclass(frozen=True, slots=True)
class Patient:
    """One patient of a practice."""

    practice_id: str
    patient_id: str
    number: str
    """The practice's own patient number."""
    name: Private
    date_of_birth: date
    facility_id: str | None = None
    phone: Private | None = None
    """The mobile number, E.164; none when the record holds no valid one."""
    text_notifications: bool = True
    language: str = "en"
    category_ids: frozenset[str] = field(default_factory=frozenset)
    care_team: frozenset[str] = field(default_factory=frozenset)
    """The in-house care team: member ids."""
    record_id: str | None = None
    """The record system's own id of the patient; none of whom it never told us of."""
    proofs_since: datetime | None = None
    """When phone or date of birth was last changed; none when neither ever was."""

    @property
    def thread_id(self) -> str:
        """Give the patient's one thread."""
        return PATIENT_THREAD + self.patient_id

    def after(self, before: Patient | None, now: datetime) -> Patient:
        """Give what the record system tells, with what is known of the patient beside that: the care team, what proofs count."""
        if before is None:
            return self
        as_before = (self.phone, self.date_of_birth) == (before.phone, before.date_of_birth)
        since = before.proofs_since if as_before else now
        return replace(self, care_team=before.care_team, proofs_since=since)

    def accepts_proof_of(self, moment: datetime) -> bool:
        """Tell whether a code texted, or a date of birth confirmed, at a moment still says that it is this patient.

        What came before a change of phone or date of birth may be somebody else's: a number is given to another person, a
        record was mixed up with another.
        """
        return self.proofs_since is None or moment > self.proofs_since


def patient_id_of(thread_id: str) -> str | None:
    """Give the patient whose thread this is; None for the thread of a bare number."""
    return thread_id[1:] if thread_id.startswith(PATIENT_THREAD) else None


def fold(text: str) -> str:
    """Fold case and accents and keep letters and digits, single-spaced: how names are compared (row B1)."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(char if char.isalnum() else " " for char in plain if not unicodedata.combining(char))
    return " ".join(kept.split())


def phone_digits(query: str) -> str | None:
    """Give the digits of a query that may be the end of a phone number as people write it; None for any other."""
    digits = "".join(char for char in query if char in "0123456789")
    return digits if len(digits) >= LAST_DIGITS and _PHONE_QUERY.fullmatch(query) else None
