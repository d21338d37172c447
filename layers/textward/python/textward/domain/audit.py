"""The audit trail: who viewed or changed what, when, from where (HIPAA 164.312(b)). Ids only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Action(Enum):
    """What was done."""

    PATIENTS_SEARCHED = "patients.searched"
    INBOX_VIEWED = "inbox.viewed"
    THREAD_OPENED = "thread.opened"
    """Its head: who it is with."""
    THREAD_VIEWED = "thread.viewed"
    """A page of what was said."""
    MESSAGE_SENT = "message.sent"
    MESSAGE_RETRIED = "message.retried"
    MESSAGE_COMPLETED = "message.completed"
    MESSAGE_DELETED = "message.deleted"
    MESSAGE_RESTORED = "message.restored"
    MESSAGE_VIEWED = "message.viewed"
    """Shown as it is, because what was asked for needed no change, or met somebody else's."""
    MESSAGE_ASSIGNED = "message.assigned"
    MESSAGE_STARRED = "message.starred"
    MESSAGE_UNSTARRED = "message.unstarred"
    THREAD_SEARCHED = "thread.searched"
    HISTORY_VIEWED = "message.history_viewed"
    ROLE_SAVED = "role.saved"
    MEMBER_SAVED = "member.saved"
    AUDIT_VIEWED = "audit.viewed"
    LINK_RESENT = "link.resent"
    LINK_REVOKED = "link.revoked"
    PATIENT_UNLOCKED = "patient.unlocked"
    CODE_ACCEPTED = "patient.code_accepted"
    CODE_REFUSED = "patient.code_refused"
    CODE_RESENT = "patient.code_resent"
    IDENTITY_CONFIRMED = "patient.identity_confirmed"
    IDENTITY_REFUSED = "patient.identity_refused"
    CONVERSATION_READ = "patient.conversation_read"
    REPLIED_SECURELY = "patient.replied"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and from where."""

    kind: str
    """`member` or `patient`."""
    actor_id: str
    source_ip: str = ""
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the trail."""

    entry_id: str
    """ULID: the order of the trail."""
    practice_id: str
    at: datetime
    actor: Actor
    action: Action
    thread_id: str | None = None
    message_id: str | None = None
    patient_id: str | None = None
    target_id: str | None = None
    """The role or member that was changed."""
