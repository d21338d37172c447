"""Ports for message groups, the portal's settings, and conversations from the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textward.domain.audit import AuditEntry
    from textward.domain.conversation import (
        BasketCounts,
        Conversation,
        ConversationPlace,
        PatientBox,
        PortalMessage,
    )
    from textward.domain.group import Group, GroupBook
    from textward.domain.paging import Page, PageRequest
    from textward.domain.portal import PortalSettings
    from textward.domain.text import OutboundText
    from textward.domain.work import WorkEntry


class Groups(Protocol):
    """Message groups and the portal's settings, with everything that their rules speak of."""

    def book(self, practice_id: str) -> GroupBook:
        """Give practice, roster, facilities, categories, groups and portal settings at one moment, in one Query (AP-50).

        Raises:
            NotFoundError: there is no such practice.
        """

    def change(
        self,
        book: GroupBook,
        *,
        groups: Sequence[Group] = (),
        portal: PortalSettings | None = None,
        closed_facility: str | None = None,
        deleted_category: str | None = None,
        audit: Sequence[AuditEntry] = (),
    ) -> None:
        """Store groups and settings as given, and drop a facility or category, if nothing of the book moved meanwhile (AP-51).

        Moves the roster's version. The practice must still be on the paid plan when `groups` holds one that isn't retired.

        Raises:
            ConflictError: somebody changed a member, role, group, facility, category or setting of the book meanwhile.
        """

    def all(self, practice_id: str) -> tuple[Group, ...]:
        """Give the practice's groups, retired ones too, by name (AP-52)."""

    def get(self, practice_id: str, group_id: str) -> Group | None:
        """Give one group (AP-53)."""

    def portal(self, practice_id: str) -> PortalSettings:
        """Give the portal's settings; those of a practice that never set any allow nothing (AP-54)."""


class Conversations(Protocol):
    """Conversations from the portal: every list and count follows from `domain.conversation`."""

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

    def claimed(self, practice_id: str, claim: str) -> PortalMessage | None:
        """Give the message that took a claim (AP-57)."""

    def head(self, practice_id: str, thread_id: str) -> Conversation:
        """Give a conversation (AP-58).

        Raises:
            NotFoundError: there is none.
        """

    def message(self, practice_id: str, thread_id: str, message_id: str) -> PortalMessage:
        """Give one thing that was said (AP-69).

        Raises:
            NotFoundError: there is none.
        """

    def messages(self, practice_id: str, thread_id: str, page: PageRequest) -> Page[PortalMessage]:
        """Give a page of what was said, newest first (AP-59)."""

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

    def listed(self, practice_id: str, place: ConversationPlace, page: PageRequest) -> Page[Conversation]:
        """Give a page of one list, newest activity first; `Page.next_after` is a last message's id (AP-61)."""

    def counts(
        self, practice_id: str, wanted: Sequence[tuple[str, str]]
    ) -> dict[tuple[str, str], BasketCounts]:
        """Give the counts of (basket, member) pairs, member empty for the admins' lists; at most 100 (AP-62).

        A pair that never held anything is left out.
        """

    def star(
        self, conversation: Conversation, member_id: str, *, starred: bool, audit: AuditEntry | None = None
    ) -> None:
        """Set or take away a member's star; never in the way of others' work (AP-63).

        Raises:
            NotFoundError: the conversation is gone.
        """

    def history(self, practice_id: str, thread_id: str) -> tuple[WorkEntry, ...]:
        """Give what was done with a conversation, oldest first; the newest 100 steps (AP-64)."""

    def box(
        self, practice_id: str, patient_id: str, box: PatientBox, page: PageRequest
    ) -> Page[Conversation]:
        """Give a page of one of the patient's lists (AP-65)."""

    def with_counterparts(
        self, practice_id: str, patient_id: str, counterparts: frozenset[str], page: PageRequest
    ) -> Page[Conversation]:
        """Give those of the patient's next `page.limit` conversations that are with one of these groups or members (AP-66).

        Newest beginning first. One call looks at no more than `page.limit`, so a page may hold few or none and still have a next.
        """

    def unread(self, practice_id: str, patient_id: str) -> int:
        """Give how many of the patient's conversations hold an answer that they haven't read (AP-67)."""
