"""Queue consumers: partial batch answers, and the event that each record carries (ids only)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    SqsFifoPartialProcessor,
    process_partial_response,
)

from textward.domain import events
from textward.domain.errors import TransientError
from textward.entrypoints.observability import logger, place_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
    from aws_lambda_powertools.utilities.typing import LambdaContext

    Consumer = Callable[[events.Event], None]


def consume(
    event: dict[str, Any], context: LambdaContext, consumer: Consumer, *, fifo: bool
) -> PartialItemFailureResponse:
    """Hand each record's event to `consumer`; a record that raises comes back later, and to a dead-letter queue in the end.

    Args:
        event: the batch from SQS.
        context: the function's context.
        consumer: the use case.
        fifo: keep order within a group: after a failure its later records come back too, other groups' go on.
    """
    processor = (
        SqsFifoPartialProcessor(skip_group_on_error=True)
        if fifo
        else BatchProcessor(event_type=EventType.SQS)
    )
    # A batch that fails as a whole is answered like any other: raised, its errors' texts would stand in the log.
    processor.raise_on_entire_batch_failure = False

    def handle(record: SQSRecord) -> None:
        _run(read_event(record.body), consumer)

    return process_partial_response(event=event, record_handler=handle, processor=processor, context=context)


def _run(event: events.Event, consumer: Consumer) -> None:
    ids: dict[str, Any] = {"id": event.event_id, "type": event.type.value, "message_id": event.message_id}
    try:
        consumer(event)
    except TransientError:
        logger.info("event", outcome="later", **ids)
        raise
    except Exception as error:
        logger.error("event", outcome="failed", error=type(error).__name__, where=place_of(error), **ids)
        raise
    logger.info("event", outcome="done", **ids)


def read_event(body: str) -> events.Event:
    """Read an event from a queue's message."""
    data = json.loads(body)
    return events.Event(
        event_id=data["id"],
        type=events.EventType(data["type"]),
        practice_id=data["practice_id"],
        thread_id=data["thread_id"],
        message_id=data["message_id"],
        at=datetime.fromisoformat(data["at"]),
        state=data.get("state", ""),  # events published before there were states have none
    )
