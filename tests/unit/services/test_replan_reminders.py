"""A practice changes when it reminds, and the appointments that are booked already follow (row F1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.unit.services.front_desk import BEGAN, WEDNESDAY_AT_TEN, FrontDesk
from textward.domain.appointment import AppointmentStatus
from textward.domain.assistant_terms import Outcome
from textward.domain.errors import ConflictError, InvalidInputError, NotAllowedError, TransientError
from textward.domain.reminder_times import DEFAULT_RULES, QuietHours, ReminderRules
from textward.services import replan_reminders
from textward.services.manage_reminders import REPLAN_AFTER

if TYPE_CHECKING:
    from datetime import datetime

    from textward.domain.paging import Page, PageRequest
    from textward.services.assistant_ports import Booking, Span

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FRIDAY = WEDNESDAY_AT_TEN + 2 * DAY


@pytest.fixture
def desk() -> FrontDesk:
    return FrontDesk()


def due(desk: FrontDesk, name: str = "A") -> datetime | None:
    booking = desk.clinic.world.appointments.get(desk.clinic.practice_id, desk.maria.patient_id, name)
    return booking.remind_at


def later(desk: FrontDesk, by: timedelta = REPLAN_AFTER) -> FrontDesk:
    """Let time pass, and the job run."""
    return desk.at(desk.clinic.world.clock.now() + by)


def test_a_longer_lead_time_brings_the_reminder_forward(desk: FrontDesk) -> None:
    desk.book(starts_at=FRIDAY)
    assert due(desk) == FRIDAY - 3 * DAY
    desk.choose(lead_times=(73 * HOUR, 2 * HOUR))
    later(desk)
    assert due(desk) == FRIDAY - 73 * HOUR
    desk.at(FRIDAY - 73 * HOUR)
    assert len(desk.rings()) == 1
    assert due(desk) == FRIDAY - 2 * HOUR


def test_a_shorter_one_puts_it_off(desk: FrontDesk) -> None:
    desk.book(starts_at=FRIDAY)
    desk.choose(lead_times=(6 * HOUR,))
    later(desk)
    assert due(desk) == FRIDAY - 2 * HOUR  # six hours before is in quiet hours
    desk.at(FRIDAY - 3 * DAY).at(FRIDAY - DAY)
    assert desk.rings() == []
    desk.at(FRIDAY - 2 * HOUR)
    assert len(desk.rings()) == 1


def test_before_it_is_planned_anew_nothing_goes_out_by_the_old_rules(desk: FrontDesk) -> None:
    """The change comes a moment before the reminder is due."""
    desk.book()
    desk.at(WEDNESDAY_AT_TEN - DAY - timedelta(seconds=1))
    desk.choose(lead_times=(2 * HOUR,))
    desk.at(WEDNESDAY_AT_TEN - DAY)
    assert desk.rings() == []
    assert due(desk) == WEDNESDAY_AT_TEN - 2 * HOUR


def test_off_and_on_again_reminds_of_each_time_once(desk: FrontDesk) -> None:
    desk.book(starts_at=FRIDAY)
    desk.at(FRIDAY - 3 * DAY)
    assert len(desk.rings()) == 1
    desk.choose(enabled=False)
    later(desk)
    assert due(desk) is None
    desk.choose(enabled=True)
    later(desk)
    later(desk, HOUR)
    assert due(desk) == FRIDAY - DAY
    assert len(desk.rings()) == 1
    desk.choose(enabled=False)
    desk.at(FRIDAY - DAY)
    assert len(desk.rings()) == 1
    desk.choose(enabled=True)
    later(desk)
    assert len(desk.rings()) == 1, "planned in this run, sent in the next"
    later(desk, HOUR)
    later(desk, HOUR)
    assert len(desk.rings()) == 2


def test_what_is_planned_again_is_not_shown_as_sent_again(desk: FrontDesk) -> None:
    desk.book()
    desk.at(WEDNESDAY_AT_TEN - DAY)
    desk.choose(lead_times=(DAY, 2 * HOUR))
    later(desk)
    later(desk, 5 * timedelta(minutes=1))
    assert desk.appointment().reminded_at == WEDNESDAY_AT_TEN - DAY
    assert due(desk) == WEDNESDAY_AT_TEN - 2 * HOUR


def test_one_that_waits_for_the_job_is_not_lost(desk: FrontDesk) -> None:
    """Due at ten; the rules change at five past, before the job has run."""
    desk.book()
    desk.clinic.world.advance(WEDNESDAY_AT_TEN - DAY + timedelta(minutes=5) - desk.clinic.world.clock.now())
    desk.choose(lead_times=(DAY, 3 * HOUR))
    desk.clinic.world.advance(REPLAN_AFTER)
    desk.replan()
    later(desk, timedelta(minutes=5))
    assert len(desk.rings()) == 1


def test_new_quiet_hours_are_kept_from_then_on(desk: FrontDesk) -> None:
    desk.book()
    desk.choose(quiet=QuietHours(time(9), time(12)))
    desk.at(WEDNESDAY_AT_TEN - DAY)  # ten o'clock: quiet now, whether it has been planned anew or not
    assert desk.rings() == []
    later(desk)
    assert due(desk) == WEDNESDAY_AT_TEN - DAY - 3 * HOUR / 2 or due(desk) is None


def test_a_dialogue_that_is_open_goes_on(desk: FrontDesk) -> None:
    desk.book()
    desk.reminded()
    desk.choose(lead_times=(DAY, 2 * HOUR))
    later(desk)
    later(desk, 5 * timedelta(minutes=1))
    desk.text("1")
    assert desk.appointment().reply is Outcome.CONFIRMED
    assert due(desk) == WEDNESDAY_AT_TEN - 2 * HOUR


def test_a_large_practice_is_gone_through_in_pages_and_from_where_the_last_run_ended(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replan_reminders, "LARGEST_PAGE", 2)
    for number in range(5):
        desk.book(f"A{number}", FRIDAY + number * HOUR)
    desk.choose(lead_times=(2 * HOUR,))
    appointments = desk.clinic.world.appointments
    page, asked = appointments.page, list[str | None]()

    def slow(practice_id: str, wanted: Span, request: PageRequest) -> Page[Booking]:
        asked.append(request.after)
        desk.clinic.world.advance(replan_reminders.TIME)
        return page(practice_id, wanted, request)

    monkeypatch.setattr(appointments, "page", slow)
    desk.clinic.world.advance(REPLAN_AFTER)
    assert [desk.replan() for _ in range(4)] == [2, 2, 1, 0]
    assert asked[0] is None
    assert len(set(asked)) == len(asked) == 3
    assert [due(desk, f"A{number}") for number in range(5)] == [
        FRIDAY + (number - 2) * HOUR for number in range(5)
    ]


def test_a_large_practice_keeps_no_other_waiting(desk: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each has a page in its turn: the small one is done in the first run, though it changed its rules later."""
    monkeypatch.setattr(replan_reminders, "LARGEST_PAGE", 1)
    world = desk.clinic.world
    for number in range(4):
        desk.book(f"A{number}", FRIDAY + number * HOUR)
    desk.choose(lead_times=(2 * HOUR,))
    small = replace(desk.appointment("A0"), practice_id="small", appointment_id="S", version=1)
    world.practices.save(
        replace(world.practices.get(desk.clinic.practice_id), practice_id="small", number=None)
    )
    world.appointments.save(small, FRIDAY - DAY)
    world.reminders.save(
        "small", replace(DEFAULT_RULES, lead_times=(HOUR,), version=1), world.clock.now() + REPLAN_AFTER
    )
    page = world.appointments.page

    def slow(practice_id: str, wanted: Span, request: PageRequest) -> Page[Booking]:
        world.advance(replan_reminders.TIME / 2)
        return page(practice_id, wanted, request)

    monkeypatch.setattr(world.appointments, "page", slow)
    world.advance(REPLAN_AFTER)
    assert desk.replan() == 2
    assert world.appointments.get("small", desk.maria.patient_id, "S").remind_at == FRIDAY - HOUR
    waiting = world.reminders.to_replan(world.clock.now(), 9)
    assert [one.practice_id for one in waiting] == [desk.clinic.practice_id]


