"""The `EhrClients` port on DynamoDB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.audit import note
from textward.adapters.dynamodb.models import EhrClientItem
from textward.adapters.dynamodb.transactions import Writes

if TYPE_CHECKING:
    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.audit import AuditEntry


class DynamoEhrClients:
    """Which record systems' clients a practice lets in."""

    def __init__(self, tables: Tables) -> None:
        """Take the tables."""
        self._tables = tables

    def is_granted(self, practice_id: str, client_id: str) -> bool:
        """Tell whether a client may act for a practice (AP-96)."""
        return self._tables.get(EhrClientItem, keys.ehr_client(practice_id, client_id)) is not None

    def granted(self, practice_id: str) -> frozenset[str]:
        """Give the clients that may act for a practice (AP-97)."""
        model = self._tables.of(EhrClientItem)
        clients = model.sk.startswith(keys.CLIENT_PREFIX)
        found = model.query(keys.ehr_clients(practice_id), clients, consistent_read=True)
        return frozenset(item.client_id for item in found)

    def change(
        self, practice_id: str, grant: frozenset[str], withdraw: frozenset[str], audit: AuditEntry
    ) -> None:
        """Let clients in, and others not any more, at once (AP-98)."""
        writes, model = Writes(self._tables.connection), self._tables.of(EhrClientItem)
        for client_id in sorted(withdraw):
            writes.delete("client", model(*keys.ehr_client(practice_id, client_id)))
        for client_id in sorted(grant):
            writes.put("client", model(*keys.ehr_client(practice_id, client_id), client_id=client_id))
        note(writes, self._tables, audit)
        writes.commit()
