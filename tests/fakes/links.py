"""The `Links` port in memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textward.domain.errors import NotVerifiedError
from textward.domain.secure_link import VerificationRecord

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tests.fakes.state import FakeState
    from textward.domain.audit import AuditEntry
    from textward.domain.secure_link import PatientSession, SecureLink


@dataclass
class FakeLinks:
    """Secure links and the sessions opened through them."""

    state: FakeState

    def by_token(self, token: str) -> SecureLink | None:
        return next(
            (link for link in self.state.links.values() if self.state.link_keys.token(link.link_id) == token),
            None,
        )

    def get(self, link_id: str) -> SecureLink | None:
        return self.state.links.get(link_id)

    def open(self, link: SecureLink) -> SecureLink:
        return self.state.links.setdefault(link.link_id, link)

    def many(self, link_ids: Sequence[str]) -> dict[str, SecureLink]:
        return {link_id: self.state.links[link_id] for link_id in link_ids if link_id in self.state.links}

    def count_try(self, link: SecureLink, now: datetime) -> SecureLink:
        stored = self._same_code(link)
        if not stored.code_is_live(now):
            raise NotVerifiedError
        counted = replace(stored, code_tries=stored.code_tries + 1, opened_at=stored.opened_at or now)
        return self._store(counted)

    def accept_code(self, link: SecureLink, session: PatientSession, audit: AuditEntry) -> None:
        stored = self._same_code(link)
        if stored.code_expires_at is None or stored.revoked_at is not None:
            raise NotVerifiedError
        resends = stored.resends if link.patient_id else 0
        self._store(replace(stored, code_expires_at=None, resends=resends))
        self.state.sessions[session.session_key] = session
        self.state.note(audit)

    def confirm_identity(
        self, link: SecureLink, old: PatientSession, new: PatientSession, audit: AuditEntry
    ) -> None:
        stored = self.state.links.get(link.link_id)
        if old.session_key not in self.state.sessions or stored is None or stored.revoked_at is not None:
            raise NotVerifiedError
        del self.state.sessions[old.session_key]
        self.state.sessions[new.session_key] = new
        self._store(replace(stored, verified_at=stored.verified_at or new.started_at))
        self._clear_wrong_dates(new.practice_id, new.patient_id)
        self.state.note(audit)

    def revoke(self, link: SecureLink, now: datetime, audit: AuditEntry) -> None:
        stored = self.state.links[link.link_id]
        self._store(replace(stored, revoked_at=stored.revoked_at or now))
        for session in [s for s in self.state.sessions.values() if s.link_id == link.link_id]:
            del self.state.sessions[session.session_key]
        self.state.note(audit)

    def expire_codes(self, now: datetime, limit: int) -> int:
        past = [
            s for s in self.state.links.values() if s.code_expires_at is not None and s.code_expires_at <= now
        ]
        for link in past[:limit]:
            self._store(replace(link, code_expires_at=None))
        return len(past[:limit])

    def session(self, session_key: str) -> PatientSession | None:
        return self.state.sessions.get(session_key)

    def touch(self, session: PatientSession, now: datetime) -> None:
        stored = self.state.sessions.get(session.session_key)
        if stored:
            self.state.sessions[session.session_key] = replace(stored, last_seen_at=now)

    def end_session(self, session_key: str) -> None:
        self.state.sessions.pop(session_key, None)

    def _same_code(self, link: SecureLink) -> SecureLink:
        stored = self.state.links.get(link.link_id)
        if stored is None or stored.code_counter != link.code_counter:
            raise NotVerifiedError
        return stored

    def _store(self, link: SecureLink) -> SecureLink:
        """Store the link as its next version."""
        after = replace(link, version=link.version + 1)
        self.state.put_link(after)
        return after

    def _clear_wrong_dates(self, practice_id: str, patient_id: str) -> None:
        key = (practice_id, patient_id)
        record = self.state.verifications.get(key, VerificationRecord())
        self.state.verifications[key] = replace(record, birth_date_failures=0, locked_at=None)
