"""Queue consumers, the outbox, the schedules and the WebSocket, with the sample events."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

import deliver_webhooks
import expire_otps
import live_socket
import publish_events
import push_to_staff
import reconcile_provider
import route_group_message
import route_message
import send_reminders
import send_sms
from tests.unit.functions.stack import EVENTS, FakePoison, LambdaContext, batch, events_of, failed, sample
from tests.unit.services.front_desk import WEDNESDAY_AT_TEN, FrontDesk
from textward.domain.appointment import Appointment, AppointmentStatus
from textward.domain.errors import TransientError
from textward.domain.events import EventType
from textward.domain.message import WorkStatus
from textward.domain.private import Private
from textward.domain.secure_link import CODE_LIFETIME
from textward.services.manage_reminders import REPLAN_AFTER

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.functions.stack import Handler, Stack

CONTEXT = LambdaContext()


def test_every_function_has_a_sample_event() -> None:
    functions = {path.name for path in (EVENTS.parent / "functions").iterdir() if path.is_dir()}

    assert {path.stem for path in EVENTS.glob("*.json")} == functions - {"__pycache__"}


def test_queued_text_is_handed_over(stack: Stack) -> None:
    stack.clinic.compose("See you at 3.")

    answer = send_sms.handler(batch("send_sms", events_of(stack, EventType.MESSAGE_QUEUED)), CONTEXT)

    assert failed(answer) == []
    assert stack.clinic.rings() == ["See you at 3."]


def test_text_not_taken_comes_back_and_keeps_the_order_of_its_thread_only(stack: Stack) -> None:
    demo = stack.clinic.demo
    stack.clinic.world.sms.not_take_next()
    stack.clinic.compose("First", key="k1")
    stack.clinic.compose("Second", key="k2")
    stack.clinic.compose("To Ann", to=demo.mother, key="k3")
    events = events_of(stack, EventType.MESSAGE_QUEUED)

    answer = send_sms.handler(batch("send_sms", events), CONTEXT)

    assert failed(answer) == ["record-0", "record-1"]
    assert stack.clinic.rings() == []
    assert stack.clinic.rings(demo.mother) == ["To Ann"]
    again = send_sms.handler(batch("send_sms", events[:2]), CONTEXT)
    assert failed(again) == []
    assert stack.clinic.rings() == ["First", "Second"]


def test_batch_that_fails_as_a_whole_is_answered_and_not_raised(
    stack: Stack, log: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A raised error's text would stand in the log, and it may hold what somebody wrote."""

    def fail(*_: object) -> None:
        raise ValueError("PLANTED words of a patient")

    monkeypatch.setattr(stack.clinic.world.threads, "message", fail)
    stack.clinic.message_in()

    answer = route_message.handler(
        batch("route_message", events_of(stack, EventType.MESSAGE_RECEIVED)), CONTEXT
    )

    assert failed(answer) == ["record-0"]
    written = log()
    assert "PLANTED" not in written
    assert "ValueError" in written


@pytest.mark.parametrize("body", ["", "not json", "{}", '{"id": "1", "type": "something.new"}'])
@pytest.mark.parametrize(
    ("name", "handler"),
    [
        ("send_sms", send_sms.handler),
        ("route_message", route_message.handler),
        ("route_group_message", route_group_message.handler),
        ("deliver_webhooks", deliver_webhooks.handler),
        ("push_to_staff", push_to_staff.handler),
    ],
)
def test_unreadable_record_goes_its_way_to_the_dead_letters(
    stack: Stack, name: str, handler: Handler, body: str
) -> None:
    event = sample(name)
    event["Records"][0]["body"] = body

    assert failed(handler(event, CONTEXT)) == [event["Records"][0]["messageId"]]


@pytest.mark.parametrize(
    ("name", "handler"),
    [
        ("send_sms", send_sms.handler),
        ("route_message", route_message.handler),
        ("route_group_message", route_group_message.handler),
        ("deliver_webhooks", deliver_webhooks.handler),
        ("push_to_staff", push_to_staff.handler),
    ],
)
def test_sample_events_of_unknown_messages_are_nothing_to_do(
    stack: Stack, name: str, handler: Handler
) -> None:
    event = sample(name)
    event["Records"][0]["body"] = event["Records"][0]["body"].replace("000H", "000Z")

    assert failed(handler(event, CONTEXT)) == []


