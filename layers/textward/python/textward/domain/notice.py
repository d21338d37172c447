"""An automated text that a record system hands over (row A3): when it goes out, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from textward.domain.ehr import derived_id
from textward.domain.messaging_check import Refusal, RefusalCode
from textward.domain.patient import PATIENT_THREAD

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from textward.domain.notice_wording import Wording
    from textward.domain.reminder_times import QuietHours

FARTHEST = timedelta(days=366)
"""How far ahead a notice can be scheduled."""
LATEST = timedelta(hours=24)
"""A notice that could not leave for so long after its time is refused: what it says may not be so any more."""
KEPT = timedelta(days=90)
"""How long it can be asked what became of a notice, and its Idempotency-Key is known again."""


class NoticeState(Enum):
    """How far a notice has come."""

    SCHEDULED = "scheduled"
    """Its time is to come; it can be cancelled."""
    QUEUED = "queued"
    """It is a message of the patient's thread now, on its way to the provider."""
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    """It did not arrive."""
    CANCELLED = "cancelled"
    REFUSED = "refused"
    """When its time came, the patient could not be texted, or it could not be filled in."""


class NoticeReason(Enum):
    """Why a notice was refused when its time came, beside the reasons for which nobody can be texted."""

    TOO_LATE = "too_late"
    NOT_FILLED_IN = "not_filled_in"


_REASONS = {
    NoticeReason.TOO_LATE: "It could not leave within a day of its time. Send it again if it is still true.",
    NoticeReason.NOT_FILLED_IN: "A field could not be filled in from the records as they are now, or the text became too long.",
}


def reason_words(code: str) -> str:
    """Give the words for the reason of a refused notice."""
    if code in {reason.value for reason in NoticeReason}:
        return _REASONS[NoticeReason(code)]
    return Refusal(RefusalCode(code)).detail


def notice_id_of(practice_id: str, client_id: str, key: str) -> str:
    """Give the id of the notice that a client hands over with an Idempotency-Key: the same for the same key."""
    return derived_id(practice_id, f"notices/{client_id}", key)


def first_allowed(moment: datetime, quiet: QuietHours, zone: ZoneInfo) -> datetime:
    """Give the first moment from `moment` on at which the practice's clock shows no quiet hour."""
    here = moment.astimezone(zone)
    if here.time() not in quiet:
        return moment
    # Three days: on the one of a change of the clocks, an end that is left out may be read as a later, quiet hour.
    days = (here.date() + timedelta(days=offset) for offset in range(3))
    ends = (datetime.combine(day, quiet.end, zone).astimezone(UTC) for day in days)
    allowed = (end for end in ends if end > moment and end.astimezone(zone).time() not in quiet)
    return next(allowed, moment)


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice. What it says is kept for as long as it is to be sent; from then on the message has the words."""

    practice_id: str
    notice_id: str
    patient_id: str
    send_at: datetime
    """UTC; when it is to leave, or was to."""
    fingerprint: str
    """By which the same wish is known again."""
    state: NoticeState = NoticeState.SCHEDULED
    """`SCHEDULED`, `QUEUED`, `CANCELLED` or `REFUSED`: how far it came after that, its message tells."""
    wording: Wording | None = None
    """While it is scheduled."""
    respects_quiet_hours: bool = True
    message_id: str | None = None
    reasons: tuple[str, ...] = ()
    """Codes of why it was refused."""
    settled_at: datetime | None = None
    """When nothing was left to be done about it."""
    version: int = 1

    @property
    def thread_id(self) -> str:
        """Give the thread that it goes to: the patient's own."""
        return PATIENT_THREAD + self.patient_id

    def queued(self, message_id: str, now: datetime) -> Notice:
        """Give it as it is once it is a message."""
        return self._settled(NoticeState.QUEUED, now, message_id=message_id)

    def cancelled(self, now: datetime) -> Notice:
        """Give it as it is once it is cancelled."""
        return self._settled(NoticeState.CANCELLED, now)

    def refused(self, reasons: tuple[str, ...], now: datetime) -> Notice:
        """Give it as it is once it can't be sent."""
        return self._settled(NoticeState.REFUSED, now, reasons=reasons)

    def put_off(self, until: datetime) -> Notice:
        """Give it with a later time."""
        return replace(self, send_at=until, version=self.version + 1)

    def _settled(
        self,
        state: NoticeState,
        now: datetime,
        *,
        message_id: str | None = None,
        reasons: tuple[str, ...] = (),
    ) -> Notice:
        return replace(
            self,
            state=state,
            wording=None,
            message_id=message_id,
            reasons=reasons,
            settled_at=now,
            version=self.version + 1,
        )
