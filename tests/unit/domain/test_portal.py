"""Whom a patient may write to (rows H1-H3): the list is held against the rows, written out anew and plainly."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.domain.practice_of_groups import NURSES, PATIENT, PRACTICE, ROLES, book
from textward.domain.portal import Audience, MemberScope, PortalRecipient, PortalSettings, RecipientKind
from textward.domain.portal import recipients as recipients_of
from textward.domain.role import Member, Roster

if TYPE_CHECKING:
    from textward.domain.group import Group, GroupBook
    from textward.domain.patient import Patient

FACILITIES = ["downtown", "uptown"]
CATEGORIES = ["diabetes", "asthma"]
PEOPLE = ["ann", "ben", "cy", "di"]
some_facility = st.none() | st.sampled_from(FACILITIES)

groups = st.lists(
    st.builds(
        lambda name, facility, category, retired: replace(
            NURSES, name=name, facility_id=facility, category_id=category, retired=retired
        ),
        st.text("abAB ", min_size=1, max_size=3),
        some_facility,
        st.none() | st.sampled_from(CATEGORIES),
        st.booleans(),
    ),
    max_size=5,
).map(lambda found: tuple(replace(group, group_id=f"g{n}") for n, group in enumerate(found)))
members = st.tuples(
    *(
        st.builds(
            Member,
            st.just("pr"),
            st.just(person),
            st.sampled_from(["Ann", "ann", "Zoe"]),
            st.sampled_from([role.role_id for role in ROLES]),
            st.booleans(),
        )
        for person in PEOPLE
    )
)
portals = st.builds(
    PortalSettings,
    st.just("pr"),
    st.booleans(),
    st.sampled_from(Audience),
    st.sampled_from(MemberScope),
    st.frozensets(st.sampled_from(PEOPLE)),
)
patients = st.builds(
    lambda facility, categories, team: replace(
        PATIENT, facility_id=facility, category_ids=categories, care_team=team
    ),
    some_facility,
    st.frozensets(st.sampled_from(CATEGORIES)),
    st.frozensets(st.sampled_from([*PEOPLE, "somebody who left long ago"])),
)
books = st.builds(
    lambda groups, members, portal, paid: book(
        *groups,
        portal=portal,
        roster=Roster("pr", 1, members, ROLES),
        practice=replace(PRACTICE, paid_plan=paid),
    ),
    groups,
    members,
    portals,
    st.booleans(),
)


def _may_write_to_group(given: GroupBook, patient: Patient, group: Group) -> bool:
    """Rows H1, H2, H3, G1, G2, G4."""
    if not given.portal.enabled:  # H1
        return False
    if given.portal.audience not in {Audience.GROUPS, Audience.BOTH}:  # H2
        return False
    if not given.practice.paid_plan or group.retired:  # G4, G1
        return False
    if group.facility_id is not None and patient.facility_id != group.facility_id:  # H3, G2
        return False
    return not (group.category_id is not None and group.category_id not in patient.category_ids)


def _may_write_to_member(given: GroupBook, patient: Patient, member: Member) -> bool:
    """Rows H1, H2, H3; who left or whose role never shows them a message is nobody to write to."""
    if not given.portal.enabled:  # H1
        return False
    if given.portal.audience not in {Audience.MEMBERS, Audience.BOTH}:  # H2
        return False
    if member.member_id in given.portal.excluded:  # H3: an excluded member never shows
        return False
    if given.portal.member_scope is MemberScope.CARE_TEAM and member.member_id not in patient.care_team:
        return False
    return member.active and member.role_id in {"all", "assigned"}


@settings(max_examples=600)
@given(books, patients)
def test_the_list_is_exactly_what_the_rows_say(given_book: GroupBook, patient: Patient) -> None:
    """Rows H1, H2, H3, whatever is set and whoever asks."""
    expected = {
        ("group", group.group_id)
        for group in given_book.groups
        if _may_write_to_group(given_book, patient, group)
    } | {
        ("member", member.member_id)
        for member in given_book.roster.members
        if _may_write_to_member(given_book, patient, member)
    }
    shown = [(found.kind.value, found.recipient_id) for found in recipients_of(given_book, patient)]
    assert sorted(shown) == sorted(expected)


@given(books, patients)
def test_the_list_is_in_order_and_says_what_things_are_called(
    given_book: GroupBook, patient: Patient
) -> None:
    shown = recipients_of(given_book, patient)
    order = [(one.kind is RecipientKind.MEMBER, one.name.casefold(), one.recipient_id) for one in shown]
    assert order == sorted(order)
    names = {group.group_id: group.name for group in given_book.groups}
    names |= {member.member_id: member.name for member in given_book.roster.members}
    assert all(one.name == names[one.recipient_id] for one in shown)


def test_the_rows_reach_every_kind_of_answer() -> None:
    """The property above would say nothing if its practices never had anybody to write to."""
    ann = Member("pr", "ann", "Ann", "assigned")
    everything = book(
        replace(NURSES, description="For questions"),
        portal=PortalSettings("pr", enabled=True, audience=Audience.BOTH),
        roster=Roster("pr", 1, (ann,), ROLES),
    )
    assert recipients_of(everything, PATIENT) == (
        PortalRecipient(RecipientKind.GROUP, "nurses", "Nurses", "For questions"),
        PortalRecipient(RecipientKind.MEMBER, "ann", "Ann"),
    )


def test_nothing_is_allowed_until_the_practice_says_so() -> None:
    assert recipients_of(book(NURSES), PATIENT) == ()
