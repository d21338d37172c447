"""AWS as moto plays it, with transactions that take no longer than they need to."""

from __future__ import annotations

import copy
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from moto import mock_aws
from moto.dynamodb import models
from moto.dynamodb.models.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

_transact = models.DynamoDBBackend.transact_write_items


@contextmanager
def mock_dynamodb() -> Iterator[None]:
    """Play AWS in this process.

    To undo a transaction that fails, moto copies a table once for each of its writes, all of them alike: one copy is enough.
    """
    with mock_aws(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(models.DynamoDBBackend, "transact_write_items", _with_one_copy)
        yield


def _with_one_copy(backend: models.DynamoDBBackend, items: list[dict[str, Any]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(models, "copy", _Copies())
        _transact(backend, items)


class _Copies:
    """Stands for the module `copy` during one transaction."""

    def __init__(self) -> None:
        self._tables: dict[int, Table] = {}

    def deepcopy(self, what: Any) -> Any:  # noqa: ANN401 - as the module's
        if not isinstance(what, Table):
            return copy.deepcopy(what)
        if id(what) not in self._tables:
            self._tables[id(what)] = copy.deepcopy(what)
        return self._tables[id(what)]
