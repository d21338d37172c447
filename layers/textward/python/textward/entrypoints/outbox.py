"""From the table's stream to the events topic, losing nothing: what can't be read is put aside, not skipped (row J1)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from textward.adapters.dynamodb.stream import events_from_record
from textward.entrypoints.observability import logger

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textward.domain.events import Event
    from textward.entrypoints.bootstrap import Product


def publish_records(product: Product, records: Iterable[dict[str, Any]]) -> None:
    """Publish the events of a batch of stream records, in order.

    A record that can't be read is put aside by its id (the poison queue, with an alarm) so that it stops no other. A
    failure to publish raises: the stream brings the whole batch again, and consumers drop what they have seen.

    Raises:
        TransientError: the topic did not take everything.
    """
    events = [event for record in records for event in _events(product, record)]
    if events:
        product.events.publish(events)
    logger.info("published", count=len(events))


def _events(product: Product, record: dict[str, Any]) -> list[Event]:
    change = record.get("dynamodb", {})
    try:
        at = datetime.fromtimestamp(float(change["ApproximateCreationDateTime"]), tz=UTC)
        return events_from_record(change.get("NewImage"), change.get("OldImage"), record["eventID"], at)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one record, it must stop no other
        logger.error("unreadable change put aside", id=record.get("eventID"), error=type(error).__name__)
        aside = {"event_id": record.get("eventID"), "sequence_number": change.get("SequenceNumber")}
        product.poison.put(json.dumps(aside))
        return []
