"""Messages over the REST API, as the official client calls it."""

from __future__ import annotations

import http.client
import re
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.unit.telephone.conftest import (
    ACCOUNT_SID,
    MARIA,
    PATIENCE,
    PRACTICE,
    SECONDARY_TOKEN,
    TOKEN,
    client_for,
)
from tests.unit.telephone.documented_shapes import ERROR_FIELDS, MESSAGE_FIELDS, MESSAGE_STATUSES, PAGE_FIELDS

if TYPE_CHECKING:
    import httpx
    from twilio.rest.api.v2010.account.message import MessageInstance

    from tests.unit.telephone.conftest import Telephone

MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"


def when_final(telephone: Telephone, sid: str) -> MessageInstance:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        message = telephone.twilio.messages(sid).fetch()
        if message.status in {"delivered", "failed", "undelivered", "canceled"}:
            return message
        time.sleep(0.01)
    raise AssertionError("the message never came to an end")


def raw(
    telephone: Telephone,
    method: str,
    path: str,
    data: dict[str, str] | None = None,
    params: dict[str, str] | None = None,
) -> httpx.Response:
    return telephone.control.request(method, path, auth=(ACCOUNT_SID, TOKEN), data=data, params=params)


def refusal(telephone: Telephone, **form: str) -> tuple[int, int]:
    reply = raw(telephone, "POST", MESSAGES, data=form)
    body = reply.json()
    assert body.keys() == ERROR_FIELDS
    assert body["status"] == reply.status_code
    assert body["more_info"] == f"https://www.twilio.com/docs/errors/{body['code']}"
    return reply.status_code, body["code"]


