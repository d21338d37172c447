"""The `Conversations` port on DynamoDB. What a write consists of is said by `conversation_writes`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.audit import note
from textward.adapters.dynamodb.conversation_lists import ConversationLists
from textward.adapters.dynamodb.conversation_writes import (
    moved,
    put_alert,
    put_step,
    said,
    star_written,
    started,
)
from textward.adapters.dynamodb.mapping.conversations import conversation_of, portal_message_of
from textward.adapters.dynamodb.mapping.messages import work_of
from textward.adapters.dynamodb.models import (
    BasketCountItem,
    ClaimItem,
    ConversationItem,
    CounterItem,
    PortalMessageItem,
    WorkItem,
)
from textward.adapters.dynamodb.transactions import ConditionFailedError, Writes
from textward.domain.conversation import BasketCounts
from textward.domain.errors import (
    AlreadyDoneError,
    ConflictError,
    IdempotencyKeyReusedError,
    NotFoundError,
    TransientError,
)
from textward.domain.paging import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.audit import AuditEntry
    from textward.domain.conversation import (
        Conversation,
        ConversationPlace,
        PatientBox,
        PortalMessage,
    )
    from textward.domain.paging import PageRequest
    from textward.domain.text import OutboundText
    from textward.domain.work import WorkEntry

STAR_TRIES = 10
"""Tries while stars and messages cross: neither is ever refused for the other."""
HISTORY = 100
"""Steps of a conversation's history that are shown."""


