"""The `Threads` port in memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tests.fakes.state import DUE_AFTER, Claim, ItemKey
from textward.domain.errors import AlreadyDoneError, ConflictError, IdempotencyKeyReusedError
from textward.domain.events import EventType
from textward.domain.inbox import Badge, InboxList, Place, places
from textward.domain.message import Direction, Message, Mode
from textward.domain.paging import Page, PageRequest
from textward.domain.patient import fold
from textward.domain.text import OutboundText, Purpose
from textward.domain.thread import Thread

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.fakes.state import FakeState
    from textward.domain.assistant_terms import StaffReason
    from textward.domain.audit import AuditEntry
    from textward.domain.secure_link import SecureLink
    from textward.domain.work import WorkEntry


@dataclass
class FakeThreads:
    """Threads and their messages."""

    state: FakeState

    def head(self, practice_id: str, thread_id: str) -> Thread | None:
        return self.state.threads.get((practice_id, thread_id))

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
        key = _key(message)
        taken = self.state.claims.get((message.practice_id, claim))
        if taken:
            raise AlreadyDoneError if taken.fingerprint == fingerprint else IdempotencyKeyReusedError
        self.state.claims[message.practice_id, claim] = Claim(fingerprint, key)
        self.put(message)
        if link:
            self.state.put_link(link)
        if code:
            self.state.put_text(code, code.delivery.at + DUE_AFTER)
        self.state.note(audit)

    def put(self, message: Message) -> None:
        """Store a new message that something else makes once only."""
        key = _key(message)
        self.state.messages[key] = message
        self._move_head(message)
        self._publish(key, message)

    def claimed(self, practice_id: str, claim: str) -> Message | None:
        taken = self.state.claims.get((practice_id, claim))
        return self.state.message(taken.message) if taken else None

    def message(self, practice_id: str, thread_id: str, message_id: str) -> Message:
        return self.state.message(ItemKey(practice_id, thread_id, message_id))

    def messages(self, practice_id: str, thread_id: str, page: PageRequest) -> Page[Message]:
        return _page((message for message in self._of(practice_id) if message.thread_id == thread_id), page)

    def change(
        self, before: Message, after: Message, audit: AuditEntry | None = None, work: WorkEntry | None = None
    ) -> None:
        key = _key(before)
        current = self.state.message(key)
        if current.version != before.version:
            raise ConflictError(current)
        self.state.messages[key] = replace(after, starred_by=current.starred_by, flag=current.flag)
        moved = after.status is not None and after.status is not current.status
        state = after.status.value if moved and after.status else ""
        self.state.publish(EventType.MESSAGE_CHANGED, key, str(after.version), state)
        self.state.note(audit)
        if work:
            self.state.history.append(work)

    def star(
        self, message: Message, member_id: str, *, starred: bool, audit: AuditEntry | None = None
    ) -> None:
        key, member = _key(message), frozenset({member_id})
        stored = self.state.message(key)
        starred_by = stored.starred_by | member if starred else stored.starred_by - member
        self.state.messages[key] = replace(stored, starred_by=starred_by)
        self.state.note(audit)

    def flag(self, message: Message, flag: StaffReason, audit: AuditEntry | None = None) -> None:
        key = _key(message)
        stored = self.state.messages.get(key)
        if stored is None or stored.flag is flag:
            return
        self.state.messages[key] = replace(stored, flag=flag)
        self.state.publish(EventType.MESSAGE_CHANGED, key, f"{stored.version}-{flag.value}")
        self.state.note(audit)

    def history(self, practice_id: str, thread_id: str, message_id: str) -> tuple[WorkEntry, ...]:
        of_message = (practice_id, thread_id, message_id)
        found = (w for w in self.state.history if (w.practice_id, w.thread_id, w.message_id) == of_message)
        return tuple(sorted(found, key=lambda work: work.entry_id))

    def matching(self, practice_id: str, thread_id: str, words: str, page: PageRequest) -> Page[Message]:
        wanted = fold(words).split()
        if not wanted:
            return Page((), None)
        looked_at = self.messages(practice_id, thread_id, page)
        found = (m for m in looked_at.items if all(word in fold(m.body.reveal()) for word in wanted))
        return Page(tuple(found), looked_at.next_after)

    def inbox(
        self, practice_id: str, place: Place, facility_id: str | None, page: PageRequest
    ) -> Page[Message]:
        found = (
            message
            for message in self._of(practice_id)
            if place in places(message) and facility_id in {None, message.facility_id}
        )
        return _page(found, page)

    def badge(self, practice_id: str, member_id: str) -> Badge:
        return Badge(
            self._count(practice_id, Place.of(InboxList.PENDING_UNASSIGNED, member_id)),
            self._count(practice_id, Place.of(InboxList.PENDING_FOR_ME, member_id)),
        )

    def is_assigned(self, practice_id: str, thread_id: str, member_id: str) -> bool:
        mine = Place.of(InboxList.ASSIGNED_TO_ME, member_id)
        return any(mine in places(m) for m in self._of(practice_id) if m.thread_id == thread_id)

    def _of(self, practice_id: str) -> list[Message]:
        return [self.state.message(key) for key in self.state.messages if key.practice_id == practice_id]

    def _count(self, practice_id: str, place: Place) -> int:
        return sum(place in places(message) for message in self._of(practice_id))

    def _move_head(self, message: Message) -> None:
        by_member = message.direction is Direction.OUT and message.author_id
        before = self.head(message.practice_id, message.thread_id)
        self.state.threads[message.practice_id, message.thread_id] = Thread(
            practice_id=message.practice_id,
            thread_id=message.thread_id,
            phone=message.party_phone or (before.phone if before else None),
            patient_id=message.patient_id,
            facility_id=message.facility_id,
            last_message_at=message.at,
            last_sender_id=message.author_id if by_member else (before.last_sender_id if before else None),
            last_sent_at=message.at if by_member else (before.last_sent_at if before else None),
        )

    def _publish(self, key: ItemKey, message: Message) -> None:
        if message.direction is Direction.IN:
            self.state.publish(EventType.MESSAGE_RECEIVED, key, "1")
        elif message.delivery and message.party_phone:
            plain = message.mode is Mode.PLAIN
            text = OutboundText(
                practice_id=message.practice_id,
                thread_id=message.thread_id,
                item_id=message.message_id,
                purpose=Purpose.BODY if plain else Purpose.LINK,
                to=message.party_phone,
                delivery=message.delivery,
                patient_id=message.patient_id,
                body=message.body if plain else None,
                link_id=message.link_id,
            )
            self.state.put_text(text, message.delivery.at + DUE_AFTER)


def _key(message: Message) -> ItemKey:
    return ItemKey(message.practice_id, message.thread_id, message.message_id)


def _page(messages: Iterable[Message], page: PageRequest) -> Page[Message]:
    newest_first = sorted(messages, key=lambda message: message.message_id, reverse=True)
    left = [message for message in newest_first if page.after is None or message.message_id < page.after]
    items = tuple(left[: page.limit])
    return Page(items, items[-1].message_id if len(left) > len(items) else None)
