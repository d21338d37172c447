"""The practice admin reads the trail, which tells of that too (row J3)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from textward.domain.audit import Action
from textward.domain.errors import InvalidInputError, NotAllowedError
from textward.domain.paging import PageRequest
from textward.services.read_audit import ReadAudit

if TYPE_CHECKING:
    from tests.unit.services.clinic import Clinic
    from textward.domain.audit import AuditEntry
    from textward.domain.paging import Page
    from textward.domain.role import Viewer

MARCH = "2026-03"


def _read(
    clinic: Clinic, month: str = MARCH, page: PageRequest | None = None, by: Viewer | None = None
) -> Page[AuditEntry]:
    viewer = by or clinic.demo.alice
    return ReadAudit(clinic.world.audit)(viewer, month, page or PageRequest(), clinic.trail(viewer))


def _search(clinic: Clinic) -> None:
    clinic.find_patients(clinic.demo.alice, "maria", clinic.trail(clinic.demo.alice))


def test_a_month_comes_newest_first_and_begins_with_this_very_view(clinic: Clinic) -> None:
    _search(clinic)
    clinic.compose()

    found = _read(clinic)

    assert [entry.action for entry in found.items] == [
        Action.AUDIT_VIEWED,
        Action.MESSAGE_SENT,
        Action.PATIENTS_SEARCHED,
    ]
    assert {entry.actor.actor_id for entry in found.items} == {clinic.demo.alice.member_id}


def test_all_pages_of_one_reading_are_one_view(clinic: Clinic) -> None:
    for _ in range(3):
        _search(clinic)

    first = _read(clinic, page=PageRequest(limit=2))
    second = _read(clinic, page=PageRequest(limit=2, after=first.next_after))

    actions = [entry.action for page in (first, second) for entry in page.items]
    assert actions == [Action.AUDIT_VIEWED, *[Action.PATIENTS_SEARCHED] * 3]
    assert second.next_after is None


def test_a_month_holds_its_own_lines_only(clinic: Clinic) -> None:
    _search(clinic)
    clinic.world.advance(timedelta(days=31))

    assert [entry.action for entry in _read(clinic).items] == [Action.PATIENTS_SEARCHED]
    assert [entry.action for entry in _read(clinic, "2026-04").items] == [Action.AUDIT_VIEWED] * 2


@pytest.mark.parametrize(
    "month", ["", "2026", "2026-13", "2026-00", "2026-3", "1999-01", "2026-03-01", "2026-03#"]
)
def test_what_is_no_month_is_refused_and_not_a_view(clinic: Clinic, month: str) -> None:
    with pytest.raises(InvalidInputError):
        _read(clinic, month)
    assert clinic.world.state.audit == []


def test_only_an_admin_reads_it(clinic: Clinic) -> None:
    for viewer in (clinic.demo.bob, clinic.demo.carol):
        with pytest.raises(NotAllowedError):
            _read(clinic, by=viewer)
    assert clinic.world.state.audit == []
