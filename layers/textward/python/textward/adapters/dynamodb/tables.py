"""The two tables of one deployment: models bound to their names, one connection for both, and the hashes that keys need."""

from __future__ import annotations

import hashlib
import hmac
import logging
from types import new_class
from typing import TYPE_CHECKING, TypeVar

from textward.adapters.dynamodb.keys import Key
from textward.adapters.dynamodb.models import AuditItem, Item, ListedItem, TableItem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pynamodb.connection.base import Connection
    from pynamodb.connection.table import TableConnection

    from textward.domain.paging import PageRequest

M = TypeVar("M", bound=Item)
L = TypeVar("L", bound=ListedItem)

# PynamoDB logs whole items at DEBUG, names and bodies included: that level is never for it.
logging.getLogger("pynamodb").setLevel(logging.INFO)


class Tables:
    """What every repository works on. No model names a table itself, so several may be open in one process."""

    def __init__(
        self,
        table_name: str,
        audit_table_name: str,
        *,
        hash_phone: Callable[[str], str],
        link_token: Callable[[str], str],
    ) -> None:
        """Take both tables' names, and how to hash a phone number and derive a link's token."""
        self.hash_phone = hash_phone
        self.link_token = link_token
        self._bound: dict[type[Item], type[Item]] = {}
        self._main = _connect(TableItem, table_name)
        self._audit = _connect(AuditItem, audit_table_name)
        # One client for both: a second one would cost its creation again, and a transaction spans both tables.
        self._main.connection.add_meta_table(self._audit.get_meta_table())
        self._audit.connection = self._main.connection

    @property
    def connection(self) -> Connection:
        """Give the connection that both tables share."""
        return self._main.connection

    def of(self, model: type[M]) -> type[M]:
        """Give a model bound to its table."""
        bound = self._bound.get(model)
        if bound is None:
            connection = self._audit if issubclass(model, AuditItem) else self._main
            bound = self._bound[model] = _bind(model, connection.table_name, connection)
        return bound  # type: ignore[return-value] # `_bind` gives a subclass of `model`

    def get(self, model: type[M], key: Key, *, consistent: bool = True) -> M | None:
        """Read one item; None when there is none."""
        bound = self.of(model)
        try:
            return bound.get(*key, consistent_read=consistent)
        except bound.DoesNotExist:
            return None

    def many(self, model: type[M], wanted: Iterable[Key], *, consistent: bool = True) -> dict[Key, M]:
        """Read up to 100 items in one BatchGetItem; those that exist, by key."""
        found = self.of(model).batch_get(wanted, consistent_read=consistent)
        return {Key(item.pk, item.sk): item for item in found}

    def listed(
        self, model: type[L], index: str, partition: str, page: PageRequest
    ) -> tuple[list[L], str | None]:
        """Read a page of a list from an index, newest first, in one Query; with the place after which the next page begins."""
        bound = self.of(model)
        # One more than the page: it tells whether there is a next.
        found = list(
            bound.query(
                partition,
                bound.lists_sk < page.after if page.after else None,
                index_name=index,
                scan_index_forward=False,
                limit=page.limit + 1,
            )
        )
        return found[: page.limit], found[page.limit - 1].lists_sk if len(found) > page.limit else None

    def latest(
        self, model: type[M], partition: str, prefix: str, upto: str | None, limit: int
    ) -> tuple[list[M], bool]:
        """Read the last items of a partition with a prefix, or those before `upto`, backwards; and tell whether there are more."""
        bound = self.of(model)
        # BETWEEN takes its upper end in, so that end is read once more and left out.
        found = bound.query(
            partition,
            bound.sk.between(prefix, upto) if upto else bound.sk.startswith(prefix),
            consistent_read=True,
            scan_index_forward=False,
            limit=limit + (2 if upto else 1),
        )
        items = [item for item in found if item.sk != upto]
        return items[:limit], len(items) > limit


def open_tables(
    table_name: str,
    audit_table_name: str,
    *,
    phone_hash_key: Callable[[], bytes],
    link_token: Callable[[str], str],
) -> Tables:
    """Open both tables where botocore finds them: AWS, or the endpoint in `AWS_ENDPOINT_URL`.

    The client is made here, while a function starts, and not at its first request. The secret keys behind the two callables
    are read when first needed: a function that never meets a phone or a link may not read them at all.
    """
    tables = Tables(
        table_name,
        audit_table_name,
        hash_phone=lambda e164: hmac.new(phone_hash_key(), e164.encode(), hashlib.sha256).hexdigest(),
        link_token=link_token,
    )
    _ = tables.connection.client
    return tables


def _connect(model: type[Item], table_name: str) -> TableConnection:
    return _bind(model, table_name)._get_connection()  # noqa: SLF001 - no public way to a connection that knows the indexes


def _bind(model: type[M], table_name: str, connection: TableConnection | None = None) -> type[M]:
    class Meta:
        """Well within the 15 s that a webhook has, retries included."""

        connect_timeout_seconds = 2
        read_timeout_seconds = 8
        max_retry_attempts = 3

    Meta.table_name = table_name  # type: ignore[attr-defined] # the class body would look it up in itself
    names = {"Meta": Meta, "_connection": connection, "__module__": model.__module__}
    return new_class(model.__name__, (model,), {}, lambda body: body.update(names))
