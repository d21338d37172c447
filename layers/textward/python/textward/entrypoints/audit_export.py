"""The audit trail as files: CSV (RFC 4180) and JSON Lines. Ids, times and addresses only."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from textward.entrypoints.settings_views import audit_view

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textward.domain.audit import AuditEntry

COLUMNS = (
    "id",
    "at",
    "action",
    "actor_kind",
    "actor_id",
    "source_ip",
    "request_id",
    "thread_id",
    "message_id",
    "patient_id",
    "target_id",
)


def as_text(entries: Iterable[AuditEntry], form: str, *, heading: bool) -> tuple[str, str]:
    """Give the content type and text of some entries; `heading` puts the column names on top of a CSV's first part."""
    rows = [audit_view(entry).model_dump(mode="json") for entry in entries]
    if form == "jsonl":
        return "application/jsonl", "".join(json.dumps(row) + "\n" for row in rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    if heading:
        writer.writeheader()
    writer.writerows(rows)
    return "text/csv", out.getvalue()
