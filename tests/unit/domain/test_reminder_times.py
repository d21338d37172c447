"""When reminders are due (row F1)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textward.domain.appointment import Appointment, AppointmentStatus
from textward.domain.reminder_times import (
    ROOM,
    STALE_AFTER,
    QuietHours,
    Reminder,
    ReminderRules,
    next_reminder_at,
    reminders_of,
)

CHICAGO = ZoneInfo("America/Chicago")
ZONES = ["America/Chicago", "America/New_York", "America/St_Johns", "America/Phoenix", "Pacific/Honolulu", "UTC"]  # fmt: skip
NONE = QuietHours(time(0), time(0))
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def at(text: str) -> datetime:
    """Give a moment by Chicago's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=CHICAGO)


def booked(starts_at: datetime, status: AppointmentStatus = AppointmentStatus.BOOKED) -> Appointment:
    return Appointment("pr", "a", "pt", None, None, starts_at.astimezone(UTC), status)


def due(start: str, *leads: timedelta, quiet: QuietHours | None = None) -> list[datetime]:
    """Give when reminders are due, by Chicago's clock."""
    rules = ReminderRules(leads, quiet or QuietHours())
    return [item.due_at.astimezone(CHICAGO) for item in reminders_of(booked(at(start)), rules, CHICAGO)]


def test_each_lead_time_has_its_reminder_earliest_first() -> None:
    assert due("2026-03-04T10:00", 2 * HOUR, 3 * DAY, DAY) == [
        at("2026-03-01T10:00"),
        at("2026-03-03T10:00"),
        at("2026-03-04T08:00"),
    ]


@pytest.mark.parametrize(
    ("start", "lead", "wanted"),
    [
        # The clocks go forward on 8 March 2026 at two, back on 1 November at two.
        ("2026-03-09T10:00", 2 * DAY, "2026-03-07T10:00"),
        ("2026-03-08T10:00", DAY, "2026-03-07T10:00"),
        ("2026-11-02T10:00", 2 * DAY, "2026-10-31T10:00"),
        ("2026-11-01T10:00", DAY, "2026-10-31T10:00"),
        ("2026-03-08T10:00", 12 * HOUR, "2026-03-07T21:00"),
        ("2026-11-01T10:00", 12 * HOUR, "2026-10-31T23:00"),
        ("2026-03-09T02:30", DAY, "2026-03-08T03:30"),
    ],
)
def test_a_day_before_is_the_same_hour_and_hours_are_hours(start: str, lead: timedelta, wanted: str) -> None:
    (moment,) = due(start, lead, quiet=NONE)
    assert moment.astimezone(UTC) == at(wanted).astimezone(UTC)


def test_of_an_hour_that_comes_twice_the_first_is_meant() -> None:
    (moment,) = due("2026-11-02T01:30", DAY, quiet=NONE)
    assert moment.astimezone(UTC) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "lead", "wanted"),
    [
        ("2026-03-04T09:00", 2 * HOUR, "2026-03-04T08:00"),
        ("2026-03-04T08:00", 2 * HOUR, "2026-03-03T20:30"),
        ("2026-03-04T22:30", DAY, "2026-03-03T20:30"),
        ("2026-03-04T04:30", DAY, "2026-03-03T08:00"),
        ("2026-03-05T21:00", DAY, "2026-03-04T20:30"),
        ("2026-03-05T20:59", DAY, "2026-03-04T20:59"),
        ("2026-03-05T08:00", DAY, "2026-03-04T08:00"),
    ],
)
def test_in_quiet_hours_the_nearest_allowed_moment_is_taken(start: str, lead: timedelta, wanted: str) -> None:
    assert due(start, lead) == [at(wanted)]


def test_two_that_fall_on_one_moment_are_one() -> None:
    rules = ReminderRules((2 * HOUR, 3 * HOUR))
    (only,) = reminders_of(booked(at("2026-03-04T09:00")), rules, CHICAGO)
    assert only.due_at == at("2026-03-04T08:00")
    assert only.reminder_id.endswith(":120")


@pytest.mark.parametrize(
    "status", [AppointmentStatus.CANCELLED, AppointmentStatus.FULFILLED, AppointmentStatus.NO_SHOW]
)
def test_none_for_what_is_cancelled_or_over(status: AppointmentStatus) -> None:
    assert reminders_of(booked(at("2026-03-04T10:00"), status), ReminderRules(), CHICAGO) == ()


