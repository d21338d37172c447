"""The wiring of notices, the automated texts of record systems; a part of `bootstrap`, which hands it what it rests on."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from textward.adapters.dynamodb.notices import DynamoNotices
from textward.services.follow_notice import FollowNotice
from textward.services.send_due_notices import SendDueNotices
from textward.services.send_notice import SendNotice
from textward.services.write_notice import WriteNotice

if TYPE_CHECKING:
    from textward.entrypoints.bootstrap import Product
    from textward.services.notice_ports import Notices


class NoticeParts:
    """The store and the use cases, each made when first asked for."""

    def __init__(self, product: Product) -> None:
        """Take the product that it is a part of."""
        self._product = product

    @cached_property
    def store(self) -> Notices:
        """Notices."""
        return DynamoNotices(self._product.tables)

    @cached_property
    def write(self) -> WriteNotice:
        """What they say."""
        product = self._product
        return WriteNotice(product.practices, product.clock, product.ids, product.assistant.reminders)

    @cached_property
    def send(self) -> SendNotice:
        """A record system hands one over."""
        product = self._product
        return SendNotice(self.store, product.recipients, self.write, product.clock)

    @cached_property
    def follow(self) -> FollowNotice:
        """It asks what became of one, or takes it back."""
        return FollowNotice(self.store, self._product.threads, self._product.clock)

    @cached_property
    def send_due(self) -> SendDueNotices:
        """The schedule."""
        product = self._product
        return SendDueNotices(
            self.store, product.recipients, self.write, product.audit, product.clock, product.ids
        )
