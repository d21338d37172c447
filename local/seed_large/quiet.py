"""Holds back what the table's stream would tell, while items are written that are nobody's news."""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from local.stack.deployment import STACK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.stack.engine import Engine

MARK = "SEEDING"
"""Partition of the items that are let through: they make no event, but show how far the stream has been read."""
_PATIENCE_SECONDS = 300
_POLL_SECONDS = 0.2


@contextmanager
def quiet_stream(engine: Engine, table: str) -> Iterator[None]:
    """Have the outbox pass over all that is written within; return when it has.

    Raises:
        TimeoutError: the stream was not read to its end within five minutes.
    """
    client = engine.client("lambda")
    (mapping,) = client.list_event_source_mappings(FunctionName=f"{STACK}-publish_events:live")[
        "EventSourceMappings"
    ]
    stream = _Stream(engine, table, client, mapping["UUID"])
    before = mapping.get("FilterCriteria") or {"Filters": []}
    pattern = json.dumps({"dynamodb": {"Keys": {"pk": {"S": [MARK]}}}})
    stream.filter_by({"Filters": [{"Pattern": pattern}]})
    try:
        stream.wait_for(2)
        yield
        stream.wait_for(1)
    finally:
        stream.filter_by(before)


class _Stream:
    def __init__(self, engine: Engine, table: str, client: Any, mapping: str) -> None:  # noqa: ANN401 - boto3 makes a class per service as it runs
        self._dynamodb = engine.client("dynamodb")
        self._table, self._client, self._mapping = table, client, mapping

    def filter_by(self, criteria: dict[str, Any]) -> None:
        self._client.update_event_source_mapping(UUID=self._mapping, FilterCriteria=criteria)

    def wait_for(self, marks: int) -> None:
        """Write that many marks at once and wait until the mapping's last batch was of just them."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            self._mark(marks)
            again = time.monotonic() + _PATIENCE_SECONDS / 5
            while time.monotonic() < again:
                if self._last_batch() == f"OK - {marks} records":
                    return
                time.sleep(_POLL_SECONDS)
        raise TimeoutError("the stream was not read to its end")

    def _mark(self, marks: int) -> None:
        keys = [{"pk": {"S": MARK}, "sk": {"S": f"{time.time_ns()}-{number}"}} for number in range(marks)]
        puts = [{"Put": {"TableName": self._table, "Item": key}} for key in keys]
        self._dynamodb.transact_write_items(TransactItems=puts)

    def _last_batch(self) -> str:
        return str(self._client.get_event_source_mapping(UUID=self._mapping).get("LastProcessingResult"))
