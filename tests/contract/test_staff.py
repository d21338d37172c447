"""The `Staff` port."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.contract.material import Material, an_id
from tests.contract.races import race
from textward.domain.audit import Action
from textward.domain.errors import ConflictError, NotFoundError
from textward.domain.role import Preferences, Viewer

if TYPE_CHECKING:
    from tests.contract.backends import Backend


def test_a_sign_in_gives_the_member_with_the_role(backend: Backend, material: Material) -> None:
    """AP-05."""
    role, subject = material.role(), an_id()
    member = material.member(
        role_id=role.role_id,
        facility_ids=frozenset({an_id(), an_id()}),
        preferences=Preferences(sound=False, popup=True),
    )
    backend.staff.save_role(material.practice_id, role)
    backend.staff.save_member(member, subject)
    assert backend.staff.viewer(subject) == Viewer(member, role)
    assert backend.staff.viewer(an_id()) is None


def test_an_inactive_member_is_nobody_at_once(backend: Backend, material: Material) -> None:
    """AP-05; the process that changes it does not go on with what it knew."""
    role, subject = material.role(), an_id()
    member = material.member(role_id=role.role_id)
    backend.staff.save_role(material.practice_id, role)
    backend.staff.save_member(member, subject)
    assert backend.staff.viewer(subject) is not None
    backend.staff.save_member(replace(member, active=False))
    assert backend.staff.viewer(subject) is None
    backend.staff.save_member(member)
    assert backend.staff.viewer(subject) == Viewer(member, role)


def test_a_member_without_a_role_is_nobody(backend: Backend, material: Material) -> None:
    """AP-05."""
    subject = an_id()
    backend.staff.save_member(material.member(), subject)
    assert backend.staff.viewer(subject) is None


def test_a_changed_role_holds(backend: Backend, material: Material) -> None:
    """AP-05."""
    role, subject = material.role(), an_id()
    member = material.member(role_id=role.role_id)
    backend.staff.save_role(material.practice_id, role)
    backend.staff.save_member(member, subject)
    assert backend.staff.viewer(subject) == Viewer(member, role)
    changed = replace(role, practice_admin=True, phr_settings=True, name="Admin")
    backend.staff.save_role(material.practice_id, changed)
    assert backend.staff.viewer(subject) == Viewer(member, changed)


def test_another_sign_in_replaces_the_first(backend: Backend, material: Material) -> None:
    """AP-05."""
    role, first, second = material.role(), an_id(), an_id()
    member = material.member(role_id=role.role_id)
    backend.staff.save_role(material.practice_id, role)
    backend.staff.save_member(member, first)
    backend.staff.save_member(member, second)
    assert backend.staff.viewer(first) is None
    assert backend.staff.viewer(second) == Viewer(member, role)


def test_members_and_roles_come_by_name_and_of_this_practice_only(
    backend: Backend, material: Material
) -> None:
    """AP-06."""
    members = [material.member(name) for name in ("Cy", "Ann", "Ben")]
    roles = [material.role(name) for name in ("Nurse", "Doctor")]
    for member in members:
        backend.staff.save_member(member)
    for role in roles:
        backend.staff.save_role(material.practice_id, role)
    elsewhere = Material()
    backend.staff.save_member(elsewhere.member("Abe"))
    backend.staff.save_role(elsewhere.practice_id, elsewhere.role("Aide"))
    assert [m.name for m in backend.staff.members(material.practice_id)] == ["Ann", "Ben", "Cy"]
    assert set(backend.staff.members(material.practice_id)) == set(members)
    assert [r.name for r in backend.staff.roles(material.practice_id)] == ["Doctor", "Nurse"]
    assert set(backend.staff.roles(material.practice_id)) == set(roles)


def test_preferences_change_alone(backend: Backend, material: Material) -> None:
    """AP-05, AP-06."""
    role, subject = material.role(), an_id()
    member = material.member(role_id=role.role_id)
    backend.staff.save_role(material.practice_id, role)
    backend.staff.save_member(member, subject)
    assert backend.staff.viewer(subject) is not None
    silent = Preferences(sound=False, popup=False)
    backend.staff.save_preferences(material.practice_id, member.member_id, silent)
    expected = replace(member, preferences=silent)
    assert backend.staff.members(material.practice_id) == (expected,)
    assert backend.staff.viewer(subject) == Viewer(expected, role)


def test_preferences_of_nobody_are_not_stored(backend: Backend, material: Material) -> None:
    """AP-06."""
    with pytest.raises(NotFoundError):
        backend.staff.save_preferences(material.practice_id, an_id(), Preferences())
    assert backend.staff.members(material.practice_id) == ()


def test_the_roster_is_all_members_and_roles_at_one_moment(backend: Backend, material: Material) -> None:
    """AP-41."""
    role = material.role()
    members = [material.member(name, role_id=role.role_id) for name in ("Ben", "Ann")]
    backend.staff.save_role(material.practice_id, role)
    for member in members:
        backend.staff.save_member(member, an_id())
    roster = backend.staff.roster(material.practice_id)
    assert roster.practice_id == material.practice_id
    assert (set(roster.members), set(roster.roles)) == (set(members), {role})
    empty = backend.staff.roster(an_id())
    assert (empty.members, empty.roles) == ((), ())


def test_the_roster_moves_with_every_change(backend: Backend, material: Material) -> None:
    """AP-41, AP-42."""
    versions = [backend.staff.roster(material.practice_id).version]
    role, member = material.role(), material.member()
    backend.staff.save_role(material.practice_id, role)
    versions.append(backend.staff.roster(material.practice_id).version)
    backend.staff.save_member(member, an_id())
    versions.append(backend.staff.roster(material.practice_id).version)
    backend.staff.change_roster(backend.staff.roster(material.practice_id), role=replace(role, version=2))
    versions.append(backend.staff.roster(material.practice_id).version)
    assert versions == sorted(set(versions))


def test_a_change_of_the_roster_is_stored_with_its_line_in_the_trail(
    backend: Backend, material: Material
) -> None:
    """AP-42 (row E1)."""
    role, subject = material.role(), an_id()
    member = material.member(role_id=role.role_id)
    backend.staff.save_role(material.practice_id, role)
    backend.staff.save_member(member, subject)
    entries = [material.entry(Action.ROLE_SAVED), material.entry(Action.MEMBER_SAVED)]
    changed = replace(role, practice_admin=True, version=2)
    backend.staff.change_roster(backend.staff.roster(material.practice_id), role=changed, audit=entries[0])
    assert backend.staff.viewer(subject) == Viewer(member, changed)
    moved = replace(member, active=False, version=2)
    backend.staff.change_roster(backend.staff.roster(material.practice_id), member=moved, audit=entries[1])
    assert backend.staff.viewer(subject) is None
    assert backend.staff.members(material.practice_id) == (moved,)
    assert backend.staff.roles(material.practice_id) == (changed,)
    assert backend.audit_ids(material.practice_id) == [entry.entry_id for entry in entries]


def test_a_change_of_the_roster_leaves_a_members_own_switches_as_they_have_become(
    backend: Backend, material: Material
) -> None:
    """AP-42: they move without the roster, so what the editor saw of them may be old."""
    member = material.member()
    backend.staff.save_member(member, an_id())
    seen = backend.staff.roster(material.practice_id)
    silent = Preferences(sound=False, popup=False)
    backend.staff.save_preferences(material.practice_id, member.member_id, silent)
    moved = replace(member, role_id=an_id(), version=2)
    backend.staff.change_roster(seen, member=moved)
    assert backend.staff.members(material.practice_id) == (replace(moved, preferences=silent),)


def test_a_change_from_an_older_roster_conflicts(backend: Backend, material: Material) -> None:
    """AP-42 (row E1): else two editors could each take the other's admin rights, and nobody would be left."""
    first, second = material.role("First"), material.role("Second")
    backend.staff.save_role(material.practice_id, first)
    seen = backend.staff.roster(material.practice_id)
    backend.staff.change_roster(seen, role=second)
    entry = material.entry(Action.ROLE_SAVED)
    with pytest.raises(ConflictError):
        backend.staff.change_roster(seen, role=replace(first, practice_admin=True), audit=entry)
    with pytest.raises(ConflictError):
        backend.staff.change_roster(seen, member=material.member())
    assert set(backend.staff.roles(material.practice_id)) == {first, second}
    assert backend.staff.members(material.practice_id) == ()
    assert backend.audit_ids(material.practice_id) == []


@pytest.mark.slow
def test_of_changes_of_the_roster_at_once_one_holds(racing: Backend, material: Material) -> None:
    """AP-42."""
    roles = [material.role(f"Role {number}") for number in range(6)]
    seen = racing.staff.roster(material.practice_id)
    outcomes = race(6, lambda number: racing.staff.change_roster(seen, role=roles[number]))
    assert len(outcomes.given) == 1
    assert set(outcomes.refused) == {ConflictError}
    assert len(racing.staff.roles(material.practice_id)) == 1


def test_a_member_has_one_sign_in(backend: Backend, material: Material) -> None:
    """AP-42: whose sign-in is to be stopped when access ends."""
    member, subject = material.member(), an_id()
    backend.staff.save_member(member, subject)
    assert backend.staff.subject_of(material.practice_id, member.member_id) == subject
    backend.staff.change_roster(
        backend.staff.roster(material.practice_id), member=replace(member, active=False, version=2)
    )
    assert backend.staff.subject_of(material.practice_id, member.member_id) == subject
    without = material.member()
    backend.staff.save_member(without)
    assert backend.staff.subject_of(material.practice_id, without.member_id) is None
    assert backend.staff.subject_of(an_id(), member.member_id) is None
