"""The ports: what the use cases need of the world, here what most of them need; the rest by subject in the `*_ports` modules.

Adapters and the tests' fakes implement them; one contract suite holds them all.

Every write below is one transaction: all of it happens or none. Every read is one Query or GetItem (`docs/data-model.md`, AP-nn).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from textward.domain.audit import AuditEntry
    from textward.domain.consent import Consent
    from textward.domain.events import Event
    from textward.domain.paging import Page, PageRequest
    from textward.domain.patient import Patient
    from textward.domain.practice import Category, Facility, Practice
    from textward.domain.private import Private
    from textward.domain.secure_link import VerificationRecord


class Clock(Protocol):
    """The time."""

    def now(self) -> datetime:
        """Give the present moment, UTC, to the millisecond."""


class Ids(Protocol):
    """New ids."""

    def new(self) -> str:
        """Give a ULID that sorts after those given before in the same millisecond."""

    def secret(self) -> str:
        """Give 128 bits or more of randomness, URL-safe."""


class PhoneBook(Protocol):
    """Phone numbers as people write them."""

    def parse(self, text: str) -> Private | None:
        """Give the E.164 form of a valid US or Canadian number, else None."""

    def display(self, e164: Private) -> str:
        """Give the national form, such as (212) 555-0100."""

    def number_thread(self, practice_id: str, e164: Private) -> str:
        """Give the id of the thread of a bare number: N and a keyed hash, 26 characters of Crockford's base 32."""


@dataclass(frozen=True, slots=True)
class PhoneOwner:
    """A patient whose number a phone is, with what a new message needs to know of them."""

    patient_id: str
    name: Private
    facility_id: str | None


@dataclass(frozen=True, slots=True)
class PhoneRecord:
    """All that a practice knows of one phone."""

    owners: tuple[PhoneOwner, ...]
    consent: Consent


class Practices(Protocol):
    """Practices and what belongs to their settings."""

    def by_number(self, e164: str) -> Practice | None:
        """Give the practice that a number belongs to (AP-01)."""

    def get(self, practice_id: str) -> Practice:
        """Give a practice (AP-02).

        Raises:
            NotFoundError: there is none.
        """

    def facilities(self, practice_id: str) -> tuple[Facility, ...]:
        """Give the practice's facilities, by name (AP-03)."""

    def save(self, practice: Practice) -> None:
        """Store a practice and, where it has one, its number; a number changed leaves the old one pointing nowhere.

        Raises:
            ConflictError: another practice has the number, or somebody else changed this one's meanwhile.
        """

    def save_facility(self, facility: Facility) -> None:
        """Store a facility."""

    def save_category(self, category: Category) -> None:
        """Store a patient category."""

    def all_with_numbers(self) -> tuple[Practice, ...]:
        """Give every practice that has a number, for the scheduled reconciliation (AP-04)."""


class Patients(Protocol):
    """Patients, their phones, and what is known of their verification."""

    def get(self, practice_id: str, patient_id: str) -> Patient:
        """Give a patient (AP-07).

        Raises:
            NotFoundError: none of this practice has that id.
        """

    def many(self, practice_id: str, patient_ids: Sequence[str]) -> dict[str, Patient]:
        """Give patients by id, in one BatchGetItem (AP-90): at most 100."""

    def search(self, practice_id: str, query: str, limit: int) -> tuple[Patient, ...]:
        """Give patients whose name, any part of it folded, or number holds every word of `query`, by name (AP-08).

        They come without their care teams, which no search shows. Four digits or more, written as in a phone number, also find
        those whose phone ends with them.
        """

    def save(self, patient: Patient) -> None:
        """Store a patient, the search entries and the phone entry, dropping those of an earlier name or number."""

    def phone(self, practice_id: str, e164: Private) -> PhoneRecord:
        """Give whose a phone is and what it has consented to (AP-09)."""

    def save_consent(self, practice_id: str, e164: Private, consent: Consent) -> None:
        """Store what a phone has said last about being texted; an older word never overwrites a newer."""

    def verification(self, practice_id: str, patient_id: str) -> VerificationRecord:
        """Give how the patient has fared with codes and dates of birth (AP-10)."""

    def count_code_try(self, practice_id: str, patient_id: str) -> None:
        """Count a try at a code before it is looked at.

        Raises:
            NotVerifiedError: the patient is locked: as many tries in a row as are allowed, over all links.
        """

    def count_birth_date_try(self, practice_id: str, patient_id: str) -> None:
        """Count a try at the date of birth before it is looked at.

        Raises:
            NotVerifiedError: the patient is locked.
        """

    def give_back_birth_date_try(self, practice_id: str, patient_id: str) -> None:
        """Take back one counted try of a patient who, on a shared phone, was not the one that signed in."""

    def clear_code_tries(self, practice_id: str, patient_id: str) -> None:
        """Forget the wrong codes, after a right one."""

    def unlock(self, practice_id: str, patient_id: str, audit: AuditEntry | None) -> None:
        """Forget wrong codes and dates of birth; with the audit entry, in one transaction."""


class Audit(Protocol):
    """The audit trail, for views; changes commit their entry with the change."""

    def append(self, entry: AuditEntry) -> None:
        """Add a line, before the answer goes out (AP-46)."""

    def entries(self, practice_id: str, month: str, page: PageRequest) -> Page[AuditEntry]:
        """Give a page of a month's trail (`YYYY-MM`, UTC), newest first (AP-43)."""


class EventPublisher(Protocol):
    """The events topic."""

    def publish(self, events: Sequence[Event]) -> None:
        """Publish in order within a thread.

        Raises:
            TransientError: some may not have been published.
        """


class Checkpoints(Protocol):
    """How far a scheduled job has come."""

    def get(self, name: str) -> datetime | None:
        """Give the moment up to which the job has looked (AP-45)."""

    def save(self, name: str, at: datetime) -> None:
        """Store it."""