class DynamoConversations:
    """Conversations from the portal."""

    def __init__(self, tables: Tables) -> None:
        """Take the tables."""
        self._tables = tables
        self._lists = ConversationLists(tables)

    def start(
        self,
        conversation: Conversation,
        message: PortalMessage,
        *,
        claim: str,
        fingerprint: str,
        audit: AuditEntry,
    ) -> None:
        """Store a new conversation with its first message, its places, counts and the claim, at once (AP-55).

        Raises:
            AlreadyDoneError: the claim is taken, by the same fingerprint.
            IdempotencyKeyReusedError: the claim is taken, by another fingerprint.
        """
        writes = said(self._tables, message, (claim, fingerprint))
        started(writes, self._tables, conversation)
        note(writes, self._tables, audit)
        try:
            writes.commit()
        except ConditionFailedError:
            self._refuse_taken(message.practice_id, claim, fingerprint)
            raise

    def append(  # noqa: PLR0913 - one transaction
        self,
        before: Conversation,
        after: Conversation,
        message: PortalMessage,
        *,
        claim: str,
        fingerprint: str,
        alert: OutboundText | None = None,
        work: WorkEntry | None = None,
        audit: AuditEntry,
    ) -> None:
        """Store a further message with the conversation as it changed by it, if `before` is still what is stored (AP-56).

        Raises:
            AlreadyDoneError, IdempotencyKeyReusedError: the claim is taken; looked at before the revision.
            ConflictError: the conversation moved meanwhile (its revision is another); it carries it as it is now.
        """

        def prepared(stars: frozenset[str]) -> Writes:
            writes = said(self._tables, message, (claim, fingerprint))
            moved(writes, self._tables, before, after, stars)
            put_alert(writes, self._tables, alert)
            put_step(writes, self._tables, work)
            note(writes, self._tables, audit)
            return writes

        self._commit(before, prepared, lambda: self._refuse_taken(before.practice_id, claim, fingerprint))

    def _refuse_taken(self, practice_id: str, claim: str, fingerprint: str) -> None:
        taken = self._tables.get(ClaimItem, keys.claim(practice_id, claim))
        if taken:
            raise (
                AlreadyDoneError if taken.fingerprint == fingerprint else IdempotencyKeyReusedError
            ) from None

    def _commit(
        self,
        before: Conversation,
        prepared: Callable[[frozenset[str]], Writes],
        refuse_first: Callable[[], None] = lambda: None,
    ) -> None:
        """Write what is prepared for the stars that there are; once more where only they have moved."""
        stars = before.starred_by
        for _ in range(STAR_TRIES):
            try:
                return prepared(stars).commit()
            except ConditionFailedError as failed:
                refuse_first()
                current = self.head(before.practice_id, before.thread_id)
                if current.revision != before.revision:
                    raise ConflictError(current) from None
                if failed.names != {"conversation"}:
                    raise
                stars = current.starred_by
        raise TransientError("stars that move all the time")

    def claimed(self, practice_id: str, claim: str) -> PortalMessage | None:
        """Give the message that took a claim (AP-57)."""
        taken = self._tables.get(ClaimItem, keys.claim(practice_id, claim))
        if taken is None:
            return None
        key = keys.portal_message(practice_id, taken.thread_id, taken.message_id)
        item = self._tables.get(PortalMessageItem, key)
        return portal_message_of(item) if item else None

    def head(self, practice_id: str, thread_id: str) -> Conversation:
        """Give a conversation (AP-58).

        Raises:
            NotFoundError: there is none.
        """
        item = self._tables.get(ConversationItem, keys.conversation(practice_id, thread_id))
        if item is None:
            raise NotFoundError
        return conversation_of(item)

    def message(self, practice_id: str, thread_id: str, message_id: str) -> PortalMessage:
        """Give one thing that was said (AP-69).

        Raises:
            NotFoundError: there is none.
        """
        item = self._tables.get(PortalMessageItem, keys.portal_message(practice_id, thread_id, message_id))
        if item is None:
            raise NotFoundError
        return portal_message_of(item)

    def messages(self, practice_id: str, thread_id: str, page: PageRequest) -> Page[PortalMessage]:
        """Give a page of what was said, newest first (AP-59)."""
        partition, prefix = keys.thread(practice_id, thread_id), keys.PORTAL_MESSAGE_PREFIX
        upto = prefix + page.after if page.after else None
        items, more = self._tables.latest(PortalMessageItem, partition, prefix, upto, page.limit)
        return Page(tuple(map(portal_message_of, items)), items[-1].message_id if more else None)

    def change(
        self,
        before: Conversation,
        after: Conversation,
        *,
        audit: AuditEntry | None = None,
        work: WorkEntry | None = None,
    ) -> None:
        """Store a changed conversation with lists, counts and history, if `before` is still what is stored (AP-60).

        Stars are left as they are.

        Raises:
            ConflictError: it moved meanwhile (its revision is another); it carries the conversation as it is now.
        """

        def prepared(stars: frozenset[str]) -> Writes:
            writes = Writes(self._tables.connection)
            moved(writes, self._tables, before, after, stars)
            put_step(writes, self._tables, work)
            note(writes, self._tables, audit)
            return writes

        self._commit(before, prepared)

    def listed(self, practice_id: str, place: ConversationPlace, page: PageRequest) -> Page[Conversation]:
        """Give a page of one list, newest activity first; `Page.next_after` is a last message's id (AP-61)."""
        return self._lists.of_basket(practice_id, place, page)

    def counts(
        self, practice_id: str, wanted: Sequence[tuple[str, str]]
    ) -> dict[tuple[str, str], BasketCounts]:
        """Give the counts of (basket, member) pairs, member empty for the admins' lists; at most 100 (AP-62).

        A pair that never held anything is left out.
        """
        by_key = {keys.basket_counts(practice_id, *pair): pair for pair in wanted}
        found = self._tables.many(BasketCountItem, by_key) if by_key else {}
        return {
            by_key[key]: BasketCounts(item.not_replied or 0, item.replied or 0, item.trash or 0)
            for key, item in found.items()
        }

    def star(
        self, conversation: Conversation, member_id: str, *, starred: bool, audit: AuditEntry | None = None
    ) -> None:
        """Set or take away a member's star; never in the way of others' work (AP-63).

        Raises:
            NotFoundError: the conversation is gone.
        """
        for _ in range(STAR_TRIES):
            writes = Writes(self._tables.connection)
            star_written(writes, self._tables, conversation, member_id, is_starred=starred)
            note(writes, self._tables, audit)
            try:
                return writes.commit()
            except ConditionFailedError:
                conversation = self.head(conversation.practice_id, conversation.thread_id)
        raise TransientError("a conversation that goes on all the time")

    def history(self, practice_id: str, thread_id: str) -> tuple[WorkEntry, ...]:
        """Give what was done with a conversation, oldest first; the newest 100 steps (AP-64)."""
        model = self._tables.of(WorkItem)
        found = model.query(
            keys.thread(practice_id, thread_id),
            model.sk.startswith(keys.STEP_PREFIX),
            consistent_read=True,
            scan_index_forward=False,
            limit=HISTORY,
        )
        return tuple(reversed([work_of(item) for item in found]))

    def box(
        self, practice_id: str, patient_id: str, box: PatientBox, page: PageRequest
    ) -> Page[Conversation]:
        """Give a page of one of the patient's lists (AP-65)."""
        return self._lists.of_patient(practice_id, patient_id, box, page)

    def with_counterparts(
        self, practice_id: str, patient_id: str, counterparts: frozenset[str], page: PageRequest
    ) -> Page[Conversation]:
        """Give those of the patient's next `page.limit` conversations that are with one of these groups or members (AP-66).

        Newest beginning first. One call looks at no more than `page.limit`, so a page may hold few or none and still have a next.
        """
        return self._lists.begun(practice_id, patient_id, page, counterparts)

    def unread(self, practice_id: str, patient_id: str) -> int:
        """Give how many of the patient's conversations hold an answer that they haven't read (AP-67)."""
        item = self._tables.get(CounterItem, keys.unread(practice_id, patient_id))
        return (item.n or 0) if item else 0
