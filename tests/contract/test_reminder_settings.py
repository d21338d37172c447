"""Practices' rules for reminders, and which of them their appointments have yet to follow (row F1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.contract.material import Material, an_id
from textward.domain.errors import ConflictError
from textward.domain.reminder_times import DEFAULT_RULES, QuietHours, ReminderRules
from textward.services.assistant_ports import Replanning

if TYPE_CHECKING:
    from tests.contract.backends import Backend

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
"""What is due then comes before what other tests on the same tables have stored."""
HOUR = timedelta(hours=1)
CHOSEN = ReminderRules((48 * HOUR, 3 * HOUR), QuietHours(time(20, 30), time(9)), enabled=False, version=1)


def due(backend: Backend, material: Material, until: datetime) -> list[Replanning]:
    found = backend.reminders.to_replan(until, 50)
    return [one for one in found if one.practice_id == material.practice_id]


def test_a_practice_that_chose_nothing_has_what_every_practice_begins_with(
    backend: Backend, material: Material
) -> None:
    """AP-92."""
    assert backend.reminders.rules(material.practice_id) == DEFAULT_RULES


def test_rules_read_back_whole_and_are_one_practices(backend: Backend, material: Material) -> None:
    """AP-92, AP-93."""
    entry = material.entry()
    backend.reminders.save(material.practice_id, CHOSEN, LONG_AGO, entry)
    assert backend.reminders.rules(material.practice_id) == CHOSEN
    assert backend.reminders.rules(an_id()) == DEFAULT_RULES
    assert backend.audit_ids(material.practice_id) == [entry.entry_id]


def test_rules_change_only_from_the_version_that_was_read(backend: Backend, material: Material) -> None:
    """AP-93."""
    backend.reminders.save(material.practice_id, CHOSEN, LONG_AGO)
    second = replace(CHOSEN, enabled=True, version=2)
    backend.reminders.save(material.practice_id, second, LONG_AGO)
    for late in (CHOSEN, second, replace(second, version=4)):
        with pytest.raises(ConflictError):
            backend.reminders.save(material.practice_id, late, LONG_AGO, material.entry())
    assert backend.reminders.rules(material.practice_id) == second
    assert backend.audit_ids(material.practice_id) == []


def test_appointments_are_planned_anew_from_a_moment_on_and_until_that_is_done(
    backend: Backend, material: Material
) -> None:
    """AP-93, AP-94, AP-95."""
    backend.reminders.save(material.practice_id, CHOSEN, LONG_AGO)
    assert due(backend, material, LONG_AGO - HOUR) == []
    (begun,) = due(backend, material, LONG_AGO)
    assert begun == Replanning(material.practice_id, CHOSEN)
    further = backend.reminders.note(begun, "place")
    assert due(backend, material, LONG_AGO) == [further] == [replace(begun, after="place")]
    backend.reminders.note(further, None)
    assert due(backend, material, LONG_AGO + HOUR) == []
    assert backend.reminders.rules(material.practice_id) == CHOSEN


def test_rules_changed_meanwhile_begin_anew(backend: Backend, material: Material) -> None:
    """AP-93, AP-95."""
    backend.reminders.save(material.practice_id, CHOSEN, LONG_AGO)
    (begun,) = due(backend, material, LONG_AGO)
    backend.reminders.note(begun, "place")
    second = replace(CHOSEN, enabled=True, version=2)
    backend.reminders.save(material.practice_id, second, LONG_AGO + HOUR)
    for after in ("further", None):
        with pytest.raises(ConflictError):
            backend.reminders.note(begun, after)
    assert due(backend, material, LONG_AGO) == []
    assert due(backend, material, LONG_AGO + HOUR) == [Replanning(material.practice_id, second)]


def test_the_roster_and_the_book_are_read_as_before(backend: Backend, material: Material) -> None:
    """AP-41, AP-50: the rules stand between the items that these read."""
    backend.practices.save(material.practice())
    backend.staff.save_role(material.practice_id, material.role())
    backend.staff.save_member(material.member())
    roster, book = (read(material.practice_id) for read in (backend.staff.roster, backend.groups.book))
    backend.reminders.save(material.practice_id, CHOSEN, LONG_AGO)
    assert backend.staff.roster(material.practice_id) == roster
    assert backend.groups.book(material.practice_id) == book
