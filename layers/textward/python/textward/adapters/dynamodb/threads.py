"""The `Threads` port on DynamoDB: reading, and the three writes. What they write is said by `mapping.messages.items_for`."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.inbox_lists import InboxLists
from textward.adapters.dynamodb.mapping.messages import message_of, thread_of, work_of
from textward.adapters.dynamodb.message_writes import added, changed, flag_written, star_written
from textward.adapters.dynamodb.models import (
    ClaimItem,
    CounterItem,
    HeadItem,
    MessageItem,
    PointerItem,
    WorkItem,
)
from textward.adapters.dynamodb.transactions import ConditionFailedError
from textward.domain.errors import (
    AlreadyDoneError,
    ConflictError,
    IdempotencyKeyReusedError,
    NotFoundError,
)
from textward.domain.inbox import Badge, InboxList, Place
from textward.domain.paging import Page, PageRequest
from textward.domain.patient import fold

if TYPE_CHECKING:
    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.assistant_terms import StaffReason
    from textward.domain.audit import AuditEntry
    from textward.domain.message import Message
    from textward.domain.secure_link import SecureLink
    from textward.domain.text import OutboundText
    from textward.domain.thread import Thread
    from textward.domain.work import WorkEntry


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
        partition, prefix = keys.thread(practice_id, thread_id), keys.MESSAGE_PREFIX
        upto = prefix + page.after if page.after else None
        items, more = self._tables.latest(MessageItem, partition, prefix, upto, page.limit)
        return Page(tuple(map(message_of, items)), items[-1].item_id if more else None)

    def change(
        self, before: Message, after: Message, audit: AuditEntry | None = None, work: WorkEntry | None = None
    ) -> None:
        """Store a changed work status or assignees with lists, counts and history, if nobody changed `before` meanwhile (AP-16).

        Raises:
            ConflictError: somebody did; it carries the message as it is now.
        """
        try:
            changed(self._tables, before, after, audit=audit, work=work).commit()
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

    def star(
        self, message: Message, member_id: str, *, starred: bool, audit: AuditEntry | None = None
    ) -> None:
        """Set or take away a member's star; members' stars and others' work on the message never get in each other's way (AP-38).

        Raises:
            NotFoundError: the message is gone.
        """
        try:
            star_written(self._tables, message, member_id, is_starred=starred, audit=audit).commit()
        except ConditionFailedError:
            raise NotFoundError from None

    def flag(self, message: Message, flag: StaffReason, audit: AuditEntry | None = None) -> None:
        """Note why a message is for staff; nothing when it is noted already, or the message is gone.

        Other work on the message never gets in the way, nor does this in its.
        """
        with suppress(ConditionFailedError):
            flag_written(self._tables, message, flag, audit).commit()

    def history(self, practice_id: str, thread_id: str, message_id: str) -> tuple[WorkEntry, ...]:
        """Give what was done with a message, oldest first (AP-39)."""
        model = self._tables.of(WorkItem)
        found = model.query(
            keys.thread(practice_id, thread_id),
            model.sk.startswith(keys.work_of(message_id)),
            consistent_read=True,
        )
        return tuple(work_of(item) for item in found)

    def matching(self, practice_id: str, thread_id: str, words: str, page: PageRequest) -> Page[Message]:
        """Give the messages among the next `page.limit` of a conversation that hold every word of `words`, folded (AP-40)."""
        wanted = fold(words).split()
        if not wanted:
            return Page((), None)
        read = self.messages(practice_id, thread_id, page)
        found = (m for m in read.items if _holds(m, wanted))
        return Page(tuple(found), read.next_after)

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


def _holds(message: Message, words: list[str]) -> bool:
    """Tell whether each of the folded words is part of what was said."""
    text = fold(message.body.reveal())
    return all(word in text for word in words)
