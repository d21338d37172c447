"""The `Audit` port on DynamoDB, and the entry that a change commits with itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.mapping.links import audit_fields, audit_of
from textward.adapters.dynamodb.models import AuditItem
from textward.adapters.dynamodb.transactions import single
from textward.domain.paging import Page

if TYPE_CHECKING:
    from textward.adapters.dynamodb.tables import Tables
    from textward.adapters.dynamodb.transactions import Writes
    from textward.domain.audit import AuditEntry
    from textward.domain.paging import PageRequest


class DynamoAudit:
    """The audit trail: lines about views, and reading."""

    def __init__(self, tables: Tables) -> None:
        """Take the tables."""
        self._tables = tables

    def append(self, entry: AuditEntry) -> None:
        """Add a line; one that is there is never written over (AP-46)."""
        item = audit_item(self._tables, entry)
        single(lambda: item.save(condition=AuditItem.pk.does_not_exist()))

    def entries(self, practice_id: str, month: str, page: PageRequest) -> Page[AuditEntry]:
        """Give a page of a month's trail (`YYYY-MM`, UTC), newest first (AP-43)."""
        model = self._tables.of(AuditItem)
        # One more than the page: it tells whether there is a next.
        found = model.query(
            keys.audit_partition(practice_id, month),
            model.sk < page.after if page.after else None,
            consistent_read=True,
            scan_index_forward=False,
            limit=page.limit + 1,
        )
        entries = [audit_of(item) for item in found]
        items = tuple(entries[: page.limit])
        return Page(items, items[-1].entry_id if len(entries) > page.limit else None)


def audit_item(tables: Tables, entry: AuditEntry) -> AuditItem:
    """Make the item of a line."""
    key = keys.audit(entry.practice_id, entry.at, entry.entry_id)
    return tables.of(AuditItem)(*key, **audit_fields(entry))


def note(writes: Writes, tables: Tables, entry: AuditEntry | None) -> None:
    """Add a line to a transaction, if there is one to add."""
    if entry:
        writes.put("audit", audit_item(tables, entry), AuditItem.pk.does_not_exist())
