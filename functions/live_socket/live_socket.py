"""WebSocket: a staff page connects with its one-time ticket, and leaves (row D10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textward.entrypoints.bootstrap import product
from textward.entrypoints.observability import logger

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_lambda_powertools.utilities.typing import LambdaContext


def connect(event: dict[str, Any], connection_id: str) -> int:
    """Take the ticket; 401 refuses the connection."""
    ticket = (event.get("queryStringParameters") or {}).get("ticket", "")
    return 200 if product().open_live.connect(ticket, connection_id) else 401


def disconnect(_: dict[str, Any], connection_id: str) -> int:
    """Forget the page."""
    product().open_live.disconnect(connection_id)
    return 200


def ignore(_: dict[str, Any], __: str) -> int:
    """Answer what a page sends: it has nothing to say here."""
    return 200


ROUTES: dict[str, Callable[[dict[str, Any], str], int]] = {"$connect": connect, "$disconnect": disconnect}


def handler(event: dict[str, Any], _: LambdaContext) -> dict[str, Any]:
    """Serve one WebSocket route."""
    context = event["requestContext"]
    status = ROUTES.get(context["routeKey"], ignore)(event, context["connectionId"])
    logger.info("live", route=context["routeKey"], status=status)
    return {"statusCode": status}
