"""The patient enters the one-time password that was texted (rows C1, C2, C5, C7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.errors import ConflictError, NotFoundError, NotVerifiedError
from textward.domain.message import Delivery, DeliveryState
from textward.domain.secure_link import CODE_LIFETIME, PatientSession, SecureLink, Stage
from textward.services.send_message import code_text_for

if TYPE_CHECKING:
    from textward.domain.audit import AuditEntry
    from textward.domain.text import OutboundText
    from textward.services.link_ports import LinkKeys, Links
    from textward.services.ports import Clock, Ids, Patients
    from textward.services.recipients import Recipient, Recipients
    from textward.services.record_audit import AuditTrail
    from textward.services.text_ports import Texts


@dataclass(frozen=True, slots=True)
class VerifyCode:
    """The first step: something the patient has, the phone."""

    links: Links
    patients: Patients
    link_keys: LinkKeys
    clock: Clock
    ids: Ids

    def __call__(self, token: str, code: str, trail: AuditTrail) -> str:
        """Use the code up and start a session; give the value of its cookie.

        Each try is counted before the code is looked at, so tries made at once can't exceed the limits.

        Raises:
            NotVerifiedError: whatever is wrong; the answer never tells what.
        """
        link = self.links.by_token(token)
        if link is None:
            raise NotVerifiedError
        try:
            return self._try(link, code, trail)
        except NotVerifiedError:
            trail.view(link.practice_id, Action.CODE_REFUSED, link.thread_id, link.patient_id)
            raise

    def _try(self, link: SecureLink, code: str, trail: AuditTrail) -> str:
        now = self.clock.now()
        if not link.code_is_live(now) or not self._is_theirs_still(link):
            raise NotVerifiedError
        self.patients.count_code_try(link.practice_id, link.patient_id)
        link = self.links.count_try(link, now)
        if not self.link_keys.code_matches(link.link_id, link.code_counter, code):
            raise NotVerifiedError
        cookie = self.ids.secret()
        session = PatientSession(
            session_key=self.link_keys.session_key(cookie),
            practice_id=link.practice_id,
            patient_id=link.patient_id,
            thread_id=link.thread_id,
            link_id=link.link_id,
            stage=Stage.CODE_ACCEPTED,
            started_at=now,
            last_seen_at=now,
        )
        entry = trail.entry(
            link.practice_id, Action.CODE_ACCEPTED, link.thread_id, link.message_id, link.patient_id
        )
        self.links.accept_code(link, session, entry)
        self.patients.clear_code_tries(link.practice_id, link.patient_id)
        return cookie

    def _is_theirs_still(self, link: SecureLink) -> bool:
        """Tell whether the code went to the patient that the record knows now: a number may have become somebody else's."""
        try:
            patient = self.patients.get(link.practice_id, link.patient_id)
        except NotFoundError:
            return False
        return link.code_sent_at is not None and patient.accepts_proof_of(link.code_sent_at)


@dataclass(frozen=True, slots=True)
class ResendCode:
    """The patient asks for another code; the one before is void from then on."""

    links: Links
    texts: Texts
    patients: Patients
    recipients: Recipients
    clock: Clock
    ids: Ids

    def __call__(self, token: str, trail: AuditTrail) -> None:
        """Text a new code if the link stands and the limits allow; say nothing either way (row C5)."""
        link = self.links.by_token(token)
        now = self.clock.now()
        if link is None or not link.may_resend(now):
            return
        if self.patients.verification(link.practice_id, link.patient_id).locked:
            return
        try:
            recipient = self.recipients.of_thread(link.practice_id, link.thread_id)
        except NotFoundError:
            return
        entry = trail.entry(
            link.practice_id, Action.CODE_RESENT, link.thread_id, link.message_id, link.patient_id
        )
        self._resend(link, recipient, entry)

    def _resend(self, link: SecureLink, recipient: Recipient, entry: AuditEntry) -> None:
        now = self.clock.now()
        today = link.resends_today(now)
        moved = replace(
            with_next_code(link, self.clock),
            opened_at=link.opened_at or now,
            resends=link.resends + 1 if today else 1,
            resends_since=link.resends_since if today else now,
        )
        text = code_text_for(moved, recipient.phone, self.ids.new(), Delivery(DeliveryState.QUEUED, now))
        if text and not recipient.refusals:
            self._queue(text, moved, entry)

    def _queue(self, text: OutboundText, link: SecureLink, entry: AuditEntry) -> None:
        try:
            self.texts.queue([text], link, entry)
        except ConflictError:
            return  # another request has just asked for the same


def with_next_code(link: SecureLink, clock: Clock) -> SecureLink:
    """Move the link on to its next code, which voids the one before (row C2)."""
    now = clock.now()
    return replace(
        link,
        code_counter=link.code_counter + 1,
        code_expires_at=now + CODE_LIFETIME,
        code_tries=0,
        code_sent_at=now,
        version=link.version + 1,
    )
