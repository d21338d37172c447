"""The `Notices` port in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.errors import ConflictError
from textward.domain.notice import NoticeState
from textward.domain.paging import Page

if TYPE_CHECKING:
    from datetime import datetime

    from tests.fakes.state import FakeState
    from tests.fakes.threads import FakeThreads
    from textward.domain.audit import AuditEntry
    from textward.domain.message import Message
    from textward.domain.notice import Notice


@dataclass
class FakeNotices:
    """Notices, scheduled and settled."""

    state: FakeState
    threads: FakeThreads

    def get(self, practice_id: str, notice_id: str) -> Notice | None:
        return self.state.notices.get((practice_id, notice_id))

    def save(self, notice: Notice, message: Message | None = None, audit: AuditEntry | None = None) -> None:
        stored = self.get(notice.practice_id, notice.notice_id)
        if notice.version != (stored.version + 1 if stored else 1):
            raise ConflictError
        self.state.notices[notice.practice_id, notice.notice_id] = notice
        if message:
            self.threads.put(message)
        self.state.note(audit)

    def due(self, now: datetime, limit: int, after: str | None = None) -> Page[Notice]:
        waiting = [one for one in self.state.notices.values() if one.state is NoticeState.SCHEDULED]
        places = sorted((_place(one), one) for one in waiting if one.send_at <= now)
        ready = [(place, one) for place, one in places if after is None or place > after][:limit]
        return Page(tuple(one for _, one in ready), ready[-1][0] if len(ready) == limit else None)


def _place(notice: Notice) -> str:
    return f"{notice.send_at.isoformat()}#{notice.notice_id}"
