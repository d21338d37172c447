"""A queue of the run's own that gets a copy of every event, to be searched for what must not be in one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local.stack import LocalStack

_NAME = "test-run-tap.fifo"


class EventTap:
    """Subscribed to the events topic without a filter."""

    def __init__(self, stack: LocalStack) -> None:
        """Make the queue and subscribe it; what a former run left in it is of no concern."""
        self._sqs = stack.client("sqs")
        self._url = self._sqs.create_queue(QueueName=_NAME, Attributes={"FifoQueue": "true"})["QueueUrl"]
        arn = self._sqs.get_queue_attributes(QueueUrl=self._url, AttributeNames=["QueueArn"])
        self._sqs.purge_queue(QueueUrl=self._url)
        topic, queue = stack.outputs["EventsTopicArn"], arn["Attributes"]["QueueArn"]
        self._sqs.set_queue_attributes(QueueUrl=self._url, Attributes={"Policy": _policy(topic, queue)})
        stack.client("sns").subscribe(
            TopicArn=topic,
            Protocol="sqs",
            Endpoint=queue,
            Attributes={"RawMessageDelivery": "true"},
        )

    def events(self) -> list[str]:
        """Take every event published since the last look, as it was published."""
        taken: list[str] = []
        while found := self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10).get("Messages"):
            for message in found:
                taken.append(message["Body"])
                self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
        return taken


def _policy(topic: str, queue: str) -> str:
    """Let the topic, and nothing else, write to the queue."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
