"""What has come due is worked through: page after page, several patients at once, each patient's in their order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Generic, TypeVar

from textward.domain.errors import ConflictError, TransientError
from textward.services.one_by_one import Troubles

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator
    from datetime import datetime

    from textward.domain.paging import Page
    from textward.services.ports import Clock

WORKERS = 8
"""Patients worked on at once; each waits for the database most of the time."""
TIME = timedelta(seconds=45)
"""In which work is begun; the next run does the rest."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class WorkDue(Generic[T]):
    """What a job does with what is due. None keeps another waiting: one that can't be settled now waits for the next run."""

    page: Callable[[str | None], Page[T]]
    """Gives what is due, those that have waited longest first, from a place on."""
    patient: Callable[[T], Hashable]
    settle: Callable[[T], None]
    clock: Clock

    def __call__(self) -> int:
        """Settle what there is time for; gives how many were looked at.

        Raises:
            Exception: something unforeseen, met with one of them; all others were settled all the same.
        """
        looked_at, until, troubles = 0, self.clock.now() + TIME, Troubles()
        with ThreadPoolExecutor(WORKERS) as workers:
            for page in self._pages(until):
                queues = self._queues(page)
                looked_at += sum(workers.map(lambda queue: self._work(queue, until, troubles), queues))
        troubles.tell()
        return looked_at

    def _pages(self, until: datetime) -> Iterator[tuple[T, ...]]:
        after = None
        while self.clock.now() < until:
            page = self.page(after)
            yield page.items
            after = page.next_after
            if after is None:
                return

    def _queues(self, page: tuple[T, ...]) -> Iterable[list[T]]:
        queues: dict[Hashable, list[T]] = {}
        for one in page:
            queues.setdefault(self.patient(one), []).append(one)
        return queues.values()

    def _work(self, queue: list[T], until: datetime, troubles: Troubles) -> int:
        """Settle one patient's in their order; gives how many there was time for."""
        for done, one in enumerate(queue):
            if self.clock.now() >= until:
                return done
            with troubles.kept_apart(ConflictError, TransientError):
                self.settle(one)
        return len(queue)
