"""Find a patient by any part of the name, or by number, as one types (row B1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.patient import fold

if TYPE_CHECKING:
    from textward.domain.patient import Patient
    from textward.domain.role import Viewer
    from textward.services.ports import Patients
    from textward.services.record_audit import AuditTrail

LARGEST_RESULT = 20


@dataclass(frozen=True, slots=True)
class FindPatients:
    """The use case; it leads to writing to anyone, so it takes the privilege for all messages."""

    patients: Patients

    def __call__(self, viewer: Viewer, query: str, trail: AuditTrail) -> tuple[Patient, ...]:
        """Give at most 20 patients by name; none for an empty query.

        Raises:
            NotAllowedError: the role doesn't show all messages.
        """
        viewer.require_all()
        if not fold(query):
            return ()
        trail.view(viewer.practice_id, Action.PATIENTS_SEARCHED)
        return self.patients.search(viewer.practice_id, query, LARGEST_RESULT)
