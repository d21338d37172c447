"""The `Notices` port on DynamoDB: every change is of the version that was read, and comes with its message in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.audit import note
from textward.adapters.dynamodb.due_index import due_places
from textward.adapters.dynamodb.mapping.notices import notice_fields, notice_of
from textward.adapters.dynamodb.message_writes import added
from textward.adapters.dynamodb.models import NoticeItem
from textward.adapters.dynamodb.transactions import ConditionFailedError, Writes
from textward.domain.errors import ConflictError
from textward.domain.paging import Page

if TYPE_CHECKING:
    from datetime import datetime

    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.audit import AuditEntry
    from textward.domain.message import Message
    from textward.domain.notice import Notice


class DynamoNotices:
    """Notices, scheduled and settled."""

    def __init__(self, tables: Tables) -> None:
        """Take the tables."""
        self._tables = tables

    def get(self, practice_id: str, notice_id: str) -> Notice | None:
        """Give a notice (AP-116)."""
        item = self._tables.get(NoticeItem, keys.notice(practice_id, notice_id))
        return notice_of(item) if item else None

    def save(self, notice: Notice, message: Message | None = None, audit: AuditEntry | None = None) -> None:
        """Store a notice that is new, or the next version of the one stored, with its message and audit line (AP-117).

        Raises:
            ConflictError: it has been stored or changed meanwhile; nothing was stored.
        """
        if message:
            writes = added(self._tables, message, None, link=None, code=None, audit=audit)
        else:
            writes = Writes(self._tables.connection)
            note(writes, self._tables, audit)
        key = keys.notice(notice.practice_id, notice.notice_id)
        first = notice.version == 1
        follows = NoticeItem.pk.does_not_exist() if first else NoticeItem.version == notice.version - 1
        writes.put("notice", self._tables.of(NoticeItem)(*key, **notice_fields(notice)), follows)
        try:
            writes.commit()
        except ConditionFailedError:
            raise ConflictError from None

    def due(self, now: datetime, limit: int, after: str | None = None) -> Page[Notice]:
        """Give scheduled notices whose time has come, those that have waited longest first (AP-118)."""
        places = due_places(self._tables, keys.DUE_NOTICES, now, limit, after)
        stored = self._tables.many(NoticeItem, places.items) if places.items else {}
        until = keys.due_until(now)
        still = (stored[key] for key in places.items if key in stored)
        items = tuple(notice_of(item) for item in still if item.due_sk and item.due_sk <= until)
        return Page(items, places.next_after)
