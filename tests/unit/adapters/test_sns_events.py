"""Events on the topic: ids only, ordered within a thread, dropped when repeated (rows J1, J2, J3)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

from textward.adapters.sns_events import SnsEventPublisher
from textward.domain.errors import TransientError
from textward.domain.events import Event, EventType

if TYPE_CHECKING:
    from collections.abc import Iterator

AT = datetime(2026, 3, 2, 15, 0, 0, 7000, tzinfo=UTC)


def event(number: int, thread_id: str = "P1") -> Event:
    return Event(f"e{number}", EventType.MESSAGE_RECEIVED, "practice", thread_id, f"m{number}", AT)


@pytest.fixture
def aws() -> Iterator[None]:
    with mock_aws():
        yield


def test_what_is_published_arrives_once_in_order_with_ids_only(aws: None) -> None:
    sns, sqs = boto3.client("sns"), boto3.client("sqs")
    topic = sns.create_topic(Name="events.fifo", Attributes={"FifoTopic": "true"})["TopicArn"]
    queue = sqs.create_queue(QueueName="seen.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=arn,
        Attributes={
            "RawMessageDelivery": "true",
            "FilterPolicy": json.dumps({"type": ["message.received"]}),
        },
    )
    SnsEventPublisher(topic).publish([event(number) for number in range(23)])
    bodies: list[dict[str, str]] = []
    while found := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
        bodies += [json.loads(message["Body"]) for message in found]
        for message in found:
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    assert [body["id"] for body in bodies] == [f"e{number}" for number in range(23)]
    assert bodies[0] == {
        "id": "e0",
        "type": "message.received",
        "practice_id": "practice",
        "thread_id": "P1",
        "message_id": "m0",
        "at": "2026-03-02T15:00:00.007Z",
        "state": "",
    }


def test_group_and_deduplication_are_named_explicitly() -> None:
    publisher = SnsEventPublisher("arn:aws:sns:us-east-1:1:events.fifo")
    with Stubber(publisher._client) as stub:
        stub.add_response("publish_batch", {"Successful": [], "Failed": []}, None)
        publisher.publish([event(1, "P9")])
    with Stubber(publisher._client) as stub:
        entry = {
            "Id": "0",
            "Message": '{"id":"e1","type":"message.received","practice_id":"practice","thread_id":"P9",'
            '"message_id":"m1","at":"2026-03-02T15:00:00.007Z","state":""}',
            "MessageAttributes": {"type": {"DataType": "String", "StringValue": "message.received"}},
            "MessageGroupId": "P9",
            "MessageDeduplicationId": "e1",
        }
        expected = {"TopicArn": "arn:aws:sns:us-east-1:1:events.fifo", "PublishBatchRequestEntries": [entry]}
        stub.add_response("publish_batch", {"Successful": [], "Failed": []}, expected)
        publisher.publish([event(1, "P9")])


def test_a_partial_failure_is_a_failure_and_stops_what_follows() -> None:
    publisher = SnsEventPublisher("arn:aws:sns:us-east-1:1:events.fifo")
    failed = {"Id": "3", "Code": "InternalError", "SenderFault": False}
    with Stubber(publisher._client) as stub:
        stub.add_response("publish_batch", {"Successful": [], "Failed": [failed]})
        with pytest.raises(TransientError):
            publisher.publish([event(number) for number in range(11)])


def test_an_unreachable_topic_is_transient() -> None:
    publisher = SnsEventPublisher("arn:aws:sns:us-east-1:1:events.fifo")
    with Stubber(publisher._client) as stub:
        stub.add_client_error("publish_batch", "Throttled", http_status_code=429)
        with pytest.raises(TransientError):
            publisher.publish([event(1)])


def test_nothing_to_publish_asks_nothing() -> None:
    publisher = SnsEventPublisher("arn:aws:sns:us-east-1:1:events.fifo")
    with Stubber(publisher._client):
        publisher.publish([])
