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
    THREAD_EXPORTED = "thread.exported"
    """Taken out as a file; `target_id` is what it was taken out as, `pdf` or `fhir`."""
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
    MESSAGE_FLAGGED = "message.flagged"
    """The booking assistant has left it to staff, and says why."""
    THREAD_SEARCHED = "thread.searched"
    HISTORY_VIEWED = "message.history_viewed"
    ROLE_SAVED = "role.saved"
    MEMBER_SAVED = "member.saved"
    TEXTING_SAVED = "texting.saved"
    REMINDERS_SAVED = "reminders.saved"
    NUMBER_ORDERED = "number.ordered"
    """A number was asked for, or asked to be given back; `target_id` is the order's."""
    NUMBER_BOUGHT = "number.bought"
    NUMBER_RELEASED = "number.released"
    RECORD_SYSTEM_SAVED = "record_system.saved"
    """Which record systems' clients may act for the practice."""
    ENDPOINT_SAVED = "record_system.endpoint_saved"
    """Where events go."""
    ENDPOINT_DELETED = "record_system.endpoint_deleted"
    ENDPOINT_SECRET_MADE = "record_system.endpoint_secret_made"  # noqa: S105 - the name of an action
    ENDPOINT_TESTED = "record_system.endpoint_tested"
    EVENTS_REPLAYED = "record_system.events_replayed"
    EVENTS_READ = "record_system.events_read"
    """A record system read events from the feed: ids and states."""
    RECORD_SAVED = "record.saved"
    """A record system made or changed what `target_id` names."""
    NOTICE_SCHEDULED = "notice.scheduled"
    """A record system's automated text waits for its time; `target_id` is the notice's. One that leaves is a message sent."""
    NOTICE_CANCELLED = "notice.cancelled"
    NOTICE_REFUSED = "notice.refused"
    """When its time came, it could not be sent."""
    NOTICE_VIEWED = "notice.viewed"
    """How far it has come."""
    COMMUNICATIONS_READ = "communications.read"
    """A record system read a page of what was said with a patient."""
    AUDIT_VIEWED = "audit.viewed"
    GROUP_SAVED = "group.saved"
    GROUP_RETIRED = "group.retired"
    PORTAL_SETTINGS_SAVED = "portal_settings.saved"
    FACILITY_CLOSED = "facility.closed"
    CATEGORY_DELETED = "category.deleted"
    CONVERSATIONS_VIEWED = "conversations.viewed"
    """A list of conversations from the portal."""
    CONVERSATION_OPENED = "conversation.opened"
    CONVERSATION_VIEWED = "conversation.viewed"
    """A page of what was said."""
    CONVERSATION_EXPORTED = "conversation.exported"
    """As a thread is."""
    CONVERSATION_HISTORY_VIEWED = "conversation.history_viewed"
    CONVERSATION_ANSWERED = "conversation.answered"
    CONVERSATION_ASSIGNED = "conversation.assigned"
    CONVERSATION_COMPLETED = "conversation.completed"
    CONVERSATION_REOPENED = "conversation.reopened"
    CONVERSATION_TRASHED = "conversation.trashed"
    CONVERSATION_RESTORED = "conversation.restored"
    CONVERSATION_STARRED = "conversation.starred"
    CONVERSATION_UNSTARRED = "conversation.unstarred"
    APPOINTMENTS_VIEWED = "appointments.viewed"
    """A list of the practice's appointments."""
    APPOINTMENT_VIEWED = "appointment.viewed"
    """Shown as it is, because what was asked for needed no change, or met somebody else's; `target_id` is its id."""
    APPOINTMENT_SEEN_TO = "appointment.seen_to"
    """Nothing of it is left to staff."""
    APPOINTMENT_CHANGED = "appointment.changed"
    """By hand, or by the patient's answer: `message_id` is that one's."""
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
    PORTAL_VIEWED = "patient.portal_viewed"
    """A list of the patient's conversations, or whom they may write to."""
    PORTAL_WROTE = "patient.portal_wrote"
    PORTAL_MARKED_READ = "patient.portal_marked_read"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and from where."""

    kind: str
    """`member`, `patient`, `record_system` for a client of one, or `system` for what the product does by itself."""
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
    """What was changed or used, where it is no thread, message or patient: a role, member, group, facility, category,
    appointment, or a phone's way into the portal; or what a conversation was taken out as."""
