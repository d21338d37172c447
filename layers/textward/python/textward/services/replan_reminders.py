"""Appointments are planned anew when their practice has changed its rules for reminders (row F1)."""

from __future__ import annotations

from collections import deque
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
from textward.services.one_by_one import Troubles

if TYPE_CHECKING:
    from textward.domain.paging import Page
    from textward.services.assistant_ports import Appointments, Booking, ReminderSettings, Replanning
    from textward.services.ports import Clock, Practices

PRACTICES = 100
"""Practices that one run begins with."""
TIME = timedelta(seconds=45)
"""In which pages are begun; the next run goes on after the last one that was done."""
WORKERS = 8
"""Appointments worked on at once; each waits for the database most of the time."""


@dataclass(frozen=True, slots=True)
class ReplanReminders:
    """The use case: a page after the other through practices' coming appointments, and it may stop after any."""

    reminders: ReminderSettings
    appointments: Appointments
    practices: Practices
    clock: Clock

    def __call__(self) -> int:
        """Go on with each practice that has changed its rules; gives how many appointments were looked at.

        Each has a page in its turn, so that a large one keeps no other waiting. One whose rules change again begins anew.

        Raises:
            Exception: something unforeseen, met with one of them; the others were gone on with all the same.
        """
        until, looked_at, troubles = self.clock.now() + TIME, 0, Troubles()
        waiting = deque(self.reminders.to_replan(self.clock.now(), PRACTICES))
        with ThreadPoolExecutor(WORKERS) as workers:
            while waiting and self.clock.now() < until:
                practice = waiting.popleft()
                with troubles.kept_apart(ConflictError, NotFoundError, TransientError):
                    page = self._page(practice)
                    list(workers.map(partial(self._plan, practice, self._zone(practice)), page.items))
                    looked_at += len(page.items)
                    practice = self.reminders.note(practice, page.next_after)
                    waiting += [practice] if practice.after else []
        troubles.tell()
        return looked_at

    def _page(self, practice: Replanning) -> Page[Booking]:
        request = PageRequest(LARGEST_PAGE, practice.after)
        return self.appointments.page(practice.practice_id, Span(self.clock.now()), request)

    def _zone(self, practice: Replanning) -> ZoneInfo:
        return ZoneInfo(self.practices.get(practice.practice_id).time_zone)

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
