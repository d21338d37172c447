"""The staff API's shapes: validation, problems, roles, cursors, idempotency. What it does is tested with the use cases."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest

import inbox_api
import settings_api
from tests.unit.functions.stack import Answer, LambdaContext, sample
from textward.domain.errors import TransientError

if TYPE_CHECKING:
    from tests.unit.functions.stack import Stack
    from textward.domain.message import Message

ALICE, BOB, CAROL = "subject-alice", "subject-bob", "subject-carol"


def _get(stack: Stack, path: str, subject: str | None = ALICE, **query: object) -> Answer:
    return stack.http(inbox_api.handler, "GET", path, query=query, subject=subject)


def _post(
    stack: Stack, path: str, body: object = None, subject: str | None = ALICE, key: str | None = "key-1"
) -> Answer:
    headers = {"idempotency-key": key} if key is not None else {}
    return stack.http(inbox_api.handler, "POST", path, body=body, headers=headers, subject=subject)


def _messages(stack: Stack) -> str:
    return f"/v1/threads/{stack.clinic.demo.maria.thread_id}/messages"


def _search(stack: Stack, query: object, subject: str = ALICE) -> Answer:
    return _post(stack, "/v1/patients/search", {"query": query}, subject)


def _of(message: Message, act: str) -> str:
    return f"/v1/threads/{message.thread_id}/messages/{message.message_id}/{act}"


NEW = {"body": "See you at 3.", "mode": "plain"}


def test_sample_event_lists_the_inbox(stack: Stack) -> None:
    message = stack.clinic.message_in("Can I come at 3?\nThanks")

    answer = Answer(inbox_api.handler(sample("inbox_api"), LambdaContext()))

    assert answer.status == 200
    (item,) = answer.json["items"]
    assert answer.json["next_cursor"] is None
    assert item["message_id"] == message.message_id
    assert item["preview"] == "Can I come at 3? Thanks"
    assert item["at"] == "2026-03-02T15:00:00.000Z"
    assert item["party"] == {
        "patient_id": stack.clinic.demo.maria.patient_id,
        "name": "María López",
        "phone_display": "(212) 555-0101",
    }
    assert (item["direction"], item["mode"], item["status"]) == ("in", "plain", "pending")


def test_me_tells_all_that_a_page_needs(stack: Stack) -> None:
    answer = Answer(settings_api.handler(sample("settings_api"), LambdaContext()))

    assert answer.status == 200
    assert answer.json["member"]["name"] == "Alice"
    assert answer.json["privileges"]["text_messages"] == "all"
    assert answer.json["practice"]["number"] == "+13125550100"
    assert [facility["name"] for facility in answer.json["facilities"]] == ["Downtown", "Uptown"]
    assert {member["name"] for member in answer.json["members"]} >= {"Alice", "Bob", "Carol"}


def test_preferences_are_kept(stack: Stack) -> None:
    answer = stack.http(
        settings_api.handler,
        "PUT",
        "/v1/settings/preferences",
        body={"sound": False, "popup": True},
        subject=BOB,
    )
    assert (answer.status, answer.json) == (200, {"sound": False, "popup": True})

    me = stack.http(settings_api.handler, "GET", "/v1/me", subject=BOB)

    assert me.json["preferences"] == {"sound": False, "popup": True}


@pytest.mark.parametrize("subject", [None, "subject-of-nobody"])
@pytest.mark.parametrize("path", ["/v1/badge", "/v1/inbox", "/v1/threads/P01KJQH0CC0000000000000000A"])
def test_sign_in_of_no_member_is_refused(stack: Stack, path: str, subject: str | None) -> None:
    answer = _get(stack, path, subject)

    assert (answer.status, answer.problem) == (403, "not-allowed")


def test_roles_are_enforced_here(stack: Stack) -> None:
    assert _get(stack, "/v1/badge", CAROL).problem == "not-allowed"
    assert _get(stack, "/v1/inbox", BOB).problem == "not-allowed"
    assert _get(stack, "/v1/inbox", BOB, list="pending_for_me").status == 200
    assert _search(stack, "mar", BOB).problem == "not-allowed"
    assert _get(stack, _messages(stack), BOB).problem == "not-found"
    assert _post(stack, _messages(stack), NEW, BOB).problem == "not-found"
    assert _post(stack, _messages(stack), NEW, CAROL).problem == "not-allowed"


def test_message_is_sent_once_by_its_key(stack: Stack) -> None:
    first = _post(stack, _messages(stack), NEW)
    again = _post(stack, _messages(stack), NEW)

    assert (first.status, again.status) == (202, 202)
    assert "idempotent-replay" not in first.headers
    assert again.headers["idempotent-replay"] == "true"
    assert first.json["id"] == again.json["id"]
    assert first.json["delivery"]["state"] == "queued"
    assert first.json["author"] == {"member_id": stack.clinic.demo.alice.member_id, "name": "Alice"}
    other = _post(stack, _messages(stack), {**NEW, "body": "See you at 4."})
    assert (other.status, other.problem) == (422, "idempotency-key-reused")


def test_body_that_the_gateway_encoded_is_read(stack: Stack) -> None:
    event = sample("inbox_api")
    event["rawPath"] = _messages(stack)
    event["requestContext"]["http"]["method"] = "POST"
    event["headers"] |= {"idempotency-key": "key-1", "content-type": "application/json; charset=utf-8"}
    event["queryStringParameters"], event["rawQueryString"] = {}, ""
    event["body"] = base64.b64encode(json.dumps({"body": "Día", "mode": "plain"}).encode()).decode()
    event["isBase64Encoded"] = True

    answer = Answer(inbox_api.handler(event, LambdaContext()))

    assert (answer.status, answer.json["body"]) == (202, "Día")


def test_secured_message_shows_its_link_and_no_token(stack: Stack) -> None:
    answer = _post(stack, _messages(stack), {**NEW, "mode": "secured"})

    assert answer.status == 202
    assert answer.json["link"]["state"] == "active"
    assert answer.json["link"]["opened_at"] is None
    link_id = next(iter(stack.clinic.world.state.links))
    assert stack.clinic.world.link_keys.token(link_id) not in answer.text
    assert link_id not in answer.text


def test_refusal_names_every_reason(stack: Stack) -> None:
    thread_id = stack.clinic.demo.opted_out.thread_id

    answer = _post(stack, f"/v1/threads/{thread_id}/messages", NEW)

    assert (answer.status, answer.problem) == (409, "cannot-message")
    (reason,) = answer.json["errors"]
    assert reason["code"] == "opted_out"
    assert "STOP" in reason["detail"]


@pytest.mark.parametrize("key", [None, "", " ", "x" * 65, "käse", "a b"])
def test_idempotency_key_is_asked_for(stack: Stack, key: str | None) -> None:
    answer = _post(stack, _messages(stack), NEW, key=key)

    assert (answer.status, answer.problem) == (422, "invalid-input")
    assert "dempotency" in answer.json["errors"][0]["pointer"]
    assert not stack.clinic.world.state.messages


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"body": "", "mode": "plain"}, "/body/body"),
        ({"body": "x" * 4001, "mode": "secured"}, "/body/body"),
        ({"body": "Hi", "mode": "shouted"}, "/body/mode"),
        ({"mode": "plain"}, "/body/body"),
        ({"body": 7, "mode": "plain"}, "/body/body"),
        ({"body": "Hi", "mode": "plain", "moed": "x"}, "/body/moed"),
        ([], "/body"),
        (None, "/body"),
        ('{"body": "\\ud800", "mode": "plain"}', "/body/body"),
    ],
)
def test_body_that_can_not_be_accepted_is_pointed_at(stack: Stack, body: object, pointer: str) -> None:
    answer = _post(stack, _messages(stack), body)

    assert (answer.status, answer.problem) == (422, "invalid-input")
    assert answer.json["errors"][0]["pointer"].startswith(pointer)
    assert not stack.clinic.world.state.messages


def test_use_cases_own_limits_are_pointed_at_too(stack: Stack) -> None:
    for body in ("x" * 1601, "  "):
        answer = _post(stack, _messages(stack), {**NEW, "body": body})

        assert (answer.status, answer.problem) == (422, "invalid-input")
        assert answer.json["errors"][0]["pointer"] == "/body"


@pytest.mark.parametrize("body", ["{", "not json", '{"body": ', "[" * 100_000, "9" * 5000], ids=len)
def test_body_that_is_no_json_can_not_be_read(stack: Stack, body: str) -> None:
    answer = _post(stack, _messages(stack), body)

    assert (answer.status, answer.problem) == (400, "malformed")


@pytest.mark.parametrize("raw", [b"\xff\xfe{}", None])
def test_body_that_is_no_text_can_not_be_read(stack: Stack, raw: bytes | None) -> None:
    event = sample("inbox_api")
    event["rawPath"] = _messages(stack)
    event["requestContext"]["http"]["method"] = "POST"
    event["headers"] |= {"idempotency-key": "key-1", "content-type": "application/json"}
    event["body"] = base64.b64encode(raw).decode() if raw else "!not base64"
    event["isBase64Encoded"] = True

    answer = Answer(inbox_api.handler(event, LambdaContext()))

    assert (answer.status, answer.problem) == (400, "malformed")


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/xml",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
    ],
)
def test_body_of_another_type_is_refused(stack: Stack, kind: str) -> None:
    headers = {"idempotency-key": "key-1", "content-type": kind}
    answer = stack.http(
        inbox_api.handler, "POST", _messages(stack), body="hello", headers=headers, subject=ALICE
    )

    assert (answer.status, answer.problem) == (415, "unsupported-media-type")


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/v1/inbox", {"list": "everything"}),
        ("/v1/inbox", {"limit": 0}),
        ("/v1/inbox", {"limit": 101}),
        ("/v1/inbox", {"limit": "many"}),
        ("/v1/inbox", {"facility": "x"}),
        ("/v1/inbox", {"cursor": "made up"}),
        ("/v1/threads/short", {}),
    ],
)
def test_parameters_are_checked(stack: Stack, path: str, query: dict[str, Any]) -> None:
    answer = _get(stack, path, **query)

    assert (answer.status, answer.problem) == (422, "invalid-input")
    assert answer.json["errors"]


def test_cursor_leads_through_the_list_and_fits_no_other(stack: Stack) -> None:
    for number in range(5):
        stack.clinic.message_in(f"Text {number}", sid=f"SM{number}")
    first = _get(stack, "/v1/inbox", limit=2)
    cursor = first.json["next_cursor"]

    second = _get(stack, "/v1/inbox", limit=2, cursor=cursor)
    third = _get(stack, "/v1/inbox", limit=2, cursor=second.json["next_cursor"])

    previews = [item["preview"] for page in (first, second, third) for item in page.json["items"]]
    assert previews == [f"Text {number}" for number in (4, 3, 2, 1, 0)]
    assert third.json["next_cursor"] is None
    assert _get(stack, "/v1/inbox", list="all", cursor=cursor).problem == "invalid-input"
    assert _get(stack, _messages(stack), cursor=cursor).problem == "invalid-input"


def test_conversation_and_its_head(stack: Stack) -> None:
    stack.clinic.message_in("Hello?")
    _post(stack, _messages(stack), NEW)

    head = _get(stack, f"/v1/threads/{stack.clinic.demo.maria.thread_id}")
    messages = _get(stack, _messages(stack))

    assert head.json["party"]["patient_number"] == "P-1000"
    assert head.json["party"]["date_of_birth"] == "1980-05-17"
    assert head.json["can_message"] == {"allowed": True, "reasons": []}
    assert head.json["verification"] == {"locked": False, "locked_at": None}
    assert [item["body"] for item in messages.json["items"]] == ["See you at 3.", "Hello?"]


def test_search(stack: Stack) -> None:
    answer = _search(stack, "lopez")

    assert [item["name"] for item in answer.json["items"]] == ["María López"]
    assert answer.json["items"][0]["thread_id"] == stack.clinic.demo.maria.thread_id


@pytest.mark.parametrize("query", ["", "x" * 101, None, 7])
def test_search_asks_for_words(stack: Stack, query: object) -> None:
    answer = _search(stack, query)

    assert (answer.status, answer.problem) == (422, "invalid-input")


def test_work_on_a_message_and_the_conflict(stack: Stack) -> None:
    message = stack.clinic.message_in("Hello?")

    done = _post(stack, _of(message, "complete"), {"version": 1})
    late = _post(stack, _of(message, "delete"), {"version": 1})
    restored = _post(stack, _of(message, "restore"), {"version": 2})

    assert (done.status, done.json["status"], done.json["version"]) == (200, "completed", 2)
    assert (late.status, late.problem) == (409, "conflict")
    assert (late.json["current"]["status"], late.json["current"]["version"]) == ("completed", 2)
    assert (restored.status, restored.json["status"]) == (200, "pending")


def test_link_is_sent_again_and_revoked(stack: Stack) -> None:
    visit = stack.clinic.secured()

    again = _post(stack, _of(visit.message, "link/resend"))
    revoked = _post(stack, _of(visit.message, "link/revoke"))

    assert (again.status, again.json["link"]["state"]) == (202, "active")
    assert (revoked.status, revoked.json["link"]["state"]) == (200, "revoked")
    refused = _post(stack, _of(visit.message, "link/resend"))
    assert (refused.status, refused.problem) == (422, "invalid-input")


def test_failed_text_is_retried(stack: Stack) -> None:
    stack.clinic.world.sms.refuse_next("30003")
    message, _ = stack.clinic.compose()
    stack.clinic.hand_over()

    answer = _post(stack, _of(message, "retry"))

    assert (answer.status, answer.json["delivery"]["state"]) == (202, "queued")
    assert _post(stack, _of(message, "retry"), key="key-2").problem == "invalid-input"


def test_failure_is_shown_with_what_to_do(stack: Stack) -> None:
    stack.clinic.world.sms.refuse_next("21614")
    stack.clinic.compose()
    stack.clinic.hand_over()

    (item,) = _get(stack, _messages(stack)).json["items"]

    assert item["delivery"]["state"] == "failed"
    assert item["delivery"]["reason"]["code"] == "21614"
    assert item["delivery"]["reason"]["advice"]
    assert item["delivery"]["can_retry"] is False


def test_patient_is_unlocked(stack: Stack) -> None:
    path = f"/v1/patients/{stack.clinic.demo.maria.patient_id}/unlock"

    answer = _post(stack, path)

    assert (answer.status, answer.text) == (204, "")
    assert _post(stack, f"/v1/patients/{'0' * 26}/unlock").problem == "not-found"


@pytest.mark.parametrize("subject", [ALICE, BOB, CAROL])
def test_ticket_opens_the_live_socket_once_for_any_member(stack: Stack, subject: str) -> None:
    """Carol, who has no part in text messages, may be in a message group."""
    answer = _post(stack, "/v1/live/tickets", subject=subject)

    assert (answer.status, answer.json["expires_in"]) == (201, 30)
    assert stack.clinic.open_live.connect(answer.json["ticket"], "c1")
    assert not stack.clinic.open_live.connect(answer.json["ticket"], "c2")


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/nothing"), ("DELETE", "/v1/badge"), ("PUT", "/v1/inbox"), ("GET", "/v1/live/tickets")],
)
def test_other_routes_and_methods_are_not_found(stack: Stack, method: str, path: str) -> None:
    answer = stack.http(inbox_api.handler, method, path, subject=ALICE)

    assert (answer.status, answer.problem) == (404, "not-found")


def test_what_may_work_later_says_so(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise TransientError

    monkeypatch.setattr(stack.clinic.world.threads, "badge", fail)

    answer = _get(stack, "/v1/badge")

    assert (answer.status, answer.problem) == (503, "try-again")


def test_answers_are_kept_by_no_cache(stack: Stack) -> None:
    for answer in (_get(stack, "/v1/badge"), _get(stack, "/v1/nothing"), _post(stack, _messages(stack), NEW)):
        assert answer.headers.get("cache-control") == "no-store"
        assert answer.headers.get("x-content-type-options") == "nosniff"


def test_the_history_names_nobody_for_what_was_done_by_itself(stack: Stack) -> None:
    """Rows A4, A5."""
    stack.clinic.compose()
    message = stack.clinic.message_in()
    stack.clinic.route(message.practice_id, message.thread_id, message.message_id)

    (step,) = _get(stack, _of(message, "history")).json["items"]

    assert (step["by"], step["kind"]) == (None, "assigned")
    assert [member["name"] for member in step["members"]] == ["Alice"]
