"""The outbox: from the table's stream to the events topic. Events carry ids only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textward.entrypoints.bootstrap import product
from textward.entrypoints.outbox import publish_records

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(event: dict[str, Any], _: LambdaContext) -> dict[str, Any]:
    """Publish what a batch of changes means; a transient failure raises, and the stream brings the batch again."""
    publish_records(product(), event["Records"])
    return {"batchItemFailures": []}
