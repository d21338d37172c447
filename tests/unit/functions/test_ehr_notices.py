"""The record system's API for automated texts: shapes, scope, practices, keys (row A3)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import ehr_api
import send_notices
from tests.unit.functions.stack import Answer, LambdaContext, sample
from tests.unit.services.notice_desk import NOON
from tests.unit.services.record_desk import PATIENT, RecordDesk
from textward.domain.ehr import RecordKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.functions.stack import Stack

CLIENT = "samplerecordsystem"
NOTICE = {"patient": "PT-1", "text": "Hello {first_name}, {amount} is due.", "fields": {"amount": "$12"}}
TOMORROW = "2026-03-03T12:00:00-06:00"
NO_NOTICE = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


@pytest.fixture
def granted(stack: Stack) -> Stack:
    world = stack.clinic.world
    world.advance(NOON - world.clock.now())
    world.state.ehr_clients.add((stack.clinic.practice_id, CLIENT))
    RecordDesk(stack.clinic).send(RecordKind.PATIENTS, PATIENT)
    return stack


def ask(stack: Stack, method: str, path: str, body: object = None, **changes: Any) -> Answer:  # noqa: ANN401 - parts of an event
    event = sample("ehr_api")
    event["rawPath"] = event["requestContext"]["http"]["path"] = path
    event["requestContext"]["http"]["method"] = method
    event["headers"] = {
        "textward-practice": changes.pop("practice", stack.clinic.practice_id),
        "content-type": changes.pop("content_type", "application/json"),
        "idempotency-key": changes.pop("key", "key-1"),
    }
    claims = {"client_id": CLIENT, "scope": "ehr/notices"} | changes.pop("claims", {})
    event["requestContext"]["authorizer"]["jwt"]["claims"].update(claims)
    event["isBase64Encoded"] = False
    event["body"] = body if isinstance(body, str) or body is None else json.dumps(body)
    assert not changes
    return Answer(ehr_api.handler(event, LambdaContext()))


def send(stack: Stack, **changes: Any) -> Answer:  # noqa: ANN401 - parts of a notice, or of an event
    parts = {
        name: changes.pop(name) for name in ("practice", "content_type", "key", "claims") if name in changes
    }
    return ask(stack, "POST", "/ehr/notices", NOTICE | changes, **parts)


def rings(stack: Stack) -> list[str]:
    stack.clinic.hand_over()
    return stack.clinic.world.sms.rings["+12125550177"]


def test_it_is_taken_in_and_sent(granted: Stack) -> None:
    answer = send(granted)
    assert answer.status == 202
    assert answer.json | {"id": "", "thread_id": "", "message_id": ""} == {
        "id": "",
        "state": "queued",
        "thread_id": "",
        "message_id": "",
        "send_at": "2026-03-02T18:00:00.000Z",
        "reasons": [],
    }
    assert rings(granted) == ["Hello Ines, $12 is due."]
    assert send(granted).json == answer.json
    seen = ask(granted, "GET", f"/ehr/notices/{answer.json['id']}")
    assert (seen.status, seen.json["state"]) == (200, "sent")
    assert seen.json["message_id"] == answer.json["message_id"]


def test_it_is_scheduled_taken_back_and_not_sent(granted: Stack) -> None:
    answer = send(granted, send_at=TOMORROW)
    assert (answer.status, answer.json["state"], answer.json["message_id"]) == (202, "scheduled", None)
    assert answer.json["send_at"] == "2026-03-03T18:00:00.000Z"
    path = f"/ehr/notices/{answer.json['id']}/cancel"
    for _ in range(2):
        cancelled = ask(granted, "POST", path)
        assert (cancelled.status, cancelled.json["state"]) == (200, "cancelled")
    assert send(granted, send_at=TOMORROW).json["state"] == "cancelled"
    left = send(granted, key="key-2")
    refused = ask(granted, "POST", f"/ehr/notices/{left.json['id']}/cancel")
    assert (refused.status, refused.problem) == (409, "not-scheduled")


def test_the_schedule_sends_what_is_due_in_the_patients_language(granted: Stack) -> None:
    send(granted, send_at=TOMORROW, languages={"es": "Hola {first_name}: {amount}", "fr": None})
    assert send_notices.handler(sample("send_notices"), LambdaContext()) == {"looked_at": 0}
    world = granted.clinic.world
    world.advance(NOON - world.clock.now())
    world.advance(world.clock.now().replace(day=3) - world.clock.now())
    assert send_notices.handler(sample("send_notices"), LambdaContext()) == {"looked_at": 1}
    assert rings(granted) == ["Hola Ines: $12"]
    assert send_notices.handler(sample("send_notices"), LambdaContext()) == {"looked_at": 0}


def test_who_can_not_be_texted_is_told_with_every_reason(granted: Stack) -> None:
    desk = RecordDesk(granted.clinic)
    desk.send(RecordKind.PATIENTS, PATIENT | {"phone": None, "text_notifications": False})
    answer = send(granted)
    assert (answer.status, answer.problem) == (409, "cannot-message")
    codes = {reason["code"] for reason in answer.json["errors"]}
    assert codes == {"no_mobile", "notifications_off"}


def test_a_key_with_another_content_is_refused(granted: Stack) -> None:
    send(granted)
    answer = send(granted, fields={"amount": "$13"})
    assert (answer.status, answer.problem) == (422, "idempotency-key-reused")


@pytest.mark.parametrize("scope", ["", "ehr/write", "ehr/noticesx"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/ehr/notices"),
        ("GET", f"/ehr/notices/{NO_NOTICE}"),
        ("POST", f"/ehr/notices/{NO_NOTICE}/cancel"),
    ],
)
def test_a_token_without_the_scope_is_refused(granted: Stack, method: str, path: str, scope: str) -> None:
    body = NOTICE if path == "/ehr/notices" else None
    answer = ask(granted, method, path, body, claims={"scope": scope})
    assert (answer.status, answer.problem) == (403, "not-allowed")
    stranger = ask(granted, method, path, body, claims={"client_id": "another"})
    assert stranger.status == 403
    nowhere = ask(granted, method, path, body, practice=NO_NOTICE)
    assert nowhere.text.replace(nowhere.json["request_id"], "") == stranger.text.replace(
        stranger.json["request_id"], ""
    )


def test_what_is_not_there_is_not_found(granted: Stack) -> None:
    for method, path in (("GET", NO_NOTICE), ("POST", f"{NO_NOTICE}/cancel")):
        answer = ask(granted, method, f"/ehr/notices/{path}")
        assert (answer.status, answer.problem) == (404, "not-found")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"patient": "unknown"}, "/patient"),
        ({"patient": "two words"}, "/body/patient"),
        ({"patient": 7}, "/body/patient"),
        ({"text": "{first_name} {amount} {due}"}, "/text"),
        ({"text": ""}, "/body/text"),
        ({"text": "x" * 4001}, "/body/text"),
        ({"text": "\ud800 {amount}"}, "/body/text"),
        ({"fields": {"amount": 12}}, "/body/fields/amount"),
        ({"fields": {"amount": "$12", "more": "x"}}, "/fields/more"),
        ({"fields": []}, "/body/fields"),
        ({"languages": {"de": "Hallo"}}, "/body/languages/de"),
        ({"languages": {"es": "{x}"}}, "/languages/es"),
        ({"send_at": "tomorrow"}, "/send_at"),
        ({"send_at": "2026-03-03T12:00:00"}, "/send_at"),
        ({"send_at": "2026-03-02T12:00:00-06:00"}, "/send_at"),
        ({"send_at": "2028-03-02T12:00:00-06:00"}, "/send_at"),
        ({"send_at": 1772560800}, "/body/send_at"),
        ({"respect_quiet_hours": "maybe"}, "/body/respect_quiet_hours"),
        ({"body": "Hello"}, "/body/body"),
    ],
)
def test_bad_input_is_told_by_place(granted: Stack, changes: dict[str, Any], pointer: str) -> None:
    answer = send(granted, **changes)
    assert (answer.status, answer.problem) == (422, "invalid-input")
    assert pointer in {error["pointer"] for error in answer.json["errors"]}
    assert granted.clinic.world.state.notices == {}


def test_other_content_and_no_key_are_refused(granted: Stack) -> None:
    answer = send(granted, content_type="application/x-ndjson")
    assert (answer.status, answer.problem) == (415, "unsupported-media-type")
    assert "application/json" in answer.json["detail"]
    assert ask(granted, "POST", "/ehr/notices", "{").status == 400
    assert send(granted, key="").status == 422
    assert send(granted, key="x" * 65).status == 422


def test_nothing_of_a_notice_is_logged_or_told_back(granted: Stack, log: Callable[[], str]) -> None:
    planted = {"text": "PLANTED {amount} {first_name}", "fields": {"amount": "PLANTED"}}
    for answer in (
        send(granted, **planted),
        send(granted, **planted, languages={"fr": "PLANTED {"}, key="2"),
        send(granted, text="PLANTED" * 300 + "{amount}", key="3"),
        send(granted, **planted, send_at="PLANTED", key="4"),
        send(granted, **planted, send_at=TOMORROW, key="5"),
    ):
        assert "PLANTED" not in answer.text
    send_notices.handler(sample("send_notices"), LambdaContext())
    assert "PLANTED" not in log()
