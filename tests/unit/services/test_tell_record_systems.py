"""What has happened is recorded once and told to endpoints (row J10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.unit.services.hook_desk import URL, HookDesk
from textward.domain.appointment import Appointment, Slot, StaffCall
from textward.domain.assistant_terms import Outcome, StaffReason
from textward.domain.consent import Consent
from textward.domain.errors import ConflictError, TransientError
from textward.domain.events import Event, EventType
from textward.domain.message import DeliveryState, Mode, WorkStatus
from textward.domain.outward import OutwardType
from textward.domain.private import Private
from textward.domain.webhook import FAILING, Refusal

if TYPE_CHECKING:
    from textward.domain.message import Message

SECOND = "https://second.example/in"


@pytest.fixture
def desk() -> HookDesk:
    return HookDesk()


def report(desk: HookDesk, message: Message, state: DeliveryState, reason: str | None = None) -> None:
    """Let the provider report how far a text has come."""
    text = desk.clinic.text_of(message)
    assert text.delivery.provider_id
    desk.clinic.world.texts.record_delivery(text, state, desk.clinic.world.clock.now(), reason=reason)


def test_nothing_is_recorded_where_nobody_listens(desk: HookDesk) -> None:
    desk.clinic.message_in()
    desk.queue()
    assert (desk.feed(), desk.sender.posted) == ([], [])
    desk.clinic.world.state.ehr_clients.add((desk.practice_id, "client"))
    desk.clinic.message_in(sid="SMin2")
    desk.queue()
    assert [event.type for event in desk.feed()] == [OutwardType.MESSAGE_RECEIVED]


def test_a_text_is_told_of_from_arrival_to_completion(desk: HookDesk) -> None:
    desk.with_record_ids()
    desk.add()
    message = desk.clinic.message_in("My private words")
    desk.clinic.world.threads.change(message, message.with_status(WorkStatus.COMPLETED))
    desk.queue()
    received, completed = (one.event for one in desk.arrived())
    assert (received["type"], received["sequence"]) == ("message.received", 1)
    assert received["practice"] == desk.practice_id
    assert received["data"] == {
        "patient": {"textward_id": desk.clinic.demo.maria.patient_id, "id": "MRN-1"},
        "channel": "text",
        "thread_id": message.thread_id,
        "message_id": message.message_id,
        "direction": "in",
        "mode": "plain",
        "status": "completed",
        "delivery": None,
    }
    assert (completed["type"], completed["data"]["status"]) == ("message.completed", "completed")
    assert all("private words" not in str(one.body) for one in desk.arrived())


def test_a_text_that_leaves_is_told_of_at_each_step(desk: HookDesk) -> None:
    desk.add()
    message, _ = desk.clinic.compose("Please call us.")
    desk.clinic.hand_over()
    report(desk, message, DeliveryState.SENT)
    report(desk, message, DeliveryState.DELIVERED)
    failed, _ = desk.clinic.compose("Again", key="key-2")
    desk.clinic.hand_over()
    report(desk, failed, DeliveryState.UNDELIVERED, "30003")
    desk.clinic.world._streamed = 0
    desk.queue()
    told = [(one.event["type"], one.event["data"]["delivery"]) for one in desk.arrived()]
    assert [kind for kind, _ in told] == [
        "message.sent",
        "message.delivered",
        "message.sent",
        "message.failed",
    ]
    assert told[-1][1] == {"state": "undelivered", "reason": "30003", "attempt": 1}
    states = [data["state"] for kind, data in told if kind == "message.sent"]
    assert set(states) == {"sent"}, "the state of the event, not the one that came after it"


def test_an_event_that_the_queue_brings_twice_is_recorded_and_told_once(desk: HookDesk) -> None:
    desk.add()
    for number in range(3):
        desk.clinic.message_in(sid=f"SM{number}")
    desk.queue(times=3)
    assert [event.sequence for event in desk.feed()] == [1, 2, 3]
    assert len(desk.arrived()) == 3


def test_other_changes_are_not_told(desk: HookDesk) -> None:
    desk.add()
    message = desk.clinic.message_in()
    desk.queue()
    desk.clinic.assign(message, desk.clinic.demo.bob)
    desk.clinic.compose()
    team = replace(desk.clinic.demo.maria, care_team=frozenset({"ME"}))
    desk.clinic.world.patients.save(team)
    desk.queue()
    assert len(desk.feed()) == 1


def test_a_shared_phones_stop_is_told_for_each_patient(desk: HookDesk) -> None:
    desk.add()
    now = desk.clinic.world.clock.now()
    stopped = Consent(opted_out=True, changed_at=now)
    desk.clinic.world.patients.save_consent(desk.practice_id, Private("+12125550102"), stopped)
    desk.queue(times=2)
    patients = {one.event["data"]["patient"]["textward_id"] for one in desk.arrived()}
    assert patients == {desk.clinic.demo.mother.patient_id, desk.clinic.demo.child.patient_id}
    assert {one.event["data"]["consent"] for one in desk.arrived()} == {"opted_out"}
    assert [event.sequence for event in desk.feed()] == [1, 2]
    assert "0102" not in str([one.body for one in desk.arrived()])


def test_a_strangers_stop_is_told_to_nobody(desk: HookDesk) -> None:
    desk.add()
    stopped = Consent(opted_out=True, changed_at=desk.clinic.world.clock.now())
    desk.clinic.world.patients.save_consent(desk.practice_id, Private("+12125550199"), stopped)
    desk.queue()
    assert desk.feed() == []


def test_endpoints_get_what_they_chose(desk: HookDesk) -> None:
    desk.add(types=frozenset({OutwardType.MESSAGE_SENT}))
    desk.add(SECOND, frozenset({OutwardType.MESSAGE_RECEIVED}))
    desk.clinic.message_in()
    desk.queue()
    assert (desk.sender.to(URL), desk.sender.to(SECOND)) == ([], ["message.received"])


@pytest.mark.parametrize("mode", Mode)
def test_words_go_along_only_where_the_practice_wants_them(desk: HookDesk, mode: Mode) -> None:
    desk.add()
    desk.add(SECOND, include_content=True)
    message, _ = desk.clinic.compose("PLANTED words", mode=mode)
    desk.clinic.hand_over()
    report(desk, message, DeliveryState.SENT)
    desk.clinic.world._streamed = 0
    desk.queue()
    assert desk.arrived()
    assert all(b"PLANTED" not in one.body for one in desk.arrived())
    assert {one.event["data"]["body"] for one in desk.arrived(SECOND)} == {"PLANTED words"}
    assert "PLANTED" not in str(desk.feed()) + str(desk.clinic.world.state.deliveries)


def test_one_endpoint_that_fails_holds_up_no_other(desk: HookDesk) -> None:
    down = desk.add()
    desk.add(SECOND)
    desk.sender.refuse(URL, Refusal.TIME_OUT)
    for number in range(FAILING + 2):
        desk.clinic.message_in(sid=f"SM{number}")
    desk.queue()
    assert len(desk.arrived(SECOND)) == FAILING + 2
    assert len(desk.arrived()) == FAILING, "then it is left to the schedule"
    assert len(desk.waiting(down)) == FAILING + 2


def test_an_endpoint_that_takes_long_is_left_to_the_schedule(desk: HookDesk) -> None:
    slow = desk.add()
    desk.sender.meanwhile = lambda: desk.clinic.world.advance(timedelta(seconds=5))
    for number in range(3):
        desk.clinic.message_in(sid=f"SM{number}")
    desk.queue()
    assert (len(desk.arrived()), len(desk.waiting(slow))) == (1, 2)
    desk.later(timedelta(minutes=2))
    assert (len(desk.arrived()), desk.waiting(slow)) == (3, [])
    desk.sender.meanwhile = None
    desk.clinic.message_in(sid="SM9")
    desk.queue()
    desk.later(timedelta(minutes=2))
    assert desk.now(slow).is_prompt


def test_a_crash_between_recording_and_delivering_loses_nothing(
    desk: HookDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = desk.add()
    desk.clinic.message_in()
    (event,) = desk.clinic.world.stream()

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(type(desk.clinic.world.deliveries), "claim", crash)
        with pytest.raises(KeyboardInterrupt):
            desk.tell(event)
    assert (len(desk.feed()), desk.arrived()) == (1, [])
    desk.tell(event)
    assert (len(desk.feed()), desk.arrived()) == (1, [])
    desk.later(timedelta(minutes=1))
    assert [one.event["sequence"] for one in desk.arrived()] == [1]
    assert desk.waiting(endpoint) == []


def test_a_crash_after_delivering_delivers_again_under_the_same_id(
    desk: HookDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.add()
    desk.clinic.message_in()
    (event,) = desk.clinic.world.stream()

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(type(desk.clinic.world.deliveries), "settle", crash)
        with pytest.raises(KeyboardInterrupt):
            desk.tell(event)
    desk.later(timedelta(minutes=2))
    first, second = desk.arrived()
    assert first.headers["webhook-id"] == second.headers["webhook-id"]


def test_a_feed_that_others_add_to_is_tried_again_and_not_without_end(
    desk: HookDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.add()
    desk.clinic.message_in()
    (event,) = desk.clinic.world.stream()
    feeds, refused = desk.clinic.world.feeds, [2]
    record = type(feeds).record

    def taken(self: object, *args: object) -> object:
        if refused[0]:
            refused[0] -= 1
            raise ConflictError
        return record(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(type(feeds), "record", taken)
    desk.tell(event)
    assert len(desk.arrived()) == 1
    assert desk.pauses == [1, 2], "longer each time, so that many writers get out of each other's way"
    refused[0] = 1000
    desk.clinic.message_in(sid="SM2")
    (event,) = desk.clinic.world.stream()
    with pytest.raises(TransientError):
        desk.tell(event)


def test_what_is_gone_meanwhile_is_told_to_nobody(desk: HookDesk) -> None:
    desk.add()
    desk.clinic.message_in()
    (event,) = desk.clinic.world.stream()
    desk.tell(replace(event, message_id="another"))
    assert desk.feed() == []


def changed(appointment: Appointment) -> Event:
    """Give the event of a changed appointment."""
    ids = (appointment.practice_id, f"P{appointment.patient_id}", appointment.appointment_id)
    return Event("change-1", EventType.APPOINTMENT_CHANGED, *ids, appointment.starts_at)


def test_an_appointment_is_told_as_it_is_now_by_both_sides_ids(desk: HookDesk) -> None:
    desk.with_record_ids()
    desk.add()
    world, maria = desk.clinic.world, desk.clinic.demo.maria
    at = world.clock.now() + timedelta(days=2)
    slot = Slot(desk.practice_id, "SLOT", None, None, at, record_id="S-1")
    world.slots.save(slot)
    made = Appointment(
        desk.practice_id, "APPT", maria.patient_id, None, None, at, slot_id="SLOT", record_id="A-1"
    )
    called = made.calling_staff(StaffCall(StaffReason.ASKED_FOR_PERSON, "MS"))
    world.appointments.save(replace(called, reply=Outcome.CONFIRMED), None)
    desk.tell(changed(made))
    (told,) = desk.arrived()
    assert told.event["type"] == "appointment.changed"
    assert told.event["data"] == {
        "patient": {"textward_id": maria.patient_id, "id": "MRN-1"},
        "appointment": {"textward_id": "APPT", "id": "A-1"},
        "status": "booked",
        "starts_at": "2026-03-04T15:00:00.000Z",
        "slot": {"textward_id": "SLOT", "id": "S-1"},
        "reply": Outcome.CONFIRMED.value,
        "needs_staff": StaffReason.ASKED_FOR_PERSON.value,
    }


def test_an_appointment_of_nobodys_record_has_no_ids_of_theirs(desk: HookDesk) -> None:
    desk.add()
    world = desk.clinic.world
    at = world.clock.now() + timedelta(days=2)
    made = Appointment(desk.practice_id, "APPT", "nobody", None, None, at)
    world.appointments.save(made, None)
    desk.tell(changed(made))
    (told,) = desk.arrived()
    data = told.event["data"]
    assert (data["patient"], data["slot"]) == ({"textward_id": "nobody", "id": None}, None)
    assert (data["reply"], data["needs_staff"]) == (None, None)


def test_a_number_of_no_patient_has_none(desk: HookDesk) -> None:
    desk.add()
    desk.clinic.message_in(phone="+12125550199")
    desk.queue()
    assert [one.event["data"]["patient"] for one in desk.arrived()] == [None]


def test_words_that_are_gone_are_left_out(desk: HookDesk) -> None:
    endpoint = desk.add(include_content=True)
    desk.sender.refuse(URL, Refusal.STATUS, 500)
    desk.clinic.message_in()
    desk.queue()
    desk.sender.down.clear()
    desk.clinic.world.state.messages.clear()
    desk.later(timedelta(minutes=1))
    first, second = desk.arrived()
    assert "body" in first.event["data"]
    assert "body" not in second.event["data"]
    assert desk.waiting(endpoint) == []


def test_what_somebody_else_tries_is_left_to_them(desk: HookDesk) -> None:
    endpoint = desk.add()
    desk.sender.refuse(URL, Refusal.STATUS, 500)
    desk.clinic.message_in()
    desk.queue()
    (waiting,) = desk.waiting(endpoint)
    desk.clinic.world.deliveries.claim(waiting, desk.clinic.world.clock.now())
    assert desk.try_webhook(endpoint, waiting) == endpoint
    assert len(desk.arrived()) == 1
