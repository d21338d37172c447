"""Message groups and the portal's settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textward.domain.group import Answering, Group
from textward.domain.portal import Audience, MemberScope, PortalSettings

if TYPE_CHECKING:
    from textward.adapters.dynamodb.models import GroupItem, PortalItem


def group_fields(group: Group) -> dict[str, Any]:
    """Give a group's attributes."""
    return {
        "practice_id": group.practice_id,
        "group_id": group.group_id,
        "name": group.name,
        "description": group.description or None,
        "facility_id": group.facility_id,
        "category_id": group.category_id,
        "answering": group.answering.value,
        "admins": group.admins,
        "users": group.users,
        "retired": group.retired,
        "version": group.version,
    }


def group_of(item: GroupItem) -> Group:
    """Read a group."""
    return Group(
        practice_id=item.practice_id,
        group_id=item.group_id,
        name=item.name,
        description=item.description or "",
        facility_id=item.facility_id,
        category_id=item.category_id,
        answering=Answering(item.answering),
        admins=item.admins or frozenset(),
        users=item.users or frozenset(),
        retired=bool(item.retired),
        version=item.version,
    )


def portal_fields(settings: PortalSettings) -> dict[str, Any]:
    """Give the attributes of the portal's settings."""
    return {
        "practice_id": settings.practice_id,
        "enabled": settings.enabled,
        "audience": settings.audience.value,
        "member_scope": settings.member_scope.value,
        "excluded": settings.excluded,
        "version": settings.version,
    }


def portal_of(item: PortalItem) -> PortalSettings:
    """Read the portal's settings."""
    return PortalSettings(
        practice_id=item.practice_id,
        enabled=bool(item.enabled),
        audience=Audience(item.audience),
        member_scope=MemberScope(item.member_scope),
        excluded=item.excluded or frozenset(),
        version=item.version,
    )
