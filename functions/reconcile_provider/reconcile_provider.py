"""Schedule: hold our record against the provider's: stuck texts, missed ones, copies to empty (rows J1, J2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textward.entrypoints.bootstrap import product
from textward.entrypoints.observability import logger

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(_: dict[str, Any], __: LambdaContext) -> dict[str, int]:
    """Run once; running again changes nothing."""
    done = product().reconcile()
    logger.info("reconciled", looked_at=done.looked_at, left=done.left, recovered=done.recovered)
    return {"looked_at": done.looked_at, "left": done.left, "recovered": done.recovered}
