from __future__ import annotations

import boto3
from moto import mock_aws

from textward.adapters.poison_queue import PoisonQueue


def test_what_is_put_aside_waits_in_the_queue() -> None:
    with mock_aws():
        sqs = boto3.client("sqs")
        url = sqs.create_queue(QueueName="aside")["QueueUrl"]
        PoisonQueue(url).put('{"event_id":"e1"}')
        (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
        assert message["Body"] == '{"event_id":"e1"}'
