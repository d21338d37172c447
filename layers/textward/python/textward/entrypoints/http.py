"""What every HTTP function shares: the resolver, its answers to errors, who acts, and one log line a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from textward.domain.audit import Actor
from textward.domain.errors import TextwardError
from textward.entrypoints import problems
from textward.entrypoints.observability import logger
from textward.services.record_audit import AuditTrail

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler.middlewares import NextMiddleware

    from textward.entrypoints.bootstrap import Product

NO_STORE = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


def request_id(app: APIGatewayHttpResolver) -> str:
    """Give the gateway's id of the current request."""
    return str(app.current_event.request_context.request_id)


def problem_response(problem: problems.Problem) -> Response[Any]:
    """Send a problem document."""
    return Response(problem.status, problems.CONTENT_TYPE, problem.text(), headers=dict(NO_STORE))


def new_app(*, validate: bool) -> APIGatewayHttpResolver:
    """Make a resolver that answers every error from the problem table.

    Args:
        validate: check requests against the types of the routes (pydantic), and generate OpenAPI from them.
    """
    app = APIGatewayHttpResolver(enable_validation=validate)
    app.use([_log_outcome])

    def known(error: Exception) -> Response[Any]:
        return problem_response(problems.problem_for(error, request_id(app)))

    def unknown(error: Exception) -> Response[Any]:
        logger.error("unexpected error", error=type(error).__name__, where=_where(error))
        return problem_response(problems.problem(problems.INTERNAL, request_id(app)))

    def no_route(_: Exception) -> Response[Any]:
        return problem_response(problems.problem(problems.NO_ROUTE, request_id(app)))

    app.exception_handler(Exception)(unknown)
    app.exception_handler(TextwardError)(known)
    app.not_found(no_route)
    return app


def audit_trail(app: APIGatewayHttpResolver, product: Product, kind: str, actor_id: str) -> AuditTrail:
    """Give the audit trail of the current request."""
    actor = Actor(kind, actor_id, str(app.current_event.request_context.http.source_ip), request_id(app))
    return AuditTrail(product.audit, product.clock, product.ids, actor)


def _where(error: Exception) -> str:
    """Name the place where an error was raised; its text stays out of the log, for it may hold what a person wrote."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else ""


def _log_outcome(app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[Any]:
    response = next_middleware(app)
    context = app.current_event.request_context
    logger.info(
        "request", route=context.route_key, status=response.status_code, request_id=context.request_id
    )
    return response
