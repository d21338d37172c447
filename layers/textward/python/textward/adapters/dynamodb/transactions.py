"""Writing: several items at once or one alone, contention waited out, failed conditions told by name.

DynamoDB cancels a transaction that meets another on the same item (`TransactionConflict`), and refuses a single write
that does: both are tried again after a random pause. A failed condition never is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from pynamodb.exceptions import PynamoDBException, TransactWriteError
from pynamodb.transactions import TransactWrite

from textward.adapters.system import pause
from textward.domain.errors import TransientError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pynamodb.connection.base import Connection
    from pynamodb.expressions.condition import Condition
    from pynamodb.expressions.update import Action

    from textward.adapters.dynamodb.models import Item

LARGEST = 100
"""Items in one transaction (DynamoDB's quota)."""
TRIES = 10
CONDITION = "ConditionalCheckFailed"
_CANCELED = "TransactionCanceledException"
_CONTENDED_REASONS = frozenset(
    {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded", "RequestLimitExceeded"}
)
_CONTENDED_ERRORS = frozenset(
    {
        "TransactionConflictException",
        "TransactionInProgressException",
        "ThrottlingException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
    }
)
T = TypeVar("T")


class ConditionFailedError(Exception):
    """A write was refused for its condition; nothing was written."""

    def __init__(self, names: frozenset[str] = frozenset()) -> None:
        """Name the steps whose conditions failed."""
        super().__init__(", ".join(sorted(names)))
        self.names = names


@dataclass
class Writes:
    """The steps of one transaction, each named."""

    connection: Connection
    _checks: list[tuple[str, Item, Condition]] = field(default_factory=list)
    _puts: list[tuple[str, Item, Condition | None]] = field(default_factory=list)
    _deletes: list[tuple[str, Item, Condition | None]] = field(default_factory=list)
    _updates: list[tuple[str, Item, Sequence[Action], Condition | None]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self._checks) + len(self._puts) + len(self._deletes) + len(self._updates)

    def add(self, others: Writes) -> None:
        """Take another transaction's steps into this one."""
        self._checks += others._checks
        self._puts += others._puts
        self._deletes += others._deletes
        self._updates += others._updates

    def check(self, name: str, item: Item, condition: Condition) -> None:
        """Require something of an item that stays as it is."""
        self._checks.append((name, item, condition))

    def put(self, name: str, item: Item, condition: Condition | None = None) -> None:
        """Write a whole item."""
        self._puts.append((name, item, condition))

    def delete(self, name: str, item: Item, condition: Condition | None = None) -> None:
        """Delete an item."""
        self._deletes.append((name, item, condition))

    def update(
        self, name: str, item: Item, actions: Sequence[Action], condition: Condition | None = None
    ) -> None:
        """Change some attributes of an item, making it if need be."""
        self._updates.append((name, item, actions, condition))

    def commit(self) -> None:
        """Write all of it or nothing.

        Raises:
            ConditionFailedError: some conditions don't hold; it names their steps.
            TransientError: other writers stood in the way every time.
        """
        try:
            contended(self._write)
        except TransactWriteError as error:
            raise self._refusal(error) from error

    def _write(self) -> None:
        with TransactWrite(connection=self.connection) as transaction:
            for _, item, required in self._checks:
                transaction.condition_check(type(item), item.pk, item.sk, condition=required)
            for _, item, condition in self._deletes:
                transaction.delete(item, condition=condition)
            for _, item, condition in self._puts:
                transaction.save(item, condition=condition)
            for _, item, actions, condition in self._updates:
                transaction.update(item, actions=list(actions), condition=condition)

    def _refusal(self, error: TransactWriteError) -> Exception:
        # Reasons come in the order in which PynamoDB sends the steps: checks, deletes, puts, updates.
        steps = [name for name, _, _ in self._checks] + [name for name, _, _ in self._deletes]
        steps += [name for name, _, _ in self._puts] + [name for name, _, _, _ in self._updates]
        failed = frozenset(
            name
            for name, reason in zip(steps, error.cancellation_reasons, strict=False)
            if reason is not None and reason.code == CONDITION
        )
        return ConditionFailedError(failed) if failed else error


def commit_each(parts: Sequence[Writes], is_over: Callable[[], bool]) -> tuple[bool, ...]:
    """Commit parts, each whole or not at all; as many share a transaction as fit into one.

    False for each that was not written: a condition of its own doesn't hold, others stood in the way every time, or the time
    is up, which is asked before each transaction.
    """
    done = [False] * len(parts)
    for numbers in _fitting(parts):
        if is_over():
            break
        try:
            _joined([parts[number] for number in numbers]).commit()
        except TransientError:
            continue
        except ConditionFailedError:
            if len(numbers) > 1:  # one part's condition must not keep the others from being written
                for number in numbers:
                    (done[number],) = commit_each([parts[number]], is_over)
            continue
        for number in numbers:
            done[number] = True
    return tuple(done)


def _fitting(parts: Sequence[Writes]) -> Iterator[list[int]]:
    """Give the parts' places, those together that one transaction holds."""
    together: list[int] = []
    for number, part in enumerate(parts):
        if together and sum(len(parts[one]) for one in together) + len(part) > LARGEST:
            yield together
            together = []
        together.append(number)
    if together:
        yield together


def _joined(parts: Sequence[Writes]) -> Writes:
    whole = Writes(parts[0].connection)
    for part in parts:
        whole.add(part)
    return whole


def single(write: Callable[[], T]) -> T:
    """Make one conditional write.

    Raises:
        ConditionFailedError: its condition doesn't hold.
        TransientError: other writers stood in the way every time.
    """
    try:
        return contended(write)
    except PynamoDBException as error:
        if error.cause_response_code == f"{CONDITION}Exception":
            raise ConditionFailedError from error
        raise


def contended(write: Callable[[], T]) -> T:
    """Write, again and again while others write to the same items.

    Raises:
        TransientError: the tries are used up.
    """
    for failed in range(1, TRIES):
        try:
            return write()
        except PynamoDBException as error:
            if not _is_contention(error):
                raise
        pause(failed)
    try:
        return write()
    except PynamoDBException as error:
        if _is_contention(error):
            raise TransientError("contention") from error
        raise


def _is_contention(error: PynamoDBException) -> bool:
    if isinstance(error, TransactWriteError) and error.cause_response_code == _CANCELED:
        codes = {reason.code for reason in error.cancellation_reasons if reason is not None}
        return bool(codes) and codes <= _CONTENDED_REASONS
    return error.cause_response_code in _CONTENDED_ERRORS
