"""What the record system's API needs of HTTP: the client behind a token, its scope and practice, and lines of JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler.openapi.exceptions import RequestUnsupportedContentType
from aws_lambda_powertools.event_handler.openapi.params import Header

from textward.domain.errors import ClientNotAllowedError, InvalidInputError
from textward.entrypoints import http, problems

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import Response

    from textward.entrypoints.bootstrap import Product

WRITE = "ehr/write"
"""The scope for records."""
READ = "ehr/read"
"""The scope for what has happened and what was said."""
NOTICES = "ehr/notices"
"""The scope for automated texts."""
LINES = "application/x-ndjson"
LARGEST_BODY = 4 * 1024 * 1024
Practice = Annotated[
    str, Header(alias="Textward-Practice", pattern=r"^[0-9A-Z]{26}$", description="For which practice")
]


class NoLinesError(RequestUnsupportedContentType):
    """The content isn't said to be lines of JSON."""


def client_of(app: http.HttpRoutes, product: Product, practice_id: str, scope: str) -> str:
    """Give the client whose token the gateway has checked, if it has the scope and the practice lets it in.

    The gateway checks the scope too; this holds whatever its routes say.

    Raises:
        ClientNotAllowedError: it hasn't, or the practice doesn't.
    """
    client_id = require_scope(app, scope)
    product.ehr.record_system.require(practice_id, client_id)
    return client_id


def require_scope(app: http.HttpRoutes, scope: str) -> str:
    """Give the client whose token the gateway has checked, if it has the scope, for whatever practice.

    Raises:
        ClientNotAllowedError: it hasn't.
    """
    client_id = str(_claims(app).get("client_id") or "")
    if not client_id or not has_scope(app, scope):
        raise ClientNotAllowedError
    return client_id


def has_scope(app: http.HttpRoutes, scope: str) -> bool:
    """Tell whether the token has a scope."""
    return scope in str(_claims(app).get("scope") or "").split()


def _claims(app: http.HttpRoutes) -> dict[str, Any]:
    authorizer = app.current_event.request_context.authorizer
    return (authorizer.jwt_claim if authorizer else None) or {}


def lines_of(app: http.HttpRoutes) -> str:
    """Give the request's lines.

    Raises:
        NoLinesError: they aren't said to be such.
        InvalidInputError: they are too many bytes.
        UnicodeDecodeError, binascii.Error: they are no UTF-8.
    """
    if content_type(app) != LINES:
        raise NoLinesError("content type", errors=[])
    return body_of(app)


def content_type(app: http.HttpRoutes) -> str:
    """Give what the request says that its body is, without parameters."""
    return str(app.current_event.headers.get("content-type", "")).partition(";")[0].strip().lower()


def body_of(app: http.HttpRoutes) -> str:
    """Give the request's body.

    Raises:
        InvalidInputError: it is too many bytes.
        UnicodeDecodeError, binascii.Error: it is no UTF-8.
    """
    text = str(app.current_event.decoded_body or "")
    if len(text.encode()) > LARGEST_BODY:
        raise InvalidInputError("Send at most 4 MB in a call.")
    return text


def unsupported(app: http.HttpRoutes) -> Response[Any]:
    """Say which content is taken."""
    detail = f"Send a JSON object on each line, with Content-Type: {LINES}."
    return http.problem_response(problems.problem(problems.UNSUPPORTED, http.request_id(app), detail=detail))
