"""Two who edit groups, members, settings or places of one practice at once: one is stored, the other looks anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.contract.letters import Letters
from tests.contract.material import NOW, an_id
from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.audit import DynamoAudit
from textward.adapters.dynamodb.groups import DynamoGroups
from textward.adapters.dynamodb.mapping.settings import member_fields
from textward.adapters.dynamodb.models import MemberItem
from textward.adapters.dynamodb.practices import DynamoPractices
from textward.adapters.dynamodb.staff import DynamoStaff
from textward.adapters.system import UlidIds
from textward.domain.audit import Actor
from textward.domain.errors import ConflictError, InvalidInputError, NotFoundError, PaidPlanNeededError
from textward.domain.group import MOST_GROUPS, MOST_KEPT, without_facility, without_member
from textward.domain.portal import PortalSettings
from textward.domain.practice import Category, Facility
from textward.domain.role import Viewer
from textward.services.manage_groups import ManageGroups
from textward.services.record_audit import AuditTrail

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.group import Group
    from textward.domain.role import Member

    Meanwhile = Callable[..., None]


class Office:
    """A practice on the paid plan, with two members who edit its groups."""

    def __init__(self, tables: Tables) -> None:
        self.letters = Letters()
        self.practice_id = self.letters.practice_id
        self.groups, self.staff = DynamoGroups(tables), DynamoStaff(tables)
        self.practices = DynamoPractices(tables)
        self.practice = self.letters.practice(paid_plan=True)
        self.practices.save(self.practice)
        self.role = replace(self.letters.role(), practice_admin=True)
        self.staff.save_role(self.practice_id, self.role)
        self.ann, self.bo = (Viewer(self.member(name), self.role) for name in ("Ann", "Bo"))
        self.manage = ManageGroups(self.groups, UlidIds())
        self.trail = AuditTrail(DynamoAudit(tables), self, UlidIds(), Actor("member", an_id(), "", ""))

    def now(self) -> datetime:
        return NOW

    def member(self, name: str) -> Member:
        member = self.letters.member(name, role_id=self.role.role_id)
        self.staff.save_member(member)
        return member

    def group(self, name: str = "Nurses") -> Group:
        both = frozenset({self.ann.member_id, self.bo.member_id})
        return self.manage.add(self.ann, self.letters.group(name, admins=both), self.trail)

    def store(self, *groups: Group) -> None:
        self.groups.change(self.groups.book(self.practice_id), groups=groups)


@pytest.fixture
def office(tables: Tables) -> Office:
    return Office(tables)


def test_two_groups_of_one_name_made_at_once_are_one(office: Office, meanwhile: Meanwhile) -> None:
    wanted = office.letters.group("Nurses", admins=frozenset({office.ann.member_id}))
    meanwhile("TransactWriteItems", lambda: office.manage.add(office.bo, wanted, office.trail))
    with pytest.raises(InvalidInputError):
        office.manage.add(office.ann, replace(wanted, name="nurses"), office.trail)
    assert [group.name for group in office.groups.all(office.practice_id)] == ["Nurses"]


def test_two_who_demote_each_others_admin_at_once_leave_one(office: Office, meanwhile: Meanwhile) -> None:
    group = office.group()
    demoted = [
        replace(group, admins=frozenset({stays}), users=frozenset({goes}))
        for stays, goes in (
            (office.ann.member_id, office.bo.member_id),
            (office.bo.member_id, office.ann.member_id),
        )
    ]
    meanwhile("TransactWriteItems", lambda: office.manage.change(office.bo, demoted[1], office.trail))
    with pytest.raises(ConflictError):
        office.manage.change(office.ann, demoted[0], office.trail)
    stored = office.groups.get(office.practice_id, group.group_id)
    assert stored is not None
    assert stored.admins == {office.bo.member_id}


def test_nobody_who_has_left_meanwhile_becomes_a_member_of_a_group(
    office: Office, meanwhile: Meanwhile
) -> None:
    leaver = office.member("Cy")
    wanted = office.letters.group(admins=frozenset({leaver.member_id}))

    def leave() -> None:
        roster = office.staff.roster(office.practice_id)
        office.staff.change_roster(roster, member=replace(leaver, active=False, version=2))

    meanwhile("TransactWriteItems", leave)
    with pytest.raises(InvalidInputError):
        office.manage.add(office.ann, wanted, office.trail)
    assert office.groups.all(office.practice_id) == ()


def test_a_group_that_a_leaver_joins_meanwhile_makes_the_leaving_look_anew(
    office: Office, meanwhile: Meanwhile
) -> None:
    leaver = office.member("Cy")
    roster = office.staff.roster(office.practice_id)
    joined = office.letters.group(admins=frozenset({leaver.member_id}))
    meanwhile("TransactWriteItems", lambda: office.store(joined))
    gone = replace(leaver, active=False, version=2)
    with pytest.raises(ConflictError):
        office.staff.change_roster(roster, member=gone)
    again = office.staff.roster(office.practice_id)
    left = without_member(office.groups.all(office.practice_id), leaver.member_id, office.ann.member_id)
    office.staff.change_roster(again, member=gone, groups=left)
    (stored,) = office.groups.all(office.practice_id)
    assert stored.members == {office.ann.member_id}


def test_a_facility_closed_meanwhile_gets_no_group(office: Office, meanwhile: Meanwhile) -> None:
    open_one, closing = (Facility(office.practice_id, an_id(), name) for name in ("Uptown", "Downtown"))
    for facility in (open_one, closing):
        office.practices.save_facility(facility)
    admins = frozenset({office.ann.member_id})
    wanted = office.letters.group(facility_id=closing.facility_id, admins=admins)
    meanwhile(
        "TransactWriteItems",
        lambda: office.manage.close_facility(office.bo, closing.facility_id, office.trail),
    )
    with pytest.raises(InvalidInputError):
        office.manage.add(office.ann, wanted, office.trail)
    assert office.practices.facilities(office.practice_id) == (open_one,)


def test_a_place_that_is_gone_is_not_ended_again_by_an_old_book(office: Office) -> None:
    office.practices.save_category(Category(office.practice_id, "CA", "Diabetes"))
    book = office.groups.book(office.practice_id)
    office.groups.change(book, deleted_category="CA")
    book = replace(book, roster=office.staff.roster(office.practice_id))
    with pytest.raises(ConflictError):
        office.groups.change(book, deleted_category="CA")


def test_a_plan_that_ends_meanwhile_opens_no_group_but_retires_and_sets(
    office: Office, meanwhile: Meanwhile
) -> None:
    group = office.group()
    free = replace(office.practice, paid_plan=False)
    meanwhile("TransactWriteItems", lambda: office.practices.save(free))
    wanted = office.letters.group("Billing", admins=frozenset({office.ann.member_id}))
    with pytest.raises(PaidPlanNeededError):
        office.manage.add(office.ann, wanted, office.trail)
    assert office.manage.retire(office.ann, group.group_id, group.version, office.trail).retired
    portal = PortalSettings(office.practice_id, enabled=True, version=2)
    office.groups.change(office.groups.book(office.practice_id), portal=portal)
    assert office.groups.portal(office.practice_id) == portal


def test_a_group_is_never_written_over_an_unknown_one(office: Office) -> None:
    """Were the roster's version ever read newer than the groups, the group's own version would still refuse."""
    group = office.group()
    stale = office.groups.book(office.practice_id)
    office.store(replace(group, name="Doctors", version=2))
    torn = replace(stale, roster=office.staff.roster(office.practice_id))
    with pytest.raises(ConflictError):
        office.groups.change(torn, groups=[replace(group, name="Desk", version=2)])
    with pytest.raises(ConflictError):
        office.groups.change(replace(torn, groups=()), groups=[group])


def test_a_book_of_a_practice_that_is_none_is_not_given(office: Office) -> None:
    with pytest.raises(NotFoundError):
        office.groups.book(an_id())


def test_the_roster_holds_no_group_and_the_book_the_whole_roster(office: Office) -> None:
    office.group()
    office.groups.change(
        office.groups.book(office.practice_id), portal=PortalSettings(office.practice_id, enabled=True)
    )
    office.practices.save_facility(Facility(office.practice_id, "FA", "Uptown"))
    roster, book = office.staff.roster(office.practice_id), office.groups.book(office.practice_id)
    assert [member.name for member in roster.members] == ["Ann", "Bo"]
    assert [role.name for role in roster.roles] == ["Front desk"]
    assert book.roster == roster
    assert book.practice == office.practice


def test_a_practice_of_many_is_read_to_its_end_and_a_change_between_its_pages_is_noticed(
    office: Office, tables: Tables, requests: list[tuple[str, object]], meanwhile: Meanwhile
) -> None:
    """A page of a Query is at most 1 MB, here 50 members with very long names; the roster's version is on the first."""
    group = office.group()
    model = tables.of(MemberItem)
    with model.batch_write() as batch:
        for number in range(50):
            member = office.letters.member(f"{number}" + "x" * 30_000, member_id=f"{number:026}")
            batch.save(model(*keys.member(office.practice_id, member.member_id), **member_fields(member)))
    requests.clear()
    book = office.groups.book(office.practice_id)
    assert [operation for operation, _ in requests] == ["Query"] * 2
    assert len(book.roster.members) == 52
    assert len(book.groups) == 1
    assert book.practice == office.practice
    assert book.roster.version == office.staff.roster(office.practice_id).version

    names = iter(["Doctors", "Desk"])
    meanwhile("Query", lambda: office.store(replace(group, name=next(names))), times=2)
    torn = office.groups.book(office.practice_id)
    with pytest.raises(ConflictError):
        office.groups.change(torn, portal=PortalSettings(office.practice_id, enabled=True))


