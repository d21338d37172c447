"""What the contract tests store of groups and the portal: objects of one practice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.contract.material import Material, an_id
from textward.domain.audit import Action
from textward.domain.conversation import Conversation, PortalMessage, preview_of
from textward.domain.group import Group
from textward.domain.message import Delivery, DeliveryState, Direction
from textward.domain.private import Private
from textward.domain.text import OutboundText, Purpose
from textward.domain.work import WorkEntry, WorkKind

if TYPE_CHECKING:
    from tests.contract.backends import Backend


class Letters(Material):
    """Makes groups, conversations and what is said in them."""

    def group(self, name: str = "Nurses", **changes: object) -> Group:
        base = Group(self.practice_id, an_id(), name, admins=frozenset({an_id()}))
        return replace(base, **changes)  # type: ignore[arg-type]

    def letter(self, **changes: object) -> Conversation:
        """Give a new conversation; to a group unless told otherwise."""
        base = Conversation(
            practice_id=self.practice_id,
            thread_id="G" + an_id(),
            patient_id=self.patient_id,
            patient_name=Private("María López"),
            subject=Private("My pills"),
            started_at=self.now,
            last_id=an_id(),
            last_at=self.now,
            preview=preview_of(Private("May I?")),
            group_id=an_id(),
            facility_id=self.facility_id,
            waiting_since=self.now,
        )
        return replace(base, **changes)  # type: ignore[arg-type]

    def direct(self, member_id: str, **changes: object) -> Conversation:
        assignees = frozenset({member_id})
        return self.letter(
            **{"thread_id": "D" + an_id(), "group_id": None, "member_id": member_id}
            | {"assignees": assignees}
            | changes
        )

    def said(
        self, conversation: Conversation, direction: Direction = Direction.OUT, body: str = "Yes."
    ) -> PortalMessage:
        return PortalMessage(
            conversation.practice_id,
            conversation.thread_id,
            an_id(),
            self.later(),
            direction,
            Private(body),
            an_id() if direction is Direction.OUT else None,
        )

    def first(self, conversation: Conversation) -> PortalMessage:
        return PortalMessage(
            conversation.practice_id,
            conversation.thread_id,
            conversation.last_id,
            conversation.last_at,
            Direction.IN,
            Private("May I?"),
        )

    def work(self, conversation: Conversation, kind: WorkKind = WorkKind.ANSWERED) -> WorkEntry:
        return WorkEntry(
            an_id(),
            conversation.practice_id,
            conversation.thread_id,
            conversation.last_id,
            self.now,
            an_id(),
            kind,
            (an_id(),) if kind is WorkKind.ASSIGNED else (),
        )

    def alert(self) -> OutboundText:
        return OutboundText(
            practice_id=self.practice_id,
            thread_id=self.thread_id,
            item_id=an_id(),
            purpose=Purpose.ALERT,
            to=self.phone,
            delivery=Delivery(DeliveryState.QUEUED, self.now),
            patient_id=self.patient_id,
        )

    def start(self, backend: Backend, conversation: Conversation | None = None) -> Conversation:
        """Store a new conversation."""
        new = conversation or self.letter()
        backend.conversations.start(
            new,
            self.first(new),
            claim="start:" + new.thread_id,
            fingerprint="",
            audit=self.entry(Action.PORTAL_WROTE),
        )
        return new

    def add(self, backend: Backend, before: Conversation, direction: Direction) -> Conversation:
        """Store a further message; give the conversation as it became by it."""
        message = self.said(before, direction)
        out = direction is Direction.OUT
        after = before.with_answer(message) if out else before.with_patient_message(message)
        backend.conversations.append(
            before,
            after,
            message,
            claim="add:" + message.message_id,
            fingerprint="",
            audit=self.entry(Action.CONVERSATION_ANSWERED),
        )
        return after

    def answer(self, backend: Backend, before: Conversation) -> Conversation:
        return self.add(backend, before, Direction.OUT)

    def ask(self, backend: Backend, before: Conversation) -> Conversation:
        return self.add(backend, before, Direction.IN)
