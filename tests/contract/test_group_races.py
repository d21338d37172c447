"""However many edit at once, every stored group keeps every rule (row G4): no two editors can break one together.

The use cases run against the engine, each editor in a thread of their own; `check_group` looks at what is left.
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.contract.letters import Letters
from tests.contract.material import an_id
from tests.contract.races import race
from tests.fakes.live import FakeStaffPush
from tests.fakes.settings import FakeSignIns
from textward.adapters.system import SystemClock, UlidIds
from textward.domain.audit import Actor
from textward.domain.errors import ConflictError, InvalidInputError, TextwardError
from textward.domain.group import MOST_MEMBERS, Answering, Group, GroupBook, check_group
from textward.domain.practice import Category, Facility
from textward.domain.role import Role, TextPrivilege, Viewer
from textward.services.manage_groups import ManageGroups
from textward.services.manage_roster import ManageRoster
from textward.services.record_audit import AuditTrail

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.contract.backends import Backend

pytestmark = pytest.mark.slow

SAME_NAME = ["Nurses", "nurses", " NURSES ", "Núrses", "nurses  ", "NuRsEs!"]
PATIENCE = 40
"""How often somebody who meets a conflict looks again and does what they wanted."""


class Office:
    """A practice where everybody may edit everything."""

    def __init__(self, backend: Backend, people: int = 14) -> None:
        self.backend, self.letters = backend, Letters()
        practice_id = self.letters.practice_id
        backend.practices.save(self.letters.practice(paid_plan=True))
        self.facilities = [Facility(practice_id, an_id(), name) for name in ("Downtown", "Uptown", "Lake")]
        self.categories = [Category(practice_id, an_id(), name) for name in ("Diabetes", "Teens")]
        for facility in self.facilities:
            backend.practices.save_facility(facility)
        for category in self.categories:
            backend.practices.save_category(category)
        role = Role(an_id(), "Everything", TextPrivilege.ALL, practice_admin=True, manage_groups=True)
        backend.staff.save_role(practice_id, role)
        members = [self.letters.member(f"Member {number}", role_id=role.role_id) for number in range(people)]
        for member in members:
            backend.staff.save_member(member)
        self.people = [Viewer(member, role) for member in members]
        ids = UlidIds()
        self.manage = ManageGroups(backend.groups, ids)
        self.roster = ManageRoster(
            backend.staff, backend.groups, FakeSignIns(), backend.connections, FakeStaffPush(), ids
        )

    def ids(self, *numbers: int) -> frozenset[str]:
        return frozenset(self.people[number].member_id for number in numbers)

    def book(self) -> GroupBook:
        return self.backend.groups.book(self.letters.practice_id)

    def trail(self, viewer: Viewer) -> AuditTrail:
        return AuditTrail(self.backend.audit, SystemClock(), UlidIds(), Actor("member", viewer.member_id))

    def add(self, by: int, name: str, **changes: object) -> Group:
        viewer = self.people[by]
        group = replace(self.letters.group(name, admins=self.ids(by)), **changes)  # type: ignore[arg-type]
        return self.manage.add(viewer, group, self.trail(viewer))

    def change(self, by: int, group: Group) -> Group:
        viewer = self.people[by]
        return self.manage.change(viewer, group, self.trail(viewer))

    def leave(self, member: int, by: int) -> None:
        """End a member's access, looking again as often as somebody else was first."""
        viewer, admin = self.people[member], self.people[by]
        now = self.backend.staff.roster(self.letters.practice_id).member(viewer.member_id)
        assert now
        self.roster.change_member(
            admin, now.member_id, now.role_id, active=False, version=now.version, trail=self.trail(admin)
        )

    def close(self, facility: Facility, by: int) -> tuple[Group, ...]:
        viewer = self.people[by]
        return self.manage.close_facility(viewer, facility.facility_id, self.trail(viewer))

    def delete(self, category: Category, by: int) -> tuple[Group, ...]:
        viewer = self.people[by]
        return self.manage.delete_category(viewer, category.category_id, self.trail(viewer))

    def check(self) -> None:
        """Hold every stored group to every rule."""
        book = self.book()
        for group in book.groups:
            check_group(book, group)


def patiently(act: Callable[[], object]) -> None:
    """Do it until it is done or refused for another reason than that somebody else was first."""
    for _ in range(PATIENCE):
        try:
            act()
        except ConflictError:
            continue
        return
    raise AssertionError


def test_of_names_that_are_the_same_at_heart_one_is_taken(racing: Backend) -> None:
    office = Office(racing)

    outcomes = race(len(SAME_NAME), lambda number: office.add(number, SAME_NAME[number]))

    assert len(outcomes.given) == 1
    assert set(outcomes.refused) <= {InvalidInputError, ConflictError}
    assert office.book().groups == tuple(outcomes.given)
    office.check()


def test_of_renamings_to_one_name_one_holds(racing: Backend) -> None:
    office = Office(racing)
    groups = [office.add(number, f"Group {number}") for number in range(4)]

    outcomes = race(4, lambda number: office.change(number, replace(groups[number], name=SAME_NAME[number])))

    assert len(outcomes.given) == 1
    assert sum(group.name.startswith("Group") for group in office.book().groups) == 3
    office.check()


def test_two_who_take_away_each_others_admin_leave_one(racing: Backend) -> None:
    office = Office(racing)
    for number in range(5):
        seen = office.add(0, f"Group {number}", admins=office.ids(0, 1), users=office.ids(2))
        alone = [replace(seen, admins=office.ids(member)) for member in (0, 1)]

        outcomes = race(2, lambda editor, alone=alone: office.change(editor, alone[editor]))  # type: ignore[misc]

        assert len(outcomes.given) == 1
        assert outcomes.refused == [ConflictError]
        office.check()


