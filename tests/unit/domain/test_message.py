from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from textward.domain.message import (
    PREVIEW_LENGTH,
    DeliveryState,
    Direction,
    Message,
    Mode,
    WorkStatus,
)
from textward.domain.private import Private

AT = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
ORDER = [DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.SENT]
FINAL = [DeliveryState.DELIVERED, DeliveryState.UNDELIVERED, DeliveryState.FAILED]
STATES = st.sampled_from(DeliveryState)


def message(body: str) -> Message:
    return Message("pr", "Pp", "m", AT, Direction.IN, Mode.PLAIN, Private(body), status=WorkStatus.PENDING)


def test_the_order_is_queued_sending_sent_then_any_final_state() -> None:
    """Row B7."""
    assert [state.rank for state in ORDER] == [0, 1, 2]
    assert {state for state in DeliveryState if state.is_final} == set(FINAL)
    assert all(state.rank < final.rank for state in ORDER for final in FINAL)


@given(st.lists(STATES))
def test_reports_in_any_order_only_ever_move_forward(reports: list[DeliveryState]) -> None:
    """Callbacks come duplicated and out of order; the end is the furthest state, the first final one if any."""
    state = DeliveryState.QUEUED
    for report in reports:
        before = state
        state = report if state.may_become(report) else state
        assert state.rank >= before.rank
        assert not (before.is_final and state is not before)
    assert state.rank == max((report.rank for report in reports), default=0)
    finals = [report for report in reports if report.is_final]
    assert not finals or state is finals[0]


@given(STATES, STATES, STATES)
def test_may_become_is_a_strict_order(one: DeliveryState, two: DeliveryState, three: DeliveryState) -> None:
    assert not one.may_become(one)
    assert not (one.may_become(two) and two.may_become(one))
    assert not (one.may_become(two) and two.may_become(three)) or one.may_become(three)


def test_only_undelivered_and_failed_are_failures() -> None:
    failures = {state for state in DeliveryState if state.is_failure}
    assert failures == {DeliveryState.UNDELIVERED, DeliveryState.FAILED}


@given(st.text(max_size=400))
def test_a_preview_is_one_short_line_of_the_beginning(body: str) -> None:
    preview = message(body).preview
    assert len(preview) <= PREVIEW_LENGTH
    assert preview.split(" ") == preview.split() or not preview
    assert " ".join(body.split()).startswith(preview)


def test_a_changed_status_is_the_next_version_and_leaves_the_rest() -> None:
    before = message("Hi")
    after = before.with_status(WorkStatus.COMPLETED)
    assert (after.status, after.version) == (WorkStatus.COMPLETED, before.version + 1)
    assert after.with_status(WorkStatus.PENDING).body == before.body


def test_giving_a_message_notes_who_gave_it() -> None:
    """Rows D6, D8."""
    ann, ben, cy = (frozenset({name}) for name in ("ann", "ben", "cy"))
    given = message("Hi").with_assignees(ben, by="ann")
    assert (given.assignees, given.assigned_by, given.version) == (ben, ann, 2)
    further = given.with_assignees(ben | cy, by="ben")
    assert (further.assigned_by, further.version) == (ann | ben, 3)
    fewer = further.with_assignees(cy, by="cy")
    assert (fewer.assignees, fewer.assigned_by) == (cy, ann | ben)
    nobodys = fewer.with_assignees(frozenset(), by="cy")
    assert (nobodys.assignees, nobodys.assigned_by) == (frozenset(), frozenset())