def test_stop_is_kept(stack: Stack) -> None:
    stack.clinic.message_in("STOP")

    route_message.handler(batch("route_message", events_of(stack, EventType.MESSAGE_RECEIVED)), CONTEXT)

    record = stack.clinic.world.patients.phone(stack.clinic.practice_id, Private("+12125550101"))
    assert record.consent.opted_out


def test_a_changed_appointment_is_told_to_open_pages(stack: Stack) -> None:
    world, demo = stack.clinic.world, stack.clinic.demo
    world.connections.issue_ticket("ticket", demo.alice, world.clock.now() + CODE_LIFETIME)
    assert world.connections.redeem("ticket", "alice", world.clock.now())
    made = Appointment(stack.clinic.practice_id, "A", demo.maria.patient_id, None, None, WEDNESDAY_AT_TEN)
    world.appointments.save(made, None)
    world.appointments.save(made.with_status(AppointmentStatus.CANCELLED), None)

    changes = batch("push_to_staff", events_of(stack, EventType.APPOINTMENT_CHANGED))

    assert failed(push_to_staff.handler(changes, CONTEXT)) == []
    payload = {"type": "appointment.changed", "thread_id": demo.maria.thread_id, "appointment_id": "A"}
    assert world.push.pushed == [("alice", payload)]


def test_page_connects_hears_and_leaves(stack: Stack) -> None:
    event = sample("live_socket")
    event["queryStringParameters"] = {"ticket": stack.clinic.open_live.ticket(stack.clinic.demo.alice)}
    assert live_socket.handler(event, CONTEXT) == {"statusCode": 200}

    message = stack.clinic.message_in("I am in pain")
    push_to_staff.handler(batch("push_to_staff", events_of(stack, EventType.MESSAGE_RECEIVED)), CONTEXT)
    ((connection_id, payload),) = stack.clinic.world.push.pushed
    assert connection_id == event["requestContext"]["connectionId"]
    assert payload["message_id"] == message.message_id

    event["requestContext"]["routeKey"] = "$default"
    assert live_socket.handler(event, CONTEXT) == {"statusCode": 200}
    event["requestContext"]["routeKey"] = "$disconnect"
    del event["queryStringParameters"]
    assert live_socket.handler(event, CONTEXT) == {"statusCode": 200}
    assert not stack.clinic.world.state.connections


@pytest.mark.parametrize("query", [{"ticket": "made up"}, {}, None])
def test_page_without_a_ticket_is_refused(stack: Stack, query: dict[str, str] | None) -> None:
    event = sample("live_socket")
    event["queryStringParameters"] = query

    assert live_socket.handler(event, CONTEXT) == {"statusCode": 401}


def test_change_of_the_table_is_published(stack: Stack) -> None:
    assert publish_events.handler(sample("publish_events"), CONTEXT) == {"batchItemFailures": []}

    (event,) = stack.clinic.world.events.published
    assert event.type is EventType.MESSAGE_RECEIVED
    assert event.message_id == "01KJQH0CC0000000000000000H"


def test_unreadable_change_is_put_aside_by_its_id_and_stops_no_other(stack: Stack) -> None:
    (good,) = sample("publish_events")["Records"]
    no_time, no_item, no_image, odd = (sample("publish_events")["Records"][0] for _ in range(4))
    del no_time["dynamodb"]["ApproximateCreationDateTime"]
    del no_item["dynamodb"]["NewImage"]["item_id"]
    no_image["dynamodb"]["NewImage"] = {"pk": {"S": "THREAD#x"}}
    odd["dynamodb"]["NewImage"]["pk"] = "not typed"

    publish_events.handler({"Records": [no_time, no_item, no_image, odd, good]}, CONTEXT)

    assert len(stack.clinic.world.events.published) == 1
    poison = stack.product.poison
    assert isinstance(poison, FakePoison)
    assert len(poison.put_aside) == 4
    assert all(set(json.loads(body)) == {"event_id", "sequence_number"} for body in poison.put_aside)


