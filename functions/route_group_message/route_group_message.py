"""Queue: what a patient wrote from the portal, and a changed care team, find their readers (rows G3, I5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textward.domain.events import EventType
from textward.entrypoints.bootstrap import product
from textward.entrypoints.queues import consume

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from textward.domain.events import Event


def handle(event: Event) -> None:
    """Take one event."""
    route = product().portal.route_conversation
    if event.type is EventType.CARE_TEAM_CHANGED:
        route.care_team_changed(event)
    else:
        route.received(event.practice_id, event.thread_id)


def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Take a batch."""
    return consume(event, context, handle, fifo=True)
