"""Queue: what has happened is recorded for record systems, and their endpoints are tried (row J10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textward.entrypoints.bootstrap import product
from textward.entrypoints.queues import consume

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Take a batch."""
    return consume(event, context, product().hooks.tell_record_systems, fifo=True)
