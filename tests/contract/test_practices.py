"""The `Practices` port."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.contract.material import Material, a_number, an_id
from textward.domain.errors import ConflictError, NotFoundError
from textward.domain.message import Mode
from textward.domain.practice import Category, Facility

if TYPE_CHECKING:
    from tests.contract.backends import Backend


def test_a_practice_is_found_by_its_number(backend: Backend, material: Material) -> None:
    """AP-01."""
    practice = material.practice()
    backend.practices.save(practice)
    assert backend.practices.by_number(practice.number or "") == practice
    assert backend.practices.by_number(a_number()) is None


def test_a_practice_reads_back_whole(backend: Backend, material: Material) -> None:
    """AP-02."""
    practice = material.practice(
        default_mode=Mode.PLAIN, assign_to_care_team=True, assign_to_last_sender=False, phone="(312) 555-0199"
    )
    backend.practices.save(practice)
    assert backend.practices.get(practice.practice_id) == practice
    more = replace(practice, text_addon=True, version=7)
    backend.practices.save(more)
    assert backend.practices.get(practice.practice_id) == more
    with pytest.raises(NotFoundError):
        backend.practices.get(an_id())


def test_a_changed_number_leaves_the_old_one_pointing_nowhere(backend: Backend, material: Material) -> None:
    """AP-01, AP-04."""
    before = material.practice()
    after = replace(before, number=a_number())
    backend.practices.save(before)
    backend.practices.save(after)
    assert backend.practices.by_number(before.number or "") is None
    assert backend.practices.by_number(after.number or "") == after
    mine = [p for p in backend.practices.all_with_numbers() if p.practice_id == before.practice_id]
    assert mine == [after]


def test_a_number_given_up_is_nobodys(backend: Backend, material: Material) -> None:
    """AP-01, AP-04."""
    before = material.practice()
    backend.practices.save(before)
    backend.practices.save(replace(before, number=None))
    assert backend.practices.by_number(before.number or "") is None
    assert before.practice_id not in {p.practice_id for p in backend.practices.all_with_numbers()}
    other = Material().practice(number=before.number)
    backend.practices.save(other)
    assert backend.practices.by_number(before.number or "") == other


def test_a_number_is_never_two_practices(backend: Backend, material: Material) -> None:
    """AP-01."""
    first = material.practice()
    backend.practices.save(first)
    with pytest.raises(ConflictError):
        backend.practices.save(Material().practice(number=first.number))
    assert backend.practices.by_number(first.number or "") == first


def test_changed_settings_are_found_by_the_number_too(backend: Backend, material: Material) -> None:
    """AP-01."""
    practice = material.practice()
    backend.practices.save(practice)
    changed = replace(practice, name="Lakeside Clinic", texting_enabled=False)
    backend.practices.save(changed)
    assert backend.practices.by_number(practice.number or "") == changed


def test_facilities_come_by_name_and_of_this_practice_only(backend: Backend, material: Material) -> None:
    """AP-03."""
    names = ["Uptown", "Downtown", "Midtown"]
    facilities = [Facility(material.practice_id, an_id(), name, f"theirs-{name}") for name in names]
    for facility in facilities:
        backend.practices.save_facility(facility)
    backend.practices.save(material.practice())
    backend.practices.save_category(Category(material.practice_id, an_id(), "Diabetes"))
    backend.practices.save_facility(Facility(an_id(), an_id(), "Elsewhere"))
    found = backend.practices.facilities(material.practice_id)
    assert [facility.name for facility in found] == sorted(names)
    assert set(found) == set(facilities)


def test_only_practices_with_a_number_are_reconciled(backend: Backend, material: Material) -> None:
    """AP-04."""
    with_number, without = material.practice(), Material().practice(number=None)
    backend.practices.save(with_number)
    backend.practices.save(without)
    found = backend.practices.all_with_numbers()
    assert with_number in found
    assert without not in found
