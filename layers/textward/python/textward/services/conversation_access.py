"""Whose a conversation from the portal is to see (rows I3-I5): the one question that every use case asks first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.conversation import (
    DIRECT_CONVERSATION,
    GROUP_CONVERSATION,
    Conversation,
    Standing,
    standing,
)
from textward.domain.errors import NotAllowedError, NotFoundError

if TYPE_CHECKING:
    from textward.domain.group import Group
    from textward.domain.role import Viewer
    from textward.services.group_ports import Conversations, Groups


@dataclass(frozen=True, slots=True)
class Seen:
    """A conversation as a member may see it."""

    conversation: Conversation
    group: Group | None
    """None for a direct conversation."""
    standing: Standing

    def require_admin(self) -> None:
        """Refuse a member who only answers.

        Raises:
            NotAllowedError: they are no Admin of the group, or don't see all messages.
        """
        if self.standing is not Standing.ADMIN:
            raise NotAllowedError


@dataclass(frozen=True, slots=True)
class ConversationAccess:
    """Looks conversations up for members."""

    conversations: Conversations
    groups: Groups

    def __call__(self, viewer: Viewer, thread_id: str) -> Seen:
        """Give a conversation to a member who may see it.

        Raises:
            NotFoundError: the practice has no such conversation, or it isn't theirs to see: both look the same.
        """
        conversation = self.conversations.head(viewer.practice_id, thread_id)
        return self.of(viewer, conversation)

    def of(self, viewer: Viewer, conversation: Conversation) -> Seen:
        """Hold a conversation that was just read against what the member may see.

        Raises:
            NotFoundError: it isn't theirs to see.
        """
        group = self._group(conversation)
        found = standing(conversation, group, viewer.member_id, sees_all=viewer.sees_all)
        if found is None or (group is None and not viewer.may_text):
            raise NotFoundError
        return Seen(conversation, group, found)

    def may_watch(self, practice_id: str, thread_id: str, member_id: str, *, sees_all: bool) -> bool:
        """Tell whether an open page of a member may follow the conversation."""
        if not is_conversation(thread_id):
            return False
        try:
            conversation = self.conversations.head(practice_id, thread_id)
        except NotFoundError:
            return False
        return standing(conversation, self._group(conversation), member_id, sees_all=sees_all) is not None

    def _group(self, conversation: Conversation) -> Group | None:
        if conversation.group_id is None:
            return None
        return self.groups.get(conversation.practice_id, conversation.group_id)


def is_conversation(thread_id: str) -> bool:
    """Tell a conversation from the portal from a thread of texts."""
    return thread_id.startswith((GROUP_CONVERSATION, DIRECT_CONVERSATION))
