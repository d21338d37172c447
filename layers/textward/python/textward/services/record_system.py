"""The practice admin says which record systems' clients may act for the practice (row J10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.errors import ClientNotAllowedError, InvalidInputError

if TYPE_CHECKING:
    from textward.domain.role import Viewer
    from textward.services.ehr_ports import EhrClients
    from textward.services.record_audit import AuditTrail

MOST_CLIENTS = 10


@dataclass(frozen=True, slots=True)
class RecordSystem:
    """The use cases."""

    clients: EhrClients

    def granted(self, viewer: Viewer) -> frozenset[str]:
        """Give the clients that may act for the practice.

        Raises:
            NotAllowedError: the viewer is no practice admin.
        """
        viewer.require_admin()
        return self.clients.granted(viewer.practice_id)

    def grant(self, viewer: Viewer, wanted: frozenset[str], trail: AuditTrail) -> frozenset[str]:
        """Let these clients in and no others; it holds from each client's next call.

        Raises:
            NotAllowedError: the viewer is no practice admin.
            InvalidInputError: there are too many.
        """
        viewer.require_admin()
        if len(wanted) > MOST_CLIENTS:
            raise InvalidInputError(f"At most {MOST_CLIENTS} clients can be let in.", "/client_ids")
        before = self.clients.granted(viewer.practice_id)
        entry = trail.entry(viewer.practice_id, Action.RECORD_SYSTEM_SAVED)
        self.clients.change(viewer.practice_id, wanted - before, before - wanted, entry)
        return wanted

    def require(self, practice_id: str, client_id: str) -> None:
        """Refuse a client that the practice has not let in; a practice that does not exist looks the same.

        Raises:
            ClientNotAllowedError: it hasn't.
        """
        if not self.clients.is_granted(practice_id, client_id):
            raise ClientNotAllowedError
