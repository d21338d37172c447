"""Status callbacks: real requests, signed, in order unless told otherwise."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.unit.telephone.conftest import ACCOUNT_SID, MARIA, PRACTICE, Telephone
from tests.unit.telephone.documented_shapes import STATUS_PARAMETERS
from tests.unit.telephone.receiver import Reply

if TYPE_CHECKING:
    from tests.unit.telephone.receiver import Received, Receiver


def statuses(requests: list[Received]) -> list[str]:
    return [request.params["MessageStatus"] for request in requests]


def test_sent_and_delivered_are_told_with_the_documented_parameters(
    telephone: Telephone, receiver: Receiver
) -> None:
    telephone.buy()
    message = telephone.send(status_callback=f"{receiver.url}/webhooks/sms/status?p=A%20b&t=N%2B1&m=x+y")
    sent, delivered = receiver.wait_for(2)
    assert statuses([sent, delivered]) == [
        "sent",
        "delivered",
    ]  # none for queued, the status it was created with
    assert sent.params.keys() == STATUS_PARAMETERS
    assert delivered.params.keys() == STATUS_PARAMETERS | {"RawDlrDoneDate"}
    assert sent.params["MessageSid"] == sent.params["SmsSid"] == message.sid
    assert sent.params["SmsStatus"] == "sent"
    assert (sent.params["From"], sent.params["To"], sent.params["AccountSid"]) == (
        PRACTICE,
        MARIA,
        ACCOUNT_SID,
    )


def test_the_callback_address_is_kept_and_signed_to_the_letter(
    telephone: Telephone, receiver: Receiver
) -> None:
    telephone.buy()
    telephone.send(
        status_callback=f"{receiver.url}/webhooks/sms/status?p=A%20b&t=N%2B1&m=x+y&blank=#rc=2&rp=all"
    )
    first = receiver.wait_for(1)[0]
    assert first.path == "/webhooks/sms/status?p=A%20b&t=N%2B1&m=x+y&blank="
    assert first.signed


def test_a_failure_is_told_with_its_code_and_the_phone_stays_silent(
    telephone: Telephone, receiver: Receiver
) -> None:
    telephone.buy()
    telephone.fault("final_status", status="undelivered", code=30003, phone=MARIA)
    sid = telephone.send(status_callback=receiver.url).sid
    sent, undelivered = receiver.wait_for(2)
    assert statuses([sent, undelivered]) == ["sent", "undelivered"]
    assert (undelivered.params["ErrorCode"], "ErrorCode" in sent.params) == ("30003", False)
    assert telephone.twilio.messages(sid).fetch().error_code == 30003
    phone = telephone.control.get(f"/control/phones/{MARIA}").json()
    assert phone["messages"] == []
    assert [(lost["sid"], lost["error_code"]) for lost in phone["lost"]] == [(sid, 30003)]


def test_a_message_can_fail_before_it_is_sent(telephone: Telephone, receiver: Receiver) -> None:
    telephone.buy()
    telephone.fault("final_status", status="failed", code=30034)
    message = telephone.send(status_callback=receiver.url)
    assert statuses(receiver.wait_for(1)) == ["failed"]
    assert telephone.twilio.messages(message.sid).fetch().date_sent is None


def test_a_messaging_service_is_named_in_its_callbacks(telephone: Telephone, receiver: Receiver) -> None:
    telephone.buy()
    service = "MG" + "b" * 32
    telephone.twilio.messages.create(
        to=MARIA, body="x", messaging_service_sid=service, status_callback=receiver.url
    )
    told = receiver.wait_for(3)
    assert statuses(told) == ["queued", "sent", "delivered"]
    assert {request.params["MessagingServiceSid"] for request in told} == {service}


def test_callbacks_can_come_twice(telephone: Telephone, receiver: Receiver) -> None:
    telephone.buy()
    telephone.fault("duplicate_callbacks", copies=2)
    telephone.send(status_callback=receiver.url)
    assert statuses(receiver.wait_for(4)) == ["sent", "sent", "delivered", "delivered"]


def test_callbacks_can_come_in_the_wrong_order(telephone: Telephone, receiver: Receiver) -> None:
    telephone.buy()
    telephone.fault("reorder_callbacks")
    telephone.send(status_callback=receiver.url)
    assert statuses(receiver.wait_for(2)) == ["delivered", "sent"]


def test_callbacks_can_come_before_the_answer(telephone: Telephone, receiver: Receiver) -> None:
    telephone.buy()
    telephone.fault("early_callback")
    telephone.send(status_callback=receiver.url)
    assert statuses(list(receiver.received)) == ["sent", "delivered"]  # already there: nothing was waited for


def test_callbacks_can_be_kept_back(telephone: Telephone, receiver: Receiver) -> None:
    telephone.buy()
    telephone.fault("suppress_callbacks")
    telephone.send(status_callback=receiver.url)
    telephone.send(status_callback=f"{receiver.url}/second")
    receiver.wait_for(2)
    assert {request.path for request in receiver.received} == {"/second"}


def test_a_signature_can_be_wrong(telephone: Telephone, receiver: Receiver) -> None:
    telephone.buy()
    telephone.fault("sign_with", signed_by="wrong")
    telephone.send(status_callback=f"{receiver.url}/wrong")
    telephone.send(status_callback=f"{receiver.url}/right")
    told = receiver.wait_for(4)
    assert {(request.path, request.signed) for request in told} == {("/wrong", False), ("/right", True)}


@pytest.mark.parametrize(
    ("overrides", "answers", "attempts"),
    [
        ("", [503], 1),  # Twilio's default policy tries again only when no connection came about
        ("#rp=5xx", [503, 200], 2),
        ("#rc=2&rp=all", [503, 404, 200], 3),
        ("#rc=5&rp=5xx", [404], 1),
        ("#rc=0&rp=all", [503], 1),
    ],
)
def test_a_failed_webhook_is_tried_again_as_its_address_says(
    telephone: Telephone, receiver: Receiver, overrides: str, answers: list[int], attempts: int
) -> None:
    telephone.buy(f"{receiver.url}/in{overrides}")
    receiver.replies += [Reply(status) for status in answers]
    sid = telephone.type_text("Hello")
    tried = receiver.wait_for(attempts)
    log = telephone.log(attempts)
    time.sleep(0.05)  # a further attempt would come at once
    assert len(receiver.received) == attempts
    assert {request.params["MessageSid"] for request in tried} == {sid}
    assert len({request.headers["I-Twilio-Idempotency-Token"] for request in tried}) == 1
    assert [(entry["status"], entry["code"]) for entry in log] == [
        (status, None if status == 200 else 11200) for status in answers
    ]


def test_a_refused_connection_is_tried_again_and_noted(telephone: Telephone) -> None:
    telephone.buy("http://127.0.0.1:9/in")
    telephone.type_text("Hello")
    assert [
        (entry["attempt"], entry["status"], entry["error"], entry["code"]) for entry in telephone.log(2)
    ] == [
        (1, None, "ConnectError", 11200),
        (2, None, "ConnectError", 11200),
    ]


def test_a_receiver_that_never_answers_is_given_up(telephone: Telephone, receiver: Receiver) -> None:
    telephone.buy(f"{receiver.url}/in#tt=150&rc=5&rp=all")
    receiver.replies += [Reply(wait_seconds=20)] * 2
    telephone.type_text("Hello")
    (entry,) = telephone.log(1)
    assert entry["error"] in {"ReadTimeout", "TimeoutError"}
    assert 100 <= entry["ms"] < 20_000
    time.sleep(0.1)
    assert len(telephone.log(1)) == 1  # the 150 ms were for all attempts together
