"""Ports for threads: messages, the lists and badges that show them, and what was done with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from textward.domain.assistant_terms import StaffReason
    from textward.domain.audit import AuditEntry
    from textward.domain.inbox import Badge, Place
    from textward.domain.message import Message
    from textward.domain.paging import Page, PageRequest
    from textward.domain.secure_link import SecureLink
    from textward.domain.text import OutboundText
    from textward.domain.thread import Thread
    from textward.domain.work import WorkEntry


class Threads(Protocol):
    """Threads and their messages: what each list shows and what each badge counts follow from `domain.inbox`."""

    def head(self, practice_id: str, thread_id: str) -> Thread | None:
        """Give a thread's head (AP-11)."""

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

        `claim` makes it once only: `sms:<MessageSid>` for a text that came in, `key:<who>:<Idempotency-Key>` for one that
        goes out or a secure reply. With a secured message come its link and the text that will bring the code.

        Raises:
            AlreadyDoneError: the claim is taken, by the same fingerprint.
            IdempotencyKeyReusedError: the claim is taken, by another fingerprint.
        """

    def claimed(self, practice_id: str, claim: str) -> Message | None:
        """Give the message that took a claim (AP-13)."""

    def message(self, practice_id: str, thread_id: str, message_id: str) -> Message:
        """Give one message (AP-14).

        Raises:
            NotFoundError: there is none.
        """

    def messages(self, practice_id: str, thread_id: str, page: PageRequest) -> Page[Message]:
        """Give a page of a conversation, newest first (AP-15)."""

    def change(
        self, before: Message, after: Message, audit: AuditEntry | None = None, work: WorkEntry | None = None
    ) -> None:
        """Store a changed work status or assignees with lists, counts and history, if nobody changed `before` meanwhile (AP-16).

        Raises:
            ConflictError: somebody did; it carries the message as it is now.
        """

    def inbox(
        self, practice_id: str, place: Place, facility_id: str | None, page: PageRequest
    ) -> Page[Message]:
        """Give a page of one list, newest first (AP-17)."""

    def badge(self, practice_id: str, member_id: str) -> Badge:
        """Give what waits for a member (AP-18)."""

    def star(
        self, message: Message, member_id: str, *, starred: bool, audit: AuditEntry | None = None
    ) -> None:
        """Set or take away a member's star; members' stars and others' work on the message never get in each other's way (AP-38).

        Raises:
            NotFoundError: the message is gone.
        """

    def flag(self, message: Message, flag: StaffReason, audit: AuditEntry | None = None) -> None:
        """Note why a message is for staff; nothing when it is noted already, or the message is gone.

        Other work on the message never gets in the way, nor does this in its.
        """

    def history(self, practice_id: str, thread_id: str, message_id: str) -> tuple[WorkEntry, ...]:
        """Give what was done with a message, oldest first (AP-39)."""

    def matching(self, practice_id: str, thread_id: str, words: str, page: PageRequest) -> Page[Message]:
        """Give the messages among the next `page.limit` of a conversation that hold every word of `words`, folded, newest first.

        One call looks at no more than `page.limit` messages, so a page may hold few or none and still have a next (AP-40).
        """

    def is_assigned(self, practice_id: str, thread_id: str, member_id: str) -> bool:
        """Tell whether some message of the thread is assigned to the member (AP-19)."""
