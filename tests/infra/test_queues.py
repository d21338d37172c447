"""Nothing that is waiting gets lost: queues, dead letters, alarms, subscriptions and those who consume."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.infra.templates import resources
from textward.adapters.dynamodb.message_writes import CLAIM_KEPT
from textward.adapters.dynamodb.texts import PROVIDER_ID_KEPT
from textward.adapters.twilio_sms import TIMEOUT
from textward.domain.events import Event, EventType
from textward.domain.message import DeliveryState, WorkStatus
from textward.domain.notice import KEPT as NOTICE_KEPT
from textward.domain.outward import KEPT_DAYS
from textward.domain.work import WorkKind
from textward.services.compose_events import outward_type

QUEUES = resources("events", "AWS::SQS::Queue")
DEAD = {key for key in QUEUES if key.endswith("DeadLetters")}
LIVING = sorted(set(QUEUES) - DEAD)
ALARMS = resources("events", "AWS::CloudWatch::Alarm")
SUBSCRIPTIONS = resources("events", "AWS::SNS::Subscription")
PUT_ASIDE = {
    one["Properties"]["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
    for one in SUBSCRIPTIONS.values()
    if "RedrivePolicy" in one["Properties"]
}
FUNCTIONS = resources("template", "AWS::Serverless::Function")


def _consumer(queue: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the function that reads a queue, and the event that binds them."""
    for function in FUNCTIONS.values():
        for event in function["Properties"].get("Events", {}).values():
            if event["Properties"].get("Queue") == {"Fn::GetAtt": ["Events", f"Outputs.{queue}Arn"]}:
                return function["Properties"], event["Properties"]
    raise AssertionError(f"nobody reads {queue}")


@pytest.mark.parametrize("queue", LIVING)
def test_queue_gives_up_into_dead_letters_of_its_kind(queue: str) -> None:
    properties = QUEUES[queue]["Properties"]
    redrive = properties["RedrivePolicy"]
    dead = redrive["deadLetterTargetArn"]["Fn::GetAtt"][0]

    assert redrive["maxReceiveCount"] >= 5
    assert QUEUES[dead]["Properties"].get("FifoQueue") == properties.get("FifoQueue")
    assert QUEUES[dead]["Properties"]["MessageRetentionPeriod"] == 14 * 86400


@pytest.mark.parametrize("queue", LIVING)
def test_consumer_has_time_and_reports_what_failed(queue: str) -> None:
    function, event = _consumer(queue)

    assert QUEUES[queue]["Properties"]["VisibilityTimeout"] >= 6 * function.get("Timeout", 15)
    assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert event["ScalingConfig"]["MaximumConcurrency"] >= 2


def test_a_provider_that_hangs_does_not_kill_the_function_that_sends() -> None:
    """Killed, it would leave a text whose outcome nobody knows, and bring back texts that it never came to."""
    function, event = _consumer("SendSmsQueue")

    assert event["BatchSize"] * TIMEOUT < function["Timeout"]


@pytest.mark.parametrize("queue", sorted(QUEUES))
def test_queue_is_encrypted(queue: str) -> None:
    assert QUEUES[queue]["Properties"]["KmsMasterKeyId"] == {"Ref": "KeyArn"}


@pytest.mark.parametrize("queue", sorted(DEAD))
def test_dead_letters_raise_an_alarm(queue: str) -> None:
    watching = [
        one["Properties"]
        for one in ALARMS.values()
        if one["Properties"]["Dimensions"][0]["Value"] == {"Fn::GetAtt": [queue, "QueueName"]}
    ]

    assert [one["MetricName"] for one in watching] == ["ApproximateNumberOfMessagesVisible"]
    assert (watching[0]["Threshold"], watching[0]["ComparisonOperator"]) == (0, "GreaterThanThreshold")
    assert watching[0]["AlarmActions"] == [{"Ref": "AlarmTopic"}]


@pytest.mark.parametrize("queue", LIVING)
def test_queue_hears_the_events_it_is_for(queue: str) -> None:
    heard = [
        one["Properties"]
        for one in SUBSCRIPTIONS.values()
        if one["Properties"]["Endpoint"] == {"Fn::GetAtt": [queue, "Arn"]}
    ]

    assert len(heard) == 1
    assert heard[0]["RawMessageDelivery"] is True
    assert heard[0]["FilterPolicyScope"] == "MessageAttributes"
    assert heard[0]["FilterPolicy"]["type"]


