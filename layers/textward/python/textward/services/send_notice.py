"""A record system hands over an automated text, to leave at once or at its time (row A3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.ehr import RecordKind, own_id
from textward.domain.errors import (
    CannotMessageError,
    ConflictError,
    IdempotencyKeyReusedError,
    InvalidInputError,
    NotFoundError,
)
from textward.domain.notice import FARTHEST, Notice, NoticeState, notice_id_of
from textward.domain.patient import PATIENT_THREAD

if TYPE_CHECKING:
    from datetime import datetime

    from textward.domain.message import Message
    from textward.domain.notice_wording import Wording
    from textward.domain.patient import Patient
    from textward.services.notice_ports import Notices
    from textward.services.ports import Clock
    from textward.services.recipients import Recipient, Recipients
    from textward.services.record_audit import AuditTrail
    from textward.services.write_notice import WriteNotice


@dataclass(frozen=True, slots=True)
class NoticeWish:
    """What a record system wants to be sent."""

    patient: str
    """The record system's id."""
    wording: Wording
    send_at: datetime | None = None
    """None is now."""
    respects_quiet_hours: bool = True

    @property
    def fingerprint(self) -> str:
        """Tell this wish from any other under the same key, without keeping it."""
        when = self.send_at.isoformat() if self.send_at else "now"
        return self.wording.mark(self.patient, when, str(self.respects_quiet_hours))


@dataclass(frozen=True, slots=True)
class SendNotice:
    """The use case: all checks, then one write; a scheduled one is sent by `send_due_notices`."""

    notices: Notices
    recipients: Recipients
    write: WriteNotice
    clock: Clock

    def __call__(
        self, practice_id: str, client_id: str, wish: NoticeWish, key: str, trail: AuditTrail
    ) -> Notice:
        """Take a notice in once; give it, and the same again for the same key of this client.

        Raises:
            InvalidInputError: no such patient, a text that can't be filled in, or a bad time; it says where.
            CannotMessageError: the patient can't be texted now; nothing was stored.
            IdempotencyKeyReusedError: the key came before with another wish.
        """
        notice_id = notice_id_of(practice_id, client_id, key)
        earlier = self.notices.get(practice_id, notice_id)
        if earlier is not None:
            return _same(earlier, wish)
        recipient, patient = self._recipient(practice_id, wish)
        self._check(wish, recipient, patient)
        notice, message = self._made(notice_id, wish, recipient, patient)
        action = Action.MESSAGE_SENT if message else Action.NOTICE_SCHEDULED
        ids = (notice.thread_id, notice.message_id, notice.patient_id)
        entry = trail.entry(practice_id, action, *ids, target_id=notice_id)
        try:
            self.notices.save(notice, message, entry)
        except ConflictError:  # the same key at the same moment
            stored = self.notices.get(practice_id, notice_id)
            if stored is None:
                raise
            return _same(stored, wish)
        return notice

    def _recipient(self, practice_id: str, wish: NoticeWish) -> tuple[Recipient, Patient]:
        patient_id = own_id(practice_id, RecordKind.PATIENTS, wish.patient)
        try:
            recipient = self.recipients.of_thread(practice_id, PATIENT_THREAD + patient_id)
        except NotFoundError:
            recipient = None
        if recipient is None or recipient.patient is None:
            raise InvalidInputError("There is no such patient. Send the patient first.", "/patient")
        return recipient, recipient.patient

    def _check(self, wish: NoticeWish, recipient: Recipient, patient: Patient) -> None:
        now = self.clock.now()
        if wish.send_at is not None and not now < wish.send_at <= now + FARTHEST:
            raise InvalidInputError("`send_at` must be to come, within a year.", "/send_at")
        wish.wording.check()
        wish.wording.check_filled_in(self.write.known(wish.wording, recipient.practice, patient))
        if recipient.refusals:
            raise CannotMessageError(recipient.refusals)

    def _made(
        self, notice_id: str, wish: NoticeWish, recipient: Recipient, patient: Patient
    ) -> tuple[Notice, Message | None]:
        now, practice = self.clock.now(), recipient.practice
        wanted = wish.send_at or now
        send_at = self.write.allowed_from(wanted, practice) if wish.respects_quiet_hours else wanted
        later = send_at > now
        message = None
        if not later:
            known = self.write.known(wish.wording, practice, patient)
            message = self.write.message(recipient, patient, wish.wording.filled_in(patient.language, known))
        notice = Notice(
            practice_id=practice.practice_id,
            notice_id=notice_id,
            patient_id=patient.patient_id,
            send_at=send_at,
            fingerprint=wish.fingerprint,
            state=NoticeState.QUEUED if message else NoticeState.SCHEDULED,
            wording=None if message else wish.wording,
            respects_quiet_hours=wish.respects_quiet_hours,
            message_id=message.message_id if message else None,
            settled_at=now if message else None,
        )
        return notice, message


def _same(earlier: Notice, wish: NoticeWish) -> Notice:
    if earlier.fingerprint != wish.fingerprint:
        raise IdempotencyKeyReusedError
    return earlier
