"""Routes of the settings API for the audit trail (row J3): to read on the page, and to export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Query

from textward.domain.paging import Page, PageRequest
from textward.entrypoints import audit_export, settings_views, staff_http
from textward.entrypoints import settings_models as models
from textward.entrypoints.api_models import Listing
from textward.entrypoints.bootstrap import product
from textward.entrypoints.staff_docs import EXPORT, READ

if TYPE_CHECKING:
    from textward.domain.audit import AuditEntry

router = Router()  # type: ignore[no-untyped-call] # Powertools leaves it untyped

Month = Annotated[str, Query(pattern=r"^20\d\d-(0[1-9]|1[0-2])$", description="YYYY-MM, UTC")]
Cursor = Annotated[str | None, Query(max_length=400, description="From the page before")]
EXPORT_PAGE = 1000
NEXT = "Textward-Next-Cursor"


def _page(month: str, cursor: str | None, limit: int) -> tuple[Page[AuditEntry], str | None]:
    viewer, scope = staff_http.viewer_of(router, product()), f"audit:{month}"
    after = staff_http.page_request(product(), viewer, scope, cursor).after
    trail = staff_http.trail_of(router, product(), viewer)
    page = product().read_audit(viewer, month, PageRequest(limit, after), trail)
    return page, staff_http.next_cursor(product(), viewer, scope, page.next_after)


@router.get("/v1/settings/audit", responses=READ, tags=["audit"])
def read_audit(
    month: Month, cursor: Cursor = None, limit: Annotated[int, Query(ge=1, le=100)] = 50
) -> Listing[models.AuditView]:
    """Read a month's audit trail, newest first."""
    page, next_cursor = _page(month, cursor, limit)
    return Listing[models.AuditView](
        items=[settings_views.audit_view(entry) for entry in page.items], next_cursor=next_cursor
    )


@router.get("/v1/settings/audit/export", responses=EXPORT, tags=["audit"])
def export_audit(
    month: Month,
    as_: Annotated[Literal["csv", "jsonl"], Query(alias="as")] = "csv",
    cursor: Cursor = None,
) -> Response[str]:
    """Export a month's audit trail, a thousand lines a part: go on with the header `Textward-Next-Cursor` while there is one."""
    page, next_cursor = _page(month, cursor, EXPORT_PAGE)
    kind, text = audit_export.as_text(page.items, as_, heading=cursor is None)
    headers: dict[str, str | list[str]] = {"Cache-Control": "no-store"}
    if next_cursor:
        headers[NEXT] = next_cursor
    return Response(200, kind, text, headers=headers)
