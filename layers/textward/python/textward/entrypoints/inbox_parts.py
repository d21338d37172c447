"""The wiring of the inbox: what staff do with texts; a part of `bootstrap`, which hands it what it rests on."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from textward.services.act_on_many import ActOnMany
from textward.services.assign_message import AssignMessage, StarMessage
from textward.services.change_status import ChangeStatus
from textward.services.find_patients import FindPatients
from textward.services.read_inbox import ReadInbox
from textward.services.read_thread import ReadThread
from textward.services.retry_message import RetryMessage
from textward.services.send_message import SendMessage

if TYPE_CHECKING:
    from textward.entrypoints.bootstrap import Product


class InboxParts:
    """Use cases, each made when first asked for."""

    def __init__(self, product: Product) -> None:
        """Take the product that it is a part of."""
        self._product = product

    @cached_property
    def find_patients(self) -> FindPatients:
        """Search patients."""
        return FindPatients(self._product.patients)

    @cached_property
    def read_lists(self) -> ReadInbox:
        """Lists and badge."""
        return ReadInbox(self._product.threads)

    @cached_property
    def read_thread(self) -> ReadThread:
        """A conversation."""
        product = self._product
        return ReadThread(
            product.recipients, product.threads, product.links, product.patients, product.phone_book
        )

    @cached_property
    def send(self) -> SendMessage:
        """Staff send."""
        product = self._product
        return SendMessage(product.recipients, product.threads, product.clock, product.ids)

    @cached_property
    def retry(self) -> RetryMessage:
        """Staff try again."""
        product = self._product
        return RetryMessage(product.recipients, product.threads, product.texts, product.clock)

    @cached_property
    def change_status(self) -> ChangeStatus:
        """Complete, delete, restore."""
        return ChangeStatus(self._product.threads)

    @cached_property
    def assign(self) -> AssignMessage:
        """Assign, reassign, unassign."""
        return AssignMessage(self._product.threads, self._product.staff)

    @cached_property
    def star(self) -> StarMessage:
        """Star, unstar."""
        return StarMessage(self._product.threads)

    @cached_property
    def act_on_many(self) -> ActOnMany:
        """A selection, or a whole thread."""
        return ActOnMany(self._product.threads, self.change_status, self.assign)
