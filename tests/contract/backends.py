"""The implementations that the contract suite holds to the ports: the fakes, and DynamoDB on moto and on the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3

from tests.fakes import FakeWorld
from tests.support.tables import TableNames, create_tables, delete_tables
from textward.adapters.dynamodb.appointments import DynamoAppointments, DynamoDialogues, DynamoSlots
from textward.adapters.dynamodb.audit import DynamoAudit
from textward.adapters.dynamodb.checkpoints import DynamoCheckpoints
from textward.adapters.dynamodb.connections import DynamoConnections
from textward.adapters.dynamodb.conversations import DynamoConversations
from textward.adapters.dynamodb.ehr_clients import DynamoEhrClients
from textward.adapters.dynamodb.endpoints import DynamoEndpoints
from textward.adapters.dynamodb.feeds import DynamoFeeds
from textward.adapters.dynamodb.groups import DynamoGroups
from textward.adapters.dynamodb.links import DynamoLinks
from textward.adapters.dynamodb.notices import DynamoNotices
from textward.adapters.dynamodb.patients import DynamoPatients
from textward.adapters.dynamodb.practices import DynamoPractices
from textward.adapters.dynamodb.records import DynamoRecords
from textward.adapters.dynamodb.reminder_settings import DynamoReminderSettings
from textward.adapters.dynamodb.staff import DynamoStaff
from textward.adapters.dynamodb.tables import open_tables
from textward.adapters.dynamodb.texting import DynamoTexting
from textward.adapters.dynamodb.texts import DynamoTexts
from textward.adapters.dynamodb.threads import DynamoThreads
from textward.adapters.dynamodb.webhook_deliveries import DynamoDeliveries
from textward.adapters.link_keys import HmacLinkKeys

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_dynamodb import DynamoDBClient

    from textward.services import (
        assistant_ports,
        ehr_ports,
        group_ports,
        link_ports,
        notice_ports,
        number_ports,
        ports,
        staff_ports,
        text_ports,
        thread_ports,
        webhook_ports,
    )


@dataclass(frozen=True)
class Backend:
    """One implementation of every storing port."""

    practices: ports.Practices
    staff: staff_ports.Staff
    patients: ports.Patients
    groups: group_ports.Groups
    threads: thread_ports.Threads
    conversations: group_ports.Conversations
    texts: text_ports.Texts
    links: link_ports.Links
    audit: ports.Audit
    connections: staff_ports.Connections
    checkpoints: ports.Checkpoints
    texting: number_ports.Texting
    appointments: assistant_ports.Appointments
    slots: assistant_ports.Slots
    reminders: assistant_ports.ReminderSettings
    ehr_clients: ehr_ports.EhrClients
    notices: notice_ports.Notices
    records: ehr_ports.Records
    dialogues: assistant_ports.Dialogues
    feeds: webhook_ports.Feeds
    endpoints: webhook_ports.Endpoints
    deliveries: webhook_ports.Deliveries
    link_keys: link_ports.LinkKeys
    audit_ids: Callable[[str], list[str]]
    """Gives the ids of a practice's lines in the audit trail, in order."""


def fake_backend() -> Backend:
    """Give the fakes, over a world of their own."""
    world = FakeWorld()
    return Backend(
        practices=world.practices,
        staff=world.staff,
        patients=world.patients,
        groups=world.groups,
        threads=world.threads,
        conversations=world.conversations,
        texts=world.texts,
        links=world.links,
        audit=world.audit,
        connections=world.connections,
        checkpoints=world.checkpoints,
        texting=world.texting,
        appointments=world.appointments,
        slots=world.slots,
        reminders=world.reminders,
        ehr_clients=world.ehr_clients,
        notices=world.notices,
        records=world.records,
        dialogues=world.dialogues,
        feeds=world.feeds,
        endpoints=world.endpoints,
        deliveries=world.deliveries,
        link_keys=world.link_keys,
        audit_ids=lambda practice_id: [e.entry_id for e in world.state.audit if e.practice_id == practice_id],
    )


@dataclass(frozen=True)
class OnTables:
    """The adapters, and the tables that they work on."""

    client: DynamoDBClient
    names: TableNames
    backend: Backend


def dynamodb_backend() -> OnTables:
    """Give the adapters on new tables, in whatever answers as DynamoDB now."""
    client = boto3.client("dynamodb")
    names = create_tables(client)
    link_keys = HmacLinkKeys(b"a key for contract tests, 32 byt")
    tables = open_tables(
        names.main, names.audit, phone_hash_key=lambda: b"another key", link_token=link_keys.token
    )
    backend = Backend(
        practices=DynamoPractices(tables),
        staff=DynamoStaff(tables),
        patients=DynamoPatients(tables),
        groups=DynamoGroups(tables),
        threads=DynamoThreads(tables),
        conversations=DynamoConversations(tables),
        texts=DynamoTexts(tables),
        links=DynamoLinks(tables),
        audit=DynamoAudit(tables),
        connections=DynamoConnections(tables),
        checkpoints=DynamoCheckpoints(tables),
        texting=DynamoTexting(tables),
        appointments=DynamoAppointments(tables),
        slots=DynamoSlots(tables),
        reminders=DynamoReminderSettings(tables),
        ehr_clients=DynamoEhrClients(tables),
        notices=DynamoNotices(tables),
        records=DynamoRecords(tables),
        dialogues=DynamoDialogues(tables),
        feeds=DynamoFeeds(tables),
        endpoints=DynamoEndpoints(tables),
        deliveries=DynamoDeliveries(tables),
        link_keys=link_keys,
        audit_ids=lambda practice_id: _audit_ids(client, names.audit, practice_id),
    )
    return OnTables(client, names, backend)


def emptied(on_tables: OnTables) -> Backend:
    """Give the adapters on the same tables made anew: moto copies all that they hold at each transaction."""
    delete_tables(on_tables.client, on_tables.names)
    create_tables(on_tables.client, on_tables.names.main.removesuffix("-main"))
    return on_tables.backend


def _audit_ids(client: DynamoDBClient, table: str, practice_id: str) -> list[str]:
    """Look at the whole audit table, which is small here; the product never does."""
    found = []
    for page in client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        found += [item["sk"]["S"] for item in page["Items"] if item["practice_id"]["S"] == practice_id]
    return sorted(found)
