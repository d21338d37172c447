"""Texts typed on a phone: the signed webhook, its answers, and the words that Twilio acts on itself."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.unit.telephone.conftest import ACCOUNT_SID, MARIA, PATIENCE, PRACTICE, Telephone
from tests.unit.telephone.documented_shapes import INBOUND_PARAMETERS
from tests.unit.telephone.receiver import Reply

if TYPE_CHECKING:
    from tests.unit.telephone.receiver import Receiver


def wait_for_texts(telephone: Telephone, count: int) -> list[str]:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        texts = telephone.texts()
        if len(texts) >= count:
            return [text["body"] for text in texts]
        time.sleep(0.01)
    raise AssertionError(f"{count} texts expected")


def test_a_text_is_posted_signed_with_the_documented_parameters(
    telephone: Telephone, receiver: Receiver
) -> None:
    telephone.buy(f"{receiver.url}/webhooks/sms/messages")
    sid = telephone.type_text("¿Puedo ir mañana? 🙂 & more=1")
    request = receiver.wait_for(1)[0]
    assert request.signed
    assert request.path == "/webhooks/sms/messages"
    assert request.params.keys() == INBOUND_PARAMETERS
    assert re.fullmatch(r"SM[0-9a-f]{32}", sid)
    assert request.params["MessageSid"] == request.params["SmsSid"] == request.params["SmsMessageSid"] == sid
    assert request.params["Body"] == "¿Puedo ir mañana? 🙂 & more=1"
    assert (request.params["From"], request.params["To"]) == (MARIA, PRACTICE)
    assert (request.params["NumSegments"], request.params["NumMedia"]) == ("1", "0")
    assert (request.params["SmsStatus"], request.params["AccountSid"]) == ("received", ACCOUNT_SID)
    assert (request.params["FromCity"], request.params["FromCountry"]) == ("", "US")
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"


def test_the_text_is_in_the_account_s_list_even_if_the_webhook_fails(
    telephone: Telephone, receiver: Receiver
) -> None:
    telephone.buy(receiver.url)
    receiver.replies.append(Reply(500))
    sid = telephone.type_text("Hello")
    receiver.wait_for(1)
    message = telephone.twilio.messages(sid).fetch()
    assert (message.direction, message.status, message.body) == ("inbound", "received", "Hello")
    assert message.date_sent is not None


def test_a_webhook_can_be_asked_for_by_get(telephone: Telephone, receiver: Receiver) -> None:
    telephone.buy(f"{receiver.url}/in?x=1", sms_method="GET")
    telephone.type_text("Hello")
    request = receiver.wait_for(1)[0]
    assert request.signed
    assert request.params.keys() == INBOUND_PARAMETERS | {"x"}


def test_a_messaging_service_is_named_if_there_is_one(telephone: Telephone, receiver: Receiver) -> None:
    telephone.buy(receiver.url)
    telephone.type_text("Hello", messaging_service_sid="MG" + "c" * 32)
    assert receiver.wait_for(1)[0].params["MessagingServiceSid"] == "MG" + "c" * 32


def test_the_fallback_address_is_told_what_failed(telephone: Telephone, receiver: Receiver) -> None:
    telephone.buy(f"{receiver.url}/in", sms_fallback_url=f"{receiver.url}/fallback")
    receiver.replies.append(Reply(500))
    telephone.type_text("Hello")
    first, second = receiver.wait_for(2)
    assert (first.path, second.path, second.signed) == ("/in", "/fallback", True)
    assert (second.params["ErrorCode"], second.params["ErrorUrl"]) == ("11200", f"{receiver.url}/in")


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (Reply(body="<Response/>"), ["Hello"]),
        (Reply(body=""), ["Hello"]),
        (Reply(body="<Response><Message>We got it</Message></Response>"), ["Hello", "We got it"]),
        (
            Reply(body="<Response><Message><Body>We got it</Body></Message></Response>"),
            ["Hello", "We got it"],
        ),
        (Reply(body="Plain words", content_type="text/plain; charset=utf-8"), ["Hello", "Plain words"]),
    ],
)
def test_twiml_in_the_answer_is_sent_back(
    telephone: Telephone, receiver: Receiver, reply: Reply, expected: list[str]
) -> None:
    telephone.buy(receiver.url)
    receiver.replies.append(reply)
    telephone.type_text("Hello")
    receiver.wait_for(1)
    time.sleep(0.05)
    assert wait_for_texts(telephone, len(expected)) == expected


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(body="{}", content_type="application/json"), 12300),
        (Reply(body="<Response>"), 12100),
        (Reply(body="<Nonsense/>"), 12100),
        (Reply(body='<!DOCTYPE r [<!ENTITY a "b">]><Response><Message>&a;</Message></Response>'), 12100),
    ],
)
def test_an_answer_that_can_not_be_read_is_noted(
    telephone: Telephone, receiver: Receiver, reply: Reply, code: int
) -> None:
    telephone.buy(receiver.url)
    receiver.replies.append(reply)
    telephone.type_text("Hello")
    assert [entry["code"] for entry in telephone.log(2)] == [None, code]


def test_a_webhook_can_come_twice(telephone: Telephone, receiver: Receiver) -> None:
    telephone.buy(receiver.url)
    telephone.fault("duplicate_inbound", copies=3, phone=MARIA)
    telephone.type_text("Hello")
    assert len({request.params["MessageSid"] for request in receiver.wait_for(3)}) == 1


def test_webhooks_can_be_signed_with_the_secondary_token(telephone: Telephone, receiver: Receiver) -> None:
    telephone.buy(f"{receiver.url}/in")
    telephone.fault("sign_with", signed_by="secondary")
    telephone.type_text("Hello")
    assert not receiver.wait_for(1)[0].signed
    receiver.token = "secondary-token"
    telephone.fault("sign_with", signed_by="secondary")
    telephone.type_text("Hello")
    try:
        assert receiver.wait_for(2)[1].signed
    finally:
        receiver.token = "primary-token"


@pytest.mark.parametrize(
    "word", ["STOP", "stopall", " Unsubscribe ", "CANCEL", "end", "Quit", "REVOKE", "optout\n"]
)
def test_stop_and_its_kin_stop_everything_from_that_number(
    telephone: Telephone, receiver: Receiver, word: str
) -> None:
    telephone.buy(receiver.url)
    telephone.buy(number="+14155550108")
    telephone.type_text(word, to=PRACTICE)
    assert receiver.wait_for(1)[0].params["Body"] == word  # forwarded all the same
    assert "unsubscribed" in wait_for_texts(telephone, 2)[1]
    with pytest.raises(TwilioRestException) as refused:
        telephone.send()
    assert (refused.value.status, refused.value.code) == (400, 21610)
    assert telephone.send(from_="+14155550108").status == "queued"  # the pair, not the phone
    assert telephone.send(to="+14155550148").status == "queued"


@pytest.mark.parametrize("word", ["STOP please", "please stop", "stopp", "cancel my visit", "no"])
def test_other_words_stop_nothing(telephone: Telephone, word: str) -> None:
    telephone.buy()
    telephone.type_text(word)
    assert telephone.send("Still here").status == "queued"
    assert [text["body"] for text in telephone.texts()] == [word, "Still here"]


@pytest.mark.parametrize("word", ["START", "yes", "Unstop"])
def test_start_and_its_kin_undo_a_stop(telephone: Telephone, word: str) -> None:
    telephone.buy()
    telephone.type_text("STOP")
    telephone.type_text(word)
    assert "re-subscribed" in wait_for_texts(telephone, 4)[3]
    assert telephone.send().status == "queued"


def test_a_yes_to_a_question_is_not_answered(telephone: Telephone) -> None:
    telephone.buy()
    telephone.type_text("Yes")
    telephone.send("See you")
    assert [text["body"] for text in telephone.texts()] == ["Yes", "See you"]


def test_a_second_stop_is_not_confirmed_again(telephone: Telephone) -> None:
    telephone.buy()
    telephone.type_text("STOP")
    telephone.type_text("STOP")
    assert len(wait_for_texts(telephone, 3)) == 3


def test_help_is_answered(telephone: Telephone) -> None:
    telephone.buy()
    telephone.type_text("help")
    assert wait_for_texts(telephone, 2)[1].startswith("Reply STOP to unsubscribe")
