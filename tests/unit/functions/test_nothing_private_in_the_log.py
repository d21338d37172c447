"""Row J3: what people wrote and who they are never stands in a log line, whatever happens; planted words are searched for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import inbox_api
import publish_events
import receive_sms
import secure_link_api
from tests.unit.functions.stack import Answer, LambdaContext, sample, signed, with_form
from textward.entrypoints import patient_http

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.functions.stack import Stack

WORDS = "PLANTEDWORDS"
NAMES = ("López", "5550101", "1980-05-17", "Lopez")
ALICE = "subject-alice"
CONTEXT = LambdaContext()


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patient_http, "ANSWER_FLOOR", 0.0)


def _clean(written: str, *more: str) -> str:
    """Hold all that was written against what was planted; give it back."""
    assert written
    for private in (WORDS, *NAMES, *more):
        assert private not in written
    return written


def test_whole_exchange_leaves_ids_and_outcomes(stack: Stack, log: Callable[[], str]) -> None:
    thread = f"/v1/threads/{stack.clinic.demo.maria.thread_id}/messages"
    receive_sms.handler(signed(with_form(sample("receive_sms"), Body=WORDS)), CONTEXT)
    stack.http(inbox_api.handler, "GET", "/v1/inbox", subject=ALICE)
    stack.http(inbox_api.handler, "POST", "/v1/patients/search", body={"query": "Lopez"}, subject=ALICE)
    stack.http(inbox_api.handler, "GET", f"/v1/{WORDS}", subject=ALICE)
    for key, mode in (("k1", "plain"), ("k2", "secured")):
        stack.http(
            inbox_api.handler,
            "POST",
            thread,
            body={"body": WORDS, "mode": mode},
            headers={"idempotency-key": key},
            subject=ALICE,
        )
    stack.clinic.hand_over()
    link = next(iter(stack.clinic.world.state.links.values()))
    token = stack.clinic.world.link_keys.token(link.link_id)
    code = stack.clinic.world.link_keys.code(link.link_id, 1)
    ours = {"x-requested-with": "textward"}
    stack.http(
        secure_link_api.handler, "POST", "/s/codes/verify", body={"token": token, "code": WORDS}, headers=ours
    )
    answer = stack.http(
        secure_link_api.handler, "POST", "/s/codes/verify", body={"token": token, "code": code}, headers=ours
    )
    cookie = str(answer.cookie).split("=", 1)[1].split(";", 1)[0]
    stack.http(
        secure_link_api.handler,
        "POST",
        "/s/identity",
        body={"date_of_birth": "1980-05-17"},
        headers=ours,
        cookie=cookie,
    )

    lines = _clean(log(), token, code, cookie)

    assert '"status":202' in lines
    assert '"status":404' in lines


@pytest.mark.parametrize("where", ["threads", "staff"])
def test_unexpected_error_says_only_a_request_id(
    stack: Stack,
    log: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
    where: str,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(f"could not store {WORDS}")

    monkeypatch.setattr(getattr(stack.clinic.world, where), "badge" if where == "threads" else "viewer", fail)

    answer = stack.http(inbox_api.handler, "GET", "/v1/badge", subject=ALICE)

    assert (answer.status, answer.problem) == (500, "internal")
    assert WORDS not in answer.text
    assert set(answer.json) == {"type", "title", "status", "detail", "code", "request_id"}
    lines = _clean(log())
    assert "RuntimeError" in lines
    assert "test_nothing_private_in_the_log.py:" in lines
    assert answer.json["request_id"] in lines


@pytest.mark.parametrize("handler", [receive_sms.handler, secure_link_api.handler])
def test_unexpected_error_of_open_routes_says_no_more(
    stack: Stack,
    log: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
    handler: object,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(WORDS)

    monkeypatch.setattr(stack.clinic.world.practices, "by_number", fail)
    monkeypatch.setattr(stack.clinic.world.links, "by_token", fail)
    if handler is receive_sms.handler:
        answer = Answer(receive_sms.handler(signed(with_form(sample("receive_sms"), Body=WORDS)), CONTEXT))
    else:
        answer = Answer(secure_link_api.handler(sample("secure_link_api"), CONTEXT))

    assert (answer.status, answer.problem) == (500, "internal")
    assert WORDS not in answer.text
    _clean(log())


def test_unreadable_change_leaves_no_content(stack: Stack, log: Callable[[], str]) -> None:
    event = sample("publish_events")
    image = event["Records"][0]["dynamodb"]["NewImage"]
    image["body"] = {"S": WORDS}
    del image["practice_id"]

    publish_events.handler(event, CONTEXT)

    assert "unreadable" in _clean(log())
