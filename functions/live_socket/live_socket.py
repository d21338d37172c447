"""WebSocket: a staff page connects with its one-time ticket, says which thread it has open, and leaves (rows D10, D11)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from textward.entrypoints.bootstrap import product
from textward.entrypoints.observability import logger

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_lambda_powertools.utilities.typing import LambdaContext

THREAD_ID_LENGTH = 27


def connect(event: dict[str, Any], connection_id: str) -> int:
    """Take the ticket; 401 refuses the connection."""
    ticket = (event.get("queryStringParameters") or {}).get("ticket", "")
    return 200 if product().open_live.connect(ticket, connection_id) else 401


def disconnect(_: dict[str, Any], connection_id: str) -> int:
    """Forget the page, once colleagues know that it has gone."""
    product().share_presence.leave(connection_id)
    product().open_live.disconnect(connection_id)
    return 200


def hear(event: dict[str, Any], connection_id: str) -> int:
    """Hear which thread a page has open and whether its member is typing; anything else is passed over."""
    try:
        said = json.loads(event.get("body") or "")
    except (ValueError, RecursionError):
        return 200
    if isinstance(said, dict) and said.get("type") == "presence":
        thread_id = said.get("thread_id")
        thread = thread_id if isinstance(thread_id, str) and len(thread_id) == THREAD_ID_LENGTH else None
        product().share_presence(connection_id, thread, str(said.get("doing", "")))
    return 200


ROUTES: dict[str, Callable[[dict[str, Any], str], int]] = {"$connect": connect, "$disconnect": disconnect}


def handler(event: dict[str, Any], _: LambdaContext) -> dict[str, Any]:
    """Serve one WebSocket route."""
    context = event["requestContext"]
    status = ROUTES.get(context["routeKey"], hear)(event, context["connectionId"])
    logger.info("live", route=context["routeKey"], status=status)
    return {"statusCode": status}
