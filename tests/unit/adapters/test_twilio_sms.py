"""The SMS sender against scripted answers: what each means for the text (rows J1, J2)."""

from __future__ import annotations

import logging
import socket
import traceback
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.adapters.provider_server import ProviderServer, provider_server
from textward.adapters.secrets import TwilioAccount
from textward.adapters.twilio_sms import TwilioSmsSender
from textward.domain.message import DeliveryState
from textward.domain.private import Private
from textward.services.text_ports import SmsError, SmsNotTakenError, SmsOutcomeUnknownError, SmsRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ACCOUNT = TwilioAccount("AC" + "0" * 32, "token")
PRACTICE, PATIENT = "+13125550100", Private("+12125550101")
BODY = Private("Your results are in")
STATUS_URL = "https://textward.example/webhooks/sms/status?p=1"
SID = "SM" + "a" * 32


@pytest.fixture
def server() -> Iterator[ProviderServer]:
    with provider_server() as script:
        yield script


@pytest.fixture
def sender(server: ProviderServer) -> TwilioSmsSender:
    return sender_at(server)


def sender_at(server: ProviderServer, seconds: float = 30) -> TwilioSmsSender:
    return TwilioSmsSender(lambda: ACCOUNT, base_url=server.base_url, timeout_seconds=seconds)


def message(**changes: object) -> dict[str, Any]:
    """Give a message as Twilio's documentation shows one."""
    return {
        "account_sid": ACCOUNT.account_sid,
        "api_version": "2010-04-01",
        "body": BODY.reveal(),
        "date_created": "Mon, 02 Mar 2026 15:00:05 +0000",
        "date_sent": None,
        "date_updated": "Mon, 02 Mar 2026 15:00:05 +0000",
        "direction": "outbound-api",
        "error_code": None,
        "error_message": None,
        "from": PRACTICE,
        "num_media": "0",
        "num_segments": "1",
        "sid": SID,
        "status": "queued",
        "to": PATIENT.reveal(),
        "uri": f"/2010-04-01/Accounts/{ACCOUNT.account_sid}/Messages/{SID}.json",
        **changes,
    }


def listed(*messages: dict[str, Any], next_page: str | None = None) -> dict[str, Any]:
    return {"messages": list(messages), "next_page_uri": next_page, "page": 0, "page_size": 100}


def refusal(code: int, status: int = 400) -> dict[str, Any]:
    words = f"refused: {PATIENT.reveal()}"
    return {"code": code, "message": words, "more_info": "https://www.twilio.com/docs", "status": status}


def send(sender: TwilioSmsSender) -> object:
    return sender.send(PRACTICE, PATIENT, BODY, STATUS_URL)


def test_sends_one_signed_in_request_with_everything_in_it(
    server: ProviderServer, sender: TwilioSmsSender
) -> None:
    server.answer(201, message())
    text = sender.send(PRACTICE, PATIENT, BODY, STATUS_URL)
    assert (text.provider_id, text.state) == (SID, DeliveryState.SENDING)
    (asked,) = server.asked
    assert asked.path == f"/2010-04-01/Accounts/{ACCOUNT.account_sid}/Messages.json"
    assert asked.authorization.startswith("Basic ")
    assert asked.form == {
        "To": [PATIENT.reveal()],
        "From": [PRACTICE],
        "Body": [BODY.reveal()],
        "StatusCallback": [STATUS_URL + "#rc=3&rp=all"],
    }


@pytest.mark.parametrize("code", [21211, 21610, 21614, 21617, 21408, 30034, 21659])
def test_a_refusal_of_the_text_itself_is_for_good(
    code: int, server: ProviderServer, sender: TwilioSmsSender
) -> None:
    server.answer(400, refusal(code))
    with pytest.raises(SmsRefusedError) as caught:
        send(sender)
    assert caught.value.code == str(code)


@pytest.mark.parametrize(
    ("status", "code"),
    [(429, 20429), (400, 21611), (400, 30001), (401, 20003), (403, 20403), (404, 20404)],
)
def test_what_speaks_of_the_moment_or_the_account_is_surely_not_taken(
    status: int, code: int, server: ProviderServer, sender: TwilioSmsSender
) -> None:
    server.answer(status, refusal(code, status))
    with pytest.raises(SmsNotTakenError):
        send(sender)


def test_a_refusal_by_something_in_between_is_surely_not_taken(
    server: ProviderServer, sender: TwilioSmsSender
) -> None:
    server.answer_raw(400, b"<html>Bad Request</html>")
    with pytest.raises(SmsNotTakenError):
        send(sender)


def test_no_connection_is_surely_not_taken() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
    with pytest.raises(SmsNotTakenError):
        send(TwilioSmsSender(lambda: ACCOUNT, base_url=address, timeout_seconds=30))


@pytest.mark.parametrize(
    "script",
    [
        ProviderServer.reset,
        lambda server: server.answer(500, refusal(20500, 500)),
        lambda server: server.answer_raw(503, b""),
        lambda server: server.answer_raw(201, b"not json"),
        lambda server: server.answer(201, {}),
        lambda server: server.answer_raw(302, b""),
    ],
    ids=["reset", "500", "503", "not json", "no sid", "redirect"],
)
def test_without_a_clear_answer_the_outcome_is_unknown_and_nothing_is_repeated(
    script: Callable[[ProviderServer], None], server: ProviderServer, sender: TwilioSmsSender
) -> None:
    script(server)
    server.answer(201, message())
    with pytest.raises(SmsOutcomeUnknownError):
        send(sender)
    assert len(server.asked) == 1


