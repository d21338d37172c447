"""The `EventPublisher` port on a FIFO topic: order within a thread, repetitions dropped by the event's id."""

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from textward.domain.errors import TransientError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_sns.type_defs import PublishBatchRequestEntryTypeDef

    from textward.domain.events import Event

_BATCH = 10
"""SNS takes at most ten at once."""


class SnsEventPublisher:
    """Publishes in batches, one after the other."""

    def __init__(self, topic_arn: str) -> None:
        """Open the topic."""
        self._topic_arn = topic_arn
        self._client = boto3.client("sns")

    def publish(self, events: Sequence[Event]) -> None:
        """Publish in order within a thread; what was published before is dropped by the topic for five minutes.

        Raises:
            TransientError: some may not have been published.
        """
        for start in range(0, len(events), _BATCH):
            self._publish_batch(events[start : start + _BATCH])

    def _publish_batch(self, events: Sequence[Event]) -> None:
        entries = [_entry(number, event) for number, event in enumerate(events)]
        try:
            answer = self._client.publish_batch(TopicArn=self._topic_arn, PublishBatchRequestEntries=entries)
        except (BotoCoreError, ClientError) as error:
            raise TransientError("the events topic could not be reached") from error
        if answer.get("Failed"):
            raise TransientError("the events topic refused some events")


def _entry(number: int, event: Event) -> PublishBatchRequestEntryTypeDef:
    return {
        "Id": str(number),
        "Message": _document(event),
        "MessageAttributes": {"type": {"DataType": "String", "StringValue": event.type.value}},
        "MessageGroupId": event.thread_id,
        "MessageDeduplicationId": event.event_id,
    }


def _document(event: Event) -> str:
    """Write an event: ids and a state, nothing that anybody wrote."""
    document = {
        "id": event.event_id,
        "type": event.type.value,
        "practice_id": event.practice_id,
        "thread_id": event.thread_id,
        "message_id": event.message_id,
        "at": event.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "state": event.state,
    }
    return json.dumps(document, separators=(",", ":"))
