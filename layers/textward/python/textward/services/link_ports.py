"""Ports for secure links: where they are kept, with patients' sessions, and what is derived from a key instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from textward.domain.audit import AuditEntry
    from textward.domain.private import Private
    from textward.domain.secure_link import PatientSession, SecureLink


class LinkKeys(Protocol):
    """What is derived from a secret key instead of being stored: link tokens, one-time passwords, hashes."""

    def token(self, link_id: str) -> str:
        """Give the token that stands in the link's URL fragment: at least 128 bits, URL-safe."""

    def code(self, link_id: str, counter: int) -> str:
        """Give the one-time password with that number (HOTP, RFC 4226, a secret per link)."""

    def code_matches(self, link_id: str, counter: int, code: str) -> bool:
        """Compare in constant time."""

    def session_key(self, cookie_value: str) -> str:
        """Hash a session cookie's value for storing."""

    def mark(self, words: Private) -> str:
        """Give a keyed hash by which the same words are known again."""


class Links(Protocol):
    """Secure links and the sessions opened through them."""

    def by_token(self, token: str) -> SecureLink | None:
        """Give the link with that token (AP-27)."""

    def get(self, link_id: str) -> SecureLink | None:
        """Give the link with that id (AP-27): the token is derived from it."""

    def open(self, link: SecureLink) -> SecureLink:
        """Store a phone's way into the portal unless there is one; give the one that is stored (AP-68)."""

    def many(self, link_ids: Sequence[str]) -> dict[str, SecureLink]:
        """Give links by id, in one BatchGetItem (AP-28): at most 100."""

    def count_try(self, link: SecureLink, now: datetime) -> SecureLink:
        """Count a try at the current code before looking at it, and note the first opening (AP-29).

        Raises:
            NotVerifiedError: link or code is not live, the tries are used up, or the code was moved meanwhile.
        """

    def accept_code(self, link: SecureLink, session: PatientSession, audit: AuditEntry) -> None:
        """Use the code up and start the session, at once (AP-30).

        At a phone's way into the portal the count of codes sent starts anew: who signs in often is not to be refused.

        Raises:
            NotVerifiedError: the code was used or moved meanwhile.
        """

    def confirm_identity(
        self, link: SecureLink, old: PatientSession, new: PatientSession, audit: AuditEntry
    ) -> None:
        """End the first session, start the verified one, note the first verification, clear the patient's wrong dates (AP-31).

        Raises:
            NotVerifiedError: the old session is gone, or the link was revoked meanwhile.
        """

    def revoke(self, link: SecureLink, now: datetime, audit: AuditEntry) -> None:
        """Revoke a link for good: sessions opened through it end with it (AP-32)."""

    def expire_codes(self, now: datetime, limit: int) -> int:
        """Void codes whose time has passed (row C8); gives how many (AP-33)."""

    def session(self, session_key: str) -> PatientSession | None:
        """Give a session (AP-34)."""

    def touch(self, session: PatientSession, now: datetime) -> None:
        """Note that the session was just used."""

    def end_session(self, session_key: str) -> None:
        """Forget a session."""
