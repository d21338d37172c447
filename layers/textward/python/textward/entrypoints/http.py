"""What every HTTP function shares: the resolver, its answers to errors, who acts, and one log line a request."""

from __future__ import annotations

import json
from http import HTTPStatus
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Protocol

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from textward.domain.audit import Actor
from textward.domain.errors import TextwardError
from textward.entrypoints import problems
from textward.entrypoints.observability import logger, place_of
from textward.services.record_audit import AuditTrail

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from textward.entrypoints.bootstrap import Product

NO_STORE = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
_FORMS = frozenset({"multipart/form-data", "application/x-www-form-urlencoded"})


class HttpRoutes(Protocol):
    """A resolver, or a router that is part of one: both know the current request (API Gateway, payload 2.0)."""

    @property
    def current_event(self) -> Any:  # noqa: ANN401 - a router's is typed for every kind of gateway
        """Give the request."""


def request_id(app: HttpRoutes) -> str:
    """Give the gateway's id of the current request."""
    return str(app.current_event.request_context.request_id)


def problem_response(problem: problems.Problem) -> Response[Any]:
    """Send a problem document."""
    return Response(problem.status, problems.CONTENT_TYPE, problem.text(), headers=dict(NO_STORE))


def read_json(text: str) -> Any:  # noqa: ANN401 - any JSON
    """Read JSON.

    Raises:
        json.JSONDecodeError: it is none, or it is nested more deeply, or has a number of more digits, than can be read.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise
    except (RecursionError, ValueError) as error:
        raise json.JSONDecodeError("can't be read", "", 0) from error


def new_app(*, validate: bool) -> APIGatewayHttpResolver:
    """Make a resolver that answers every error from the problem table.

    Args:
        validate: check requests against the types of the routes (pydantic), and generate OpenAPI from them.
    """
    app = APIGatewayHttpResolver(enable_validation=validate, json_body_deserializer=read_json)

    def known(error: Exception) -> Response[Any]:
        return problem_response(problems.problem_for(error, request_id(app)))

    def unknown(error: Exception) -> Response[Any]:
        logger.error("unexpected error", error=type(error).__name__, where=place_of(error))
        return problem_response(problems.problem(problems.INTERNAL, request_id(app)))

    def no_route(_: Exception) -> Response[Any]:
        return problem_response(problems.problem(problems.NO_ROUTE, request_id(app)))

    app.exception_handler(Exception)(unknown)
    app.exception_handler(TextwardError)(known)
    app.not_found(no_route)
    return app


def audit_trail(app: HttpRoutes, product: Product, kind: str, actor_id: str) -> AuditTrail:
    """Give the audit trail of the current request."""
    source = str(app.current_event.request_context.http.source_ip)
    forwarded = app.current_event.headers.get("x-forwarded-for", "")
    actor = Actor(kind, actor_id, caller(source, forwarded), request_id(app))
    return AuditTrail(product.audit, product.clock, product.ids, actor)


def caller(source: str, forwarded: str) -> str:
    """Give the address that called the gateway and, before it, the one for which it says that it calls.

    Behind CloudFront the gateway's caller is always CloudFront, which adds to `X-Forwarded-For` who called it (CloudFront,
    "Request and response behavior for custom origins"). Whoever calls the gateway directly may write there what they like, so
    that address never stands alone.

    Args:
        source: The gateway's caller, as it saw it.
        forwarded: The request's `X-Forwarded-For`, which the gateway may have ended with `source`.
    """
    named = [one.strip() for one in forwarded.split(",")]
    if named[-1] == source:
        named.pop()
    try:
        return f"{ip_address(named[-1])}, {source}" if named else source
    except ValueError:
        return source


def _refused_form(event: dict[str, Any]) -> dict[str, Any] | None:
    """Refuse a form where no route takes one: Powertools reads them too, and fails over one without a boundary."""
    kind = str((event.get("headers") or {}).get("content-type", "")).partition(";")[0].strip().lower()
    if kind not in _FORMS:
        return None
    refusal = problems.problem(problems.UNSUPPORTED, event["requestContext"]["requestId"])
    return {
        "statusCode": int(refusal.status),
        "headers": {"Content-Type": problems.CONTENT_TYPE},
        "body": refusal.text(),
        "isBase64Encoded": False,
    }


def serve(
    app: APIGatewayHttpResolver, event: dict[str, Any], context: LambdaContext, *, forms: bool = False
) -> dict[str, Any]:
    """Answer one request; no cache keeps an answer, and its line in the log names the route, never the path as it was typed.

    Args:
        app: The resolver.
        event: The request, as API Gateway gives it.
        context: The function's context.
        forms: Whether routes take forms, as the provider's webhooks do.
    """
    refused = None if forms else _refused_form(event)
    answer = refused or app.resolve(event, context)
    answer["headers"] = {**NO_STORE, **answer.get("headers", {})}
    # No content has no type, but an empty body that gateways can send.
    if answer["statusCode"] == HTTPStatus.NO_CONTENT:
        answer["headers"].pop("Content-Type", None)
        answer["body"] = ""
    asked = event["requestContext"]
    logger.info(
        "request",
        route=asked["routeKey"],
        method=asked["http"]["method"],
        status=answer["statusCode"],
        request_id=asked["requestId"],
    )
    return answer
