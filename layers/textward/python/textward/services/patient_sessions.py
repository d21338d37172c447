"""The visits of verified patients: behind the secure link (row C3) and in the portal (row H4). One never opens the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.errors import NotFoundError, SessionEndedError
from textward.domain.private import Private
from textward.domain.secure_link import LinkState, PatientSession, SessionScope, Stage

if TYPE_CHECKING:
    from textward.domain.patient import Patient
    from textward.services.link_ports import LinkKeys, Links
    from textward.services.ports import Clock, Patients


@dataclass(frozen=True, slots=True)
class _Sessions:
    links: Links
    patients: Patients
    link_keys: LinkKeys
    clock: Clock

    def end(self, secret: str) -> None:
        """Sign the patient out, on the server."""
        self.links.end_session(self.link_keys.session_key(secret))

    def _live(self, secret: str, scope: SessionScope) -> tuple[PatientSession, Patient]:
        """Give the live, verified session of this scope, and whose it is.

        Raises:
            SessionEndedError: there is none, it timed out, the patient is no more, or their phone or date of birth is another
                by now.
        """
        session = self.links.session(self.link_keys.session_key(secret))
        if session is None or session.stage is not Stage.VERIFIED or session.scope is not scope:
            raise SessionEndedError
        if not session.is_live(self.clock.now()):
            raise SessionEndedError
        try:
            patient = self.patients.get(session.practice_id, session.patient_id)
        except NotFoundError as error:
            raise SessionEndedError from error
        if not patient.accepts_proof_of(session.started_at):
            raise SessionEndedError
        return session, patient


@dataclass(frozen=True, slots=True)
class PatientSessions(_Sessions):
    """Finds the session behind the secure link's cookie, and ends it."""

    def verified(self, cookie: str, shown: str = "") -> PatientSession:
        """Give the live, verified session, and note its use.

        `shown` says whose conversation the page shows, by `whose`: on a shared phone another page may have begun another
        patient's visit meanwhile, and the browser has one cookie for both.

        Raises:
            SessionEndedError: there is none, it timed out, its link was revoked, the patient's phone or date of birth is
                another by now, or the page shows somebody else's.
        """
        session, _ = self._live(cookie, SessionScope.LINK)
        if shown and shown != self.whose(session):
            raise SessionEndedError
        link, now = self.links.get(session.link_id), self.clock.now()
        if link is None or link.state(now) is LinkState.REVOKED:
            raise SessionEndedError
        self.links.touch(session, now)
        return session

    def whose(self, session: PatientSession) -> str:
        """Give a mark that tells whose visit it is from any other patient's, and nothing more."""
        return self.link_keys.mark(Private(session.thread_id))


@dataclass(frozen=True, slots=True)
class PortalSessions(_Sessions):
    """Finds the session behind the portal's cookie or token, and ends it."""

    def patient(self, secret: str) -> Patient:
        """Give the signed-in patient, and note the session's use.

        Raises:
            SessionEndedError: there is no live, verified session of the portal, the patient is no more, or their phone or date
                of birth is another by now.
        """
        session, patient = self._live(secret, SessionScope.PORTAL)
        self.links.touch(session, self.clock.now())
        return patient
