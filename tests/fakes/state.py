"""What the fakes share: the stored objects by their keys, and the events that follow."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from tests.fakes.system import FakeClock, FakeIds
from textward.adapters.link_keys import HmacLinkKeys
from textward.domain.errors import NotFoundError
from textward.domain.events import Event, EventType

if TYPE_CHECKING:
    from datetime import datetime

    from textward.domain.appointment import Appointment, Slot
    from textward.domain.assistant_terms import Dialogue
    from textward.domain.audit import AuditEntry
    from textward.domain.consent import Consent
    from textward.domain.conversation import Conversation, PortalMessage
    from textward.domain.group import Group
    from textward.domain.message import Delivery, Message
    from textward.domain.notice import Notice
    from textward.domain.number_order import NumberOrder
    from textward.domain.outward import FeedMark, OutwardEvent
    from textward.domain.patient import Patient
    from textward.domain.portal import PortalSettings
    from textward.domain.practice import Category, Facility, Practice
    from textward.domain.private import Private
    from textward.domain.reminder_times import ReminderRules
    from textward.domain.role import Member, Role, Viewer
    from textward.domain.secure_link import PatientSession, SecureLink, VerificationRecord
    from textward.domain.text import OutboundText
    from textward.domain.thread import Thread
    from textward.domain.webhook import Endpoint, WebhookDelivery
    from textward.domain.work import WorkEntry
    from textward.services.assistant_ports import Answer
    from textward.services.staff_ports import Connection

DUE_AFTER = timedelta(minutes=10)
"""How long after a change of state the reconciliation looks at a text."""


def phone_key(e164: Private) -> str:
    """Give what stands for a phone where it must not be told."""
    return hashlib.sha256(e164.reveal().encode()).hexdigest()


class ItemKey(NamedTuple):
    """Where a message or text is."""

    practice_id: str
    thread_id: str
    item_id: str


class Claim(NamedTuple):
    """Who took a claim."""

    fingerprint: str
    message: ItemKey


class ProviderIdHolder(NamedTuple):
    """Which attempt of which text holds a provider's id."""

    text: ItemKey
    attempt: int


