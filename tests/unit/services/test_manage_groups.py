"""Members with the privilege edit message groups (rows G1-G5); nobody, and nothing that ends, leaves one without an Admin."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.fakes.groups import FakeGroups
from tests.fakes.settings import FakeStaff
from textward.domain.audit import Action
from textward.domain.errors import (
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    PaidPlanNeededError,
)
from textward.domain.group import Answering, Group, check_group
from textward.domain.role import TextPrivilege
from textward.services.manage_groups import TRIES, ManageGroups

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.services.portal_clinic import PortalClinic
    from textward.domain.group import GroupBook
    from textward.domain.role import Viewer


def wanted(portal: PortalClinic, name: str = "Nurses", **changes: object) -> Group:
    """Give what a member types for a new group."""
    group = Group("", "", name, admins=frozenset({portal.gina.member_id}))
    return replace(group, **changes)  # type: ignore[arg-type]


def stored(portal: PortalClinic, group: Group) -> Group:
    found = portal.world.groups.get(portal.practice_id, group.group_id)
    assert found
    return found


def last_lines(portal: PortalClinic, count: int) -> list[tuple[Action, str | None]]:
    return [(entry.action, entry.target_id) for entry in portal.world.state.audit[-count:]]


def end_access(portal: PortalClinic, viewer: Viewer, by: Viewer | None = None) -> None:
    admin = by or portal.demo.alice
    now = portal.world.staff.roster(portal.practice_id).member(viewer.member_id)
    assert now
    portal.manage_roster.change_member(
        admin, now.member_id, now.role_id, active=False, version=now.version, trail=portal.trail(admin)
    )


def check_all(portal: PortalClinic) -> None:
    """Hold every group to every rule."""
    book = portal.world.groups.book(portal.practice_id)
    for group in book.groups:
        check_group(book, group)


@dataclass
class Meddled(FakeGroups):
    """Groups where somebody else edits between the reading and the storing, so many times."""

    meddle: Callable[[], object] = lambda: None
    times: int = 1

    def change(self, book: GroupBook, **changes: Any) -> None:  # noqa: ANN401 - handed on as they come
        if self.times:
            self.times -= 1
            self.meddle()
        super().change(book, **changes)


def meddled(portal: PortalClinic, meddle: Callable[[], object], times: int = 1) -> ManageGroups:
    return ManageGroups(Meddled(portal.world.state, meddle, times), portal.world.ids)


# --- adding and changing (rows G1-G4) ---


def test_a_new_group_is_stored_tidily_with_its_line_in_the_trail(portal: PortalClinic) -> None:
    typed = wanted(portal, "  Night   nurses ", description=" For\n questions ", retired=True, version=9)

    group = portal.manage_groups.add(portal.gina, typed, portal.trail(portal.gina))

    assert (group.name, group.description) == ("Night nurses", "For questions")
    assert (group.practice_id, group.retired, group.version) == (portal.practice_id, False, 1)
    assert stored(portal, group) == group
    assert last_lines(portal, 1) == [(Action.GROUP_SAVED, group.group_id)]
    assert portal.manage_groups.book(portal.gina).groups == (group,)


def test_a_change_is_stored_as_the_next_version(portal: PortalClinic) -> None:
    group = portal.group()
    typed = replace(
        group, name="Team", practice_id="another", answering=Answering.CARE_TEAM, users=frozenset()
    )

    changed = portal.manage_groups.change(portal.gina, typed, portal.trail(portal.gina))

    assert changed == stored(portal, group) == replace(typed, practice_id=portal.practice_id, version=2)
    assert last_lines(portal, 1) == [(Action.GROUP_SAVED, group.group_id)]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": " NÚRSES "}, "/name"),
        ({"admins": frozenset()}, "/admins"),
        ({"admins": frozenset(str(number) for number in range(11))}, "/users"),
        ({"facility_id": "elsewhere"}, "/facility_id"),
        ({"category_id": "none"}, "/category_id"),
    ],
)
def test_a_broken_rule_is_refused_and_nothing_is_stored(
    portal: PortalClinic, changes: dict[str, Any], pointer: str
) -> None:
    first, second = portal.group("Nurses"), portal.group("Doctors")
    before, lines = dict(portal.world.state.groups), len(portal.world.state.audit)

    attempts: list[Callable[[], object]] = [
        lambda: portal.manage_groups.add(
            portal.gina, wanted(portal, **{"name": "New", **changes}), portal.trail(portal.gina)
        ),
        lambda: portal.manage_groups.change(
            portal.gina, replace(second, **changes), portal.trail(portal.gina)
        ),
    ]
    for attempt in attempts:
        with pytest.raises(InvalidInputError) as refused:
            attempt()
        assert refused.value.pointer == pointer

    assert first.name == "Nurses"
    assert portal.world.state.groups == before
    assert len(portal.world.state.audit) == lines


def test_without_the_paid_plan_groups_can_only_be_retired(portal: PortalClinic) -> None:
    group = portal.group()
    portal.world.practices.save(replace(portal.demo.practice, paid_plan=False))
    trail = portal.trail(portal.gina)

    with pytest.raises(PaidPlanNeededError):
        portal.manage_groups.add(portal.gina, wanted(portal, "New"), trail)
    with pytest.raises(PaidPlanNeededError):
        portal.manage_groups.change(portal.gina, replace(group, description="New"), trail)

    assert portal.manage_groups.retire(portal.gina, group.group_id, 1, trail).retired


def test_a_retired_group_can_be_opened_again_by_the_same_rules(portal: PortalClinic) -> None:
    group, trail = portal.group(facility_id=portal.demo.uptown.facility_id), portal.trail(portal.gina)
    retired = portal.manage_groups.retire(portal.gina, group.group_id, 1, trail)
    assert portal.manage_groups.change(portal.gina, replace(retired, retired=False), trail).version == 3
    alice = portal.demo.alice
    portal.manage_groups.close_facility(alice, portal.demo.uptown.facility_id, portal.trail(alice))
    closed = stored(portal, group)

    with pytest.raises(InvalidInputError) as refused:
        portal.manage_groups.change(portal.gina, replace(closed, retired=False), trail)

    assert refused.value.pointer == "/facility_id"


def test_retiring_is_done_once_and_needs_what_was_seen_to_hold(portal: PortalClinic) -> None:
    group, trail = portal.group(), portal.trail(portal.gina)
    with pytest.raises(ConflictError):
        portal.manage_groups.retire(portal.gina, group.group_id, 7, trail)

    retired = portal.manage_groups.retire(portal.gina, group.group_id, 1, trail)
    lines = len(portal.world.state.audit)

    assert portal.manage_groups.retire(portal.gina, group.group_id, 2, trail) == retired
    assert len(portal.world.state.audit) == lines
    assert stored(portal, group) == replace(group, retired=True, version=2)
    assert last_lines(portal, 1) == [(Action.GROUP_RETIRED, group.group_id)]


# --- several editors (row G4) ---


def test_a_group_seen_before_a_colleague_changed_it_conflicts(portal: PortalClinic) -> None:
    group, trail = portal.group(), portal.trail(portal.gina)
    portal.manage_groups.change(portal.gina, replace(group, name="Team"), trail)

    with pytest.raises(ConflictError):
        portal.manage_groups.change(portal.gina, replace(group, description="Mine"), trail)
    with pytest.raises(NotFoundError):
        portal.manage_groups.change(portal.gina, replace(group, group_id="0" * 26), trail)

    assert stored(portal, group).name == "Team"


def test_an_edit_of_something_else_meanwhile_is_no_conflict(portal: PortalClinic) -> None:
    manage = meddled(portal, lambda: portal.settings(excluded=frozenset()), times=TRIES - 1)

    group = manage.add(portal.gina, wanted(portal), portal.trail(portal.gina))

    assert stored(portal, group) == group


def test_others_who_edit_all_the_time_are_a_conflict(portal: PortalClinic) -> None:
    group = portal.group()
    trail = portal.trail(portal.gina)
    attempts: list[Callable[[ManageGroups], object]] = [
        lambda manage: manage.add(portal.gina, wanted(portal, "New"), trail),
        lambda manage: manage.change(portal.gina, replace(group, name="Team"), trail),
        lambda manage: manage.retire(portal.gina, group.group_id, 1, trail),
        lambda manage: manage.delete_category(portal.demo.alice, portal.diabetes.category_id, trail),
        lambda manage: manage.close_facility(portal.demo.alice, portal.demo.uptown.facility_id, trail),
    ]
    for attempt in attempts:
        with pytest.raises(ConflictError):
            attempt(meddled(portal, portal.settings, times=TRIES))
    assert portal.world.groups.all(portal.practice_id) == (group,)


def test_a_name_taken_meanwhile_is_refused(portal: PortalClinic) -> None:
    manage = meddled(portal, lambda: portal.group("NURSES"))

    with pytest.raises(InvalidInputError) as refused:
        manage.add(portal.gina, wanted(portal, "Nurses"), portal.trail(portal.gina))

    assert refused.value.pointer == "/name"


def test_a_member_who_left_meanwhile_is_refused(portal: PortalClinic) -> None:
    manage = meddled(portal, lambda: end_access(portal, portal.ines))
    typed = wanted(portal, users=frozenset({portal.ines.member_id}))

    with pytest.raises(InvalidInputError):
        manage.add(portal.gina, typed, portal.trail(portal.gina))


def test_a_category_deleted_meanwhile_is_refused(portal: PortalClinic) -> None:
    alice, gone = portal.demo.alice, portal.diabetes.category_id
    manage = meddled(portal, lambda: portal.manage_groups.delete_category(alice, gone, portal.trail(alice)))

    with pytest.raises(InvalidInputError) as refused:
        manage.add(portal.gina, wanted(portal, category_id=gone), portal.trail(portal.gina))

    assert refused.value.pointer == "/category_id"


def test_a_plan_that_ends_meanwhile_is_refused(portal: PortalClinic) -> None:
    def end_plan() -> None:
        portal.world.practices.save(replace(portal.demo.practice, paid_plan=False))

    with pytest.raises(PaidPlanNeededError):
        meddled(portal, end_plan).add(portal.gina, wanted(portal), portal.trail(portal.gina))

    assert portal.world.groups.all(portal.practice_id) == ()


# --- who may (row G5) ---


def test_groups_take_the_privilege(portal: PortalClinic) -> None:
    group, alice = portal.group(), portal.demo.alice
    assert alice.role.practice_admin
    trail = portal.trail(alice)
    for viewer in (alice, portal.member("Olga", TextPrivilege.ALL, portal=True)):
        for attempt in (
            portal.manage_groups.book,
            lambda viewer: portal.manage_groups.add(viewer, wanted(portal, "New"), trail),
            lambda viewer: portal.manage_groups.change(viewer, replace(group, name="Team"), trail),
            lambda viewer: portal.manage_groups.retire(viewer, group.group_id, 1, trail),
        ):
            with pytest.raises(NotAllowedError):
                attempt(viewer)
    assert portal.world.groups.all(portal.practice_id) == (group,)


def test_places_are_the_practice_admins(portal: PortalClinic) -> None:
    trail = portal.trail(portal.gina)
    with pytest.raises(NotAllowedError):
        portal.manage_groups.close_facility(portal.gina, portal.demo.uptown.facility_id, trail)
    with pytest.raises(NotAllowedError):
        portal.manage_groups.delete_category(portal.gina, portal.diabetes.category_id, trail)


def test_another_practices_group_is_none(portal: PortalClinic) -> None:
    group = portal.group()
    stranger = replace(portal.gina, member=replace(portal.gina.member, practice_id="0" * 26))
    portal.world.practices.save(
        replace(portal.demo.practice, practice_id="0" * 26, number=None, paid_plan=True)
    )
    with pytest.raises(NotFoundError):
        portal.manage_groups.change(stranger, replace(group, name="Mine"), portal.trail(stranger))
    with pytest.raises(NotFoundError):
        portal.manage_groups.retire(stranger, group.group_id, 1, portal.trail(stranger))
    assert stored(portal, group) == group


# --- a member who leaves ---


def test_who_leaves_is_out_of_every_group(portal: PortalClinic) -> None:
    nurses, other = portal.group(), portal.group("Desk", users=frozenset())

    end_access(portal, portal.hugo)

    assert stored(portal, nurses) == replace(nurses, users=frozenset(), version=2)
    assert stored(portal, other) == other
    check_all(portal)


def test_where_the_only_admin_leaves_the_practice_admin_who_ends_it_takes_over(portal: PortalClinic) -> None:
    nurses, retired = portal.group(), portal.group("Old", retired=True)
    portal.member("Zack", admin=True)

    end_access(portal, portal.gina)

    for group in (nurses, retired):
        assert stored(portal, group).admins == {portal.demo.alice.member_id}
    check_all(portal)


def test_a_practice_admin_who_leaves_by_themself_is_followed_by_another(portal: PortalClinic) -> None:
    alice, zack = portal.demo.alice, portal.member("Zack", admin=True)
    nurses = portal.group(admins=frozenset({alice.member_id}), users=frozenset({zack.member_id}))

    end_access(portal, alice, by=alice)

    assert stored(portal, nurses).admins == {zack.member_id}
    assert stored(portal, nurses).users == frozenset()
    check_all(portal)


def test_ending_access_does_not_wait_for_who_edits_groups(
    portal: PortalClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the group that was made meanwhile, with the leaver in it, is left too."""
    change = FakeStaff.change_roster
    made: list[Group] = []

    def meddled(staff: FakeStaff, *args: Any, **changes: Any) -> None:  # noqa: ANN401 - handed on as they come
        if not made:
            made.append(portal.group("Made meanwhile"))
        change(staff, *args, **changes)

    monkeypatch.setattr(FakeStaff, "change_roster", meddled)
    end_access(portal, portal.hugo)
    assert stored(portal, made[0]).users == frozenset()
    member = portal.world.staff.roster(portal.practice_id).member(portal.hugo.member_id)
    assert member
    assert not member.active