def test_the_next_reminder_is_the_first_after_a_moment() -> None:
    appointment, rules = booked(at("2026-03-04T10:00")), ReminderRules((DAY, 2 * DAY))
    first, second = at("2026-03-02T10:00"), at("2026-03-03T10:00")
    assert next_reminder_at(appointment, rules, CHICAGO, first - HOUR) == first
    assert next_reminder_at(appointment, rules, CHICAGO, first) == second
    assert next_reminder_at(appointment, rules, CHICAGO, second) is None


def test_a_lead_time_of_nothing_or_less_reminds_of_nothing() -> None:
    assert due("2026-03-04T10:00", timedelta(0), -HOUR) == []


def test_a_reminder_has_one_id_until_the_appointment_is_moved() -> None:
    start = at("2026-03-04T10:00")
    first, again = (reminders_of(booked(start), ReminderRules(), CHICAGO) for _ in range(2))
    assert [item.reminder_id for item in first] == [item.reminder_id for item in again]
    moved = reminders_of(booked(start + HOUR), ReminderRules(), CHICAGO)
    assert not {item.reminder_id for item in moved} & {item.reminder_id for item in first}
    assert first[0].reminder_id == "a:20260304T1600Z:4320"


@pytest.mark.parametrize(
    ("now", "sendable"),
    [
        ("2026-03-03T09:59", False),
        ("2026-03-03T10:00", True),
        ("2026-03-03T12:00", True),
        ("2026-03-03T12:01", False),
    ],
)
def test_it_is_sent_when_due_and_dropped_when_stale(now: str, *, sendable: bool) -> None:
    (reminder,) = reminders_of(booked(at("2026-03-04T10:00")), ReminderRules((DAY,)), CHICAGO)
    assert reminder.is_sendable(at(now).astimezone(UTC), QuietHours(), CHICAGO) is sendable


def test_it_is_never_sent_in_quiet_hours_or_after_the_beginning() -> None:
    late = Reminder("r", "a", at("2026-03-04T23:00"), at("2026-03-04T20:30"))
    assert late.is_sendable(at("2026-03-04T20:59"), QuietHours(), CHICAGO)
    assert not late.is_sendable(at("2026-03-04T21:00"), QuietHours(), CHICAGO)
    soon = Reminder("r", "a", at("2026-03-04T10:00"), at("2026-03-04T09:00"))
    assert not soon.is_sendable(at("2026-03-04T10:00"), QuietHours(), CHICAGO)


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1))  # noqa: DTZ001 - the zone is drawn beside it
LEADS = st.lists(
    st.integers(15, 14 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes)), min_size=1, max_size=5
)
CLOCKS = st.times().map(lambda clock: clock.replace(minute=clock.minute // 15 * 15, second=0, microsecond=0))


@given(MOMENTS, st.sampled_from(ZONES), LEADS, CLOCKS, CLOCKS)
def test_every_reminder_is_before_the_appointment_and_outside_quiet_hours(
    start: datetime, zone_name: str, leads: list[timedelta], begin: time, end: time
) -> None:
    zone, quiet = ZoneInfo(zone_name), QuietHours(begin, end)
    appointment = booked(start.replace(tzinfo=UTC))
    found = reminders_of(appointment, ReminderRules(tuple(leads), quiet), zone)
    assert len({item.reminder_id for item in found}) == len({item.due_at for item in found}) == len(found)
    assert len(found) <= len(set(leads))
    for item in found:
        assert item.due_at < appointment.starts_at
        assert item.due_at.astimezone(zone).time() not in quiet
        assert item.is_sendable(item.due_at, quiet, zone)
        assert not item.is_sendable(item.due_at + STALE_AFTER + timedelta(seconds=1), quiet, zone)


@given(MOMENTS, st.sampled_from(ZONES), st.integers(15, 14 * 24 * 60))
def test_with_the_usual_quiet_hours_none_is_dropped_or_moved_far(
    start: datetime, zone_name: str, minutes: int
) -> None:
    lead, zone = timedelta(minutes=minutes), ZoneInfo(zone_name)
    appointment = booked(start.replace(tzinfo=UTC))
    (found,) = reminders_of(appointment, ReminderRules((lead,)), zone)
    meant = appointment.starts_at - lead
    assert abs(found.due_at - meant) <= 12 * HOUR + ROOM
