"""Counts the calls to DynamoDB that each way of a text makes: run as a module it prints the table of docs/performance.md.

Runs the real use cases and repositories on moto, with the template's tables. Secrets are read before counting.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import boto3
from moto import mock_aws

from tests.bench.bulk_ways import take
from tests.fakes.live import FakeStaffPush
from tests.fakes.settings import FakeSignIns
from tests.fakes.sms import FakeSms
from tests.fakes.system import FakeClock
from tests.support.tables import create_tables
from textward.adapters.link_keys import HmacLinkKeys
from textward.adapters.secrets import AppKeys
from textward.domain.audit import Actor
from textward.domain.inbox import InboxList
from textward.domain.message import DeliveryState, Message, Mode, WorkStatus
from textward.domain.paging import PageRequest
from textward.domain.patient import Patient
from textward.domain.practice import Facility, Practice
from textward.domain.private import Private
from textward.domain.role import Member, Role, TextPrivilege, Viewer
from textward.entrypoints.bootstrap import Product
from textward.entrypoints.settings import Settings
from textward.services.receive_text import InboundText
from textward.services.record_audit import AuditTrail
from textward.services.record_delivery import DeliveryReport
from textward.services.send_message import Draft

if TYPE_CHECKING:
    from collections.abc import Iterator

READS = ("GetItem", "Query", "BatchGetItem")
WRITES = ("PutItem", "UpdateItem", "DeleteItem")
NUMBER, PHONE = "+13125550100", Private("+13125550101")
KEY = b"0123456789abcdef0123456789abcdef"


@dataclass
class Counted:
    """The calls of one way."""

    name: str
    calls: Counter[str] = field(default_factory=Counter)
    in_transactions: list[int] = field(default_factory=list)

    def note(self, model: Any, params: dict[str, Any], **_: object) -> None:  # noqa: ANN401 - botocore's
        """Take one call, as botocore's event `provide-client-params` tells of it."""
        self.calls[model.name] += 1
        if model.name == "TransactWriteItems":
            self.in_transactions.append(len(params["TransactItems"]))

    def row(self) -> str:
        """Give the row of the table."""
        reads = ", ".join(f"{self.calls[name]} {name}" for name in READS if self.calls[name])
        writes = [f"{self.calls[name]} {name}" for name in WRITES if self.calls[name]]
        many = len(self.in_transactions) > 2
        writes += (
            [f"{len(self.in_transactions)} transactions of {sum(self.in_transactions)} together"]
            if many
            else [f"a transaction of {items}" for items in self.in_transactions]
        )
        return f"| {self.name} | {reads} | {', '.join(writes)} |"