def _sizes(requests: list[tuple[str, dict[str, object]]]) -> list[int]:
    return [
        len(arguments["TransactItems"])  # type: ignore[arg-type]
        for operation, arguments in requests
        if operation == "TransactWriteItems"
    ]


def test_the_largest_edits_are_one_transaction(
    office: Office, requests: list[tuple[str, dict[str, object]]]
) -> None:
    leaver = office.member("Cy")
    groups = [
        office.letters.group(
            f"Group {number}",
            admins=frozenset({leaver.member_id}),
            facility_id="FA",
            retired=number >= MOST_GROUPS,
        )
        for number in range(MOST_KEPT)
    ]
    for first in range(0, MOST_KEPT, 30):
        office.store(*groups[first : first + 30])
    for facility_id in ("FA", "FB"):
        office.practices.save_facility(Facility(office.practice_id, facility_id, facility_id))
    requests.clear()
    assert len(office.manage.close_facility(office.ann, "FA", office.trail)) == MOST_GROUPS
    roster = office.staff.roster(office.practice_id)
    left = without_member(office.groups.all(office.practice_id), leaver.member_id, office.ann.member_id)
    gone = replace(leaver, active=False, version=2)
    office.staff.change_roster(roster, member=gone, groups=left, audit=office.letters.entry())
    assert len(left) == MOST_KEPT
    assert _sizes(requests) == [MOST_GROUPS * 2 + 3, MOST_KEPT + 3]
    assert max(_sizes(requests)) <= 100
    stored = office.groups.all(office.practice_id)
    assert without_facility(stored, "FA") == ()
    assert {group.members for group in stored} == {frozenset({office.ann.member_id})}