def test_a_created_message_has_every_documented_field(telephone: Telephone) -> None:
    telephone.buy()
    reply = raw(telephone, "POST", MESSAGES, data={"To": MARIA, "From": PRACTICE, "Body": "Hello"})
    message = reply.json()
    assert reply.status_code == 201
    assert message.keys() == MESSAGE_FIELDS
    assert re.fullmatch(r"SM[0-9a-f]{32}", message["sid"])
    assert message["status"] == "queued"
    assert message["direction"] == "outbound-api"
    assert (message["num_segments"], message["num_media"], message["price"]) == ("1", "0", None)
    assert (message["date_sent"], message["error_code"], message["messaging_service_sid"]) == (
        None,
        None,
        None,
    )
    assert message["uri"] == f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{message['sid']}.json"
    created = parsedate_to_datetime(message["date_created"])
    assert message["date_created"].endswith(" +0000")
    assert abs(created - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_message_goes_through_to_delivered_and_is_on_the_phone_at_once(telephone: Telephone) -> None:
    telephone.buy()
    message = telephone.send("Your chart is ready")
    assert [text["body"] for text in telephone.texts()] == ["Your chart is ready"]
    delivered = when_final(telephone, message.sid)
    assert delivered.status == "delivered"
    assert delivered.date_sent is not None
    assert delivered.status in MESSAGE_STATUSES


def test_a_messaging_service_chooses_its_number_after_accepting(telephone: Telephone) -> None:
    telephone.buy()
    service = "MG" + "a" * 32
    message = telephone.twilio.messages.create(to=MARIA, body="Hello", messaging_service_sid=service)
    assert (message.status, message.from_, message.num_segments) == ("accepted", None, "0")
    delivered = when_final(telephone, message.sid)
    assert (delivered.from_, delivered.messaging_service_sid) == (PRACTICE, service)


def test_a_scheduled_message_can_be_canceled_and_then_never_rings(telephone: Telephone) -> None:
    telephone.buy()
    at = datetime.now(UTC) + timedelta(seconds=2)
    message = telephone.twilio.messages.create(
        to=MARIA,
        body="Later",
        messaging_service_sid="MG" + "a" * 32,
        send_at=at.isoformat(),
        schedule_type="fixed",
    )
    assert message.status == "scheduled"
    assert telephone.twilio.messages(message.sid).update(status="canceled").status == "canceled"
    time.sleep(max(0.0, (at - datetime.now(UTC)).total_seconds()) + 0.2)
    assert telephone.twilio.messages(message.sid).fetch().status == "canceled"
    assert telephone.control.get(f"/control/phones/{MARIA}").status_code == 404


def test_a_sent_message_can_not_be_canceled(telephone: Telephone) -> None:
    telephone.buy()
    message = telephone.send()
    with pytest.raises(TwilioRestException) as refused:
        telephone.twilio.messages(message.sid).update(status="canceled")
    assert refused.value.code == 30409


def test_redacting_empties_the_provider_and_leaves_the_phone(telephone: Telephone) -> None:
    telephone.buy()
    sid = telephone.send("Private").sid
    when_final(telephone, sid)
    assert telephone.twilio.messages(sid).update(body="").body == ""
    assert telephone.twilio.messages(sid).fetch().body == ""
    assert telephone.texts()[0]["body"] == "Private"


def test_deleting_forgets_the_message(telephone: Telephone) -> None:
    telephone.buy()
    sid = telephone.send().sid
    when_final(telephone, sid)
    assert telephone.twilio.messages(sid).delete() is True
    with pytest.raises(TwilioRestException) as gone:
        telephone.twilio.messages(sid).fetch()
    assert (gone.value.status, gone.value.code) == (404, 20404)


def test_a_message_under_way_can_be_neither_redacted_nor_deleted(telephone: Telephone) -> None:
    telephone.buy()
    message = telephone.twilio.messages.create(
        to=MARIA,
        body="Later",
        messaging_service_sid="MG" + "a" * 32,
        send_at="2040-01-01T00:00:00Z",
        schedule_type="fixed",
    )
    for act in (lambda: message.update(body=""), message.delete):
        with pytest.raises(TwilioRestException) as refused:
            act()
        assert (refused.value.status, refused.value.code) == (409, 20009)


def test_lists_filter_by_both_ends(telephone: Telephone) -> None:
    telephone.buy()
    other = "+14165550123"
    telephone.send("one")
    telephone.send("two", to=other)
    telephone.type_text("three")
    assert [m.body for m in telephone.twilio.messages.list(to=other)] == ["two"]
    assert [m.body for m in telephone.twilio.messages.list(from_=MARIA)] == ["three"]
    assert {m.body for m in telephone.twilio.messages.list(from_=PRACTICE)} == {"one", "two"}
    assert [m.body for m in telephone.twilio.messages.list()] == ["three", "two", "one"]


def test_lists_filter_by_the_day_and_the_moment_sent(telephone: Telephone) -> None:
    telephone.buy()
    sent = when_final(telephone, telephone.send().sid).date_sent
    later, earlier = sent + timedelta(seconds=1), sent - timedelta(seconds=1)
    messages = telephone.twilio.messages
    assert len(messages.list(date_sent_after=sent)) == 1  # the bound is included, as in Twilio's DateSent>=
    assert messages.list(date_sent_after=later) == []
    assert len(messages.list(date_sent_after=earlier, date_sent_before=later)) == 1
    assert messages.list(date_sent_before=earlier) == []
    assert len(messages.list(date_sent=sent.date())) == 1
    assert messages.list(date_sent=sent.date() - timedelta(days=1)) == []


def test_a_list_is_walked_page_by_page_even_while_texts_arrive(telephone: Telephone) -> None:
    telephone.buy()
    for number in range(5):
        telephone.type_text(f"text {number}")
    page = telephone.twilio.messages.page(page_size=2)
    seen = [message.body for message in page]
    telephone.type_text("a newcomer on top")
    while (page := page.next_page()) is not None:
        seen += [message.body for message in page]
    assert seen == [f"text {number}" for number in (4, 3, 2, 1, 0)]
    assert len(telephone.twilio.messages.list(page_size=2)) == 6


def test_a_page_has_every_documented_field(telephone: Telephone) -> None:
    telephone.buy()
    telephone.type_text("one")
    telephone.type_text("two")
    page = raw(telephone, "GET", MESSAGES, params={"PageSize": "1", "To": PRACTICE}).json()
    assert page.keys() == PAGE_FIELDS | {"messages"}
    assert (page["page"], page["page_size"], page["start"], page["end"]) == (0, 1, 0, 0)
    assert "To=%2B14155550100" in page["next_page_uri"]
    last = raw(telephone, "GET", page["next_page_uri"]).json()
    assert (last["page"], last["next_page_uri"], last["messages"][0]["body"]) == (1, None, "one")


@pytest.mark.parametrize(
    ("form", "answer"),
    [
        ({"From": PRACTICE, "Body": "x"}, (400, 21604)),
        ({"To": MARIA, "Body": "x"}, (400, 21603)),
        ({"To": MARIA, "From": PRACTICE}, (400, 21602)),
        ({"To": MARIA, "From": PRACTICE, "Body": ""}, (400, 21602)),
        ({"To": MARIA, "From": PRACTICE, "Body": "x" * 1601}, (400, 21617)),
        ({"To": "+1415555", "From": PRACTICE, "Body": "x"}, (400, 21211)),
        ({"To": "+11155550147", "From": PRACTICE, "Body": "x"}, (400, 21211)),
        ({"To": MARIA, "From": "clinic", "Body": "x"}, (400, 21212)),
        ({"To": MARIA, "From": "+14155550199", "Body": "x"}, (400, 21606)),
        ({"To": PRACTICE, "From": PRACTICE, "Body": "x"}, (400, 21266)),
        ({"To": "+14155550160", "From": PRACTICE, "Body": "x"}, (400, 21614)),
        ({"To": MARIA, "MessagingServiceSid": "MG1", "Body": "x"}, (400, 21705)),
        ({"To": MARIA, "From": PRACTICE, "Body": "x", "StatusCallback": "nowhere"}, (400, 21609)),
        ({"To": MARIA, "From": PRACTICE, "Body": "x", "SendAt": "2030-01-01T00:00:00Z"}, (400, 20001)),
    ],
)
def test_a_bad_request_gets_twilio_s_code(
    telephone: Telephone, form: dict[str, str], answer: tuple[int, int]
) -> None:
    telephone.buy()
    telephone.control.post(
        "/control/phones", json={"number": "+14155550160", "label": "Landline", "mobile": False}
    )
    assert refusal(telephone, **form) == answer
    assert telephone.twilio.messages.list() == []


def test_1600_characters_are_not_too_many(telephone: Telephone) -> None:
    telephone.buy()
    assert telephone.send("x" * 1600).num_segments == "11"


def test_a_message_with_media_only_is_taken(telephone: Telephone) -> None:
    telephone.buy()
    message = telephone.send("", media_url=["https://example.org/a.png"])
    assert message.sid.startswith("MM")
    assert message.num_media == "1"


@pytest.mark.parametrize(
    ("user", "password"), [(ACCOUNT_SID, "wrong"), ("AC" + "6" * 32, TOKEN), (ACCOUNT_SID, "")]
)
def test_a_stranger_is_turned_away(telephone: Telephone, user: str, password: str) -> None:
    reply = telephone.control.get(MESSAGES, auth=(user, password))
    assert (reply.status_code, reply.json()["code"]) == (401, 20003)
    assert reply.headers["www-authenticate"].startswith("Basic")


def test_no_credentials_at_all_are_turned_away(telephone: Telephone) -> None:
    assert telephone.control.get(MESSAGES).status_code == 401


def test_a_refusal_leaves_the_connection_usable(telephone: Telephone) -> None:
    connection = http.client.HTTPConnection(
        "127.0.0.1", int(telephone.url.rpartition(":")[2]), timeout=PATIENCE
    )
    answers = []
    for _ in range(2):
        connection.putrequest("POST", MESSAGES)
        connection.putheader("Content-Length", "4")
        connection.endheaders()
        time.sleep(0.05)  # a client may send its body in a packet of its own
        connection.send(b"To=1")
        reply = connection.getresponse()
        answers.append((reply.status, reply.getheader("Connection")))
        reply.read()
    connection.close()
    assert answers == [(401, None), (401, None)]


def test_the_secondary_token_lets_in_too(telephone: Telephone) -> None:
    telephone.buy()
    assert client_for(telephone.url, SECONDARY_TOKEN).messages.list() == []


def test_another_account_s_messages_are_not_found(telephone: Telephone) -> None:
    reply = raw(telephone, "GET", MESSAGES.replace("5" * 32, "6" * 32))
    assert (reply.status_code, reply.json()["code"]) == (404, 20404)
