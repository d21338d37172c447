"""What a patient's answer leaves on the appointment and beside the message, for staff and the record system (row F5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.unit.services.crashing import CrashError
from tests.unit.services.front_desk import WEDNESDAY_AT_TEN, FrontDesk
from textward.domain.appointment import Appointment, AppointmentStatus, StaffCall
from textward.domain.assistant_terms import Outcome, StaffReason
from textward.domain.audit import Action
from textward.domain.events import EventType
from textward.domain.message import WorkStatus

if TYPE_CHECKING:
    from textward.domain.message import Message

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def desk() -> FrontDesk:
    return FrontDesk()


def told(desk: FrontDesk) -> list[tuple[str, str]]:
    """Give the appointments that the stream has told of so far, with their threads."""
    events = desk.clinic.world.state.events
    found = (event for event in events if event.type is EventType.APPOINTMENT_CHANGED)
    return [(event.thread_id, event.message_id) for event in found]


def called(message: Message) -> StaffCall:
    assert message.flag
    return StaffCall(message.flag, message.message_id)


def test_each_answer_is_on_the_appointment_and_told_once(desk: FrontDesk) -> None:
    desk.open_slots(3)
    desk.book()
    desk.reminded()
    assert desk.appointment().reply is None
    desk.text("1")
    confirmed = desk.appointment()
    assert (confirmed.status, confirmed.reply) == (AppointmentStatus.CONFIRMED, Outcome.CONFIRMED)
    assert confirmed.replied_at == WEDNESDAY_AT_TEN - DAY + MINUTE
    assert confirmed.reminded_at == WEDNESDAY_AT_TEN - DAY
    assert told(desk) == [(desk.maria.thread_id, "A")]
    desk.text("thanks")
    assert len(told(desk)) == 1
    (line,) = [one for one in desk.clinic.world.state.audit if one.action is Action.APPOINTMENT_CHANGED]
    assert (line.patient_id, line.target_id) == (desk.maria.patient_id, "A")
    assert (line.actor.kind, line.thread_id) == ("system", desk.maria.thread_id)


@pytest.mark.parametrize(
    ("replies", "status", "reply"),
    [
        (["cancel my appointment"], AppointmentStatus.CANCELLED, Outcome.CANCELLED),
        (["2", "1"], AppointmentStatus.CONFIRMED, Outcome.MOVED),
    ],
)
def test_cancelling_and_moving_are_told_apart(
    desk: FrontDesk, replies: list[str], status: AppointmentStatus, reply: Outcome
) -> None:
    desk.open_slots(3)
    desk.book()
    desk.reminded()
    for words in replies:
        desk.text(words)
    now = desk.appointment()
    assert (now.status, now.reply, now.needs_staff) == (status, reply, None)
    if reply is Outcome.MOVED:
        assert now.reminded_at is None, "nobody has been reminded of the new time"


def test_a_new_appointment_is_no_news_and_a_reminder_neither(desk: FrontDesk) -> None:
    desk.book()
    desk.reminded()
    assert told(desk) == []


def test_a_message_for_staff_is_flagged_and_so_is_what_it_is_about(desk: FrontDesk) -> None:
    desk.book()
    desk.reminded()
    message = desk.text("please call me")
    assert (message.flag, message.status) == (StaffReason.ASKED_FOR_PERSON, WorkStatus.PENDING)
    assert desk.appointment().needs_staff == called(message)
    assert told(desk) == [(desk.maria.thread_id, "A")]
    assert desk.clinic.world.state.audit[-1].action.value in {"message.flagged", "message.sent"}
    later = desk.text("hello?")
    assert later.flag is None, "the assistant is silent by now"


def test_of_two_that_were_asked_about_both_wait_for_a_person(desk: FrontDesk) -> None:
    desk.book("A")
    desk.book("B", WEDNESDAY_AT_TEN + 10 * MINUTE)
    desk.at(WEDNESDAY_AT_TEN - DAY + 10 * MINUTE)
    desk.clinic.world.advance(MINUTE)
    message = desk.text("CANCEL")
    assert message.flag is StaffReason.CANCEL_MAY_MEAN_APPOINTMENT
    for name in ("A", "B"):
        assert desk.appointment(name).needs_staff == called(message)
        assert desk.appointment(name).status is AppointmentStatus.BOOKED


def test_only_the_second_that_is_not_understood_is_flagged(desk: FrontDesk) -> None:
    desk.book()
    desk.reminded()
    first, second = desk.text("my knee hurts"), desk.text("it really does")
    assert desk.now(first).flag is None
    assert desk.appointment().needs_staff == called(second)


def test_something_else_after_an_outcome_flags_the_appointment_that_was_answered(desk: FrontDesk) -> None:
    desk.book()
    desk.book("other", WEDNESDAY_AT_TEN + 30 * DAY)
    desk.reminded()
    desk.text("1")
    message = desk.text("can I bring my son?")
    assert message.flag is StaffReason.AFTER_OUTCOME
    assert desk.appointment().needs_staff == called(message)
    assert (desk.appointment().status, desk.appointment().reply) == (
        AppointmentStatus.CONFIRMED,
        Outcome.CONFIRMED,
    )
    assert desk.appointment("other").needs_staff is None


def test_one_that_staff_have_moved_meanwhile_is_flagged_as_it_is_now(desk: FrontDesk) -> None:
    made = desk.book()
    desk.reminded()
    stored = desk.appointment()
    moved = replace(made, starts_at=WEDNESDAY_AT_TEN + DAY, told="new").after(stored)
    desk.clinic.world.appointments.save(moved, None)
    message = desk.text("1")
    assert message.flag is StaffReason.CHANGED_MEANWHILE
    assert desk.appointment() == replace(moved, needs_staff=called(message), version=moved.version + 1)


def test_one_that_is_over_waits_for_nobody(desk: FrontDesk) -> None:
    desk.book()
    desk.reminded()
    desk.clinic.world.advance(2 * DAY)
    message = desk.text("please call me")
    assert message.flag is StaffReason.ASKED_FOR_PERSON
    assert desk.appointment().needs_staff is None


def test_a_later_answer_settles_what_waited(desk: FrontDesk) -> None:
    desk.book(starts_at=WEDNESDAY_AT_TEN + 2 * DAY)
    desk.at(WEDNESDAY_AT_TEN - DAY)
    desk.clinic.world.advance(MINUTE)
    desk.text("please call me")
    assert desk.appointment().needs_staff
    desk.at(WEDNESDAY_AT_TEN + DAY)
    desk.clinic.world.advance(MINUTE)
    desk.text("1")
    assert (desk.appointment().needs_staff, desk.appointment().reply) == (None, Outcome.CONFIRMED)


def test_a_flagged_message_is_assigned_as_any_other(desk: FrontDesk) -> None:
    """Rows A4, A5: only what the assistant has settled is nobody's."""
    clinic = desk.clinic
    clinic.compose(to=desk.maria, by=clinic.demo.alice)
    desk.book()
    desk.reminded()
    message = desk.text("please call me")
    assert message.assignees == {clinic.demo.alice.member_id}
    assert message.flag is StaffReason.ASKED_FOR_PERSON