def test_a_provider_that_hangs_leaves_the_outcome_unknown_and_nothing_is_repeated(
    server: ProviderServer,
) -> None:
    server.hang()
    server.answer(201, message())
    with pytest.raises(SmsOutcomeUnknownError):
        send(sender_at(server, seconds=1))
    assert len(server.asked) == 1


def test_errors_and_logs_never_carry_what_the_provider_said(
    server: ProviderServer, sender: TwilioSmsSender, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.answer(400, refusal(21610))
    server.answer(500, refusal(20500, 500))
    with pytest.raises(SmsError) as refused:
        send(sender)
    with pytest.raises(SmsError) as unread:
        sender.find(PRACTICE, PATIENT, datetime(2026, 3, 2, tzinfo=UTC))
    shown = caplog.text + "".join(
        "".join(traceback.format_exception(caught.value)) for caught in (refused, unread)
    )
    assert "2125550101" not in shown
    assert BODY.reveal() not in shown


def test_find_gives_what_was_made_since_then(server: ProviderServer, sender: TwilioSmsSender) -> None:
    since = datetime(2026, 3, 2, 15, 0, 5, 400_000, tzinfo=UTC)
    server.answer(
        200,
        listed(
            message(sid="SM2", status="undelivered", error_code=30003),
            message(sid="SM3", date_created="Mon, 02 Mar 2026 15:00:04 +0000"),
        ),
    )
    (found,) = sender.find(PRACTICE, PATIENT, since)
    assert (found.provider_id, found.state, found.reason) == ("SM2", DeliveryState.UNDELIVERED, "30003")
    assert server.asked[0].query["To"] == [PATIENT.reveal()]
    assert server.asked[0].query["From"] == [PRACTICE]


def test_find_sees_a_text_that_has_not_been_sent_yet(server: ProviderServer, sender: TwilioSmsSender) -> None:
    """A filter by Twilio's DateSent would hide it, and it would be handed over twice."""
    server.answer(200, listed(message(date_sent=None)))
    assert sender.find(PRACTICE, PATIENT, datetime(2026, 3, 2, 14, tzinfo=UTC))
    assert not [name for name in server.asked[0].query if name.startswith("DateSent")]


@pytest.mark.parametrize("script", [ProviderServer.hang, lambda server: server.answer(500, {})])
def test_a_provider_that_cannot_be_asked_is_said_so(
    script: Callable[[ProviderServer], None], server: ProviderServer
) -> None:
    sender = sender_at(server, seconds=0.5)  # too little, on a busy machine, says the same
    since = datetime(2026, 3, 2, tzinfo=UTC)
    for call in (
        lambda: sender.find(PRACTICE, PATIENT, since),
        lambda: sender.fetch(SID),
        lambda: sender.received_since(PRACTICE, since),
        lambda: sender.redact(SID),
    ):
        script(server)
        with pytest.raises(SmsNotTakenError):
            call()


def test_fetch_gives_the_state_or_none(server: ProviderServer, sender: TwilioSmsSender) -> None:
    server.answer(200, message(status="delivered"))
    server.answer(404, refusal(20404, 404))
    text = sender.fetch(SID)
    assert text is not None
    assert text.state is DeliveryState.DELIVERED
    assert text.at == datetime(2026, 3, 2, 15, 0, 5, tzinfo=UTC)
    assert sender.fetch(SID) is None


def test_received_since_gives_what_came_in_oldest_first_over_all_pages(
    server: ProviderServer, sender: TwilioSmsSender
) -> None:
    inbound = {"direction": "inbound", "status": "received", "from": PATIENT.reveal(), "to": PRACTICE}
    second = f"/2010-04-01/Accounts/{ACCOUNT.account_sid}/Messages.json?Page=1&PageToken=x"
    server.answer(
        200,
        listed(
            message(**inbound, sid="SM4", date_created="Mon, 02 Mar 2026 16:00:00 +0000"),
            message(sid="SM3"),
            next_page=second,
        ),
    )
    server.answer(
        200,
        listed(
            message(**inbound, sid="SM2", date_created="Mon, 02 Mar 2026 15:30:00 +0000"),
            message(**inbound, sid="SM1", date_created="Mon, 02 Mar 2026 01:00:00 +0000"),
        ),
    )
    found = sender.received_since(PRACTICE, datetime(2026, 3, 2, 15, tzinfo=UTC))
    assert [text.provider_id for text in found] == ["SM2", "SM4"]
    assert found[0].from_number == PATIENT.reveal()
    assert server.asked[0].query["To"] == [PRACTICE]
    assert server.asked[0].query["DateSent>"] == ["2026-03-02T00:00:00Z"]


def test_redact_empties_the_body_and_is_content_when_it_is_gone(
    server: ProviderServer, sender: TwilioSmsSender
) -> None:
    server.answer(200, message(body=""))
    server.answer(404, refusal(20404, 404))
    sender.redact(SID)
    sender.redact(SID)
    assert server.asked[0].method == "POST"
    assert server.asked[0].form == {"Body": [""]}


def test_goes_on_with_the_new_token_after_a_rotation(server: ProviderServer) -> None:
    accounts = [TwilioAccount(ACCOUNT.account_sid, "old")]
    sender = TwilioSmsSender(lambda: accounts[-1], base_url=server.base_url, timeout_seconds=30)
    for _ in range(2):
        server.answer(201, message())
        send(sender)
        accounts.append(TwilioAccount(ACCOUNT.account_sid, "new", "old"))
    before, after = (asked.authorization for asked in server.asked)
    assert before != after
