"""Routes of the groups API for settings: message groups, the portal, facilities and patient categories (rows G1-G5, H1, H2)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Path

from textward.domain.group import Answering, Group
from textward.domain.portal import Audience, MemberScope, PortalSettings
from textward.entrypoints import group_models as models
from textward.entrypoints import group_views, staff_http, staff_models
from textward.entrypoints.bootstrap import product
from textward.entrypoints.staff_docs import CHANGE, GROUP_MADE, READ

if TYPE_CHECKING:
    from textward.domain.role import Viewer
    from textward.services.record_audit import AuditTrail

router = Router()  # type: ignore[no-untyped-call] # Powertools leaves it untyped

Id = Annotated[str, Path(pattern=r"^[0-9A-Z]{26}$")]


def _viewer() -> Viewer:
    return staff_http.viewer_of(router, product())


def _trail(viewer: Viewer) -> AuditTrail:
    return staff_http.trail_of(router, product(), viewer)


def _group(viewer: Viewer, wanted: models.GroupInput) -> Group:
    return Group(
        practice_id=viewer.practice_id,
        group_id="",
        name=wanted.name,
        description=wanted.description,
        facility_id=wanted.facility_id,
        category_id=wanted.category_id,
        answering=Answering(wanted.answering),
        admins=frozenset(wanted.admins),
        users=frozenset(wanted.users),
    )


@router.get("/v1/settings/groups", responses=READ, tags=["group settings"])
def list_group_settings() -> models.GroupList:
    """List all groups, retired ones too, and what an editor chooses from."""
    return group_views.group_list(product().portal.manage_groups.book(_viewer()))


@router.post("/v1/settings/groups", responses=GROUP_MADE, tags=["group settings"])
def add_group(wanted: models.GroupInput) -> Response[models.GroupView]:
    """Add a group."""
    viewer = _viewer()
    group = product().portal.manage_groups.add(viewer, _group(viewer, wanted), _trail(viewer))
    return Response(201, "application/json", group_views.group_view(group))


@router.put("/v1/settings/groups/<group_id>", responses=CHANGE, tags=["group settings"])
def change_group(group_id: Id, wanted: models.GroupChange) -> models.GroupView:
    """Change a group; patients can choose a retired one no more, and one brought back again."""
    viewer = _viewer()
    group = replace(_group(viewer, wanted), group_id=group_id, retired=wanted.retired, version=wanted.version)
    return group_views.group_view(product().portal.manage_groups.change(viewer, group, _trail(viewer)))


@router.post("/v1/settings/groups/<group_id>/retire", responses=CHANGE, tags=["group settings"])
def retire_group(group_id: Id, seen: staff_models.SeenVersion) -> models.GroupView:
    """Take a group out of what patients can choose; what they wrote stays with its members."""
    viewer = _viewer()
    group = product().portal.manage_groups.retire(viewer, group_id, seen.version, _trail(viewer))
    return group_views.group_view(group)


@router.get("/v1/settings/portal", responses=READ, tags=["portal settings"])
def read_portal_settings() -> models.PortalView:
    """Show what patients may do in the portal."""
    book = product().portal.manage_portal.settings(_viewer())
    return group_views.portal_view(book, book.portal, product().settings.public_base_url)


@router.put("/v1/settings/portal", responses=CHANGE, tags=["portal settings"])
def save_portal_settings(wanted: models.PortalInput) -> models.PortalView:
    """Say what patients may do in the portal."""
    viewer = _viewer()
    settings = PortalSettings(
        practice_id=viewer.practice_id,
        enabled=wanted.enabled,
        audience=Audience(wanted.audience),
        member_scope=MemberScope(wanted.member_scope),
        excluded=frozenset(wanted.excluded),
        version=wanted.version,
    )
    saved = product().portal.manage_portal.save(viewer, settings, _trail(viewer))
    book = product().portal.manage_portal.settings(viewer)
    return group_views.portal_view(book, saved, product().settings.public_base_url)


@router.get("/v1/settings/places", responses=READ, tags=["places"])
def list_places() -> models.Places:
    """List facilities and patient categories, each with the groups that would be retired with it."""
    viewer = _viewer()
    viewer.require_admin()
    return group_views.places(product().portal.groups.book(viewer.practice_id))


@router.post("/v1/settings/facilities/<facility_id>/close", responses=CHANGE, tags=["places"])
def close_facility(facility_id: Id) -> models.RetiredGroups:
    """Close a facility; groups for its patients alone are retired with it."""
    viewer = _viewer()
    retired = product().portal.manage_groups.close_facility(viewer, facility_id, _trail(viewer))
    return models.RetiredGroups(retired_groups=group_views.named_groups(retired))


@router.post("/v1/settings/categories/<category_id>/delete", responses=CHANGE, tags=["places"])
def delete_category(category_id: Id) -> models.RetiredGroups:
    """Delete a patient category; groups for its patients alone are retired with it."""
    viewer = _viewer()
    retired = product().portal.manage_groups.delete_category(viewer, category_id, _trail(viewer))
    return models.RetiredGroups(retired_groups=group_views.named_groups(retired))
