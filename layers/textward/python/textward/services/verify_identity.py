"""The patient confirms the date of birth, after the code (rows C1, C5, C7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.errors import NotFoundError, NotVerifiedError
from textward.domain.secure_link import LinkState, PatientSession, SecureLink, SessionScope, Stage

if TYPE_CHECKING:
    from datetime import date

    from textward.services.link_ports import LinkKeys, Links
    from textward.services.ports import Clock, Ids, Patients
    from textward.services.record_audit import AuditTrail


@dataclass(frozen=True, slots=True)
class VerifyIdentity:
    """The second step: something the patient knows. It must be this link's patient's, whoever shares the phone."""

    links: Links
    patients: Patients
    link_keys: LinkKeys
    clock: Clock
    ids: Ids

    def __call__(self, cookie: str, date_of_birth: date, trail: AuditTrail, token: str = "") -> str:
        """Turn a session that has passed the code into a verified one; give its new cookie value.

        `token` is that of the page's link: on a shared phone another page may have entered another link's code meanwhile, and a
        date meant for one patient must not count as a wrong one of the other's.

        Raises:
            NotVerifiedError: whatever is wrong: no session, no link any more, locked, or another date.
        """
        session = self.links.session(self.link_keys.session_key(cookie))
        now = self.clock.now()
        if session is None or session.stage is not Stage.CODE_ACCEPTED or not session.is_live(now):
            raise NotVerifiedError
        if session.scope is not SessionScope.LINK:
            raise NotVerifiedError
        link = self.links.by_token(token) if token else self.links.get(session.link_id)
        if link is None or link.link_id != session.link_id or link.state(now) is not LinkState.ACTIVE:
            raise NotVerifiedError
        try:
            return self._confirm(session, link, date_of_birth, trail)
        except NotVerifiedError:
            trail.view(session.practice_id, Action.IDENTITY_REFUSED, session.thread_id, session.patient_id)
            raise

    def _confirm(
        self, session: PatientSession, link: SecureLink, date_of_birth: date, trail: AuditTrail
    ) -> str:
        self.patients.count_birth_date_try(session.practice_id, session.patient_id)
        if not self._is_born_on(session, date_of_birth):
            raise NotVerifiedError
        cookie, now = self.ids.secret(), self.clock.now()
        verified = replace(
            session,
            session_key=self.link_keys.session_key(cookie),
            stage=Stage.VERIFIED,
            started_at=now,
            last_seen_at=now,
        )
        entry = trail.entry(
            session.practice_id,
            Action.IDENTITY_CONFIRMED,
            session.thread_id,
            link.message_id,
            session.patient_id,
        )
        self.links.confirm_identity(link, session, verified, entry)
        return cookie

    def _is_born_on(self, session: PatientSession, date_of_birth: date) -> bool:
        try:
            patient = self.patients.get(session.practice_id, session.patient_id)
        except NotFoundError:
            return False
        return patient.date_of_birth == date_of_birth and patient.accepts_proof_of(session.started_at)
