"""Lists and badge follow from the message alone (rows D2, D3, D6, D7, D9)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textward.domain.inbox import COUNTED, Badge, InboxList, Place, count_changes, places
from textward.domain.message import Direction, Message, Mode, WorkStatus
from textward.domain.private import Private

AT = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
IN = Message("pr", "Pp", "m", AT, Direction.IN, Mode.PLAIN, Private("Hi"), status=WorkStatus.PENDING)
OUT = Message("pr", "Pp", "o", AT, Direction.OUT, Mode.PLAIN, Private("Hi"), author_id="ann")

members = st.frozensets(st.sampled_from(["ann", "ben", "cy"]))
inbound = st.builds(
    lambda status, assignees, starred: replace(IN, status=status, assignees=assignees, starred_by=starred),
    st.sampled_from(WorkStatus),
    members,
    members,
)


def names(message: Message) -> set[str]:
    return {f"{place.list_name}:{place.member_id}".rstrip(":") for place in places(message)}


def test_a_new_message_waits_unassigned() -> None:
    assert names(IN) == {"all", "pending_unassigned"}


def test_an_assigned_one_waits_for_each_of_them() -> None:
    assert names(replace(IN, assignees=frozenset({"ann", "ben"}))) == {
        "all",
        "pending_for_me:ann",
        "pending_for_me:ben",
        "assigned_to_me:ann",
        "assigned_to_me:ben",
    }


def test_a_completed_one_stays_assigned_but_waits_for_nobody() -> None:
    done = replace(IN, assignees=frozenset({"ann"}), status=WorkStatus.COMPLETED)
    assert names(done) == {"all", "completed", "assigned_to_me:ann"}


def test_a_deleted_one_is_found_under_deleted_and_where_it_was_starred() -> None:
    gone = replace(IN, assignees=frozenset({"ann"}), starred_by=frozenset({"ben"}), status=WorkStatus.DELETED)
    assert names(gone) == {"deleted", "starred:ben"}


def test_an_outbound_one_is_its_authors() -> None:
    assert names(OUT) == {"sent_by_me:ann"}
    assert names(replace(OUT, author_id=None)) == set()
    assert names(replace(OUT, starred_by=frozenset({"ben"}))) == {"sent_by_me:ann", "starred:ben"}


@given(inbound)
def test_every_inbound_message_has_exactly_one_status_list(message: Message) -> None:
    status_lists = {"completed", "deleted", "pending_unassigned", "pending_for_me"}
    found = {place.list_name for place in places(message)} & status_lists
    assert len(found) == 1


@given(st.lists(inbound, min_size=1))
def test_the_counts_are_always_what_the_lists_hold(life: list[Message]) -> None:
    """Whatever a message goes through, the sum of changes is its counted places now."""
    counts: Counter[Place] = Counter()
    before: Message | None = None
    for after in life:
        counts.update(count_changes(before, after))
        before = after
        held = {place: 1 for place in places(after) if place.list_name in COUNTED}
        assert {place: count for place, count in counts.items() if count} == held


@given(inbound, inbound)
def test_going_back_undoes_the_counts(one: Message, two: Message) -> None:
    there, back = count_changes(one, two), count_changes(two, one)
    assert there == {place: -by for place, by in back.items()}
    assert count_changes(one, one) == {}


def test_outbound_messages_count_nowhere() -> None:
    assert count_changes(None, OUT) == {}


@pytest.mark.parametrize("name", list(InboxList))
def test_a_place_names_the_member_for_personal_lists_only(name: InboxList) -> None:
    personal = {"pending_for_me", "assigned_to_me", "assigned_by_me", "sent_by_me", "starred"}
    assert name.is_personal == (name.value in personal)
    assert Place.of(name, "ann") == Place(name.value, "ann" if name.is_personal else "")


def test_the_badge_is_the_sum() -> None:
    assert Badge(2, 3).total == 5
