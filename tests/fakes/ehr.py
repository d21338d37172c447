"""The `EhrClients` port in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.fakes.state import FakeState
    from textward.domain.audit import AuditEntry


@dataclass
class FakeEhrClients:
    """Which record systems' clients a practice lets in."""

    state: FakeState

    def is_granted(self, practice_id: str, client_id: str) -> bool:
        return (practice_id, client_id) in self.state.ehr_clients

    def granted(self, practice_id: str) -> frozenset[str]:
        return frozenset(client for practice, client in self.state.ehr_clients if practice == practice_id)

    def change(
        self, practice_id: str, grant: frozenset[str], withdraw: frozenset[str], audit: AuditEntry
    ) -> None:
        self.state.ehr_clients -= {(practice_id, client) for client in withdraw}
        self.state.ehr_clients |= {(practice_id, client) for client in grant}
        self.state.note(audit)
