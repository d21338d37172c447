from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from pynamodb.exceptions import PutError, TransactWriteError

from textward.adapters import system
from textward.adapters.dynamodb import keys, transactions
from textward.adapters.dynamodb.models import AuditItem, CheckpointItem, CounterItem
from textward.adapters.dynamodb.transactions import ConditionFailedError, Writes, single
from textward.domain.errors import TransientError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tests.contract.material import Material
    from textward.adapters.dynamodb.tables import Tables

A = keys.Key("A", "A")
B = keys.Key("B", "B")
C = keys.Key("C", "C")
D = keys.Key("D", "D")


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Keep the pauses instead of making them."""
    made: list[float] = []
    monkeypatch.setattr("textward.adapters.system.time.sleep", made.append)
    return made


def _canceled(*codes: str) -> ClientError:
    return ClientError(
        {
            "Error": {"Code": "TransactionCanceledException", "Message": "cancelled"},
            "CancellationReasons": [{"Code": code} for code in codes],
        },
        "TransactWriteItems",
    )


def _refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "refused"}}, "UpdateItem")


def _codes(error: ClientError) -> str:
    reasons = [reason["Code"] for reason in error.response.get("CancellationReasons", [])]
    return "+".join(reasons) or error.response["Error"]["Code"]


@pytest.fixture
def fail(monkeypatch: pytest.MonkeyPatch, tables: Tables) -> Callable[..., list[str]]:
    """Let the next calls fail as given; later ones go through. Gives the list of calls as it grows."""

    def arrange(*errors: ClientError) -> list[str]:
        waiting, calls = list(errors), []
        client = tables.connection.client
        through = client._make_api_call

        def call(operation: str, arguments: dict[str, Any]) -> Any:  # noqa: ANN401
            calls.append(operation)
            if waiting:
                raise waiting.pop(0)
            return through(operation, arguments)

        monkeypatch.setattr(client, "_make_api_call", call)
        return calls

    return arrange


def _one_write(tables: Tables) -> Writes:
    writes = Writes(tables.connection)
    writes.update("count", tables.of(CounterItem)(*A), [CounterItem.n.add(1)])
    return writes


def test_all_steps_are_written_and_removed_at_once(tables: Tables, material: Material) -> None:
    _put(tables, B, material.now)
    writes = Writes(tables.connection)
    writes.update("count", tables.of(CounterItem)(*A), [CounterItem.n.add(2)])
    writes.delete("gone", tables.of(CheckpointItem)(*B))
    writes.put("new", tables.of(CheckpointItem)(*C, at=material.now))
    writes.commit()
    counter, new = tables.get(CounterItem, A), tables.get(CheckpointItem, C)
    assert counter is not None
    assert counter.n == 2
    assert tables.get(CheckpointItem, B) is None
    assert new is not None
    assert new.at == material.now


def _put(tables: Tables, key: keys.Key, at: datetime) -> None:
    tables.of(CheckpointItem)(*key, at=at).save()


@pytest.mark.parametrize(
    "failing",
    [
        ("gone",),
        ("new",),
        ("count",),
        ("required",),
        ("required", "new"),
        ("gone", "count"),
        ("required", "gone", "new", "count"),
    ],
)
def test_the_steps_whose_conditions_failed_are_told_by_name(
    tables: Tables, material: Material, failing: tuple[str, ...]
) -> None:
    _put(tables, A, material.now)
    _put(tables, D, material.now)
    never, always = CheckpointItem.pk.does_not_exist(), CheckpointItem.pk.exists()
    writes = Writes(tables.connection)
    # Steps are added in another order than PynamoDB sends them in.
    writes.update(
        "count", tables.of(CounterItem)(*B), [CounterItem.n.add(1)], always if "count" in failing else never
    )
    writes.put("new", tables.of(CheckpointItem)(*C, at=material.now), always if "new" in failing else never)
    writes.delete("gone", tables.of(CheckpointItem)(*A), never if "gone" in failing else always)
    writes.check("required", tables.of(CheckpointItem)(*D), never if "required" in failing else always)
    assert len(writes) == 4
    with pytest.raises(ConditionFailedError) as refused:
        writes.commit()
    assert refused.value.names == set(failing)
    assert tables.get(CheckpointItem, A) is not None
    assert tables.get(CounterItem, B) is None


@pytest.mark.parametrize(
    "error",
    [
        _canceled("TransactionConflict"),
        _canceled("None", "TransactionConflict"),
        _canceled("ThrottlingError", "TransactionConflict"),
        _refused("TransactionInProgressException"),
        _refused("ThrottlingException"),
    ],
    ids=_codes,
)
def test_contention_is_waited_out(
    tables: Tables, fail: Callable[..., list[str]], pauses: list[float], error: ClientError
) -> None:
    calls = fail(error, error)
    _one_write(tables).commit()
    assert calls == ["TransactWriteItems"] * 3
    assert len(pauses) == 2
    assert all(0 <= pause <= system.LONGEST_PAUSE for pause in pauses)
    counter = tables.get(CounterItem, A)
    assert counter is not None
    assert counter.n == 1


def test_contention_without_end_is_a_passing_trouble(
    tables: Tables, fail: Callable[..., list[str]], pauses: list[float]
) -> None:
    calls = fail(*[_canceled("TransactionConflict")] * 50)
    with pytest.raises(TransientError):
        _one_write(tables).commit()
    assert len(calls) == transactions.TRIES
    assert sum(pauses) < 5


def test_pauses_grow_and_differ(
    tables: Tables, fail: Callable[..., list[str]], pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    limits: list[float] = []

    def longest(_: float, most: float) -> float:
        limits.append(most)
        return most

    monkeypatch.setattr(system._random, "uniform", longest)
    fail(*[_canceled("TransactionConflict")] * 7)
    _one_write(tables).commit()
    assert limits == [0.02, 0.04, 0.08, 0.16, 0.32, 0.5, 0.5]


@pytest.mark.parametrize(
    "error",
    [
        _canceled("ConditionalCheckFailed"),
        _canceled("TransactionConflict", "ConditionalCheckFailed"),
        _canceled("ValidationError"),
        _refused("ValidationException"),
        _refused("AccessDeniedException"),
    ],
    ids=_codes,
)
def test_nothing_else_is_tried_again(
    tables: Tables, fail: Callable[..., list[str]], pauses: list[float], error: ClientError
) -> None:
    calls = fail(error)
    with pytest.raises((TransactWriteError, ConditionFailedError)):
        _one_write(tables).commit()
    assert calls == ["TransactWriteItems"]
    assert pauses == []


def test_a_single_write_waits_for_a_transaction_on_the_same_item(
    tables: Tables, fail: Callable[..., list[str]], material: Material
) -> None:
    calls = fail(_refused("TransactionConflictException"))
    single(tables.of(CheckpointItem)(*A, at=material.now).save)
    assert calls == ["PutItem", "PutItem"]


def test_a_single_writes_failed_condition_is_told(tables: Tables, material: Material) -> None:
    item = tables.of(CheckpointItem)(*A, at=material.now)
    with pytest.raises(ConditionFailedError):
        single(lambda: item.save(condition=CheckpointItem.pk.exists()))


def test_a_single_write_that_is_refused_otherwise_says_so(
    tables: Tables, fail: Callable[..., list[str]], material: Material
) -> None:
    fail(_refused("AccessDeniedException"))
    with pytest.raises(PutError, match="AccessDenied"):
        single(tables.of(CheckpointItem)(*A, at=material.now).save)


def test_a_transaction_that_the_network_repeats_is_one(tables: Tables) -> None:
    """Botocore adds the token that makes a repetition of the same call harmless; PynamoDB leaves it to botocore."""
    tokens = []
    tables.connection.client.meta.events.register(
        "before-call.dynamodb.TransactWriteItems",
        lambda params, **_: tokens.append(b"ClientRequestToken" in params["body"]),
    )
    _one_write(tables).commit()
    assert tokens == [True]


def test_the_connection_is_one_for_both_tables(tables: Tables) -> None:
    for model in (CheckpointItem, AuditItem):
        assert tables.of(model)._get_connection().connection is tables.connection
