"""The control API, the page, and a restart."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.unit.telephone.conftest import MARIA, PATIENCE, PRACTICE, Telephone, running_telephone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.unit.telephone.receiver import Receiver


def test_a_phone_has_a_label_and_its_texts(telephone: Telephone) -> None:
    telephone.buy()
    telephone.control.post(
        "/control/phones", json={"number": "(415) 555-0147", "label": "Maria Lopez's phone"}
    )
    telephone.send("Hello")
    telephone.type_text("Hi")
    (phone,) = telephone.control.get("/control/phones").json()["phones"]
    assert (phone["number"], phone["label"]) == (MARIA, "Maria Lopez's phone")
    assert [(text["direction"], text["body"], text["from"], text["to"]) for text in phone["messages"]] == [
        ("to_phone", "Hello", PRACTICE, MARIA),
        ("from_phone", "Hi", MARIA, PRACTICE),
    ]


def test_a_text_goes_to_the_number_last_heard_from(telephone: Telephone, receiver: Receiver) -> None:
    telephone.buy(receiver.url)
    telephone.buy(receiver.url, number="+14155550108")
    ambiguous = telephone.control.post(f"/control/phones/{MARIA}/messages", json={"body": "Hi"})
    assert (ambiguous.status_code, ambiguous.json()["error"]) == (400, "to: one of the account's numbers")
    telephone.send("Hello", from_="+14155550108")
    telephone.type_text("Hi")
    telephone.type_text("Hi", to=PRACTICE)
    assert {request.params["To"] for request in receiver.wait_for(2)} == {"+14155550108", PRACTICE}


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        ("/control/phones", {"number": "12"}, 400),
        ("/control/phones", {"number": 5}, 400),
        ("/control/phones", [], 400),
        (f"/control/phones/{MARIA}/messages", {"body": "  "}, 400),
        (f"/control/phones/{MARIA}/messages", {"body": "x" * 1601}, 400),
        (f"/control/phones/{MARIA}/messages", {"body": "x", "to": "+14155550199"}, 404),
    ],
)
def test_nonsense_is_refused_in_words(telephone: Telephone, path: str, content: object, status: int) -> None:
    telephone.buy()
    reply = telephone.control.post(path, json=content)
    assert reply.status_code == status
    assert reply.json()["error"]


def test_other_sites_and_other_machines_stay_out(telephone: Telephone) -> None:
    rebound = telephone.control.get("/control/phones", headers={"Host": "evil.example"})
    form = telephone.control.post(
        "/control/reset", content="keep_numbers=1", headers={"Content-Type": "text/plain"}
    )
    assert (rebound.status_code, form.status_code) == (403, 403)


def test_reset_can_keep_the_numbers(telephone: Telephone) -> None:
    telephone.buy()
    telephone.send()
    telephone.control.post("/control/reset", json={"keep_numbers": True})
    assert [number["number"] for number in telephone.control.get("/control/numbers").json()["numbers"]] == [
        PRACTICE
    ]
    assert telephone.control.get("/control/phones").json() == {"phones": []}
    assert telephone.twilio.messages.list() == []


def test_the_log_tells_where_but_never_what(telephone: Telephone, receiver: Receiver) -> None:
    telephone.buy(f"{receiver.url}/in")
    telephone.type_text("a private matter")
    (entry,) = telephone.log(1)
    assert "private" not in json.dumps(entry)
    assert (entry["kind"], entry["url"], entry["status"], entry["attempt"]) == (
        "inbound",
        f"{receiver.url}/in",
        200,
        1,
    )


def next_event(lines: Iterator[str], name: str) -> dict[str, Any]:
    for line in lines:
        if line == f"event: {name}":
            content: dict[str, Any] = json.loads(next(lines).removeprefix("data: "))
            return content
    raise AssertionError("the stream ended")


def test_a_text_is_on_the_page_within_100_ms_of_its_acceptance(telephone: Telephone) -> None:
    telephone.buy()
    with httpx.stream("GET", f"{telephone.url}/control/events", timeout=PATIENCE) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = stream.iter_lines()
        next(lines)
        waits, event = [PATIENCE], {}
        while min(waits) >= 0.1 and len(waits) < 50:  # the best of many: a busy machine may hold some up
            started = time.monotonic()
            telephone.send("Hello")
            event = next_event(lines, "text")
            waits.append(time.monotonic() - started)
        assert min(waits) < 0.1
    assert (event["body"], event["phone"], event["status"]) == ("Hello", MARIA, "arrived")


def test_the_page_is_served_with_a_strict_policy_and_needs_nothing_from_outside(telephone: Telephone) -> None:
    page = telephone.control.get("/")
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    files = [part.split('"')[0] for part in page.text.split('"/page/')[1:]]
    assert files
    for name in files:
        reply = telephone.control.get(f"/page/{name}")
        assert reply.status_code == 200, name
        assert "http://" not in reply.text.replace("http://www.w3.org", ""), name


def test_a_restart_forgets_nothing_and_carries_on(tmp_path: Path, receiver: Receiver) -> None:
    with running_telephone(tmp_path, step_seconds=60) as telephone:
        telephone.buy(receiver.url)
        telephone.control.post("/control/phones", json={"number": MARIA, "label": "Maria"})
        telephone.type_text("STOP")
        sid = telephone.send("On its way", to="+14155550148", status_callback=receiver.url).sid
    with running_telephone(tmp_path) as telephone:
        assert [text["body"][:4] for text in telephone.texts()] == ["STOP", "You "]
        assert [number.phone_number for number in telephone.twilio.incoming_phone_numbers.list()] == [
            PRACTICE
        ]
        assert telephone.control.get(f"/control/phones/{MARIA}").json()["stopped"] == [PRACTICE]
        told = receiver.wait_for(2, lambda request: request.params["MessageSid"] == sid)
        assert [request.params["MessageStatus"] for request in told] == ["sent", "delivered"]
