"""The `Groups` port: groups, the portal's settings, and what their rules speak of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.contract.letters import Letters
from tests.contract.material import an_id
from tests.contract.races import race
from textward.domain.audit import Action
from textward.domain.errors import ConflictError, NotFoundError
from textward.domain.group import Answering, GroupBook
from textward.domain.portal import Audience, MemberScope, PortalSettings
from textward.domain.practice import Category, Facility

if TYPE_CHECKING:
    from tests.contract.backends import Backend


@pytest.fixture
def letters() -> Letters:
    return Letters()


def opened(backend: Backend, letters: Letters, **changes: object) -> GroupBook:
    """Store a practice on the paid plan; give its book."""
    backend.practices.save(letters.practice(paid_plan=True, **changes))
    return backend.groups.book(letters.practice_id)


def test_the_book_of_a_new_practice_is_empty_and_of_none_is_none(backend: Backend, letters: Letters) -> None:
    """AP-50."""
    practice = letters.practice(paid_plan=True)
    backend.practices.save(practice)
    book = backend.groups.book(letters.practice_id)
    assert book == GroupBook(practice, book.roster, PortalSettings(letters.practice_id))
    assert (book.roster.members, book.roster.roles) == ((), ())
    with pytest.raises(NotFoundError):
        backend.groups.book(an_id())


def test_the_book_holds_all_that_the_rules_speak_of(backend: Backend, letters: Letters) -> None:
    """AP-50: of this practice and no other."""
    opened(backend, letters)
    role, elsewhere = letters.role(), Letters()
    opened(backend, elsewhere)
    for owner in (letters, elsewhere):
        for name in ("Uptown", "Downtown"):
            backend.practices.save_facility(Facility(owner.practice_id, an_id(), name))
        for name in ("Teens", "Diabetes"):
            backend.practices.save_category(Category(owner.practice_id, an_id(), name))
        backend.groups.change(
            backend.groups.book(owner.practice_id),
            groups=[owner.group("Nurses"), owner.group("Desk")],
            portal=PortalSettings(owner.practice_id, enabled=True),
        )
    backend.staff.save_role(letters.practice_id, role)
    members = [letters.member(name, role_id=role.role_id) for name in ("Ben", "Ann")]
    for member in members:
        backend.staff.save_member(member, an_id())
    book = backend.groups.book(letters.practice_id)
    assert book.roster == backend.staff.roster(letters.practice_id)
    assert set(book.roster.members) == set(members)
    assert [facility.name for facility in book.facilities] == ["Downtown", "Uptown"]
    assert [category.name for category in book.categories] == ["Diabetes", "Teens"]
    assert [group.name for group in book.groups] == ["Desk", "Nurses"]
    assert book.portal == PortalSettings(letters.practice_id, enabled=True)
    owners = [each.practice_id for each in book.facilities] + [each.practice_id for each in book.categories]
    assert {*owners, *(each.practice_id for each in book.groups)} == {letters.practice_id}


def test_a_group_reads_back_whole(backend: Backend, letters: Letters) -> None:
    """AP-51, AP-52, AP-53."""
    group = letters.group(
        "Niños y más",
        description="For questions",
        facility_id=an_id(),
        category_id=an_id(),
        admins=frozenset({an_id(), an_id()}),
        users=frozenset({an_id()}),
    )
    retired = letters.group("Old", retired=True, answering=Answering.CARE_TEAM, version=4)
    backend.groups.change(opened(backend, letters), groups=[retired, group])
    assert backend.groups.all(letters.practice_id) == (group, retired)
    assert backend.groups.get(letters.practice_id, group.group_id) == group
    assert backend.groups.get(letters.practice_id, an_id()) is None
    assert backend.groups.get(an_id(), group.group_id) is None
    assert backend.groups.all(an_id()) == ()


def test_a_changed_group_takes_the_place_of_the_one_before(backend: Backend, letters: Letters) -> None:
    """AP-51."""
    group = letters.group(
        description="For questions", facility_id=an_id(), category_id=an_id(), users=frozenset({an_id()})
    )
    backend.groups.change(opened(backend, letters), groups=[group])
    bare = replace(group, description="", facility_id=None, category_id=None, users=frozenset(), version=2)
    entry = letters.entry(Action.GROUP_SAVED)
    backend.groups.change(backend.groups.book(letters.practice_id), groups=[bare], audit=[entry])
    assert backend.groups.all(letters.practice_id) == (bare,)
    assert backend.audit_ids(letters.practice_id) == [entry.entry_id]


def test_portal_settings_read_back_whole(backend: Backend, letters: Letters) -> None:
    """AP-51, AP-54."""
    assert backend.groups.portal(letters.practice_id) == PortalSettings(letters.practice_id)
    book = opened(backend, letters)
    portal = PortalSettings(
        letters.practice_id,
        enabled=True,
        audience=Audience.BOTH,
        member_scope=MemberScope.CARE_TEAM,
        excluded=frozenset({an_id(), an_id()}),
        version=2,
    )
    backend.groups.change(book, portal=portal)
    assert backend.groups.portal(letters.practice_id) == portal
    plain = PortalSettings(letters.practice_id, audience=Audience.MEMBERS, version=3)
    backend.groups.change(backend.groups.book(letters.practice_id), portal=plain)
    assert backend.groups.portal(letters.practice_id) == plain


def test_every_change_moves_the_rosters_version(backend: Backend, letters: Letters) -> None:
    """AP-50, AP-51, AP-42: so that whatever else is edited upon the same book conflicts."""
    book = opened(backend, letters)
    versions = [book.roster.version]
    backend.groups.change(book, groups=[letters.group()])
    versions.append(backend.staff.roster(letters.practice_id).version)
    backend.groups.change(
        backend.groups.book(letters.practice_id), portal=PortalSettings(letters.practice_id)
    )
    versions.append(backend.staff.roster(letters.practice_id).version)
    backend.staff.save_member(letters.member())
    versions.append(backend.groups.book(letters.practice_id).roster.version)
    assert versions == sorted(set(versions))


@pytest.mark.parametrize("moved_by", ["group", "portal", "member", "role", "changed role", "place"])
def test_a_change_upon_an_older_book_conflicts_and_leaves_nothing(
    moved_by: str, backend: Backend, letters: Letters
) -> None:
    """AP-51, AP-42 (row G4)."""
    place = Category(letters.practice_id, an_id(), "Diabetes")
    backend.practices.save_category(place)
    seen = opened(backend, letters)
    if moved_by == "group":
        backend.groups.change(seen, groups=[letters.group("First")])
    elif moved_by == "portal":
        backend.groups.change(seen, portal=PortalSettings(letters.practice_id))
    elif moved_by == "member":
        backend.staff.save_member(letters.member())
    elif moved_by == "role":
        backend.staff.save_role(letters.practice_id, letters.role())
    elif moved_by == "changed role":
        backend.staff.change_roster(seen.roster, role=letters.role())
    else:
        backend.groups.change(seen, deleted_category=place.category_id)
    before = backend.groups.book(letters.practice_id)
    entry = letters.entry(Action.GROUP_SAVED)
    with pytest.raises(ConflictError):
        backend.groups.change(
            seen,
            groups=[letters.group("Second")],
            portal=PortalSettings(letters.practice_id, enabled=True),
            audit=[entry],
        )
    with pytest.raises(ConflictError):
        backend.groups.change(seen, deleted_category=place.category_id)
    assert backend.groups.book(letters.practice_id) == before
    assert backend.audit_ids(letters.practice_id) == []


def test_a_change_of_the_roster_upon_an_older_book_conflicts(backend: Backend, letters: Letters) -> None:
    """AP-42, AP-51: a member may have come into a group just now."""
    seen = opened(backend, letters)
    backend.groups.change(seen, groups=[letters.group()])
    with pytest.raises(ConflictError):
        backend.staff.change_roster(seen.roster, member=letters.member())
    assert backend.staff.members(letters.practice_id) == ()


def test_open_groups_take_the_paid_plan_when_they_are_stored(backend: Backend, letters: Letters) -> None:
    """AP-51 (row G4): the plan may have ended since the book was read."""
    seen = opened(backend, letters)
    backend.practices.save(replace(seen.practice, paid_plan=False))
    with pytest.raises(ConflictError):
        backend.groups.change(seen, groups=[letters.group()])
    assert backend.groups.all(letters.practice_id) == ()
    retired = letters.group(retired=True)
    backend.groups.change(seen, groups=[retired], portal=PortalSettings(letters.practice_id, enabled=True))
    assert backend.groups.all(letters.practice_id) == (retired,)


def test_a_place_goes_with_its_groups_at_once(backend: Backend, letters: Letters) -> None:
    """AP-51."""
    facilities = [Facility(letters.practice_id, an_id(), name) for name in ("Downtown", "Uptown")]
    category = Category(letters.practice_id, an_id(), "Diabetes")
    for facility in facilities:
        backend.practices.save_facility(facility)
    backend.practices.save_category(category)
    group = letters.group(facility_id=facilities[1].facility_id, category_id=category.category_id)
    backend.groups.change(opened(backend, letters), groups=[group])
    retired = replace(group, retired=True, version=2)
    entries = [letters.entry(Action.FACILITY_CLOSED), letters.entry(Action.GROUP_RETIRED)]
    backend.groups.change(
        backend.groups.book(letters.practice_id),
        groups=[retired],
        closed_facility=facilities[1].facility_id,
        audit=entries,
    )
    book = backend.groups.book(letters.practice_id)
    assert (book.facilities, book.categories, book.groups) == ((facilities[0],), (category,), (retired,))
    assert backend.practices.facilities(letters.practice_id) == (facilities[0],)
    backend.groups.change(book, deleted_category=category.category_id)
    assert backend.groups.book(letters.practice_id).categories == ()
    assert backend.audit_ids(letters.practice_id) == [entry.entry_id for entry in entries]


def test_as_many_groups_as_a_practice_may_have_change_at_once(backend: Backend, letters: Letters) -> None:
    """AP-51: forty groups retired with a facility, each with its line; AP-42: a member who was in all ninety that are kept."""
    facility = Facility(letters.practice_id, an_id(), "Uptown")
    backend.practices.save_facility(facility)
    groups = [letters.group(f"Group {number:02}") for number in range(90)]
    book = opened(backend, letters)
    for some in (groups[:45], groups[45:]):
        backend.groups.change(book, groups=some)
        book = backend.groups.book(letters.practice_id)
    forty = [replace(group, retired=True, version=2) for group in groups[:40]]
    entries = [letters.entry(Action.GROUP_RETIRED) for _ in range(41)]
    backend.groups.change(book, groups=forty, closed_facility=facility.facility_id, audit=entries)
    assert sum(group.retired for group in backend.groups.all(letters.practice_id)) == 40
    assert len(backend.audit_ids(letters.practice_id)) == 41
    left = tuple(replace(group, description="left", version=3) for group in groups)
    member = letters.member(active=False)
    backend.staff.change_roster(
        backend.staff.roster(letters.practice_id),
        member=member,
        groups=left,
        audit=letters.entry(Action.MEMBER_SAVED),
    )
    assert backend.groups.all(letters.practice_id) == left
    assert backend.staff.members(letters.practice_id) == (member,)


def test_a_member_leaves_with_the_groups_that_change_by_it_or_not_at_all(
    backend: Backend, letters: Letters
) -> None:
    """AP-42."""
    group, member = letters.group(), letters.member()
    backend.groups.change(opened(backend, letters), groups=[group])
    seen = backend.staff.roster(letters.practice_id)
    backend.groups.change(
        backend.groups.book(letters.practice_id), portal=PortalSettings(letters.practice_id)
    )
    changed = replace(group, admins=frozenset({an_id()}), version=2)
    with pytest.raises(ConflictError):
        backend.staff.change_roster(seen, member=member, groups=[changed])
    assert backend.groups.all(letters.practice_id) == (group,)
    roster = backend.staff.roster(letters.practice_id)
    backend.staff.change_roster(roster, member=member, groups=[changed])
    assert backend.groups.all(letters.practice_id) == (changed,)
    assert backend.staff.members(letters.practice_id) == (member,)
    assert backend.staff.roster(letters.practice_id).version > roster.version


@pytest.mark.slow
def test_of_changes_upon_one_book_at_once_one_holds(racing: Backend, letters: Letters) -> None:
    """AP-51."""
    book = opened(racing, letters)
    groups = [letters.group(f"Group {number}") for number in range(6)]
    outcomes = race(6, lambda number: racing.groups.change(book, groups=[groups[number]]))
    assert len(outcomes.given) == 1
    assert set(outcomes.refused) == {ConflictError}
    assert len(racing.groups.all(letters.practice_id)) == 1
