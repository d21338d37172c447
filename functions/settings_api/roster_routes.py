"""Routes of the settings API for roles and members (rows E1, E4, E5)."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Path

from textward.domain.role import Role, TextPrivilege
from textward.entrypoints import settings_models as models
from textward.entrypoints import settings_views, staff_http
from textward.entrypoints.bootstrap import product
from textward.entrypoints.staff_docs import CHANGE, READ, ROLE_MADE

router = Router()  # type: ignore[no-untyped-call] # Powertools leaves it untyped

Id = Annotated[str, Path(pattern=r"^[0-9A-Z]{26}$")]


def _role(wanted: models.RoleInput, role_id: str = "", version: int = 1) -> Role:
    return Role(
        role_id=role_id,
        name=" ".join(wanted.name.split()),
        text_messages=TextPrivilege(wanted.text_messages),
        practice_admin=wanted.practice_admin,
        manage_groups=wanted.manage_groups,
        phr_settings=wanted.phr_settings,
        version=version,
    )


@router.get("/v1/settings/roles", responses=READ, tags=["roles"])
def list_roles() -> models.RoleList:
    """List the practice's roles."""
    roster = product().manage_roster.roster(staff_http.viewer_of(router, product()))
    return models.RoleList(items=[settings_views.role_view(role, roster) for role in roster.roles])


@router.post("/v1/settings/roles", responses=ROLE_MADE, tags=["roles"])
def add_role(wanted: models.RoleInput) -> Response[models.RoleView]:
    """Add a role."""
    viewer = staff_http.viewer_of(router, product())
    trail = staff_http.trail_of(router, product(), viewer)
    role = product().manage_roster.add_role(viewer, _role(wanted), trail)
    return Response(201, "application/json", settings_views.role_view(role))


@router.put("/v1/settings/roles/<role_id>", responses=CHANGE, tags=["roles"])
def change_role(role_id: Id, wanted: models.RoleChange) -> models.RoleView:
    """Change a role; it takes effect for its members within a minute."""
    viewer = staff_http.viewer_of(router, product())
    trail = staff_http.trail_of(router, product(), viewer)
    role = product().manage_roster.change_role(viewer, _role(wanted, role_id, wanted.version), trail)
    return settings_views.role_view(role)


@router.get("/v1/settings/members", responses=READ, tags=["roles"])
def list_members() -> models.MemberList:
    """List the practice's members."""
    roster = product().manage_roster.roster(staff_http.viewer_of(router, product()))
    return models.MemberList(items=[settings_views.member_view(member) for member in roster.members])


@router.put("/v1/settings/members/<member_id>", responses=CHANGE, tags=["roles"])
def change_member(member_id: Id, wanted: models.MemberChange) -> models.MemberView:
    """Give a member another role, or end or renew their access; an end holds at once."""
    viewer = staff_http.viewer_of(router, product())
    trail = staff_http.trail_of(router, product(), viewer)
    member = product().manage_roster.change_member(
        viewer, member_id, wanted.role_id, active=wanted.active, version=wanted.version, trail=trail
    )
    return settings_views.member_view(member)
