"""Schedule: remind patients of the appointments that are coming (row F1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textward.entrypoints.bootstrap import product
from textward.entrypoints.observability import logger
from textward.services.one_by_one import Troubles

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(_: dict[str, Any], __: LambdaContext) -> dict[str, int]:
    """Remind, then plan anew where rules have changed; what it leaves, the next run does, and no reminder goes out twice."""
    looked_at, replanned, troubles = 0, 0, Troubles()
    with troubles.kept_apart():
        looked_at = product().assistant.send_reminders()
        logger.info("appointments looked at", count=looked_at)
    with troubles.kept_apart():
        replanned = product().assistant.replan_reminders()
        logger.info("appointments planned anew", count=replanned)
    troubles.tell()
    return {"looked_at": looked_at, "replanned": replanned}
