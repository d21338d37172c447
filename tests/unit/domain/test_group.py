"""The rules for message groups (rows G1-G4), and what leaving, closing and deleting do to them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.domain.practice_of_groups import NURSES, PATIENT, PRACTICE, book, ids, member
from textward.domain.errors import InvalidInputError, PaidPlanNeededError
from textward.domain.group import (
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    MOST_GROUPS,
    MOST_KEPT,
    MOST_MEMBERS,
    Answering,
    Group,
    check_group,
    without_category,
    without_facility,
    without_member,
)


def refused_at(group: Group, *others: Group) -> str:
    """Give where the group breaks a rule, or `fine`."""
    try:
        check_group(book(*others), group)
    except InvalidInputError as error:
        return error.pointer
    return "fine"


def many(count: int, *, retired: bool = False) -> list[Group]:
    return [replace(NURSES, group_id=f"g{n}", name=f"Group {n}", retired=retired) for n in range(count)]


def test_a_group_that_keeps_the_rules_is_fine() -> None:
    assert refused_at(NURSES) == "fine"
    assert refused_at(replace(NURSES, facility_id="uptown", category_id="diabetes")) == "fine"
    assert refused_at(replace(NURSES, answering=Answering.CARE_TEAM, users=frozenset())) == "fine"


@pytest.mark.parametrize("retired", [False, True])
def test_groups_take_the_paid_plan(*, retired: bool) -> None:
    poor = book(practice=replace(PRACTICE, paid_plan=False))
    with pytest.raises(PaidPlanNeededError):
        check_group(poor, replace(NURSES, retired=retired))


@pytest.mark.parametrize(
    "name", ["nurses", "NURSES", "  Nurses ", "Núrses", "nur\u017fes", "Nurses!", "- nurses -"]
)
def test_names_that_differ_in_case_accents_or_spacing_are_one(name: str) -> None:
    assert refused_at(replace(NURSES, group_id="other", name=name), NURSES) == "/name"


@pytest.mark.parametrize(
    "name",
    [
        "front desk",
        "FrontDesk",
        "front\u00a0desk",
        "front\u200bdesk",
        "fro\u200bnt\u2060 de\u00adsk\ufeff",
        "front\u3164desk",
        "front\uffa0desk",
        "front\u115f desk",
        "\u202efront desk",
        "front\u2800desk",
    ],
)
def test_inner_spacing_seen_or_unseen_makes_no_other_name(name: str) -> None:
    first = replace(NURSES, name="Front  desk")
    assert refused_at(replace(NURSES, group_id="other", name=name), first) == "/name"
    assert refused_at(replace(NURSES, group_id="other", name="Front desks"), first) == "fine"


def test_a_retired_group_keeps_its_name() -> None:
    retired = replace(NURSES, retired=True)
    assert refused_at(replace(NURSES, group_id="other"), retired) == "/name"
    assert refused_at(replace(retired, group_id="other"), NURSES) == "/name"


def test_a_group_may_keep_its_own_name_and_another_practices() -> None:
    assert refused_at(replace(NURSES, name="NURSES"), NURSES) == "fine"


@pytest.mark.parametrize("name", ["", "   ", "---", "\u200b", "\u3164", "\u115f\uffa0"])
def test_a_name_has_a_letter_or_digit(name: str) -> None:
    assert refused_at(replace(NURSES, name=name)) == "/name"


def test_names_and_descriptions_have_their_lengths() -> None:
    assert refused_at(replace(NURSES, name="n" * LONGEST_NAME)) == "fine"
    assert refused_at(replace(NURSES, name="n" * (LONGEST_NAME + 1))) == "/name"
    assert refused_at(replace(NURSES, description="d" * LONGEST_DESCRIPTION)) == "fine"
    assert refused_at(replace(NURSES, description="d" * (LONGEST_DESCRIPTION + 1))) == "/description"


@pytest.mark.parametrize("retired", [False, True])
def test_there_is_always_an_admin(*, retired: bool) -> None:
    assert refused_at(replace(NURSES, admins=frozenset(), retired=retired)) == "/admins"


def test_ten_members_and_no_more() -> None:
    assert refused_at(replace(NURSES, admins=ids(0, 1), users=ids(*range(2, MOST_MEMBERS)))) == "fine"
    assert refused_at(replace(NURSES, admins=ids(0, 1), users=ids(*range(2, MOST_MEMBERS + 1)))) == "/users"
    assert refused_at(replace(NURSES, admins=ids(*range(MOST_MEMBERS + 1)), users=ids())) == "/users"


def test_a_member_is_admin_or_user_and_active() -> None:
    assert refused_at(replace(NURSES, users=ids(0))) == "/users"
    for strange in ("gone", "nobody"):
        assert refused_at(replace(NURSES, admins=frozenset({"m0", strange}))) == "/admins"
        assert refused_at(replace(NURSES, users=frozenset({strange}))) == "/admins"


def test_where_the_care_team_answers_there_are_no_users() -> None:
    assert refused_at(replace(NURSES, answering=Answering.CARE_TEAM)) == "/users"


def test_facility_and_category_are_there_unless_the_group_is_retired() -> None:
    closed, deleted = replace(NURSES, facility_id="closed"), replace(NURSES, category_id="deleted")
    assert (refused_at(closed), refused_at(deleted)) == ("/facility_id", "/category_id")
    assert refused_at(replace(closed, retired=True)) == "fine"
    assert refused_at(replace(deleted, retired=True)) == "fine"


def test_groups_that_are_open_are_limited_and_so_are_all_that_are_kept() -> None:
    others = many(MOST_GROUPS)
    assert refused_at(NURSES, *others) == ""
    assert refused_at(replace(NURSES, retired=True), *others) == "fine"
    assert refused_at(replace(others[0], description="new"), *others) == "fine"
    assert refused_at(NURSES, *others[1:], replace(others[0], retired=True)) == "fine"
    kept = many(MOST_KEPT, retired=True)
    assert refused_at(NURSES, *kept) == ""
    assert refused_at(kept[0], *kept) == "fine"
    assert refused_at(replace(kept[0], retired=False), *kept) == "fine"


# --- who may write to it (rows G2, H3) ---


@pytest.mark.parametrize("retired", [False, True])
@pytest.mark.parametrize("facility", [None, "downtown", "uptown"])
@pytest.mark.parametrize("category", [None, "diabetes"])
def test_facility_and_category_say_who_may_write(
    facility: str | None, category: str | None, *, retired: bool
) -> None:
    group = replace(NURSES, facility_id=facility, category_id=category, retired=retired)
    sick = replace(PATIENT, category_ids=frozenset({"diabetes", "other"}))
    here = facility != "uptown" and not retired
    assert group.is_open_to(PATIENT) is (here and category is None)
    assert group.is_open_to(sick) is here
    nowhere = replace(sick, facility_id=None)
    assert group.is_open_to(nowhere) is (facility is None and not retired)


# --- leaving, closing, deleting ---


def test_who_leaves_is_in_no_group_any_more() -> None:
    other = replace(NURSES, group_id="other", name="Other", admins=ids(0, 2), users=ids(3))
    apart = replace(NURSES, group_id="apart", name="Apart", admins=ids(2), users=ids(3))
    changed = without_member([NURSES, other, apart], "m0", "m5")
    assert changed == (
        replace(NURSES, admins=ids(5), version=2),
        replace(other, admins=ids(2), version=2),
    )
    assert without_member([NURSES], "m1", "m5") == (replace(NURSES, users=frozenset(), version=2),)


def test_a_user_who_takes_over_is_a_user_no_more() -> None:
    (changed,) = without_member([replace(NURSES, users=ids(1, 5))], "m0", "m5")
    assert (changed.admins, changed.users) == (ids(5), ids(1))


@given(
    admins=st.frozensets(st.integers(0, 11), min_size=1, max_size=5),
    users=st.frozensets(st.integers(0, 11), max_size=5),
    leaver=st.integers(0, 11),
    successor=st.integers(0, 11),
    retired=st.booleans(),
    care_team=st.booleans(),
)
def test_a_group_keeps_every_rule_whoever_leaves(
    admins: frozenset[int],
    users: frozenset[int],
    leaver: int,
    successor: int,
    *,
    retired: bool,
    care_team: bool,
) -> None:
    if leaver == successor:
        return
    group = replace(
        NURSES,
        admins=ids(*admins),
        users=frozenset() if care_team else ids(*(users - admins)),
        retired=retired,
        answering=Answering.CARE_TEAM if care_team else Answering.MEMBERS,
    )
    before = book(group)
    check_group(before, group)
    changed = without_member(before.groups, f"m{leaver}", f"m{successor}")
    assert bool(changed) is (f"m{leaver}" in group.members)
    left = tuple(m for m in before.roster.members if m.member_id != f"m{leaver}")
    after = book(*changed, roster=replace(before.roster, members=left))
    for one in changed:
        check_group(after, one)
        assert one.members <= group.members | {f"m{successor}"}


def test_groups_of_a_place_that_closes_are_retired_and_no_others() -> None:
    here = replace(NURSES, group_id="here", facility_id="downtown", category_id="diabetes")
    there = replace(NURSES, group_id="there", facility_id="uptown")
    gone = replace(here, group_id="gone", retired=True)
    every = [NURSES, here, there, gone]
    assert without_facility(every, "downtown") == (replace(here, retired=True, version=2),)
    assert without_category(every, "diabetes") == (replace(here, retired=True, version=2),)
    assert without_facility(every, "elsewhere") == without_category(every, "elsewhere") == ()


def test_the_book_knows_its_groups() -> None:
    gone = replace(NURSES, group_id="gone", retired=True)
    found = book(NURSES, gone)
    assert (found.group("gone"), found.group("none")) == (gone, None)
    assert found.open_groups() == (NURSES,)
    assert NURSES.members == {member(0).member_id, member(1).member_id}
