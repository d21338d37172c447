"""A record system asks what became of a notice, or takes it back (row A3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.delivery_reasons import reason_for
from textward.domain.errors import ConflictError, NotFoundError, NoticeNotScheduledError
from textward.domain.message import DeliveryState
from textward.domain.notice import NoticeState, reason_words

if TYPE_CHECKING:
    from textward.domain.message import Delivery
    from textward.domain.notice import Notice
    from textward.services.notice_ports import Notices
    from textward.services.ports import Clock
    from textward.services.record_audit import AuditTrail
    from textward.services.thread_ports import Threads

TRIES = 3
_STATES = {
    DeliveryState.QUEUED: NoticeState.QUEUED,
    DeliveryState.SENDING: NoticeState.QUEUED,
    DeliveryState.SENT: NoticeState.SENT,
    DeliveryState.DELIVERED: NoticeState.DELIVERED,
    DeliveryState.UNDELIVERED: NoticeState.FAILED,
    DeliveryState.FAILED: NoticeState.FAILED,
}


@dataclass(frozen=True, slots=True)
class NoticeReport:
    """How far a notice has come."""

    notice: Notice
    state: NoticeState
    reasons: tuple[tuple[str, str], ...] = ()
    """Why it was refused or failed: code, and words that say what to do."""


@dataclass(frozen=True, slots=True)
class FollowNotice:
    """The use cases. A practice's clients see each other's notices: what a client left behind, its successor can look after."""

    notices: Notices
    threads: Threads
    clock: Clock

    def __call__(self, practice_id: str, notice_id: str, trail: AuditTrail) -> NoticeReport:
        """Give how far a notice has come.

        Raises:
            NotFoundError: the practice has none of that id.
        """
        notice = self._get(practice_id, notice_id)
        trail.view(practice_id, Action.NOTICE_VIEWED, notice.thread_id, notice.patient_id)
        return self._report(notice)

    def cancel(self, practice_id: str, notice_id: str, trail: AuditTrail) -> NoticeReport:
        """Take a scheduled notice back; one that is taken back already stays so.

        Raises:
            NotFoundError: the practice has none of that id.
            NoticeNotScheduledError: it has left, or was refused.
            ConflictError: others changed it all the time.
        """
        for _ in range(TRIES):
            notice = self._get(practice_id, notice_id)
            if notice.state is NoticeState.CANCELLED:
                return self._report(notice)
            if notice.state is not NoticeState.SCHEDULED:
                raise NoticeNotScheduledError
            after = notice.cancelled(self.clock.now())
            ids = (notice.thread_id, None, notice.patient_id)
            entry = trail.entry(practice_id, Action.NOTICE_CANCELLED, *ids, target_id=notice_id)
            try:
                self.notices.save(after, audit=entry)
            except ConflictError:
                continue
            return self._report(after)
        raise ConflictError

    def _get(self, practice_id: str, notice_id: str) -> Notice:
        notice = self.notices.get(practice_id, notice_id)
        if notice is None:
            raise NotFoundError
        return notice

    def _report(self, notice: Notice) -> NoticeReport:
        if notice.message_id is None:
            reasons = tuple((code, reason_words(code)) for code in notice.reasons)
            return NoticeReport(notice, notice.state, reasons)
        message = self.threads.message(notice.practice_id, notice.thread_id, notice.message_id)
        return _followed(notice, message.delivery)


def _followed(notice: Notice, delivery: Delivery | None) -> NoticeReport:
    if delivery is None:
        return NoticeReport(notice, notice.state)
    state = _STATES[delivery.state]
    if state is not NoticeState.FAILED:
        return NoticeReport(notice, state)
    reason = reason_for(delivery.reason)
    return NoticeReport(notice, state, ((delivery.reason or "unknown", f"{reason.title}. {reason.advice}"),))
