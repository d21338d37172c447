"""Ports for the record system's side; see `services.ports` for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from textward.domain.audit import AuditEntry


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
