"""Ports for the record system's side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

    from textward.domain.appointment import Appointment, Slot
    from textward.domain.audit import AuditEntry
    from textward.domain.patient import Patient
    from textward.domain.practice import Category, Facility


class EhrClients(Protocol):
    """Which record systems' clients a practice lets in."""

    def is_granted(self, practice_id: str, client_id: str) -> bool:
        """Tell whether a client may act for a practice (AP-96)."""

    def granted(self, practice_id: str) -> frozenset[str]:
        """Give the clients that may act for a practice (AP-97)."""

    def change(
        self, practice_id: str, grant: frozenset[str], withdraw: frozenset[str], audit: AuditEntry
    ) -> None:
        """Let clients in, and others not any more, at once (AP-98)."""


@dataclass(frozen=True, slots=True)
class KnownPatient:
    """A patient as stored."""

    patient: Patient
    revision: int
    """Grows with each save."""


@dataclass(frozen=True, slots=True)
class PatientSave:
    """A patient, new or changed."""

    after: Patient
    before: KnownPatient | None
    audit: AuditEntry

    @property
    def is_new(self) -> bool:
        """Tell whether nothing was stored before."""
        return self.before is None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """An appointment that is taken from a patient because it is somebody else's."""

    before: Appointment
    """As stored."""
    audit: AuditEntry


@dataclass(frozen=True, slots=True)
class AppointmentSave:
    """An appointment, new or the next version of the one stored."""

    after: Appointment
    remind_at: datetime | None
    audit: AuditEntry
    withdrawn: Withdrawal | None = None
    """From whom it is taken, where it was another patient's; with its reminders, at once."""

    @property
    def is_new(self) -> bool:
        """Tell whether nothing was stored before."""
        return self.after.version == 1


@dataclass(frozen=True, slots=True)
class SlotSave:
    """A slot, new or the next version of the one stored."""

    after: Slot
    audit: AuditEntry

    @property
    def is_new(self) -> bool:
        """Tell whether nothing was stored before."""
        return self.after.version == 1


@dataclass(frozen=True, slots=True)
class PlaceSave:
    """A facility or a category; whoever saves last has the last word."""

    after: Facility | Category
    audit: AuditEntry
    is_new: bool


Save = PatientSave | AppointmentSave | SlotSave | PlaceSave


class Records(Protocol):
    """Many records in a request: what lines are compared with, and what they are stored as."""

    def patients(self, practice_id: str, patient_ids: Collection[str]) -> dict[str, KnownPatient]:
        """Give those patients that are there, by id, in one BatchGetItem (AP-99): at most 100."""

    def appointments(self, practice_id: str, wanted: Collection[tuple[str, str]]) -> dict[str, Appointment]:
        """Give those appointments that are there, by id, whosever they are by now (AP-99).

        That is one BatchGetItem, and one more for those that are another patient's than `wanted` says.

        Args:
            practice_id: Whose they are.
            wanted: At most 50, by patient and appointment.
        """

    def slots(self, practice_id: str, slot_ids: Collection[str]) -> dict[str, Slot]:
        """Give those slots that are there, by id, in one BatchGetItem (AP-99): at most 100."""

    def save(self, saves: Sequence[Save], is_over: Callable[[], bool]) -> tuple[bool, ...]:
        """Store records, each with its line in the audit trail or not at all; many share a transaction (AP-131).

        No two may be about the same record. False for each that was not stored: it isn't any more as it was read, others
        stood in the way every time, or the time was up, which is asked before each transaction.
        """