def test_who_comes_back_is_in_no_group(portal: PortalClinic) -> None:
    nurses = portal.group()
    end_access(portal, portal.hugo)
    alice, now = (
        portal.demo.alice,
        portal.world.staff.roster(portal.practice_id).member(portal.hugo.member_id),
    )
    assert now
    portal.manage_roster.change_member(
        alice, now.member_id, now.role_id, active=True, version=now.version, trail=portal.trail(alice)
    )
    assert stored(portal, nurses).users == frozenset()


def test_another_role_leaves_a_member_in_their_groups(portal: PortalClinic) -> None:
    nurses, alice = portal.group(), portal.demo.alice
    portal.manage_roster.change_member(
        alice,
        portal.hugo.member_id,
        portal.ines.role.role_id,
        active=True,
        version=1,
        trail=portal.trail(alice),
    )
    assert stored(portal, nurses) == nurses


# --- a facility that closes, a category that is deleted ---


def test_groups_of_a_closed_facility_are_retired_with_it(portal: PortalClinic) -> None:
    alice, uptown = portal.demo.alice, portal.demo.uptown
    here = portal.group("Here", facility_id=uptown.facility_id)
    there = portal.group("There", facility_id=portal.demo.downtown.facility_id)
    retired = portal.manage_groups.close_facility(alice, uptown.facility_id, portal.trail(alice))

    assert retired == (replace(here, retired=True, version=2),) == (stored(portal, here),)
    assert stored(portal, there) == there
    assert portal.world.practices.facilities(portal.practice_id) == (portal.demo.downtown,)
    assert last_lines(portal, 2) == [
        (Action.FACILITY_CLOSED, uptown.facility_id),
        (Action.GROUP_RETIRED, here.group_id),
    ]
    check_all(portal)


