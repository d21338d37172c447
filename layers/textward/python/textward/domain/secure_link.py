"""The secure link: a patient's way to a secured message, by one-time password and date of birth (rows C1-C8, J13).

Limits follow NIST SP 800-63B (5.1.3.2, 5.2.2) and OWASP ASVS 6.5, but for the two hours' life of a code, which row C2 sets.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

LINK_LIFETIME = timedelta(days=30)
CODE_LIFETIME = timedelta(hours=2)
CODE_DIGITS = 6
CODE_TRIES = 5
"""Wrong tries that void a code."""
CODE_FAILURES_PER_PATIENT = 45
"""Consecutive wrong codes over all of a patient's links that lock the patient, and, counted by themselves, those at a phone's
way into the portal that lock it. Together they stay below the 100 of NIST SP 800-63B (5.2.2)."""
RESEND_PAUSE = timedelta(seconds=60)
RESENDS_PER_DAY = 5
BIRTH_DATE_TRIES = 5
"""Wrong dates of birth per patient that lock until staff unlock."""
SESSION_IDLE = timedelta(minutes=15)
SESSION_LIFETIME = timedelta(hours=1)


class LinkState(Enum):
    """What staff see of a link (row J13)."""

    ACTIVE = "active"
    REVOKED = "revoked"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class SecureLink:
    """One link, of one message, to one patient."""

    practice_id: str
    link_id: str
    thread_id: str
    patient_id: str
    message_id: str
    created_at: datetime
    expires_at: datetime
    code_counter: int = 1
    """Which code is the valid one: the HOTP counter (RFC 4226). A resend moves it, which voids the code before."""
    code_expires_at: datetime | None = None
    """When the code ends; None when it has been used, voided, or expired by the job."""
    code_tries: int = 0
    """Tries made at this code."""
    code_sent_at: datetime | None = None
    resends: int = 0
    """Codes sent again by the patient's asking since `resends_since`."""
    resends_since: datetime | None = None
    opened_at: datetime | None = None
    """When the patient first acted on the link's page: entered a code or asked for another."""
    verified_at: datetime | None = None
    """When code and date of birth were first both right."""
    revoked_at: datetime | None = None
    version: int = 1

    def state(self, now: datetime) -> LinkState:
        """Tell what the link is at `now`; expiry is compared, never left to a clean-up."""
        if self.revoked_at is not None:
            return LinkState.REVOKED
        return LinkState.EXPIRED if now >= self.expires_at else LinkState.ACTIVE

    def code_is_live(self, now: datetime) -> bool:
        """Tell whether the code can be tried: live link, not used, not expired, tries left (rows C2, C5, C8)."""
        return (
            self.state(now) is LinkState.ACTIVE
            and self.code_expires_at is not None
            and now < self.code_expires_at
            and self.code_tries < CODE_TRIES
        )

    def may_resend(self, now: datetime) -> bool:
        """Tell whether the patient may have another code now (row C5)."""
        if self.state(now) is not LinkState.ACTIVE:
            return False
        if self.code_sent_at is not None and now - self.code_sent_at < RESEND_PAUSE:
            return False
        return self.resends < RESENDS_PER_DAY or not self.resends_today(now)

    def resends_today(self, now: datetime) -> bool:
        """Tell whether the count of resends still belongs to the current day's window."""
        return self.resends_since is not None and now - self.resends_since < timedelta(days=1)


def new_link(
    practice_id: str, link_id: str, thread_id: str, patient_id: str, message_id: str, now: datetime
) -> SecureLink:
    """Make a link whose first code is about to be texted."""
    return SecureLink(
        practice_id=practice_id,
        link_id=link_id,
        thread_id=thread_id,
        patient_id=patient_id,
        message_id=message_id,
        created_at=now,
        expires_at=now + LINK_LIFETIME,
        code_expires_at=now + CODE_LIFETIME,
        code_sent_at=now,
    )


def portal_access(practice_id: str, link_id: str, thread_id: str, now: datetime) -> SecureLink:
    """Make a phone's way into the portal: a link that is never texted, of no one patient, with no code yet."""
    return SecureLink(
        practice_id=practice_id,
        link_id=link_id,
        thread_id=thread_id,
        patient_id="",
        message_id="",
        created_at=now,
        expires_at=now + LINK_LIFETIME,
        code_counter=0,
    )


@dataclass(frozen=True, slots=True)
class VerificationRecord:
    """How a patient has fared over all their links."""

    code_failures: int = 0
    """Consecutive wrong codes."""
    birth_date_failures: int = 0
    """Consecutive wrong dates of birth."""
    locked_at: datetime | None = None

    @property
    def locked(self) -> bool:
        """Tell whether the patient is locked out until staff unlock."""
        return (
            self.locked_at is not None
            or self.birth_date_failures >= BIRTH_DATE_TRIES
            or self.code_failures >= CODE_FAILURES_PER_PATIENT
        )


class Stage(Enum):
    """How far a patient's session has come (row C1: code, then date of birth)."""

    CODE_ACCEPTED = "code_accepted"
    VERIFIED = "verified"


class SessionScope(Enum):
    """What a session opens: one is never good for the other."""

    LINK = "link"
    """The conversation behind a secure link."""
    PORTAL = "portal"


@dataclass(frozen=True, slots=True)
class PatientSession:
    """A patient's visit, kept on the server under a hash of the cookie's value."""

    session_key: str
    """Hash of the cookie's value."""
    practice_id: str
    patient_id: str
    """Empty at the portal until the date of birth says which of the phone's patients it is."""
    thread_id: str
    link_id: str
    stage: Stage
    started_at: datetime
    last_seen_at: datetime
    scope: SessionScope = SessionScope.LINK

    def is_live(self, now: datetime) -> bool:
        """Tell whether neither the idle nor the absolute time-out has come."""
        return now - self.last_seen_at < SESSION_IDLE and now - self.started_at < SESSION_LIFETIME
