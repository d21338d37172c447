"""The wiring of the record system's side; a part of `bootstrap`, which hands it what it rests on."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from textward.adapters.dynamodb.ehr_clients import DynamoEhrClients
from textward.adapters.dynamodb.records import DynamoRecords
from textward.adapters.fhir_check import LibraryCheck
from textward.services.record_system import RecordSystem
from textward.services.record_upserters import RecordUpserters
from textward.services.take_bundle import TakeBundle
from textward.services.take_communication import TakeCommunication
from textward.services.upsert_records import UpsertRecords

if TYPE_CHECKING:
    from textward.entrypoints.bootstrap import Product
    from textward.services.ehr_ports import EhrClients, Records
    from textward.services.fhir_ports import ResourceCheck


class EhrParts:
    """Stores and use cases, each made when first asked for."""

    def __init__(self, product: Product) -> None:
        """Take the product that it is a part of."""
        self._product = product

    @cached_property
    def clients(self) -> EhrClients:
        """Whom practices let in."""
        return DynamoEhrClients(self._product.tables)

    @cached_property
    def records(self) -> Records:
        """Records, many in a request."""
        return DynamoRecords(self._product.tables)

    @cached_property
    def record_system(self) -> RecordSystem:
        """The practice lets clients in."""
        return RecordSystem(self.clients)

    @cached_property
    def upsert_records(self) -> UpsertRecords:
        """Records come in."""
        product = self._product
        upserters = RecordUpserters(
            roster=product.manage_roster,
            records=self.records,
            phone_book=product.phone_book,
            clock=product.clock,
        )
        return UpsertRecords(
            product.portal.groups,
            product.clock,
            self.records,
            upserters.all(),
            product.assistant.reminders,
        )

    @cached_property
    def fhir_check(self) -> ResourceCheck:
        """Resources are held against FHIR R4."""
        return LibraryCheck()

    @cached_property
    def take_bundle(self) -> TakeBundle:
        """Records come in as FHIR."""
        product = self._product
        return TakeBundle(
            self.fhir_check,
            product.portal.groups,
            self.upsert_records,
            TakeCommunication(product.notices.send),
            product.clock,
        )
