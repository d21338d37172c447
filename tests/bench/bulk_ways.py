"""What the record system's lines cost: ten of each kind, new and sent again; counted with the ways of `count_calls`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from local.bulk import records
from textward.domain.ehr import RecordKind, own_id
from textward.domain.role import Member

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager

    from textward.entrypoints.bootstrap import Product
    from textward.services.record_audit import AuditTrail

START = datetime(2031, 4, 2, 14, tzinfo=UTC)
MANY = 10
"""Moto copies its tables at each transaction: more would take long."""
LATER = datetime(2100, 1, 1, tzinfo=UTC)
"""No line is too late here."""


def take(
    product: Product,
    practice_id: str,
    trail: AuditTrail,
    counting: Callable[[str], AbstractContextManager[None]],
) -> None:
    """Let a record system send its records to a practice."""

    def send(kind: RecordKind, lines: Iterable[records.Record]) -> None:
        text = "\n".join(map(json.dumps, lines))
        results = product.ehr.upsert_records(practice_id, kind, text, trail, LATER)
        if refused := [result for result in results if result.detail]:
            raise RuntimeError(refused[0].detail)

    for n in range(records.MEMBERS):
        member_id = own_id(practice_id, RecordKind.MEMBERS, f"bulk-m{n}")
        product.staff.save_member(Member(practice_id, member_id, f"Provider {n}", "a role"))
    send(RecordKind.FACILITIES, records.facilities())
    send(RecordKind.CATEGORIES, records.categories())
    some = {
        RecordKind.PATIENTS: ("patients", list(records.patients(MANY))),
        RecordKind.CARE_TEAMS: ("care teams", list(records.care_teams(MANY))),
        RecordKind.SLOTS: ("slots", list(records.slots(MANY, START))),
        RecordKind.APPOINTMENTS: ("appointments", list(records.appointments(MANY, MANY, START))),
    }
    for kind, (words, lines) in some.items():
        with counting(f"{MANY} {words} of a record system, all news"):
            send(kind, lines)
        with counting(f"{MANY} {words}, none of them news"):
            send(kind, lines)
