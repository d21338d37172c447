"""Ports for notices, the automated texts of record systems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from textward.domain.audit import AuditEntry
    from textward.domain.message import Message
    from textward.domain.notice import Notice
    from textward.domain.paging import Page


class Notices(Protocol):
    """Notices, scheduled and settled."""

    def get(self, practice_id: str, notice_id: str) -> Notice | None:
        """Give a notice (AP-116)."""

    def save(self, notice: Notice, message: Message | None = None, audit: AuditEntry | None = None) -> None:
        """Store a notice that is new (version 1), or the next version of the one stored (AP-117).

        With it, at once: the message that it has become, if it has, and the line of the audit trail.

        Raises:
            ConflictError: it has been stored or changed meanwhile; nothing was stored.
        """

    def due(self, now: datetime, limit: int, after: str | None = None) -> Page[Notice]:
        """Give scheduled notices whose time has come, those that have waited longest first (AP-118).

        A page may hold fewer than `limit` and still have a next: what was settled just now is passed over.
        """