def test_a_crash_before_the_flag_loses_it_not(desk: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.book()
    desk.reminded()

    def crash(*_: object, **__: object) -> None:
        raise CrashError

    with monkeypatch.context() as patch:
        patch.setattr(desk.clinic.world.threads, "flag", crash)
        with pytest.raises(CrashError):
            desk.text("please call me")
    (message,) = [one for one in desk.clinic.world.state.messages.values() if one.status is not None]
    for _ in range(2):
        desk.clinic.route(message.practice_id, message.thread_id, message.message_id)
    assert desk.now(message).flag is StaffReason.ASKED_FOR_PERSON
    flagged = [entry for entry in desk.clinic.world.state.audit if entry.action.value == "message.flagged"]
    assert len(flagged) == 1


CALL = StaffCall(StaffReason.OPTED_OUT, "m")
BEFORE = Appointment(
    "PR",
    "A",
    "PA",
    "FA",
    "ME",
    WEDNESDAY_AT_TEN,
    reply=Outcome.CONFIRMED,
    replied_at=WEDNESDAY_AT_TEN - DAY,
    needs_staff=CALL,
    reminded_at=WEDNESDAY_AT_TEN - DAY,
    version=3,
)


def test_the_record_systems_word_keeps_what_it_knows_nothing_of() -> None:
    line = Appointment("PR", "A", "PA", "FB", "ME", WEDNESDAY_AT_TEN, told="x")
    assert line.after(None) == line
    assert line.after(BEFORE) == replace(BEFORE, facility_id="FB", told="x", version=4)
    cancelled = replace(line, status=AppointmentStatus.CANCELLED)
    assert cancelled.after(BEFORE) == replace(
        BEFORE,
        facility_id="FB",
        told="x",
        status=AppointmentStatus.CANCELLED,
        needs_staff=None,
        version=4,
    )
    moved = replace(line, starts_at=WEDNESDAY_AT_TEN + DAY)
    assert moved.after(BEFORE) == replace(moved, version=4)