def test_no_eleventh_member_comes_in(racing: Backend) -> None:
    """Each looks again after a conflict, and adds their member to what is there then."""
    office = Office(racing)
    seen = office.add(0, "Nurses", admins=office.ids(0), users=office.ids(*range(1, MOST_MEMBERS - 1)))

    def bring(number: int) -> None:
        def once() -> None:
            now = office.book().group(seen.group_id)
            assert now
            office.change(number, replace(now, users=now.users | office.ids(MOST_MEMBERS - 1 + number)))

        patiently(once)

    outcomes = race(5, bring)

    assert len(outcomes.given) == 1
    assert set(outcomes.refused) == {InvalidInputError}
    (group,) = office.book().groups
    assert len(group.members) == MOST_MEMBERS
    office.check()


def test_who_leaves_is_in_no_group_whoever_edits_meanwhile(racing: Backend) -> None:
    office = Office(racing)
    for leaver in (9, 10, 11, 12):
        seen = office.add(0, f"Nurses {leaver}")
        ours = office.add(1, f"Desk {leaver}", admins=office.ids(leaver))
        edits = [
            replace(seen, admins=office.ids(leaver), users=office.ids(2)),
            replace(ours, users=office.ids(3)),
        ]

        def act(number: int, leaver: int = leaver, edits: list[Group] = edits) -> None:
            if number == 0:
                patiently(lambda: office.leave(leaver, by=13))
            elif number <= len(edits):
                office.change(number, edits[number - 1])
            else:
                office.add(number, f"Group {leaver} {number}", admins=office.ids(leaver))

        race(7, act)

        gone = office.people[leaver].member_id
        book = office.book()
        assert [m.active for m in book.roster.members if m.member_id == gone] == [False]
        assert not any(gone in group.members for group in book.groups)
        office.check()


def test_the_last_two_practice_admins_do_not_both_leave(racing: Backend) -> None:
    """Row E1 with row G4: else nobody could take over."""
    office = Office(racing, people=2)
    office.add(0, "Nurses", admins=office.ids(0))
    office.add(1, "Desk", admins=office.ids(1))

    outcomes = race(2, lambda number: office.leave(number, by=1 - number))

    assert len(outcomes.given) == 1
    assert set(outcomes.refused) <= {ConflictError, InvalidInputError}
    office.check()


def test_no_group_is_open_for_a_category_or_facility_that_is_gone(racing: Backend) -> None:
    for number in range(3):
        office = Office(racing)
        category, facility = office.categories[0], office.facilities[0]

        def act(caller: int, office: Office = office) -> object:
            category, facility = office.categories[0], office.facilities[0]
            if caller == 0:
                return office.delete(category, by=caller)
            if caller == 1:
                return office.close(facility, by=caller)
            if caller % 2:
                return office.add(caller, f"Group {caller}", category_id=category.category_id)
            return office.add(caller, f"Group {caller}", facility_id=facility.facility_id)

        race(6, act)

        book = office.book()
        assert category.category_id not in {each.category_id for each in book.categories}, number
        for group in book.groups:
            gone = category.category_id == group.category_id or facility.facility_id == group.facility_id
            assert group.retired is gone
        office.check()


def test_the_last_facility_is_not_closed_by_two_at_once(racing: Backend) -> None:
    office = Office(racing)

    race(3, lambda number: patiently(lambda: office.close(office.facilities[number], by=number)))

    assert len(office.book().facilities) == 1


def test_whatever_many_do_at_once_every_rule_holds(racing: Backend) -> None:
    """A storm of edits of every kind, drawn from a seed."""
    for seed in range(3):
        office = Office(racing)
        for number in range(3):
            office.add(number, f"Group {number}", admins=office.ids(number, number + 3))

        outcomes = race(8, lambda caller, seed=seed, office=office: _busy(office, caller, seed))  # type: ignore[misc]

        assert sum(outcomes.given) > 8
        office.check()


def _busy(office: Office, caller: int, seed: int) -> int:
    """Do six things, whatever becomes of each; give how many went through."""
    draw, done = random.Random(seed * 100 + caller), 0  # noqa: S311 - a test's draws
    for _ in range(6):
        try:
            _something(office, caller, draw)
        except TextwardError:
            continue
        done += 1
    return done


def _something(office: Office, caller: int, draw: random.Random) -> None:
    book = office.book()
    group = draw.choice(book.groups)
    members = [viewer.member_id for viewer in draw.sample(office.people, draw.randint(1, 11))]
    cut = draw.randint(0, 3)
    shape = {"admins": frozenset(members[:cut]), "users": frozenset(members[cut:])}
    match draw.randint(0, 6):
        case 0:
            office.add(caller, draw.choice([*SAME_NAME, "Desk", "desk "]))
        case 1 | 2:
            office.change(caller, replace(group, **shape))  # type: ignore[arg-type]
        case 3:
            place = draw.choice(office.categories).category_id
            office.change(caller, replace(group, category_id=place, retired=False))
        case 4:
            office.leave(draw.randint(8, 13), by=caller)
        case 5:
            admins = frozenset(members[:1])
            careful = replace(group, answering=Answering.CARE_TEAM, admins=admins, users=frozenset())
            office.change(caller, careful)
        case _:
            if draw.random() < 1 / 2:
                office.delete(draw.choice(office.categories), by=caller)
            else:
                office.close(draw.choice(office.facilities), by=caller)
