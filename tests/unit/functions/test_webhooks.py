"""The provider's webhooks: signed or refused, stored before the 200, and never a 500 for a form that lacks something."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest

import receive_sms
import record_delivery
from tests.unit.functions.stack import ACCOUNT, Answer, LambdaContext, sample, signed, with_form
from textward.domain.errors import TransientError
from textward.domain.message import DeliveryState
from textward.domain.paging import PageRequest

if TYPE_CHECKING:
    from tests.unit.functions.stack import Stack
    from textward.domain.message import Message

TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'


def _receive(event: dict[str, Any]) -> Answer:
    return Answer(receive_sms.handler(event, LambdaContext()))


def _status(event: dict[str, Any]) -> Answer:
    return Answer(record_delivery.handler(event, LambdaContext()))


def _bodies(stack: Stack) -> list[str]:
    clinic = stack.clinic
    page = clinic.world.threads.messages(clinic.practice_id, clinic.demo.maria.thread_id, PageRequest())
    return [message.body.reveal() for message in page.items]


def test_signed_text_is_stored_and_answered_with_empty_twiml(stack: Stack) -> None:
    answer = _receive(signed(with_form(sample("receive_sms"), Body="Can I come at 3? é&=+")))

    assert (answer.status, answer.text) == (200, TWIML)
    assert answer.headers["content-type"] == "text/xml"
    assert _bodies(stack) == ["Can I come at 3? é&=+"]


def test_text_without_words_is_stored(stack: Stack) -> None:
    assert _receive(signed(sample("receive_sms"))).status == 200
    assert _bodies(stack) == [""]


def test_body_that_the_gateway_encoded_is_read(stack: Stack) -> None:
    event = signed(with_form(sample("receive_sms"), Body="Hello 🙂"))
    event["body"] = base64.b64encode(event["body"].encode()).decode()
    event["isBase64Encoded"] = True

    assert _receive(event).status == 200
    assert _bodies(stack) == ["Hello 🙂"]


def test_token_before_the_rotation_still_signs(stack: Stack) -> None:
    assert _receive(signed(sample("receive_sms"), ACCOUNT.previous_auth_token)).status == 200


def test_redelivered_text_is_stored_once_and_answered_alike(stack: Stack) -> None:
    event = with_form(sample("receive_sms"), Body="Hello")

    answers = [_receive(signed(event)) for _ in range(2)]

    assert [answer.status for answer in answers] == [200, 200]
    assert _bodies(stack) == ["Hello"]


def _tampered() -> dict[str, dict[str, Any]]:
    plain, wrong, other_body = (signed(with_form(sample("receive_sms"), Body="Hello")) for _ in range(3))
    del plain["headers"]["x-twilio-signature"]
    wrong["headers"]["x-twilio-signature"] = "bm90IGEgc2lnbmF0dXJl"
    with_form(other_body, Body="Goodbye")
    other_address = signed(with_form(sample("receive_sms"), Body="Hello"))
    other_address["rawQueryString"] = "x=1"
    other_token = signed(with_form(sample("receive_sms"), Body="Hello"), "another token")
    broken = signed(with_form(sample("receive_sms"), Body="Hello"))
    broken["isBase64Encoded"] = True
    empty = sample("receive_sms")
    empty["body"] = None
    return {
        "unsigned": plain,
        "wrong": wrong,
        "other body": other_body,
        "other address": other_address,
        "other token": other_token,
        "broken base64": broken,
        "empty": empty,
    }


@pytest.mark.parametrize("case", list(_tampered()))
def test_what_the_provider_did_not_sign_is_refused_and_not_stored(stack: Stack, case: str) -> None:
    answer = _receive(_tampered()[case])

    assert (answer.status, answer.problem) == (403, "bad-signature")
    assert not stack.clinic.world.state.messages
    assert not stack.clinic.world.state.claims


def test_host_that_the_request_names_does_not_matter(stack: Stack) -> None:
    event = signed(with_form(sample("receive_sms"), Body="Hello"))
    event["headers"]["host"] = "evil.example"
    event["requestContext"]["domainName"] = "evil.example"

    assert _receive(event).status == 200


def test_number_of_no_practice_is_answered_and_not_stored(stack: Stack) -> None:
    answer = _receive(signed(with_form(sample("receive_sms"), To="+13125550999", Body="Hello")))

    assert (answer.status, answer.text) == (200, TWIML)
    assert not stack.clinic.world.state.messages


@pytest.mark.parametrize("field", ["MessageSid", "To", "From"])
@pytest.mark.parametrize("value", [None, ""])
def test_form_that_lacks_something_is_a_problem_of_the_request(
    stack: Stack, field: str, value: str | None
) -> None:
    answer = _receive(signed(with_form(sample("receive_sms"), **{field: value})))

    assert (answer.status, answer.problem) == (422, "invalid-input")
    assert field in answer.json["detail"]
    assert not stack.clinic.world.state.messages


def test_text_that_could_not_be_stored_gets_no_200(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise TransientError

    monkeypatch.setattr(stack.clinic.world.threads, "add", fail)

    answer = _receive(signed(with_form(sample("receive_sms"), Body="Hello")))

    assert (answer.status, answer.problem) == (503, "try-again")


@pytest.mark.parametrize(("method", "path"), [("GET", None), ("POST", "/webhooks/sms/other")])
def test_other_routes_are_not_found(stack: Stack, method: str, path: str | None) -> None:
    event = signed(sample("receive_sms"))
    event["requestContext"]["http"]["method"] = method
    event["rawPath"] = path or event["rawPath"]

    answer = _receive(event)

    assert (answer.status, answer.problem) == (404, "not-found")


# --- status callbacks ---------------------------------------------------------------------------------------------------


@pytest.fixture
def sent(stack: Stack) -> Message:
    message, _ = stack.clinic.compose("See you at 3.")
    stack.clinic.hand_over()
    return message


def _callback(stack: Stack, status: str, **form: str | None) -> dict[str, Any]:
    """Give the callback that the provider would post to the address it was given."""
    ((provider_id, url),) = stack.clinic.world.sms.status_urls.items()
    event = sample("record_delivery")
    event["rawPath"], event["rawQueryString"] = url.removeprefix("https://clinic.example").split("?")
    event["queryStringParameters"] = dict(p.split("=") for p in event["rawQueryString"].split("&"))
    return signed(with_form(event, MessageStatus=status, MessageSid=provider_id, **form))


def test_callback_moves_the_text(stack: Stack, sent: Message) -> None:
    answer = _status(_callback(stack, "delivered"))

    assert (answer.status, answer.text) == (204, "")
    assert stack.clinic.text_of(sent).delivery.state is DeliveryState.DELIVERED


def test_callback_brings_the_reason(stack: Stack, sent: Message) -> None:
    assert _status(_callback(stack, "undelivered", ErrorCode="30003")).status == 204

    delivery = stack.clinic.text_of(sent).delivery
    assert (delivery.state, delivery.reason) == (DeliveryState.UNDELIVERED, "30003")


@pytest.mark.parametrize("status", ["receiving", "received", "", "something new"])
def test_status_that_is_none_of_ours_changes_nothing(stack: Stack, sent: Message, status: str) -> None:
    assert _status(_callback(stack, status)).status == 204
    assert stack.clinic.text_of(sent).delivery.state is DeliveryState.SENT


def test_unsigned_callback_changes_nothing(stack: Stack, sent: Message) -> None:
    event = _callback(stack, "failed")
    event["headers"]["x-twilio-signature"] = "bm90IGEgc2lnbmF0dXJl"

    answer = _status(event)

    assert (answer.status, answer.problem) == (403, "bad-signature")
    assert stack.clinic.text_of(sent).delivery.state is DeliveryState.SENT


@pytest.mark.parametrize(
    "query",
    [
        "",
        "p=1",
        "p=1&t=2&m=3",
        "t=2&m=3&a=1",
        "p=1&t=2&m=3&a=",
        "p=1&t=2&m=3&a=one",
        "p=1&t=2&m=3&a=-1",
        "p=1&t=2&m=3&a=²",
    ],
)
def test_callback_to_another_address_than_ours_is_a_problem_of_the_request(stack: Stack, query: str) -> None:
    event = sample("record_delivery")
    event["rawQueryString"] = query
    event["queryStringParameters"] = dict(p.split("=") for p in query.split("&")) if query else None

    answer = _status(signed(event))

    assert (answer.status, answer.problem) == (422, "invalid-input")


def test_callback_without_the_providers_id_is_a_problem_of_the_request(stack: Stack, sent: Message) -> None:
    event = _callback(stack, "delivered")

    answer = _status(signed(with_form(event, MessageSid=None)))

    assert (answer.status, answer.problem) == (422, "invalid-input")
    assert stack.clinic.text_of(sent).delivery.state is DeliveryState.SENT


def test_callback_of_a_text_we_do_not_know_is_answered_alike(stack: Stack) -> None:
    assert _status(signed(sample("record_delivery"))).status == 204
