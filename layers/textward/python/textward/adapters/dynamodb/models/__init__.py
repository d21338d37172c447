"""PynamoDB models of every item: attribute names and types, indexes and TTL. They name no table: `tables.Tables` binds them to one.

The mixed-in classes hold what several kinds of item share. Nothing outside this adapter sees a model.
"""

from __future__ import annotations

from textward.adapters.dynamodb.models.appointments import AgendaItem, OwnerItem, RemindersItem, SlotItem
from textward.adapters.dynamodb.models.base import DueItem, Item, ListedItem, TableItem
from textward.adapters.dynamodb.models.links import LinkItem, SessionItem
from textward.adapters.dynamodb.models.notices import NoticeItem
from textward.adapters.dynamodb.models.patients import (
    PatientFields,
    PatientItem,
    PhoneItem,
    SearchItem,
    VerificationItem,
)
from textward.adapters.dynamodb.models.portal import (
    BasketCountItem,
    BoxItem,
    ConversationItem,
    ConversationPointerItem,
    GroupItem,
    PortalItem,
    PortalMessageItem,
)
from textward.adapters.dynamodb.models.settings import (
    LoginItem,
    MemberItem,
    NamedItem,
    NumberOrderItem,
    PracticeItem,
    RoleItem,
    RosterItem,
)
from textward.adapters.dynamodb.models.system import (
    AuditItem,
    CheckpointItem,
    ConnectionItem,
    EhrClientItem,
    TicketItem,
)
from textward.adapters.dynamodb.models.threads import (
    ClaimItem,
    CounterItem,
    HeadItem,
    MessageItem,
    OutboundItem,
    PointerItem,
    ProviderIdItem,
    TextItem,
    WorkItem,
)
from textward.adapters.dynamodb.models.webhooks import ListenerItem, OutwardEventItem, WebhookDeliveryItem

__all__ = [
    "AgendaItem",
    "AuditItem",
    "BasketCountItem",
    "BoxItem",
    "CheckpointItem",
    "ClaimItem",
    "ConnectionItem",
    "ConversationItem",
    "ConversationPointerItem",
    "CounterItem",
    "DueItem",
    "EhrClientItem",
    "GroupItem",
    "HeadItem",
    "Item",
    "LinkItem",
    "ListedItem",
    "ListenerItem",
    "LoginItem",
    "MemberItem",
    "MessageItem",
    "NamedItem",
    "NoticeItem",
    "NumberOrderItem",
    "OutboundItem",
    "OutwardEventItem",
    "OwnerItem",
    "PatientFields",
    "PatientItem",
    "PhoneItem",
    "PointerItem",
    "PortalItem",
    "PortalMessageItem",
    "PracticeItem",
    "ProviderIdItem",
    "RemindersItem",
    "RoleItem",
    "RosterItem",
    "SearchItem",
    "SessionItem",
    "SlotItem",
    "TableItem",
    "TextItem",
    "TicketItem",
    "VerificationItem",
    "WebhookDeliveryItem",
    "WorkItem",
]
