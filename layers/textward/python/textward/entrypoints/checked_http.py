"""A resolver whose routes' types are checked and documented; what doesn't fit them is answered by a problem document."""

from __future__ import annotations

import binascii
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler.openapi.exceptions import (
    RequestUnsupportedContentType,
    RequestValidationError,
)

from textward.entrypoints import http, problems

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response


def new_checked_app() -> APIGatewayHttpResolver:
    """Make the resolver of an API that is documented from its types."""
    app = http.new_app(validate=True)

    def invalid(error: RequestValidationError) -> Response[Any]:
        found = [
            {"pointer": "/" + "/".join(str(part) for part in item["loc"]), "detail": str(item["msg"])}
            for item in error.errors()
        ]
        kind = problems.MALFORMED if _unreadable(error) else problems.INVALID
        return http.problem_response(problems.problem(kind, http.request_id(app), errors=found))

    def unreadable(_: Exception) -> Response[Any]:
        return http.problem_response(problems.problem(problems.MALFORMED, http.request_id(app)))

    def unsupported(_: Exception) -> Response[Any]:
        return http.problem_response(problems.problem(problems.UNSUPPORTED, http.request_id(app)))

    app.exception_handler(RequestValidationError)(invalid)
    app.exception_handler([UnicodeDecodeError, binascii.Error])(unreadable)
    app.exception_handler(RequestUnsupportedContentType)(unsupported)
    return app


def _unreadable(error: RequestValidationError) -> bool:
    return any(str(item["type"]).startswith("json") for item in error.errors())
