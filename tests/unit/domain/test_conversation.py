"""A conversation from the portal: how it moves, where it is listed and counted, and whose it is to see (rows H4, I1-I5)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.domain.practice_of_groups import NURSES
from textward.domain.conversation import (
    COUNTED,
    DIRECT,
    Conversation,
    ConversationPlace,
    ConversationState,
    PortalMessage,
    Standing,
    conversation_count_changes,
    conversation_places,
    may_hold,
    preview_of,
    standing,
)
from textward.domain.group import Answering
from textward.domain.message import PREVIEW_LENGTH, Direction
from textward.domain.private import Private

AT = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
ASKED = Conversation(
    practice_id="pr",
    thread_id="G1",
    patient_id="pa",
    patient_name=Private("María"),
    subject=Private("My pills"),
    started_at=AT,
    last_id="01",
    last_at=AT,
    preview=Private("May I?"),
    group_id="nurses",
    waiting_since=AT,
)
DIRECTLY = replace(ASKED, thread_id="D1", group_id=None, member_id="m1", assignees=frozenset({"m1"}))


def said(direction: Direction, body: str = "Word", message_id: str = "02") -> PortalMessage:
    return PortalMessage("pr", "G1", message_id, LATER, direction, Private(body))


ANSWER, QUESTION = said(Direction.OUT, "Yes, you may."), said(Direction.IN, "And the red one?")


def shown(conversation: Conversation) -> set[str]:
    return {
        f"{p.basket}:{p.filter_name}:{p.member_id}".rstrip(":") for p in conversation_places(conversation)
    }


# --- how it moves ---


def test_a_new_one_waits_for_an_answer() -> None:
    assert (ASKED.state, ASKED.basket, ASKED.counterpart_id) == (
        ConversationState.NOT_REPLIED,
        "nurses",
        "nurses",
    )
    assert (DIRECTLY.basket, DIRECTLY.counterpart_id) == (DIRECT, "m1")


def test_an_answer_ends_the_waiting_and_is_unread() -> None:
    answered = ASKED.with_answer(ANSWER)
    assert answered == replace(
        ASKED,
        last_id="02",
        last_at=LATER,
        last_direction=Direction.OUT,
        preview=Private("Yes, you may."),
        replied=True,
        waiting_since=None,
        replied_at=LATER,
        answered=True,
        unread=1,
        version=2,
        revision=2,
    )
    assert answered.with_answer(said(Direction.OUT, message_id="03")).unread == 2


def test_what_the_patient_writes_waits_since_the_first_word_that_nobody_answered() -> None:
    assert ASKED.with_patient_message(QUESTION).waiting_since == AT
    again = ASKED.with_answer(ANSWER).with_patient_message(QUESTION)
    assert (again.waiting_since, again.state) == (LATER, ConversationState.NOT_REPLIED)
    assert (again.unread, again.answered, again.last_direction) == (1, True, Direction.IN)


def test_an_answer_waits_until_the_patient_reads_it_or_writes() -> None:
    answered = ASKED.with_answer(ANSWER)
    assert answered.answer_waits
    assert not any(
        one.answer_waits
        for one in (ASKED, answered.read_by_patient(), answered.with_patient_message(QUESTION))
    )


@pytest.mark.parametrize("message", [ANSWER, QUESTION])
def test_what_is_said_brings_it_back_from_the_trash(message: PortalMessage) -> None:
    add = Conversation.with_answer if message is ANSWER else Conversation.with_patient_message
    assert not add(ASKED.moved_to_trash(), message).trashed


def test_the_trash_changes_nothing_else() -> None:
    for before in (ASKED, ASKED.with_answer(ANSWER)):
        gone = before.moved_to_trash()
        assert gone.state is ConversationState.TRASH
        assert gone.restored() == replace(before, version=before.version + 2, revision=before.revision + 2)


def test_completing_ends_the_waiting_without_an_answer_and_reopening_begins_it() -> None:
    done = ASKED.completed(LATER)
    assert (done.state, done.waiting_since, done.replied_at) == (ConversationState.REPLIED, None, LATER)
    assert not done.answered
    again = done.reopened(LATER)
    assert (again.state, again.waiting_since) == (ConversationState.NOT_REPLIED, LATER)


def test_who_gave_it_is_kept_while_somebody_has_it_by_hand() -> None:
    mine = ASKED.with_assignees(frozenset({"m1"}), "m0").with_assignees(frozenset({"m2"}), "m9")
    assert (mine.assignees, mine.assigned_by) == (frozenset({"m2"}), frozenset({"m0", "m9"}))
    assert mine.with_assignees(frozenset(), "m0").assigned_by == frozenset()
    assert mine.routed_to(frozenset({"m3"})).assigned_by == frozenset()


def test_each_change_but_the_patients_reading_moves_the_version() -> None:
    answered = ASKED.with_answer(ANSWER)
    changes = [
        answered.with_answer(said(Direction.OUT)),
        answered.with_patient_message(QUESTION),
        answered.routed_to(frozenset({"m1"})),
        answered.with_assignees(frozenset({"m1"}), "m0"),
        answered.completed(LATER),
        answered.reopened(LATER),
        answered.moved_to_trash(),
        answered.restored(),
    ]
    assert {(one.version, one.revision) for one in changes} == {(3, 3)}
    read = answered.read_by_patient()
    assert (read.version, read.revision, read.unread) == (2, 3, 0)


def test_a_preview_is_one_short_line() -> None:
    assert preview_of(Private(" one\n two\t three ")) == Private("one two three")
    assert len(preview_of(Private("x" * 5000)).reveal()) == PREVIEW_LENGTH


# --- where it is listed (row I2) ---


def test_nobodys_is_on_the_admins_lists_only() -> None:
    assert shown(ASKED) == {"nurses:all", "nurses:not_replied"}
    assert shown(ASKED.with_answer(ANSWER)) == {"nurses:all", "nurses:replied"}
    assert shown(ASKED.moved_to_trash()) == {"nurses:trash"}


def test_who_has_it_finds_it_on_their_own_lists() -> None:
    assert shown(DIRECTLY) == {
        "direct:all",
        "direct:not_replied",
        "direct:all:m1",
        "direct:not_replied:m1",
    }
    assert shown(DIRECTLY.moved_to_trash()) == {"direct:trash", "direct:trash:m1"}


def test_a_star_is_its_members_and_holds_in_the_trash() -> None:
    starred = replace(ASKED, starred_by=frozenset({"m0"}))
    assert shown(starred) - shown(ASKED) == {"nurses:starred:m0"}
    assert "nurses:starred:m0" in shown(starred.moved_to_trash())


conversations = st.builds(
    lambda replied, trashed, assignees, stars: replace(
        ASKED, replied=replied, trashed=trashed, assignees=assignees, starred_by=stars
    ),
    st.booleans(),
    st.booleans(),
    st.frozensets(st.sampled_from(["m0", "m1", "m2"])),
    st.frozensets(st.sampled_from(["m0", "m1"])),
)


@given(st.lists(conversations, min_size=1, max_size=6))
def test_counts_that_follow_the_changes_are_what_the_lists_hold(life: list[Conversation]) -> None:
    counts: Counter[ConversationPlace] = Counter()
    before = None
    for after in life:
        for place, by in conversation_count_changes(before, after).items():
            assert by
            counts[place] += by
        before = after
        listed = {place for place in conversation_places(after) if place.filter_name in COUNTED}
        assert {place for place, count in counts.items() if count} == listed
        assert set(counts.values()) <= {0, 1}


def test_what_changes_no_state_changes_no_count() -> None:
    starred = replace(ASKED, starred_by=frozenset({"m0"}))
    assert conversation_count_changes(ASKED, starred) == {}
    assert conversation_count_changes(ASKED, ASKED.with_patient_message(QUESTION)) == {}


# --- whose it is to see (rows I3-I5) ---

CARE_TEAM = replace(NURSES, answering=Answering.CARE_TEAM, users=frozenset())
GIVEN = replace(ASKED, assignees=frozenset({"m1", "m7"}))


@pytest.mark.parametrize("sees_all", [False, True])
def test_an_admin_of_the_group_sees_all_and_a_user_what_is_theirs(*, sees_all: bool) -> None:
    """To see all texts opens no group."""
    found = {who: standing(GIVEN, NURSES, who, sees_all=sees_all) for who in ("m0", "m1", "m7", "m9")}
    assert found == {"m0": Standing.ADMIN, "m1": Standing.USER, "m7": None, "m9": None}
    assert standing(ASKED, NURSES, "m1", sees_all=sees_all) is None


def test_of_a_care_team_who_has_it_sees_it() -> None:
    found = {who: standing(GIVEN, CARE_TEAM, who, sees_all=False) for who in ("m0", "m1", "m7", "m9")}
    assert found == {"m0": Standing.ADMIN, "m1": Standing.USER, "m7": Standing.USER, "m9": None}
    assert [may_hold(group, "m7") for group in (NURSES, CARE_TEAM)] == [False, True]


def test_a_retired_group_keeps_its_readers_and_none_has_none() -> None:
    assert standing(GIVEN, replace(NURSES, retired=True), "m0", sees_all=False) is Standing.ADMIN
    assert standing(GIVEN, None, "m0", sees_all=True) is None


def test_direct_ones_are_worked_like_the_inbox() -> None:
    assert standing(DIRECTLY, None, "m1", sees_all=False) is Standing.USER
    assert standing(DIRECTLY, None, "m2", sees_all=False) is None
    assert standing(DIRECTLY, None, "m2", sees_all=True) is Standing.ADMIN
