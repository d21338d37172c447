"""The session of a patient who has signed in to the portal (row H4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.errors import NotFoundError, SessionEndedError
from textward.domain.secure_link import SessionScope, Stage

if TYPE_CHECKING:
    from textward.domain.patient import Patient
    from textward.services.link_ports import LinkKeys, Links
    from textward.services.ports import Clock, Patients


@dataclass(frozen=True, slots=True)
class PortalSessions:
    """Finds the session behind a secret, and ends it."""

    links: Links
    patients: Patients
    link_keys: LinkKeys
    clock: Clock

    def patient(self, secret: str) -> Patient:
        """Give the signed-in patient, and note the session's use.

        Raises:
            SessionEndedError: there is no live, verified session of the portal, the patient is no more, or their phone or date
                of birth is another by now.
        """
        session = self.links.session(self.link_keys.session_key(secret))
        now = self.clock.now()
        if session is None or session.stage is not Stage.VERIFIED or not session.is_live(now):
            raise SessionEndedError
        if session.scope is not SessionScope.PORTAL:
            raise SessionEndedError
        try:
            patient = self.patients.get(session.practice_id, session.patient_id)
        except NotFoundError as error:
            raise SessionEndedError from error
        if not patient.accepts_proof_of(session.started_at):
            raise SessionEndedError
        self.links.touch(session, now)
        return patient

    def end(self, secret: str) -> None:
        """Sign the patient out, on the server."""
        self.links.end_session(self.link_keys.session_key(secret))
