"""Who is at the other end of a thread, and may they be texted now? (Row B6.)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.consent import Consent
from textward.domain.errors import NotFoundError
from textward.domain.messaging_check import Refusal, RefusalCode, check_number, check_patient
from textward.domain.patient import patient_id_of

if TYPE_CHECKING:
    from textward.domain.patient import Patient
    from textward.domain.practice import Practice
    from textward.domain.private import Private
    from textward.domain.role import Viewer
    from textward.domain.thread import Thread
    from textward.services.ports import Patients, PhoneRecord, Practices
    from textward.services.thread_ports import Threads


@dataclass(frozen=True, slots=True)
class Recipient:
    """The other end of a thread, as it stands now."""

    practice: Practice
    thread_id: str
    phone: Private | None
    refusals: tuple[Refusal, ...]
    """Why no text may go there now; none means it may."""
    patient: Patient | None = None
    head: Thread | None = None
    """None when nothing has been said yet."""
    sharing: int = 0
    """How many other patients have the same phone."""

    @property
    def secured_refusals(self) -> tuple[Refusal, ...]:
        """Give why no secured message may go there: that takes a known patient, with a date of birth to confirm."""
        if self.patient is None:
            return (*self.refusals, Refusal(RefusalCode.NO_PATIENT))
        return self.refusals


@dataclass(frozen=True, slots=True)
class Recipients:
    """Looks recipients up."""

    practices: Practices
    patients: Patients
    threads: Threads

    def of_thread(self, practice_id: str, thread_id: str) -> Recipient:
        """Give the other end of a thread; a patient's thread exists before anything is said in it.

        Raises:
            NotFoundError: the practice has no such thread.
        """
        practice = self.practices.get(practice_id)
        head = self.threads.head(practice_id, thread_id)
        patient_id = patient_id_of(thread_id)
        if patient_id is not None:
            return self._patient(practice, thread_id, self.patients.get(practice_id, patient_id), head)
        if head is None or head.phone is None:
            raise NotFoundError
        record = self.patients.phone(practice_id, head.phone)
        refusals = check_number(practice, record.consent)
        return Recipient(practice, thread_id, head.phone, refusals, head=head, sharing=len(record.owners))

    def _patient(
        self, practice: Practice, thread_id: str, patient: Patient, head: Thread | None
    ) -> Recipient:
        record = self._phone_record(patient)
        consent = record.consent if record else Consent()
        sharing = max(len(record.owners) - 1, 0) if record else 0
        refusals = check_patient(practice, patient, consent)
        return Recipient(practice, thread_id, patient.phone, refusals, patient, head, sharing)

    def _phone_record(self, patient: Patient) -> PhoneRecord | None:
        return self.patients.phone(patient.practice_id, patient.phone) if patient.phone else None


def require_thread(viewer: Viewer, threads: Threads, thread_id: str) -> None:
    """Refuse a member whom the thread does not concern (rows E2, E3).

    Raises:
        NotAllowedError: the role has no part in text messages.
        NotFoundError: the role shows only what is assigned, and nothing of this thread is.
    """
    viewer.require_texting()
    if not viewer.sees_all and not threads.is_assigned(viewer.practice_id, thread_id, viewer.member_id):
        raise NotFoundError
