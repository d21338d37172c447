"""What the staff APIs share: the member who asks, conflicts, and signed cursors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textward.domain.errors import ConflictError, NotAllowedError
from textward.domain.message import Message
from textward.domain.paging import DEFAULT_PAGE, PageRequest
from textward.entrypoints import checked_http, http, problems
from textward.entrypoints.staff_views import message_view, names_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
    from pydantic import BaseModel

    from textward.domain.appointment import Appointment
    from textward.domain.conversation import Conversation
    from textward.domain.role import Viewer
    from textward.entrypoints.bootstrap import Product
    from textward.entrypoints.http import HttpRoutes
    from textward.services.record_audit import AuditTrail


def message_shown(current: Message | Conversation | Appointment) -> BaseModel | None:
    """Show a message that somebody else changed first."""
    return message_view(current) if isinstance(current, Message) else None


def new_staff_app(
    shown: Callable[[Message | Conversation | Appointment], BaseModel | None] = message_shown,
) -> APIGatewayHttpResolver:
    """Make the resolver of a staff API: its routes' types are checked and documented.

    Args:
        shown: how to show an object, as it is now, to a member who would change what somebody else changed first.
    """
    app = checked_http.new_checked_app()

    def conflict(error: ConflictError) -> Response[Any]:
        view = shown(error.current) if error.current else None
        current = view.model_dump(mode="json") if view else None
        base = problems.problem_for(error, http.request_id(app))
        return http.problem_response(problems.problem(base.kind, http.request_id(app), current=current))

    app.exception_handler(ConflictError)(conflict)
    return app


def viewer_of(app: HttpRoutes, product: Product) -> Viewer:
    """Give the member whose token the gateway has checked, with the role as it is now (row E5).

    Raises:
        NotAllowedError: the sign-in is no active member's.
    """
    authorizer = app.current_event.request_context.authorizer
    claims = authorizer.jwt_claim if authorizer else None
    viewer = product.staff.viewer(str(claims["sub"])) if claims and claims.get("sub") else None
    if viewer is None:
        raise NotAllowedError
    return viewer


def trail_of(app: HttpRoutes, product: Product, viewer: Viewer) -> AuditTrail:
    """Give the audit trail of the member's current request."""
    return http.audit_trail(app, product, "member", viewer.member_id)


def page_request(
    product: Product, viewer: Viewer, scope: str, cursor: str | None, limit: int = DEFAULT_PAGE
) -> PageRequest:
    """Read a cursor that this practice was given for this very list.

    Raises:
        InvalidInputError: it was not.
    """
    after = product.cursors.read(viewer.practice_id, scope, cursor) if cursor else None
    return PageRequest(limit, after)


def next_cursor(product: Product, viewer: Viewer, scope: str, after: str | None) -> str | None:
    """Sign where the next page begins, for this practice and list."""
    return product.cursors.sign(viewer.practice_id, scope, after) if after else None


def names(product: Product, viewer: Viewer) -> dict[str, str]:
    """Give the names of the viewer's colleagues, by member id."""
    return names_of(product.staff.members(viewer.practice_id))