def test_topic_out_of_reach_brings_the_batch_again(stack: Stack) -> None:
    stack.clinic.world.events.down = True

    with pytest.raises(TransientError):
        publish_events.handler(sample("publish_events"), CONTEXT)


def test_removed_item_publishes_nothing(stack: Stack) -> None:
    event = sample("publish_events")
    change = event["Records"][0]["dynamodb"]
    change["OldImage"] = change.pop("NewImage")

    publish_events.handler(event, CONTEXT)

    assert stack.clinic.world.events.published == []


def test_schedule_expires_codes(stack: Stack) -> None:
    stack.clinic.secured()
    stack.clinic.world.advance(CODE_LIFETIME)

    assert expire_otps.handler(sample("expire_otps"), CONTEXT) == {"expired": 1}
    assert expire_otps.handler(sample("expire_otps"), CONTEXT) == {"expired": 0}


def test_reminders_that_break_leave_the_planning_alone(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row F1: the run fails, after it has done what it could."""
    desk, world = FrontDesk(stack.clinic), stack.clinic.world
    made = desk.book()
    desk.choose(lead_times=(timedelta(hours=2),))
    world.advance(REPLAN_AFTER)

    def broken(*_: object) -> None:
        raise LookupError

    monkeypatch.setattr(world.appointments, "to_remind", broken)
    with pytest.raises(LookupError):
        send_reminders.handler(sample("send_reminders"), CONTEXT)
    stored = world.appointments.get(made.practice_id, made.patient_id, made.appointment_id)
    assert stored.remind_at == WEDNESDAY_AT_TEN - timedelta(hours=2)


def test_schedule_reminds_and_the_reply_is_answered(stack: Stack) -> None:
    """Rows F1, F2: through the functions, and once however often they run."""
    clinic, tomorrow = stack.clinic, timedelta(days=1)
    desk = FrontDesk(clinic)
    desk.book()
    clinic.world.advance(WEDNESDAY_AT_TEN - tomorrow - clinic.world.clock.now())

    assert send_reminders.handler(sample("send_reminders"), CONTEXT) == {"looked_at": 1, "replanned": 0}
    assert send_reminders.handler(sample("send_reminders"), CONTEXT) == {"looked_at": 0, "replanned": 0}
    clinic.hand_over()
    (reminder,) = clinic.rings()
    assert "Reply 1 to confirm" in reminder
    clinic.world.advance(timedelta(minutes=1))
    message = clinic.message_in("1")
    events = events_of(stack, EventType.MESSAGE_RECEIVED)
    for _ in range(2):
        assert failed(route_message.handler(batch("route_message", events), CONTEXT)) == []
    clinic.hand_over()

    assert desk.appointment().status is AppointmentStatus.CONFIRMED
    assert desk.now(message).status is WorkStatus.COMPLETED
    assert [text[:10] for text in clinic.rings()[1:]] == ["Thank you."]


def test_schedule_reconciles(stack: Stack) -> None:
    stack.clinic.world.sms.receive("+13125550100", "+12125550101", "Did you get this?")
    stack.clinic.compose()
    stack.clinic.world.advance(timedelta(minutes=10))

    done = reconcile_provider.handler(sample("reconcile_provider"), CONTEXT)

    assert done == {"looked_at": 1, "left": 0, "recovered": 1}


def test_no_order_for_a_number_holds_texts_up(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    message, _ = stack.clinic.compose()
    stack.clinic.world.advance(timedelta(minutes=10))

    def unreadable(*_: object) -> None:
        raise KeyError

    monkeypatch.setattr(stack.clinic.world.texting, "unsettled", unreadable)

    with pytest.raises(KeyError):
        reconcile_provider.handler(sample("reconcile_provider"), CONTEXT)

    assert stack.clinic.text_of(message).delivery.provider_id