def test_record_systems_queue_hears_all_that_they_are_told_of_and_nothing_else() -> None:
    (heard,) = (
        one["Properties"]["FilterPolicy"]["type"]
        for one in SUBSCRIPTIONS.values()
        if one["Properties"]["Endpoint"] == {"Fn::GetAtt": ["DeliverWebhooksQueue", "Arn"]}
    )
    now = datetime(2026, 11, 22, tzinfo=UTC)
    states = ["", *(state.value for kind in (DeliveryState, WorkStatus, WorkKind) for state in kind)]

    told = {
        kind.value
        for kind in EventType
        for state in states
        if outward_type(Event("EV", kind, "PR", "TH", "MS", now, state))
    }

    assert sorted(heard) == sorted(told)


@pytest.mark.parametrize("queue", sorted(set(LIVING) - {"PushToStaffQueue"}))
def test_what_the_topic_cannot_deliver_is_put_aside(queue: str) -> None:
    """Without it SNS discards what a queue refuses, after no second try ("Amazon SNS dead-letter queues")."""
    (heard,) = (
        one["Properties"]
        for one in SUBSCRIPTIONS.values()
        if one["Properties"]["Endpoint"] == {"Fn::GetAtt": [queue, "Arn"]}
    )

    assert heard["RedrivePolicy"] == {
        "deadLetterTargetArn": QUEUES[queue]["Properties"]["RedrivePolicy"]["deadLetterTargetArn"]
    }


@pytest.mark.parametrize("queue", [*LIVING, *sorted(PUT_ASIDE)])
def test_topic_alone_may_send_to_a_queue_that_hears_it(queue: str) -> None:
    """SQS takes only statements about the queue itself: one that lists several is an invalid policy."""
    policies = [
        one["Properties"]
        for one in resources("events", "AWS::SQS::QueuePolicy").values()
        if {"Ref": queue} in one["Properties"]["Queues"]
    ]

    assert [one["Queues"] for one in policies] == [[{"Ref": queue}]]
    assert policies[0]["PolicyDocument"]["Statement"] == [
        {
            "Sid": "OnlyTheTopicSends",
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": {"Fn::GetAtt": [queue, "Arn"]},
            "Condition": {"ArnEquals": {"aws:SourceArn": {"Ref": "EventsTopic"}}},
        }
    ]


def test_outbox_waits_out_an_outage_and_never_stops_for_good() -> None:
    """What can't be read is put aside by the function itself; what can't be published now is tried for hours, not times."""
    stream = FUNCTIONS["PublishEventsFunction"]["Properties"]["Events"]["Changes"]["Properties"]

    assert stream["StartingPosition"] == "TRIM_HORIZON"
    assert stream["BisectBatchOnFunctionError"] is True
    assert stream["MaximumRetryAttempts"] == -1
    assert 6 * 3600 <= stream["MaximumRecordAgeInSeconds"] <= 12 * 3600
    assert stream["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert (
        stream["DestinationConfig"]["OnFailure"]["Destination"]["Fn::GetAtt"][1]
        == "Outputs.OutboxDeadLettersArn"
    )


def test_schedules_put_aside_what_they_could_not_start() -> None:
    schedules = [
        event["Properties"]
        for function in FUNCTIONS.values()
        for event in function["Properties"].get("Events", {}).values()
        if event["Type"] == "ScheduleV2"
    ]

    assert len(schedules) >= 2
    for schedule in schedules:
        assert schedule["DeadLetterConfig"]["Arn"]["Fn::GetAtt"][1] == "Outputs.ScheduleDeadLettersArn"
        assert schedule["RoleArn"]["Fn::GetAtt"] == ["Functions", "Outputs.SchedulerRoleArn"]


def test_what_came_before_is_known_for_longer_than_it_can_come_again() -> None:
    """A day in the stream, then a queue's and its dead letters' whole retention: the claims must outlast it all."""
    waits = [queue["Properties"]["MessageRetentionPeriod"] for queue in QUEUES.values()]
    longest = timedelta(days=1, seconds=2 * max(waits))

    assert min(CLAIM_KEPT, PROVIDER_ID_KEPT, NOTICE_KEPT, timedelta(days=KEPT_DAYS)) > longest
