"""The `Conversations` port in memory: each list and count is what a plain look at every conversation gives."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tests.fakes.pages import page_of
from tests.fakes.state import DUE_AFTER, Claim, ItemKey
from textward.domain.conversation import (
    COUNTED,
    BasketCounts,
    ConversationPlace,
    PatientBox,
    conversation_places,
)
from textward.domain.errors import (
    AlreadyDoneError,
    ConflictError,
    IdempotencyKeyReusedError,
    NotFoundError,
)
from textward.domain.events import EventType
from textward.domain.message import Direction
from textward.domain.paging import Page, PageRequest
from textward.domain.work import WorkKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.fakes.state import FakeState
    from textward.domain.audit import AuditEntry
    from textward.domain.conversation import Conversation, PortalMessage
    from textward.domain.text import OutboundText
    from textward.domain.work import WorkEntry

HISTORY_LENGTH = 100


@dataclass
class FakeConversations:
    """Conversations from the portal."""

    state: FakeState

    def start(
        self,
        conversation: Conversation,
        message: PortalMessage,
        *,
        claim: str,
        fingerprint: str,
        audit: AuditEntry,
    ) -> None:
        self._take(message, claim, fingerprint)
        self._put(conversation)
        self._say(EventType.CONVERSATION_RECEIVED, conversation)
        self.state.note(audit)

    def append(  # noqa: PLR0913 - the port asks for them
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
        self._check_claim(message.practice_id, claim, fingerprint)
        self._check(before)
        self._take(message, claim, fingerprint)
        self._put(after)
        received = message.direction is Direction.IN
        if received:
            self._say(EventType.CONVERSATION_RECEIVED, after)
        else:
            self._say(EventType.CONVERSATION_CHANGED, after, WorkKind.ANSWERED.value)
        if alert:
            self.state.put_text(alert, alert.delivery.at + DUE_AFTER)
        self._note(work, audit)

    def claimed(self, practice_id: str, claim: str) -> PortalMessage | None:
        taken = self.state.claims.get((practice_id, claim))
        return self.state.portal_messages.get(taken.message) if taken else None

    def head(self, practice_id: str, thread_id: str) -> Conversation:
        try:
            return self.state.conversations[practice_id, thread_id]
        except KeyError:
            raise NotFoundError from None

    def message(self, practice_id: str, thread_id: str, message_id: str) -> PortalMessage:
        try:
            return self.state.portal_messages[ItemKey(practice_id, thread_id, message_id)]
        except KeyError:
            raise NotFoundError from None

    def messages(self, practice_id: str, thread_id: str, page: PageRequest) -> Page[PortalMessage]:
        every = self.state.portal_messages.values()
        found = (m for m in every if (m.practice_id, m.thread_id) == (practice_id, thread_id))
        return page_of(found, lambda message: message.message_id, page)

    def change(
        self,
        before: Conversation,
        after: Conversation,
        *,
        audit: AuditEntry | None = None,
        work: WorkEntry | None = None,
    ) -> None:
        self._check(before)
        self._put(after)
        if (after.version, after.unread) != (before.version, before.unread):
            done = after.replied and not before.replied
            self._say(EventType.CONVERSATION_CHANGED, after, WorkKind.COMPLETED.value if done else "")
        self._note(work, audit)

    def listed(self, practice_id: str, place: ConversationPlace, page: PageRequest) -> Page[Conversation]:
        found = (one for one in self._of(practice_id) if place in conversation_places(one))
        return page_of(found, _last, page)

    def counts(
        self, practice_id: str, wanted: Sequence[tuple[str, str]]
    ) -> dict[tuple[str, str], BasketCounts]:
        return {
            (basket, member): BasketCounts(
                **{
                    name: self._count(practice_id, ConversationPlace(basket, name, member))
                    for name in COUNTED
                }
            )
            for basket, member in wanted
            if (practice_id, basket, member) in self.state.baskets_used
        }

    def star(
        self, conversation: Conversation, member_id: str, *, starred: bool, audit: AuditEntry | None = None
    ) -> None:
        stored = self.head(conversation.practice_id, conversation.thread_id)
        mine = frozenset({member_id})
        stars = stored.starred_by | mine if starred else stored.starred_by - mine
        self.state.conversations[stored.practice_id, stored.thread_id] = replace(stored, starred_by=stars)
        self.state.note(audit)

    def history(self, practice_id: str, thread_id: str) -> tuple[WorkEntry, ...]:
        found = (w for w in self.state.history if (w.practice_id, w.thread_id) == (practice_id, thread_id))
        return tuple(sorted(found, key=lambda work: work.entry_id))[-HISTORY_LENGTH:]

    def box(
        self, practice_id: str, patient_id: str, box: PatientBox, page: PageRequest
    ) -> Page[Conversation]:
        mine = self._of_patient(practice_id, patient_id)
        if box is PatientBox.SENT:
            return page_of(mine, _beginning, page)
        return page_of(
            (one for one in mine if one.unread or (box is PatientBox.INBOX and one.answered)), _last, page
        )

    def with_counterparts(
        self, practice_id: str, patient_id: str, counterparts: frozenset[str], page: PageRequest
    ) -> Page[Conversation]:
        looked_at = self.box(practice_id, patient_id, PatientBox.SENT, page)
        found = (one for one in looked_at.items if one.counterpart_id in counterparts)
        return Page(tuple(found), looked_at.next_after)

    def unread(self, practice_id: str, patient_id: str) -> int:
        return sum(one.unread > 0 for one in self._of_patient(practice_id, patient_id))

    def _of(self, practice_id: str) -> list[Conversation]:
        return [one for one in self.state.conversations.values() if one.practice_id == practice_id]

    def _of_patient(self, practice_id: str, patient_id: str) -> list[Conversation]:
        return [one for one in self._of(practice_id) if one.patient_id == patient_id]

    def _count(self, practice_id: str, place: ConversationPlace) -> int:
        return sum(place in conversation_places(one) for one in self._of(practice_id))

    def _check_claim(self, practice_id: str, claim: str, fingerprint: str) -> None:
        taken = self.state.claims.get((practice_id, claim))
        if taken:
            raise AlreadyDoneError if taken.fingerprint == fingerprint else IdempotencyKeyReusedError

    def _check(self, before: Conversation) -> None:
        stored = self.head(before.practice_id, before.thread_id)
        if stored.revision != before.revision:
            raise ConflictError(stored)

    def _take(self, message: PortalMessage, claim: str, fingerprint: str) -> None:
        """Take the claim, and store the message that it is for."""
        self._check_claim(message.practice_id, claim, fingerprint)
        key = ItemKey(message.practice_id, message.thread_id, message.message_id)
        self.state.claims[message.practice_id, claim] = Claim(fingerprint, key)
        self.state.portal_messages[key] = message

    def _put(self, after: Conversation) -> None:
        """Store a conversation as it is now; its stars are members' own."""
        key = (after.practice_id, after.thread_id)
        stored = self.state.conversations.get(key)
        self.state.conversations[key] = replace(after, starred_by=stored.starred_by) if stored else after
        for member in {"", *after.assignees}:
            self.state.baskets_used.add((after.practice_id, after.basket, member))

    def _say(self, kind: EventType, after: Conversation, state: str = "") -> None:
        key = ItemKey(after.practice_id, after.thread_id, after.last_id)
        self.state.publish(kind, key, str(after.version), state)

    def _note(self, work: WorkEntry | None, audit: AuditEntry | None) -> None:
        if work:
            self.state.history.append(work)
        self.state.note(audit)


def _last(conversation: Conversation) -> str:
    return conversation.last_id


def _beginning(conversation: Conversation) -> str:
    """Give the conversation's ULID, without what tells a group's from a member's."""
    return conversation.thread_id[1:]