def test_the_last_facility_stays(portal: PortalClinic) -> None:
    alice = portal.demo.alice
    portal.manage_groups.close_facility(alice, portal.demo.uptown.facility_id, portal.trail(alice))
    with pytest.raises(InvalidInputError):
        portal.manage_groups.close_facility(alice, portal.demo.downtown.facility_id, portal.trail(alice))
    with pytest.raises(NotFoundError):
        portal.manage_groups.close_facility(alice, portal.demo.uptown.facility_id, portal.trail(alice))
    assert portal.world.practices.facilities(portal.practice_id) == (portal.demo.downtown,)


def test_groups_of_a_deleted_category_are_retired_with_it(portal: PortalClinic) -> None:
    alice = portal.demo.alice
    group = portal.group(category_id=portal.diabetes.category_id)

    retired = portal.manage_groups.delete_category(alice, portal.diabetes.category_id, portal.trail(alice))

    assert retired == (stored(portal, group),)
    assert stored(portal, group).retired
    assert portal.world.groups.book(portal.practice_id).categories == ()
    assert last_lines(portal, 2) == [
        (Action.CATEGORY_DELETED, portal.diabetes.category_id),
        (Action.GROUP_RETIRED, group.group_id),
    ]
    with pytest.raises(NotFoundError):
        portal.manage_groups.delete_category(alice, portal.diabetes.category_id, portal.trail(alice))
    check_all(portal)
