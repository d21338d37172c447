"""Schedule: void the one-time passwords whose two hours have passed (row C8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textward.entrypoints.bootstrap import product
from textward.entrypoints.observability import logger

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(_: dict[str, Any], __: LambdaContext) -> dict[str, int]:
    """Run once; running again changes nothing."""
    expired = product().secure_links.expire_codes()
    logger.info("codes expired", count=expired)
    return {"expired": expired}
