"""When reminders of an appointment are due (row F1): lead times, the practice's zone, quiet hours, never the same one twice.

The quiet hours that a practice has unless it chooses others are those of 47 CFR 64.1200(c)(1), nothing before 8 a.m. or after
9 p.m.: the rule binds solicitations, and is kept for reminders as a courtesy.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from textward.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from textward.domain.appointment import Appointment

ROOM = timedelta(minutes=30)
"""A reminder brought forward out of quiet hours is due this long before they begin, so that a late job still sends it in time."""
STALE_AFTER = timedelta(hours=2)
"""A reminder that could not be sent for so long is dropped: its lead time is no longer what the practice chose."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The part of each day, by the practice's clock, in which nothing automated is texted; none if both ends are the same."""

    begin: time = time(21)
    end: time = time(8)

    def __contains__(self, clock: time) -> bool:
        if self.begin <= self.end:
            return self.begin <= clock < self.end
        return clock >= self.begin or clock < self.end

    def length(self) -> timedelta:
        """Give how long they last, on a day on which the clocks don't change."""
        begin, end = (timedelta(hours=clock.hour, minutes=clock.minute) for clock in (self.begin, self.end))
        return (end - begin) % timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ReminderRules:
    """What a practice chose."""

    lead_times: tuple[timedelta, ...] = (timedelta(days=3), timedelta(days=1))
    """How long before the appointment. Whole days are counted on the calendar: a day before ten o'clock is ten o'clock."""
    quiet: QuietHours = QuietHours()
    enabled: bool = True
    """Whether reminders go out at all. Quiet hours are kept by other automated texts either way."""
    version: int = 0
    """How often the practice has chosen; 0 while it has what every practice begins with."""


DEFAULT_RULES = ReminderRules()
MOST_LEAD_TIMES = 4
LONGEST_LEAD_TIME = timedelta(days=14)
LONGEST_QUIET = timedelta(hours=20)
"""The rest of a day must hold the reminders of all its appointments."""


def check_rules(rules: ReminderRules) -> None:
    """Hold what a practice wants to choose against what can be done.

    Raises:
        InvalidInputError: it can't.
    """
    leads = rules.lead_times
    hour = timedelta(hours=1)
    if not 1 <= len(leads) <= MOST_LEAD_TIMES or len(set(leads)) < len(leads):
        raise InvalidInputError(f"Choose 1 to {MOST_LEAD_TIMES} different lead times.", "/lead_hours")
    if any(lead % hour or not hour <= lead <= LONGEST_LEAD_TIME for lead in leads):
        most = LONGEST_LEAD_TIME // hour
        raise InvalidInputError(f"A lead time must be 1 to {most} whole hours.", "/lead_hours")
    if rules.quiet.length() > LONGEST_QUIET:
        most = LONGEST_QUIET // hour
        raise InvalidInputError(f"Quiet hours can't be longer than {most} hours.", "/quiet_end")


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder of one appointment at one time."""

    reminder_id: str
    """The same however often it is worked out; another once the appointment has been moved."""
    appointment_id: str
    starts_at: datetime
    due_at: datetime
    """UTC."""

    def is_sendable(self, now: datetime, quiet: QuietHours, zone: ZoneInfo) -> bool:
        """Tell whether it should go out at `now`: due, not stale, before the appointment, not in quiet hours."""
        waited = now - self.due_at
        on_time = timedelta(0) <= waited <= STALE_AFTER and now < self.starts_at
        return on_time and now.astimezone(zone).time() not in quiet


def reminders_of(appointment: Appointment, rules: ReminderRules, zone: ZoneInfo) -> tuple[Reminder, ...]:
    """Give the reminders of an appointment, earliest first; none for one that is cancelled or over, or where they are off.

    Of two that fall on one moment, as quiet hours may bring about, only the one with the shorter lead time is kept.
    """
    if not rules.enabled or not appointment.is_open(datetime.min.replace(tzinfo=UTC)):
        return ()
    due: dict[datetime, timedelta] = {}
    for lead in sorted(set(rules.lead_times)):
        moment = _outside(
            rules.quiet, _before(appointment.starts_at, lead, zone), appointment.starts_at, zone
        )
        if moment is not None and lead > timedelta(0):
            due.setdefault(moment, lead)
    return tuple(
        Reminder(_id(appointment, lead), appointment.appointment_id, appointment.starts_at, moment)
        for moment, lead in sorted(due.items())
    )


def next_reminder_at(
    appointment: Appointment, rules: ReminderRules, zone: ZoneInfo, after: datetime
) -> datetime | None:
    """Give when the next reminder after a moment is due; None when there is none to come."""
    moments = (reminder.due_at for reminder in reminders_of(appointment, rules, zone))
    return next((moment for moment in moments if moment > after), None)


def _id(appointment: Appointment, lead: timedelta) -> str:
    minutes = lead // timedelta(minutes=1)
    return f"{appointment.appointment_id}:{appointment.starts_at.astimezone(UTC):%Y%m%dT%H%MZ}:{minutes}"


def _before(starts_at: datetime, lead: timedelta, zone: ZoneInfo) -> datetime:
    """Give the moment `lead` before, UTC: days by the wall clock, the rest as time that passes."""
    days = timedelta(days=lead.days)
    # A wall-clock time that a change of the clocks leaves out, or repeats, is read with the offset before the change (PEP 495).
    local = (starts_at.astimezone(zone) - days).replace(fold=0) if days else starts_at.astimezone(zone)
    return local.astimezone(UTC) - (lead - days)


def _outside(quiet: QuietHours, moment: datetime, starts_at: datetime, zone: ZoneInfo) -> datetime | None:
    """Give the allowed moment nearest to `moment` and before the appointment; None where there is none."""
    if moment.astimezone(zone).time() not in quiet:
        return moment
    today = moment.astimezone(zone).date()
    days = [today + timedelta(days=offset) for offset in (-1, 0, 1)]
    ends = [datetime.combine(day, quiet.end, zone).astimezone(UTC) for day in days]
    begins = [datetime.combine(day, quiet.begin, zone).astimezone(UTC) - ROOM for day in days]
    allowed = [
        other for other in ends + begins if other < starts_at and other.astimezone(zone).time() not in quiet
    ]
    return min(allowed, key=lambda other: (abs(other - moment), other), default=None)
