"""The staff API's appointments: shapes, problems, cursors, and what a change by hand does (rows F1, F5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

import inbox_api
from textward.domain.appointment import Appointment, AppointmentStatus, Slot, SlotState, StaffCall
from textward.domain.assistant_terms import Outcome, StaffReason

if TYPE_CHECKING:
    from tests.unit.functions.stack import Answer, Stack

ALICE, BOB, CAROL = "subject-alice", "subject-bob", "subject-carol"
TODAY_AT_TEN = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
"""Ten o'clock in Chicago, on the day that the fakes' clock shows; it is nine there."""
DAY = timedelta(days=1)
CALL = StaffCall(StaffReason.CANCEL_MAY_MEAN_APPOINTMENT, "0" * 26)


def _get(stack: Stack, subject: str = ALICE, **query: object) -> Answer:
    return stack.http(inbox_api.handler, "GET", "/v1/appointments", query=query, subject=subject)


def _post(stack: Stack, made: Appointment, act: str, body: dict[str, object], subject: str = ALICE) -> Answer:
    path = f"/v1/appointments/{made.patient_id}/{made.appointment_id}/{act}"
    return stack.http(inbox_api.handler, "POST", path, body=body, subject=subject)


def _book(
    stack: Stack, starts_at: datetime = TODAY_AT_TEN, remind_at: datetime | None = None, **more: object
) -> Appointment:
    demo, world = stack.clinic.demo, stack.clinic.world
    made = Appointment(
        stack.clinic.practice_id,
        world.ids.new(),
        demo.maria.patient_id,
        demo.downtown.facility_id,
        demo.bob.member_id,
        starts_at,
        **more,  # type: ignore[arg-type]
    )
    world.appointments.save(made, remind_at)
    return made


def _stored(stack: Stack, made: Appointment) -> Appointment:
    where = (made.practice_id, made.patient_id, made.appointment_id)
    return stack.clinic.world.appointments.get(*where).appointment


def test_today_is_shown_with_everything_that_the_page_needs(stack: Stack) -> None:
    demo = stack.clinic.demo
    made = _book(
        stack,
        remind_at=TODAY_AT_TEN,
        status=AppointmentStatus.CONFIRMED,
        reply=Outcome.CONFIRMED,
        replied_at=TODAY_AT_TEN - DAY,
        needs_staff=CALL,
        reminded_at=TODAY_AT_TEN - DAY,
    )
    answer = _get(stack)
    assert answer.status == 200
    assert answer.json == {
        "day": "2026-03-02",
        "time_zone": "America/Chicago",
        "items": [
            {
                "id": made.appointment_id,
                "patient": {
                    "id": demo.maria.patient_id,
                    "name": "María López",
                    "number": demo.maria.number,
                },
                "thread_id": demo.maria.thread_id,
                "facility": {"id": demo.downtown.facility_id, "name": "Downtown"},
                "member": {"id": demo.bob.member_id, "name": "Bob"},
                "starts_at": "2026-03-02T16:00:00.000Z",
                "status": "confirmed",
                "reply": "confirmed",
                "replied_at": "2026-03-01T16:00:00.000Z",
                "needs_staff": {"reason": "cancel_may_mean_appointment", "message_id": "0" * 26},
                "reminded_at": "2026-03-01T16:00:00.000Z",
                "next_reminder_at": "2026-03-02T16:00:00.000Z",
                "version": 1,
            }
        ],
        "next_cursor": None,
    }


def test_what_is_not_known_is_null(stack: Stack) -> None:
    made = _book(stack)
    stack.clinic.world.appointments.save(
        Appointment(
            made.practice_id,
            stack.clinic.world.ids.new(),
            "gone",
            None,
            None,
            TODAY_AT_TEN + timedelta(hours=1),
        ),
        None,
    )
    first, second = _get(stack).json["items"]
    assert (first["reply"], first["replied_at"], first["needs_staff"], first["next_reminder_at"]) == (
        "none",
        None,
        None,
        None,
    )
    assert (second["facility"], second["member"], second["patient"]["name"]) == (None, None, "")


def test_a_day_is_the_practices_own(stack: Stack) -> None:
    """A quarter to midnight in Chicago is the next day in UTC."""
    late = _book(stack, datetime(2026, 3, 4, 5, 45, tzinfo=UTC))
    early = _book(stack, datetime(2026, 3, 4, 6, 0, tzinfo=UTC))
    (third,), (fourth,) = (_get(stack, day=f"2026-03-0{day}").json["items"] for day in (3, 4))
    assert (third["id"], fourth["id"]) == (late.appointment_id, early.appointment_id)


@pytest.mark.parametrize("day", ["2026-02-30", "1999-01-01", "tomorrow", "2026-3-1"])
def test_a_day_that_is_none_is_refused(stack: Stack, day: str) -> None:
    assert _get(stack, day=day).problem == "invalid-input"


def test_lists_go_on_by_a_cursor_that_is_good_for_that_list_only(stack: Stack) -> None:
    made = [_book(stack, TODAY_AT_TEN + timedelta(minutes=minute)) for minute in range(101)]
    first = _get(stack).json
    assert len(first["items"]) == 100
    (last,) = _get(stack, cursor=first["next_cursor"]).json["items"]
    assert last["id"] == made[-1].appointment_id
    assert _get(stack, day="2026-03-03", cursor=first["next_cursor"]).problem == "invalid-input"


def test_those_that_need_a_person_are_of_all_days_to_come(stack: Stack) -> None:
    later = _book(stack, TODAY_AT_TEN + 9 * DAY, needs_staff=CALL)
    sooner = _book(stack, TODAY_AT_TEN + DAY, needs_staff=CALL)
    _book(stack, TODAY_AT_TEN - DAY, needs_staff=CALL)
    _book(stack)
    answer = _get(stack, needs_staff="true").json
    assert [one["id"] for one in answer["items"]] == [sooner.appointment_id, later.appointment_id]
    assert answer["day"] is None
    assert _get(stack, needs_staff="true", facility="0" * 26).json["items"] == []


def test_who_sees_only_what_is_assigned_sees_those_with_them(stack: Stack) -> None:
    mine, demo = _book(stack), stack.clinic.demo
    others = Appointment(
        mine.practice_id, "0" * 26, demo.maria.patient_id, None, demo.alice.member_id, TODAY_AT_TEN
    )
    stack.clinic.world.appointments.save(others, None)
    assert _get(stack, BOB).problem == "not-allowed"
    assert [one["id"] for one in _get(stack, BOB, mine="true").json["items"]] == [mine.appointment_id]
    assert len(_get(stack, ALICE).json["items"]) == 2
    assert _get(stack, CAROL, mine="true").problem == "not-allowed"
    assert _post(stack, others, "status", {"version": 1, "status": "cancelled"}, BOB).problem == "not-found"


def test_seen_to_is_done_once_and_again_changes_nothing(stack: Stack) -> None:
    made = _book(stack, needs_staff=CALL, remind_at=TODAY_AT_TEN)
    for _ in range(2):
        answer = _post(stack, made, "done", {"version": 1})
        assert (answer.status, answer.json["needs_staff"], answer.json["version"]) == (200, None, 2)
        assert answer.json["next_reminder_at"] == "2026-03-02T16:00:00.000Z"


def test_a_change_of_what_somebody_else_changed_shows_it_as_it_is(stack: Stack) -> None:
    made = _book(stack, needs_staff=CALL)
    stack.clinic.world.appointments.save(made.with_status(AppointmentStatus.CONFIRMED), None)
    for act, body in (("done", {}), ("status", {"status": "cancelled"})):
        answer = _post(stack, made, act, {"version": 1, **body})
        assert answer.problem == "conflict"
        assert (answer.json["current"]["status"], answer.json["current"]["version"]) == ("confirmed", 2)
        assert answer.json["current"]["patient"]["name"] == "María López"
    assert _stored(stack, made).needs_staff == CALL


def test_cancelling_frees_the_time_and_booking_again_takes_it(stack: Stack) -> None:
    world = stack.clinic.world
    made = _book(stack, TODAY_AT_TEN + 2 * DAY, slot_id="SL", needs_staff=CALL)
    slot = Slot(made.practice_id, "SL", made.facility_id, made.member_id, made.starts_at)
    world.slots.save(slot)
    world.slots.save(slot.booked_by(made.appointment_id))

    cancelled = _post(stack, made, "status", {"version": 1, "status": "cancelled"}).json
    assert (cancelled["status"], cancelled["needs_staff"], cancelled["next_reminder_at"]) == (
        "cancelled",
        None,
        None,
    )
    freed = world.slots.get(made.practice_id, "SL")
    assert freed
    assert freed.state is SlotState.OPEN

    booked = _post(stack, made, "status", {"version": 2, "status": "booked"}).json
    assert (booked["status"], booked["next_reminder_at"]) == ("booked", "2026-03-03T16:00:00.000Z")
    taken = world.slots.get(made.practice_id, "SL")
    assert taken
    assert (taken.state, taken.appointment_id) == (SlotState.BOOKED, made.appointment_id)


def test_a_time_that_went_to_somebody_else_is_not_taken_back(stack: Stack) -> None:
    world = stack.clinic.world
    made = _book(stack, TODAY_AT_TEN + 2 * DAY, slot_id="SL", status=AppointmentStatus.CANCELLED)
    slot = Slot(made.practice_id, "SL", made.facility_id, made.member_id, made.starts_at)
    world.slots.save(slot)
    world.slots.save(slot.booked_by("somebody-else"))
    assert _post(stack, made, "status", {"version": 1, "status": "booked"}).problem == "invalid-input"
    assert _stored(stack, made) == made


@pytest.mark.parametrize("status", [AppointmentStatus.FULFILLED, AppointmentStatus.NO_SHOW])
def test_what_the_record_system_has_closed_stays_closed(stack: Stack, status: AppointmentStatus) -> None:
    made = _book(stack, status=status)
    assert _post(stack, made, "status", {"version": 1, "status": "booked"}).problem == "invalid-input"


def test_what_has_begun_can_not_be_cancelled_but_seen_to(stack: Stack) -> None:
    made = _book(stack, TODAY_AT_TEN - DAY, needs_staff=CALL)
    assert _post(stack, made, "status", {"version": 1, "status": "cancelled"}).problem == "invalid-input"
    assert _post(stack, made, "done", {"version": 1}).json["needs_staff"] is None


@pytest.mark.parametrize(
    "body",
    [{}, {"version": 0, "status": "booked"}, {"version": 1, "status": "no_show"}, {"status": "booked"}],
)
def test_a_change_that_says_nothing_is_refused(stack: Stack, body: dict[str, object]) -> None:
    assert _post(stack, _book(stack), "status", body).problem == "invalid-input"


def test_a_list_leaves_its_line_in_the_audit_trail(stack: Stack) -> None:
    made = _book(stack, needs_staff=CALL)
    _get(stack)
    _post(stack, made, "done", {"version": 1})
    _post(stack, made, "done", {"version": 1})
    listed, seen_to, viewed = stack.clinic.world.state.audit[-3:]
    assert listed.action.value == "appointments.viewed"
    assert (seen_to.action.value, seen_to.patient_id, seen_to.target_id) == (
        "appointment.seen_to",
        made.patient_id,
        made.appointment_id,
    )
    assert viewed.action.value == "appointment.viewed"


def test_the_badge_counts_what_needs_a_person_and_is_to_come(stack: Stack) -> None:
    demo = stack.clinic.demo
    for days in (-1, 0, 9):
        _book(stack, TODAY_AT_TEN + days * DAY, needs_staff=CALL)
    _book(stack)
    own = _book(stack, TODAY_AT_TEN + DAY, needs_staff=CALL)
    stack.clinic.world.appointments.change(replace(own, member_id=demo.alice.member_id, version=2), None)

    def badge(subject: str) -> object:
        shown = stack.http(inbox_api.handler, "GET", "/v1/badge", subject=subject).json
        return shown["appointments_for_staff"]

    assert (badge(ALICE), badge(BOB)) == (3, 2)
    assert stack.clinic.world.state.audit == []
