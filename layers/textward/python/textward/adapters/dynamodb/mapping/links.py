"""Secure links, sessions and the audit trail."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.attributes import iso
from textward.domain.audit import Action, Actor, AuditEntry
from textward.domain.secure_link import SESSION_LIFETIME, PatientSession, SecureLink, SessionScope, Stage

if TYPE_CHECKING:
    from textward.adapters.dynamodb.models import AuditItem, LinkItem, SessionItem

_LINK_FIELDS = tuple(field.name for field in fields(SecureLink))


def link_fields(link: SecureLink) -> dict[str, Any]:
    """Give a link's attributes: the link's own names, and its code's place among those that will expire."""
    return {name: getattr(link, name) for name in _LINK_FIELDS} | code_due(link)


def code_due(link: SecureLink) -> dict[str, str | None]:
    """Give the keys in the `due` index of a link with a code that is to expire; nothing when it has none."""
    if link.code_expires_at is None:
        return {"due_pk": None, "due_sk": None}
    return {"due_pk": keys.DUE_CODES, "due_sk": keys.due(link.code_expires_at, link.link_id)}


def link_of(item: LinkItem) -> SecureLink:
    """Read a link."""
    return SecureLink(**{name: getattr(item, name) for name in _LINK_FIELDS})


def session_fields(session: PatientSession) -> dict[str, Any]:
    """Give a session's attributes."""
    return {
        "practice_id": session.practice_id,
        "patient_id": session.patient_id,
        "thread_id": session.thread_id,
        "link_id": session.link_id,
        "stage": session.stage.value,
        "scope": session.scope.value,
        "started_at": session.started_at,
        "last_seen_at": session.last_seen_at,
        "expires_ttl": session.started_at + SESSION_LIFETIME,
    }


def session_of(session_key: str, item: SessionItem) -> PatientSession:
    """Read a session."""
    return PatientSession(
        session_key=session_key,
        practice_id=item.practice_id,
        patient_id=item.patient_id,
        thread_id=item.thread_id,
        link_id=item.link_id,
        stage=Stage(item.stage),
        scope=SessionScope(item.scope or SessionScope.LINK.value),
        started_at=item.started_at,
        last_seen_at=item.last_seen_at,
    )


def session_mark(session: PatientSession) -> str:
    """Give how a link remembers a session opened through it."""
    return f"{iso(session.started_at)}#{session.session_key}"


def audit_fields(entry: AuditEntry) -> dict[str, Any]:
    """Give the attributes of a line of the audit trail."""
    return {
        "practice_id": entry.practice_id,
        "at": entry.at,
        "actor_kind": entry.actor.kind,
        "actor_id": entry.actor.actor_id,
        "source_ip": entry.actor.source_ip or None,
        "request_id": entry.actor.request_id or None,
        "action": entry.action.value,
        "thread_id": entry.thread_id,
        "message_id": entry.message_id,
        "patient_id": entry.patient_id,
        "target_id": entry.target_id,
    }


def audit_of(item: AuditItem) -> AuditEntry:
    """Read a line of the audit trail."""
    return AuditEntry(
        entry_id=item.sk,
        practice_id=item.practice_id,
        at=item.at,
        actor=Actor(item.actor_kind, item.actor_id, item.source_ip or "", item.request_id or ""),
        action=Action(item.action),
        thread_id=item.thread_id,
        message_id=item.message_id,
        patient_id=item.patient_id,
        target_id=item.target_id,
    )
