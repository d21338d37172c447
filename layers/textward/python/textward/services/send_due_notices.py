"""Scheduled notices leave when their time has come, if they still may (row A3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.audit import Action, Actor
from textward.domain.errors import InvalidInputError, NotFoundError
from textward.domain.messaging_check import RefusalCode
from textward.domain.notice import LATEST, NoticeReason
from textward.services.record_audit import AuditTrail
from textward.services.work_due import WorkDue

if TYPE_CHECKING:
    from textward.domain.message import Message
    from textward.domain.notice import Notice
    from textward.services.notice_ports import Notices
    from textward.services.ports import Audit, Clock, Ids
    from textward.services.recipients import Recipient, Recipients
    from textward.services.write_notice import WriteNotice

BATCH = 100
"""Notices read at a time."""
_SYSTEM = Actor("system", "notices")


@dataclass(frozen=True, slots=True)
class SendDueNotices:
    """The use case behind the schedule. Each notice is settled by one write: done again after a crash, it sends none twice."""

    notices: Notices
    recipients: Recipients
    write: WriteNotice
    audit: Audit
    clock: Clock
    ids: Ids

    def __call__(self) -> int:
        """Settle what is due; gives how many notices were looked at.

        One that changes meanwhile, or can't be settled now, waits for the next run and keeps no other from leaving.
        """
        return WorkDue(
            page=lambda after: self.notices.due(self.clock.now(), BATCH, after),
            patient=lambda notice: (notice.practice_id, notice.thread_id),
            settle=self._settle,
            clock=self.clock,
        )()

    def _settle(self, notice: Notice) -> None:
        now = self.clock.now()
        if now - notice.send_at > LATEST:
            return self._refuse(notice, NoticeReason.TOO_LATE.value)
        try:
            recipient = self.recipients.of_thread(notice.practice_id, notice.thread_id)
        except NotFoundError:
            return self._refuse(notice, RefusalCode.NO_PATIENT.value)
        allowed = self.write.allowed_from(now, recipient.practice) if notice.respects_quiet_hours else now
        if allowed > now:
            return self.notices.save(notice.put_off(allowed))
        if recipient.refusals:
            return self._refuse(notice, *(refusal.code.value for refusal in recipient.refusals))
        return self._send(notice, recipient)

    def _send(self, notice: Notice, recipient: Recipient) -> None:
        patient, wording = recipient.patient, notice.wording
        if patient is None or wording is None:
            return self._refuse(notice, RefusalCode.NO_PATIENT.value)
        try:
            known = self.write.known(wording, recipient.practice, patient)
            body = wording.filled_in(patient.language, known)
        except InvalidInputError:
            return self._refuse(notice, NoticeReason.NOT_FILLED_IN.value)
        message = self.write.message(recipient, patient, body)
        return self._save(notice.queued(message.message_id, message.at), Action.MESSAGE_SENT, message)

    def _refuse(self, notice: Notice, *reasons: str) -> None:
        self._save(notice.refused(reasons, self.clock.now()), Action.NOTICE_REFUSED)

    def _save(self, notice: Notice, action: Action, message: Message | None = None) -> None:
        trail = AuditTrail(self.audit, self.clock, self.ids, _SYSTEM)
        ids = (notice.thread_id, notice.message_id, notice.patient_id)
        entry = trail.entry(notice.practice_id, action, *ids, target_id=notice.notice_id)
        self.notices.save(notice, message, entry)
