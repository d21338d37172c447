"""The queue where the outbox puts aside what it can't read."""

from __future__ import annotations

import boto3


class PoisonQueue:
    """An SQS queue with an alarm on it; its messages name stream records by id, never their content."""

    def __init__(self, url: str) -> None:
        """Open the queue at `url`."""
        self._url = url
        self._client = boto3.client("sqs")

    def put(self, body: str) -> None:
        """Put one message into the queue; botocore's error passes through, so that the stream tries again."""
        self._client.send_message(QueueUrl=self._url, MessageBody=body)
