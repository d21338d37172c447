"""Staff API: message groups, what patients wrote to them from the portal, and the settings of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import conversation_routes
import conversation_work
import group_settings
from textward.entrypoints import http, staff_http

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

app = staff_http.new_staff_app(conversation_work.as_it_is_now)
app.include_router(conversation_routes.router)
app.include_router(conversation_work.router)
app.include_router(group_settings.router)


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Serve the API."""
    return http.serve(app, event, context)