def test_rules_that_change_again_meanwhile_hold_for_all(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replan_reminders, "LARGEST_PAGE", 1)
    for number in range(3):
        desk.book(f"A{number}", FRIDAY + number * HOUR)
    desk.choose(lead_times=(2 * HOUR,))
    appointments = desk.clinic.world.appointments
    page, meddled = appointments.page, list[str]()

    def meddle(practice_id: str, wanted: Span, request: PageRequest) -> Page[Booking]:
        if request.after and not meddled:
            meddled.append("the admin")
            desk.choose(lead_times=(23 * HOUR,))
        return page(practice_id, wanted, request)

    monkeypatch.setattr(appointments, "page", meddle)
    later(desk)
    later(desk)
    assert meddled
    expected = [FRIDAY + (number - 23) * HOUR for number in range(3)]
    assert [due(desk, f"A{number}") for number in range(3)] == expected


def test_a_practice_that_can_not_be_planned_now_keeps_no_other_waiting(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = desk.clinic.world
    desk.book(starts_at=FRIDAY)
    world.reminders.save("gone", replace(DEFAULT_RULES, version=1), BEGAN)
    desk.choose(lead_times=(2 * HOUR,))
    later(desk)
    assert due(desk) == FRIDAY - 2 * HOUR
    note, failed = world.reminders.note, list[str]()

    def contended(*arguments: object) -> object:
        failed.append("contention")
        raise TransientError

    desk.choose(lead_times=(DAY,))
    monkeypatch.setattr(world.reminders, "note", contended)
    later(desk)
    monkeypatch.setattr(world.reminders, "note", note)
    assert failed
    later(desk)
    assert [one.practice_id for one in world.reminders.to_replan(world.clock.now(), 9)] == ["gone"]


def test_a_practice_that_breaks_in_a_way_nobody_foresaw_keeps_no_other_waiting(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run says so after all others."""
    desk.book(starts_at=FRIDAY)
    desk.clinic.world.reminders.save("broken", replace(DEFAULT_RULES, version=1), BEGAN)
    desk.choose(lead_times=(2 * HOUR,))
    page = desk.clinic.world.appointments.page

    def broken(practice_id: str, wanted: Span, request: PageRequest) -> Page[Booking]:
        if practice_id == "broken":
            raise LookupError
        return page(practice_id, wanted, request)

    monkeypatch.setattr(desk.clinic.world.appointments, "page", broken)
    with pytest.raises(LookupError):
        later(desk)
    assert due(desk) == FRIDAY - 2 * HOUR


def test_one_that_changes_meanwhile_is_left_to_who_changed_it(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = desk.book(starts_at=FRIDAY)
    desk.choose(lead_times=(2 * HOUR,))
    appointments = desk.clinic.world.appointments
    page = appointments.page

    def changed(practice_id: str, wanted: Span, request: PageRequest) -> Page[Booking]:
        found = page(practice_id, wanted, request)
        appointments.save(made.with_status(AppointmentStatus.CANCELLED), None)
        return found

    monkeypatch.setattr(appointments, "page", changed)
    later(desk)
    assert due(desk) is None


def test_only_a_practice_admin_may_choose(desk: FrontDesk) -> None:
    clinic = desk.clinic
    for viewer in (clinic.demo.bob, clinic.demo.carol):
        with pytest.raises(NotAllowedError):
            desk.manage_reminders.state(viewer)
        with pytest.raises(NotAllowedError):
            desk.manage_reminders.save(viewer, DEFAULT_RULES, clinic.trail(viewer))


@pytest.mark.parametrize(
    ("rules", "pointer"),
    [
        (ReminderRules(()), "/lead_hours"),
        (ReminderRules((DAY, 24 * HOUR)), "/lead_hours"),
        (ReminderRules(tuple(hours * HOUR for hours in range(1, 6))), "/lead_hours"),
        (ReminderRules((timedelta(0),)), "/lead_hours"),
        (ReminderRules((337 * HOUR,)), "/lead_hours"),
        (ReminderRules((timedelta(minutes=90),)), "/lead_hours"),
        (ReminderRules(quiet=QuietHours(time(8), time(4, 1))), "/quiet_end"),
    ],
)
def test_rules_that_can_not_be_kept_are_refused(desk: FrontDesk, rules: ReminderRules, pointer: str) -> None:
    alice = desk.clinic.demo.alice
    with pytest.raises(InvalidInputError) as refused:
        desk.manage_reminders.save(alice, rules, desk.clinic.trail(alice))
    assert refused.value.pointer == pointer
    assert desk.clinic.world.state.replans == {}


def test_who_saw_older_rules_changes_nothing(desk: FrontDesk) -> None:
    alice = desk.clinic.demo.alice
    desk.choose(lead_times=(DAY,))
    with pytest.raises(ConflictError):
        desk.manage_reminders.save(alice, DEFAULT_RULES, desk.clinic.trail(alice))
    assert desk.manage_reminders.state(alice).rules == replace(DEFAULT_RULES, lead_times=(DAY,), version=1)


def test_quiet_hours_may_be_none_and_lead_times_the_longest(desk: FrontDesk) -> None:
    desk.choose(lead_times=(2 * HOUR, 336 * HOUR), quiet=QuietHours(time(0), time(0)))
    assert desk.manage_reminders.state(desk.clinic.demo.alice).rules.lead_times == (336 * HOUR, 2 * HOUR)
