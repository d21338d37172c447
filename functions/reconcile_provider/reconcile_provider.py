"""Schedule: hold our record against the provider's (rows J1, J2), and settle orders for numbers (row A2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textward.entrypoints.bootstrap import product
from textward.entrypoints.observability import logger

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(_: dict[str, Any], __: LambdaContext) -> dict[str, int]:
    """Run once; running again changes nothing. Texts first: no order for a number must hold them up."""
    done = product().reconcile()
    left = done.left + product().numbers.settle_orders()
    logger.info("reconciled", looked_at=done.looked_at, left=left, recovered=done.recovered)
    return {"looked_at": done.looked_at, "left": left, "recovered": done.recovered}
