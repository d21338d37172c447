"""Queue: tell open staff pages that something changed, by ids only (row D10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textward.domain.events import EventType
from textward.entrypoints.bootstrap import product
from textward.entrypoints.queues import consume

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from textward.domain.events import Event

_CONVERSATIONS = frozenset({EventType.CONVERSATION_RECEIVED, EventType.CONVERSATION_CHANGED})


def handle(event: Event) -> None:
    """Take one event: of a text, of a conversation from the portal, or of an appointment."""
    if event.type in _CONVERSATIONS:
        product().portal.push_conversations(event)
    elif event.type is EventType.APPOINTMENT_CHANGED:
        product().assistant.push_appointments(event)
    else:
        product().push_to_staff(event)


def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Take a batch."""
    return consume(event, context, handle, fifo=False)