class Bench:
    """One practice with one patient, and the use cases over it."""

    def __init__(self) -> None:
        """Make the tables and put the practice into them."""
        names = create_tables(boto3.client("dynamodb"))
        settings = replace(
            Settings.from_environment(),
            table_name=names.main,
            audit_table_name=names.audit,
            public_base_url="https://textward.example",
        )
        self.product = Product(settings)
        self.clock = FakeClock(self.product.clock.now())
        self.sms = FakeSms(self.clock)
        # What would reach beyond the tables: our keys are given, and the provider is the fake.
        beyond = {"sms": self.sms, "sign_ins": FakeSignIns(), "staff_push": FakeStaffPush()}
        self.product.__dict__ |= {"keys": AppKeys(KEY, KEY, KEY), **beyond}
        self.rows: list[Counted] = []
        self.viewer = self._fill()
        self.thread_id = self.patient.thread_id

    def _fill(self) -> Viewer:
        new, product = self.product.ids.new, self.product
        practice = Practice(new(), "Bench", "America/Chicago", NUMBER, texting_enabled=True)
        facility = Facility(practice.practice_id, new(), "Main")
        role = Role(new(), "Front desk", TextPrivilege.ALL)
        member = Member(practice.practice_id, new(), "Member", role.role_id)
        self.patient = Patient(
            practice.practice_id,
            new(),
            "P-1",
            Private("Ana Lee"),
            date(1980, 1, 2),
            facility.facility_id,
            PHONE,
        )
        product.practices.save(practice)
        product.practices.save_facility(facility)
        product.staff.save_role(practice.practice_id, role)
        product.staff.save_member(member, "subject")
        product.patients.save(self.patient)
        return Viewer(member, role)

    def trail(self) -> AuditTrail:
        """Give the audit trail of a request."""
        actor = Actor("member", self.viewer.member_id)
        return AuditTrail(self.product.audit, self.product.clock, self.product.ids, actor)

    @contextmanager
    def counting(self, name: str) -> Iterator[None]:
        """Count what the way called `name` does within."""
        counted = Counted(name)
        events = self.product.tables.connection.client.meta.events
        events.register("provide-client-params.dynamodb.*", counted.note, unique_id="bench")
        try:
            yield
        finally:
            events.unregister("provide-client-params.dynamodb.*", counted.note, unique_id="bench")
        self.rows.append(counted)

    def receive(self) -> Message:
        """Let a text come in, and come in again."""
        text = InboundText("SM" + "0" * 31 + "1", NUMBER, PHONE, Private("Hello"))
        with self.counting("A text comes in"):
            message = self.product.receive_text(text)
        with self.counting("The same text, posted again"):
            self.product.receive_text(text)
        if message is None:
            raise RuntimeError("the first text counted as a repeated one")
        return message

    def look(self) -> None:
        """Work the inbox as a page does."""
        product, viewer, page = self.product, self.viewer, PageRequest()
        for again in ("", ", again within 30 s"):
            with self.counting(f"Who signed in{again}"):
                product.staff.viewer("subject")
        with self.counting("A list"):
            product.inbox.read_lists.list(viewer, InboxList.PENDING_UNASSIGNED, None, page, self.trail())
        with self.counting("The badge"):
            product.inbox.read_lists.badge(viewer)
            product.assistant.read_appointments.waiting(viewer)
        with self.counting("Search"):
            product.inbox.find_patients(viewer, "lee", self.trail())
        with self.counting("A conversation's head"):
            product.inbox.read_thread.head(viewer, self.thread_id, self.trail())
        with self.counting("A page of a conversation with a secured message"):
            product.inbox.read_thread.messages(viewer, self.thread_id, page, self.trail())

    def send(self, mode: Mode) -> Message:
        """Write a message."""
        draft = Draft(self.thread_id, Private("Hello"), mode, mode.value)
        with self.counting(f"Staff send, {mode.value}"):
            message, _ = self.product.inbox.send(self.viewer, draft, self.trail())
        return message

    def deliver(self, message: Message) -> None:
        """Hand the message's text over, and take the reports of it."""
        product, ids = self.product, (message.practice_id, message.thread_id, message.message_id)
        with self.counting(f"A text is handed over, {message.mode.value}"):
            product.deliver_text(*ids)
        (provider_id,) = self.sms.texts
        for state in (DeliveryState.SENT, DeliveryState.DELIVERED):
            if message.mode is Mode.PLAIN:
                with self.counting(f"A report: {state.value}"):
                    product.record_delivery(DeliveryReport(*ids, 1, provider_id, state))

    def complete(self, message: Message) -> None:
        """Complete the message that came in."""
        ids = (message.thread_id, message.message_id)
        with self.counting("Complete"):
            self.product.inbox.change_status(
                self.viewer, ids, WorkStatus.COMPLETED, message.version, self.trail()
            )

    def open_link(self, message: Message) -> None:
        """Open the message's link as its patient does."""
        product, link_keys = self.product, HmacLinkKeys(KEY)
        link_id = message.link_id or ""
        with self.counting("A right code"):
            cookie = product.secure_links.verify_code(
                link_keys.token(link_id), link_keys.code(link_id, 1), self.trail()
            )
        with self.counting("A right date of birth"):
            cookie = product.secure_links.verify_identity(cookie, self.patient.date_of_birth, self.trail())
        with self.counting("The patient reads"):
            product.secure_links.read(
                product.secure_links.sessions.verified(cookie), PageRequest(), self.trail()
            )
        with self.counting("The patient answers"):
            product.secure_links.reply(cookie, Private("Thanks"), "key", self.trail())


def count() -> list[Counted]:
    """Run every way once."""
    bench = Bench()
    received = bench.receive()
    plain = bench.send(Mode.PLAIN)
    bench.deliver(plain)
    secured = bench.send(Mode.SECURED)
    bench.look()
    bench.complete(received)
    bench.open_link(secured)
    take(bench.product, bench.patient.practice_id, bench.trail(), bench.counting)
    return bench.rows


def table(rows: list[Counted]) -> str:
    """Give the table as it stands in docs/performance.md."""
    return "\n".join(["| Way | Reads | Writes |", "|---|---|---|", *(row.row() for row in rows)])


def counted_on_moto() -> str:
    """Count on tables of moto's, and give the table."""
    settings = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "us-east-1"}
    with patch.dict(os.environ, settings), mock_aws():
        return table(count())


if __name__ == "__main__":
    sys.stdout.write(counted_on_moto() + "\n")
