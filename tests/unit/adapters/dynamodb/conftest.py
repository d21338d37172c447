from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest
from pynamodb.connection.base import Connection

from tests.contract.material import Material
from tests.support.mock_dynamodb import mock_dynamodb
from tests.support.tables import TableNames, create_tables, delete_tables
from textward.adapters.dynamodb.tables import Tables, open_tables
from textward.adapters.link_keys import HmacLinkKeys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mypy_boto3_dynamodb import DynamoDBClient

_PREFIX = "unit"
_NAMES = TableNames("unit-main", "unit-audit")


@pytest.fixture(scope="module")
def database() -> Iterator[DynamoDBClient]:
    """Mock DynamoDB for a whole module: clients are slow to make."""
    with mock_dynamodb(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        yield boto3.client("dynamodb")


@pytest.fixture(scope="module")
def opened(database: DynamoDBClient) -> Tables:
    """Open the tables for a whole module, for the same reason; each test makes them anew."""
    return open_tables(
        *_NAMES,
        phone_hash_key=lambda: b"a key for hashing phones, 32 byte",
        link_token=HmacLinkKeys(b"a key for links, tests only ....").token,
    )


@pytest.fixture
def names(database: DynamoDBClient) -> Iterator[TableNames]:
    made = create_tables(database, _PREFIX)
    assert made == _NAMES
    yield made
    delete_tables(database, made)


@pytest.fixture
def tables(names: TableNames, opened: Tables) -> Tables:
    return opened


@pytest.fixture
def material() -> Material:
    return Material()


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """Keep every request that goes to the tables: its operation and arguments."""
    made: list[tuple[str, dict[str, Any]]] = []
    dispatch = Connection.dispatch

    def kept(self: Connection, operation: str, arguments: dict[str, Any]) -> Any:  # noqa: ANN401 - the library's own type
        made.append((operation, arguments))
        return dispatch(self, operation, arguments)

    monkeypatch.setattr(Connection, "dispatch", kept)
    return made


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let something happen right before the next call of an operation, as often as asked."""

    def arrange(operation: str, happens: Callable[[], object], times: int = 1) -> None:
        left = [times]
        dispatch = Connection.dispatch

        def interrupted(self: Connection, name: str, arguments: dict[str, Any]) -> Any:  # noqa: ANN401
            if name == operation and left[0]:
                left[0] -= 1
                now_left, left[0] = left[0], 0
                happens()
                left[0] = now_left
            return dispatch(self, name, arguments)

        monkeypatch.setattr(Connection, "dispatch", interrupted)

    return arrange
