"""Schedule: record systems' automated texts leave when their time has come (row A3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textward.entrypoints.bootstrap import product
from textward.entrypoints.observability import logger

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(_: dict[str, Any], __: LambdaContext) -> dict[str, int]:
    """Run once; what it leaves, the next run does, and no notice goes out twice."""
    looked_at = product().notices.send_due()
    logger.info("notices looked at", count=looked_at)
    return {"looked_at": looked_at}