@dataclass
class FakeState:
    """All that is stored."""

    clock: FakeClock = field(default_factory=FakeClock)
    ids: FakeIds = field(default_factory=FakeIds)
    link_keys: HmacLinkKeys = field(default_factory=lambda: HmacLinkKeys(b"a key for tests only, 32 bytes.."))
    practices: dict[str, Practice] = field(default_factory=dict)
    facilities: dict[tuple[str, str], Facility] = field(default_factory=dict)
    categories: dict[tuple[str, str], Category] = field(default_factory=dict)
    members: dict[tuple[str, str], Member] = field(default_factory=dict)
    roles: dict[tuple[str, str], Role] = field(default_factory=dict)
    logins: dict[str, tuple[str, str]] = field(default_factory=dict)
    roster_versions: Counter[str] = field(default_factory=Counter)
    groups: dict[tuple[str, str], Group] = field(default_factory=dict)
    portals: dict[str, PortalSettings] = field(default_factory=dict)
    patients: dict[tuple[str, str], Patient] = field(default_factory=dict)
    revisions: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often each patient was saved."""
    consents: dict[tuple[str, str], Consent] = field(default_factory=dict)
    verifications: dict[tuple[str, str], VerificationRecord] = field(default_factory=dict)
    threads: dict[tuple[str, str], Thread] = field(default_factory=dict)
    messages: dict[ItemKey, Message] = field(default_factory=dict)
    conversations: dict[tuple[str, str], Conversation] = field(default_factory=dict)
    portal_messages: dict[ItemKey, PortalMessage] = field(default_factory=dict)
    baskets_used: set[tuple[str, str, str]] = field(default_factory=set)
    """Practice, basket and member (empty for the admins) that ever held a conversation."""
    texts: dict[ItemKey, OutboundText] = field(default_factory=dict)
    due: dict[ItemKey, datetime] = field(default_factory=dict)
    history: list[WorkEntry] = field(default_factory=list)
    claims: dict[tuple[str, str], Claim] = field(default_factory=dict)
    provider_ids: dict[str, ProviderIdHolder] = field(default_factory=dict)
    links: dict[str, SecureLink] = field(default_factory=dict)
    sessions: dict[str, PatientSession] = field(default_factory=dict)
    tickets: dict[str, tuple[Viewer, datetime]] = field(default_factory=dict)
    connections: dict[str, Connection] = field(default_factory=dict)
    checkpoints: dict[str, datetime] = field(default_factory=dict)
    orders: dict[str, NumberOrder] = field(default_factory=dict)
    """Each practice's latest order for a number."""
    order_claims: dict[tuple[str, str], str] = field(default_factory=dict)
    """The number that each claim of an order was for."""
    appointments: dict[tuple[str, str, str], tuple[Appointment, datetime | None]] = field(
        default_factory=dict
    )
    """Each with when its next reminder is due."""
    reminder_rules: dict[str, ReminderRules] = field(default_factory=dict)
    replans: dict[str, tuple[datetime, str | None]] = field(default_factory=dict)
    """Practices whose appointments are to be planned anew: from when on, and how far that has come."""
    slots: dict[tuple[str, str], Slot] = field(default_factory=dict)
    notices: dict[tuple[str, str], Notice] = field(default_factory=dict)
    ehr_clients: set[tuple[str, str]] = field(default_factory=set)
    endpoints: dict[tuple[str, str], Endpoint] = field(default_factory=dict)
    endpoints_due: dict[tuple[str, str], datetime] = field(default_factory=dict)
    feeds: dict[str, list[OutwardEvent]] = field(default_factory=dict)
    feed_marks: dict[str, FeedMark] = field(default_factory=dict)
    deliveries: dict[tuple[str, str, int], WebhookDelivery] = field(default_factory=dict)
    dialogues: dict[tuple[str, str], tuple[Dialogue, Answer | None]] = field(default_factory=dict)
    audit: list[AuditEntry] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    """What the table's stream would have published, in order."""

    def message(self, key: ItemKey) -> Message:
        """Give a message with the delivery of its text."""
        if key not in self.messages:
            raise NotFoundError
        message, text = self.messages[key], self.texts.get(key)
        return replace(message, delivery=text.delivery) if text else message

    def put_group(self, group: Group) -> None:
        """Store a message group as it is now."""
        self.groups[group.practice_id, group.group_id] = group

    def note(self, audit: AuditEntry | None) -> None:
        """Add a line to the trail, if there is one."""
        if audit:
            self.audit.append(audit)

    def put_text(self, text: OutboundText, due_at: datetime) -> None:
        """Store a text as it is now, and when to look at it."""
        key = ItemKey(text.practice_id, text.thread_id, text.item_id)
        before = self.texts.get(key)
        self.texts[key] = text
        self.due[key] = due_at
        if text.delivery.state.is_final and text.redacted:
            del self.due[key]
        self._publish_text(key, before.delivery if before else None, text.delivery)

    def put_link(self, link: SecureLink) -> None:
        """Store a link as it is now."""
        before = self.links.get(link.link_id)
        self.links[link.link_id] = link
        if before and link.message_id and _visible(before) != _visible(link):
            key = ItemKey(link.practice_id, link.thread_id, link.message_id)
            self.publish(EventType.LINK_CHANGED, key, str(link.version))

    def publish(self, kind: EventType, key: ItemKey, occasion: str, state: str = "") -> None:
        """Derive an event, as the stream would."""
        event_id = f"{key.item_id}-{kind.value}-{occasion}"
        self.events.append(
            Event(event_id, kind, key.practice_id, key.thread_id, key.item_id, self.clock.now(), state)
        )

    def _publish_text(self, key: ItemKey, before: Delivery | None, after: Delivery) -> None:
        is_message = key in self.messages
        if before is None or after.attempt > before.attempt:
            kind = EventType.MESSAGE_QUEUED if is_message else EventType.CODE_QUEUED
            self.publish(kind, key, str(after.attempt))
        elif is_message and after.state.rank > before.state.rank:
            state = after.state.value
            self.publish(EventType.MESSAGE_DELIVERY_CHANGED, key, f"{after.attempt}-{state}", state)


def _visible(link: SecureLink) -> tuple[datetime | None, ...]:
    return (link.opened_at, link.verified_at, link.revoked_at)
