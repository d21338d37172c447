"""Queue: what a received message sets off (rows A4, A5, J4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textward.entrypoints.bootstrap import product
from textward.entrypoints.queues import consume

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from textward.domain.events import Event


def handle(event: Event) -> None:
    """Take one event."""
    product().route_message(event.practice_id, event.thread_id, event.message_id)


def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Take a batch."""
    return consume(event, context, handle, fifo=True)
