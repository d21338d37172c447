"""Trouble on purpose, as the official client lives through it."""

from __future__ import annotations

import time

import httpx
import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from tests.unit.telephone.conftest import ACCOUNT_SID, MARIA, PRACTICE, TOKEN, Telephone, client_for


def test_a_delay_holds_the_answer_and_the_text(telephone: Telephone) -> None:
    telephone.buy()
    telephone.fault("delay", seconds=0.4)
    started = time.monotonic()
    telephone.send()
    assert time.monotonic() - started >= 0.4
    assert telephone.control.get("/control/faults").json()["faults"] == [], "it holds one, and no more"


def test_a_hang_accepts_but_outlasts_the_client(telephone: Telephone) -> None:
    telephone.buy()
    telephone.fault("hang", seconds=30, phone=MARIA)
    hasty = client_for(telephone.url, timeout=1)
    with pytest.raises(requests.exceptions.ReadTimeout):
        hasty.messages.create(to=MARIA, from_=PRACTICE, body="Hello")
    assert [text["body"] for text in telephone.texts()] == ["Hello"]
    assert [message.body for message in telephone.twilio.messages.list(to=MARIA)] == ["Hello"]


def test_a_dropped_connection_leaves_the_outcome_unknown(telephone: Telephone) -> None:
    telephone.buy()
    telephone.fault("drop")
    with pytest.raises(requests.exceptions.RequestException):
        telephone.send("Hello")
    assert [text["body"] for text in telephone.texts()] == ["Hello"]


@pytest.mark.parametrize(
    ("rule", "status", "code"),
    [
        ({"code": 20429, "retry_after": 7}, 429, 20429),
        ({"code": 20500}, 500, 20500),
        ({"code": 20503, "http_status": 502}, 502, 20503),
        ({"code": 21211}, 400, 21211),
        ({"code": 21608}, 403, 21608),
        ({"code": 21610}, 400, 21610),
        ({"code": 21611}, 429, 21611),
    ],
)
def test_a_refusal_is_twilio_s_and_nothing_is_sent(
    telephone: Telephone, rule: dict[str, int], status: int, code: int
) -> None:
    telephone.buy()
    telephone.fault("refuse", **rule)
    with pytest.raises(TwilioRestException) as refused:
        telephone.send()
    assert (refused.value.status, refused.value.code) == (status, code)
    assert telephone.twilio.messages.list() == []
    assert telephone.send().status == "queued"  # once only


def test_too_many_requests_say_when_to_come_back(telephone: Telephone) -> None:
    telephone.buy()
    telephone.fault("refuse", code=20429, retry_after=7)
    reply = httpx.post(
        f"{telephone.url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json",
        auth=(ACCOUNT_SID, TOKEN),
        data={"To": MARIA, "From": PRACTICE, "Body": "x"},
    )
    assert (reply.status_code, reply.headers["Retry-After"]) == (429, "7")


def test_a_rule_for_one_phone_spares_the_others(telephone: Telephone) -> None:
    telephone.buy()
    telephone.fault("refuse", code=20500, phone=MARIA)
    assert telephone.send(to="+14155550148").status == "queued"
    with pytest.raises(TwilioRestException):
        telephone.send()


def test_a_rule_applies_as_often_as_it_says(telephone: Telephone) -> None:
    telephone.buy()
    telephone.fault("refuse", code=20500, times=2)
    outcomes = []
    for _ in range(3):
        try:
            outcomes.append(telephone.send().status)
        except TwilioRestException as refused:
            outcomes.append(refused.status)
    assert outcomes == [500, 500, "queued"]


def test_a_rule_without_end_applies_until_removed(telephone: Telephone) -> None:
    telephone.buy()
    telephone.fault("refuse", code=20500, times=None)
    rule = telephone.control.get("/control/faults").json()["faults"][0]
    for _ in range(3):
        with pytest.raises(TwilioRestException):
            telephone.send()
    assert telephone.control.delete(f"/control/faults/{rule['id']}").status_code == 204
    assert telephone.send().status == "queued"
    assert telephone.control.delete(f"/control/faults/{rule['id']}").status_code == 404


@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "explode"},
        {},
        {"kind": "delay", "second": 1},
        {"kind": "delay", "seconds": -1},
        {"kind": "delay", "seconds": True},
        {"kind": "delay", "seconds": "1"},
        {"kind": "hang", "copies": 2},
        {"kind": "refuse"},
        {"kind": "refuse", "code": 30003},
        {"kind": "refuse", "code": 20500, "http_status": 200},
        {"kind": "refuse", "code": 20429, "retry_after": "soon"},
        {"kind": "final_status", "status": "delivered"},
        {"kind": "final_status", "status": "failed", "code": 21211},
        {"kind": "duplicate_callbacks", "copies": 0},
        {"kind": "sign_with", "signed_by": "nobody"},
        {"kind": "drop", "phone": "maria"},
        {"kind": "drop", "times": 0},
        {"kind": "drop", "times": True},
    ],
)
def test_a_rule_with_a_slip_is_refused(telephone: Telephone, rule: dict[str, object]) -> None:
    reply = telephone.control.post("/control/faults", json=rule)
    assert reply.status_code == 400
    assert reply.json()["error"]
    assert telephone.control.get("/control/faults").json() == {"faults": []}
