"""Appointments are planned anew when their practice has changed its rules for reminders (row F1)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textward.domain.errors import ConflictError, NotFoundError, TransientError
from textward.domain.paging import LARGEST_PAGE, PageRequest
from textward.domain.reminder_times import STALE_AFTER, next_reminder_at
from textward.services.assistant_ports import Span

if TYPE_CHECKING:
    from datetime import datetime

    from textward.services.assistant_ports import Appointments, Booking, ReminderSettings, Replanning
    from textward.services.ports import Clock, Practices

PRACTICES = 100
"""Practices that one run begins with."""
TIME = timedelta(seconds=20)
"""In which pages are begun; the next run goes on after the last one that was done."""
WORKERS = 8
"""Appointments worked on at once; each waits for the database most of the time."""


@dataclass(frozen=True, slots=True)
class ReplanReminders:
    """The use case: a page after the other through a practice's coming appointments, and it may stop after any."""

    reminders: ReminderSettings
    appointments: Appointments
    practices: Practices
    clock: Clock

    def __call__(self) -> int:
        """Go on with each practice that has changed its rules; gives how many appointments were looked at.

        A practice whose rules change again meanwhile begins anew; none keeps another waiting for longer than this run.
        """
        until, looked_at = self.clock.now() + TIME, 0
        for practice in self.reminders.to_replan(self.clock.now(), PRACTICES):
            with suppress(ConflictError, NotFoundError, TransientError):
                looked_at += self._go_on(practice, until)
        return looked_at

    def _go_on(self, practice: Replanning, until: datetime) -> int:
        zone, looked_at = ZoneInfo(self.practices.get(practice.practice_id).time_zone), 0
        while self.clock.now() < until:
            request = PageRequest(LARGEST_PAGE, practice.after)
            page = self.appointments.page(practice.practice_id, Span(self.clock.now()), request)
            with ThreadPoolExecutor(WORKERS) as workers:
                list(workers.map(partial(self._plan, practice, zone), page.items))
            looked_at += len(page.items)
            practice = self.reminders.note(practice, page.next_after)
            if practice.after is None:
                break
        return looked_at

    def _plan(self, practice: Replanning, zone: ZoneInfo, booking: Booking) -> None:
        """Plan one; who changes it meanwhile plans it by the same rules.

        What is due, and not stale yet, stays due: it may just be waiting for the job. One that has gone out goes out no more,
        whenever the rules make it due: it is known again by its appointment, time and lead time.
        """
        since = self.clock.now() - STALE_AFTER
        due = next_reminder_at(booking.appointment, practice.rules, zone, since)
        if due != booking.remind_at:
            with suppress(ConflictError):
                self.appointments.remind_at(booking.appointment, due)
