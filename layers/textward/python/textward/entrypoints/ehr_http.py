"""What the record system's API needs of HTTP: the client behind a token, its scope and practice, and lines of JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler.openapi.exceptions import RequestUnsupportedContentType

from textward.domain.errors import ClientNotAllowedError, InvalidInputError
from textward.entrypoints import http, problems

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

    from textward.entrypoints.bootstrap import Product

WRITE = "ehr/write"
"""The scope for records."""
LINES = "application/x-ndjson"
LARGEST_BODY = 4 * 1024 * 1024


def client_of(app: APIGatewayHttpResolver, product: Product, practice_id: str, scope: str) -> str:
    """Give the client whose token the gateway has checked, if it has the scope and the practice lets it in.

    The gateway checks the scope too; this holds whatever its routes say.

    Raises:
        ClientNotAllowedError: it hasn't, or the practice doesn't.
    """
    authorizer = app.current_event.request_context.authorizer
    claims = (authorizer.jwt_claim if authorizer else None) or {}
    client_id = str(claims.get("client_id") or "")
    if not client_id or scope not in str(claims.get("scope") or "").split():
        raise ClientNotAllowedError
    product.ehr.record_system.require(practice_id, client_id)
    return client_id


def lines_of(app: APIGatewayHttpResolver) -> str:
    """Give the request's lines.

    Raises:
        RequestUnsupportedContentType: they aren't said to be such.
        InvalidInputError: they are too many bytes.
        UnicodeDecodeError, binascii.Error: they are no UTF-8.
    """
    event = app.current_event
    kind = event.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != LINES:
        raise RequestUnsupportedContentType("content type", errors=[])
    text = event.decoded_body or ""
    if len(text.encode()) > LARGEST_BODY:
        raise InvalidInputError("Send at most 4 MB in a call.")
    return text


def unsupported(app: APIGatewayHttpResolver) -> Response[Any]:
    """Say which content is taken."""
    detail = f"Send a JSON object on each line, with Content-Type: {LINES}."
    return http.problem_response(problems.problem(problems.UNSUPPORTED, http.request_id(app), detail=detail))
