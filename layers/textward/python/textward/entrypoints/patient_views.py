"""What a patient sees of a conversation: never who in the practice wrote (rows C3, I6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textward.domain.message import Direction, Message, Mode

if TYPE_CHECKING:
    from textward.domain.paging import Page
    from textward.domain.practice import Practice


def item_view(message: Message) -> dict[str, Any]:
    """Show one message."""
    return {
        "id": message.message_id,
        "at": message.at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{message.at.microsecond // 1000:03d}Z",
        "direction": "from_you" if message.direction is Direction.IN else "from_practice",
        "body": message.body.reveal(),
        "secured": message.mode is Mode.SECURED,
    }


def conversation_view(practice: Practice, page: Page[Message], next_cursor: str | None) -> dict[str, Any]:
    """Show one page of the thread, newest first."""
    return {
        "practice": {"name": practice.name, "phone": practice.phone},
        "items": [item_view(message) for message in page.items],
        "next_cursor": next_cursor,
    }
