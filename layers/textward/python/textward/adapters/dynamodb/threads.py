"""The `Threads` port on DynamoDB: reading, and the two writes. What they write is said by `mapping.messages.items_for`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.inbox_lists import InboxLists
from textward.adapters.dynamodb.mapping.messages import message_of, thread_of
from textward.adapters.dynamodb.message_writes import added, changed
from textward.adapters.dynamodb.models import ClaimItem, CounterItem, HeadItem, MessageItem, PointerItem
from textward.adapters.dynamodb.transactions import ConditionFailedError
from textward.domain.errors import (
    AlreadyDoneError,
    ConflictError,
    IdempotencyKeyReusedError,
    NotFoundError,
)
from textward.domain.inbox import Badge, InboxList, Place
from textward.domain.paging import Page, PageRequest

if TYPE_CHECKING:
    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.audit import AuditEntry
    from textward.domain.message import Message
    from textward.domain.secure_link import SecureLink
    from textward.domain.text import OutboundText
    from textward.domain.thread import Thread


class DynamoThreads:
    """Threads and their messages."""

    def __init__(self, tables: Tables) -> None:
        """Take the tables."""
        self._tables = tables
        self._lists = InboxLists(tables)

    def head(self, practice_id: str, thread_id: str) -> Thread | None:
        """Give a thread's head (AP-11)."""
        item = self._tables.get(HeadItem, keys.head(practice_id, thread_id))
        return thread_of(item) if item else None

    def add(
        self,
        message: Message,
        *,
        claim: str,
        fingerprint: str = "",
        link: SecureLink | None = None,
        code: OutboundText | None = None,
        audit: AuditEntry | None = None,
    ) -> None:
        """Store a new message, the thread's head, its places in lists, the badge counts, and the claim (AP-12).

        Raises:
            AlreadyDoneError: the claim is taken, by the same fingerprint.
            IdempotencyKeyReusedError: the claim is taken, by another fingerprint.
        """
        writes = added(self._tables, message, (claim, fingerprint), link=link, code=code, audit=audit)
        try:
            writes.commit()
        except ConditionFailedError as failed:
            if "claim" not in failed.names:
                raise
            taken = self._tables.get(ClaimItem, keys.claim(message.practice_id, claim))
            same = taken is None or taken.fingerprint == fingerprint
            raise (AlreadyDoneError if same else IdempotencyKeyReusedError) from None

    def claimed(self, practice_id: str, claim: str) -> Message | None:
        """Give the message that took a claim (AP-13)."""
        taken = self._tables.get(ClaimItem, keys.claim(practice_id, claim))
        return self.message(practice_id, taken.thread_id, taken.message_id) if taken else None

    def message(self, practice_id: str, thread_id: str, message_id: str) -> Message:
        """Give one message (AP-14).

        Raises:
            NotFoundError: there is none.
        """
        item = self._tables.get(MessageItem, keys.message(practice_id, thread_id, message_id))
        if item is None:
            raise NotFoundError
        return message_of(item)

    def messages(self, practice_id: str, thread_id: str, page: PageRequest) -> Page[Message]:
        """Give a page of a conversation, newest first (AP-15)."""
        model = self._tables.of(MessageItem)
        # BETWEEN takes its upper end in, so that end is read once more and left out.
        upto = keys.MESSAGE_PREFIX + page.after if page.after else None
        wanted = page.limit + (2 if upto else 1)
        found = model.query(
            keys.thread(practice_id, thread_id),
            model.sk.between(keys.MESSAGE_PREFIX, upto) if upto else model.sk.startswith(keys.MESSAGE_PREFIX),
            consistent_read=True,
            scan_index_forward=False,
            limit=wanted,
        )
        items = [message_of(item) for item in found if item.sk != upto]
        more = len(items) > page.limit
        items = items[: page.limit]
        return Page(tuple(items), items[-1].message_id if more else None)

    def change(self, before: Message, after: Message, audit: AuditEntry | None = None) -> None:
        """Store a changed work status, assignees or stars with lists and counts, if nobody changed `before` meanwhile (AP-16).

        Raises:
            ConflictError: somebody did; it carries the message as it is now.
        """
        try:
            changed(self._tables, before, after, audit).commit()
        except ConditionFailedError:
            current = self.message(before.practice_id, before.thread_id, before.message_id)
            raise ConflictError(current) from None

    def inbox(
        self, practice_id: str, place: Place, facility_id: str | None, page: PageRequest
    ) -> Page[Message]:
        """Give a page of one list, newest first (AP-17)."""
        return self._lists.page(practice_id, place, facility_id, page)

    def badge(self, practice_id: str, member_id: str) -> Badge:
        """Give what waits for a member (AP-18)."""
        unassigned = keys.counter(practice_id, Place.of(InboxList.PENDING_UNASSIGNED, member_id))
        for_me = keys.counter(practice_id, Place.of(InboxList.PENDING_FOR_ME, member_id))
        counted = self._tables.many(CounterItem, (unassigned, for_me))
        counts = [(counted[key].n or 0) if key in counted else 0 for key in (unassigned, for_me)]
        return Badge(*counts)

    def is_assigned(self, practice_id: str, thread_id: str, member_id: str) -> bool:
        """Tell whether some message of the thread is assigned to the member (AP-19)."""
        model = self._tables.of(PointerItem)
        found = model.query(
            keys.thread(practice_id, thread_id),
            model.sk.startswith(keys.assignments_of(member_id)),
            consistent_read=True,
            limit=1,
        )
        return next(found, None) is not None
