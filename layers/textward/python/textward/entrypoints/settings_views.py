"""From the domain's objects to what the staff API shows of roles, members and the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.entrypoints import settings_models as models

if TYPE_CHECKING:
    from textward.domain.audit import AuditEntry
    from textward.domain.role import Member, Role, Roster


def role_view(role: Role, roster: Roster | None = None) -> models.RoleView:
    """Show a role; with the roster, also how many active members have it."""
    members = roster.members if roster else ()
    return models.RoleView(
        id=role.role_id,
        name=role.name,
        text_messages=role.text_messages.value,
        practice_admin=role.practice_admin,
        manage_groups=role.manage_groups,
        phr_settings=role.phr_settings,
        version=role.version,
        member_count=sum(m.active and m.role_id == role.role_id for m in members),
    )


def member_view(member: Member) -> models.MemberView:
    """Show a member, as the practice admin sees them."""
    return models.MemberView(
        id=member.member_id,
        name=member.name,
        active=member.active,
        role_id=member.role_id,
        version=member.version,
    )


def audit_view(entry: AuditEntry) -> models.AuditView:
    """Show one line of the audit trail."""
    return models.AuditView(
        id=entry.entry_id,
        at=entry.at,
        action=entry.action.value,
        actor_kind=entry.actor.kind,
        actor_id=entry.actor.actor_id,
        source_ip=entry.actor.source_ip,
        request_id=entry.actor.request_id,
        thread_id=entry.thread_id,
        message_id=entry.message_id,
        patient_id=entry.patient_id,
        target_id=entry.target_id,
    )
