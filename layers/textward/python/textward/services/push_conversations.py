"""Open staff pages hear of conversations from the portal at once (row D10 for rows I1-I5). A push carries ids only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.conversation import may_hold
from textward.domain.errors import NotFoundError

if TYPE_CHECKING:
    from textward.domain.conversation import Conversation
    from textward.domain.events import Event
    from textward.domain.group import Group
    from textward.services.group_ports import Conversations, Groups
    from textward.services.staff_ports import Connection, Connections, StaffPush


@dataclass(frozen=True, slots=True)
class PushConversations:
    """The use case: nobody outside the practice's staff is ever told of these events (row I6)."""

    connections: Connections
    conversations: Conversations
    groups: Groups
    push: StaffPush

    def __call__(self, event: Event) -> None:
        """Push to the members whom the conversation concerns, or concerned until this change."""
        open_pages = self.connections.of_practice(event.practice_id)
        if not open_pages:
            return
        try:
            conversation = self.conversations.head(event.practice_id, event.thread_id)
        except NotFoundError:
            return
        group = self._group(conversation)
        holders = self._holders(conversation)
        payload = {
            "type": "conversations.changed",
            "basket": conversation.basket,
            "thread_id": event.thread_id,
        }
        for page in open_pages:
            if _concerns(page, group, holders) and not self.push.push(page.connection_id, payload):
                self.connections.forget(page.connection_id)

    def _group(self, conversation: Conversation) -> Group | None:
        if conversation.group_id is None:
            return None
        return self.groups.get(conversation.practice_id, conversation.group_id)

    def _holders(self, conversation: Conversation) -> frozenset[str]:
        """Give who has the conversation, and who has had it: their lists change when it is taken from them."""
        steps = self.conversations.history(conversation.practice_id, conversation.thread_id)
        return conversation.assignees | {member for step in steps for member in step.member_ids}


def _concerns(page: Connection, group: Group | None, holders: frozenset[str]) -> bool:
    if group is None:
        return page.sees_all or page.member_id in holders
    return page.member_id in group.admins or (page.member_id in holders and may_hold(group, page.member_id))
