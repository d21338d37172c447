"""Schedule: what record systems' endpoints did not take is tried again (row J10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textward.entrypoints.bootstrap import product
from textward.entrypoints.observability import logger

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(_: dict[str, Any], __: LambdaContext) -> dict[str, int]:
    """Run once; what it leaves, the next run does."""
    looked_at, given_up = product().hooks.retry_webhooks()
    logger.info("endpoints looked at", count=looked_at)
    if given_up:
        logger.error("events given up", count=given_up)  # an alarm counts these lines: infra/monitoring.yaml
    return {"looked_at": looked_at, "given_up": given_up}
