"""Events for record systems through the functions: queue, schedule, feed, settings (row J10)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

import deliver_webhooks
import ehr_api
import retry_webhooks
import settings_api
from tests.unit.functions.stack import Answer, LambdaContext, batch, failed, sample
from textward.domain.errors import ConflictError
from textward.domain.webhook import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.functions.stack import Stack

CLIENT = "samplerecordsystem"
CONTEXT = LambdaContext()
SETTINGS = "/v1/settings/record-system"
URL = "https://records.example/in"
WISH = {"url": URL, "types": ["message.received", "message.sent"], "include_content": True}


def admin(stack: Stack, method: str, path: str, body: object = None, **query: object) -> Answer:
    return stack.http(
        settings_api.handler, method, SETTINGS + path, body=body, query=query, subject="subject-alice"
    )


def added(stack: Stack, **changes: object) -> dict[str, Any]:
    answer = admin(stack, "POST", "/endpoints", {**WISH, **changes})
    assert answer.status == 201, answer.text
    return answer.json


def deliver(stack: Stack) -> list[str]:
    events = stack.clinic.world.stream()
    return failed(deliver_webhooks.handler(batch("deliver_webhooks", events), CONTEXT))


def feed(stack: Stack, scope: str = "ehr/read", **query: object) -> Answer:
    event = sample("ehr_api")
    event["rawPath"] = event["requestContext"]["http"]["path"] = "/ehr/events"
    event["requestContext"]["http"]["method"] = "GET"
    event["headers"] = {"textward-practice": stack.clinic.practice_id}
    event["body"], event["isBase64Encoded"] = None, False
    event["queryStringParameters"] = {name: str(value) for name, value in query.items()} or None
    claims = {"client_id": CLIENT, "scope": scope}
    event["requestContext"]["authorizer"]["jwt"]["claims"].update(claims)
    return Answer(ehr_api.handler(event, CONTEXT))


@pytest.fixture
def granted(stack: Stack) -> Stack:
    stack.clinic.world.state.ehr_clients.add((stack.clinic.practice_id, CLIENT))
    return stack


def test_an_endpoint_from_its_secret_to_its_end(stack: Stack) -> None:
    made = added(stack)
    endpoint, where = made["endpoint"], f"/endpoints/{made['endpoint']['id']}"
    assert made["secret"].startswith("whsec_")
    assert (endpoint["active"], endpoint["waiting"], endpoint["last_delivery"]) == (True, 0, None)
    shown = admin(stack, "GET", "").json
    assert shown["endpoints"] == [endpoint]
    assert shown["limits"] == {"clients": 10, "endpoints": 5}
    assert "message.received" in shown["event_types"]
    assert "ping" not in shown["event_types"]
    assert made["secret"] not in json.dumps(shown)

    assert admin(stack, "POST", f"{where}/test").json == {
        "outcome": "delivered",
        "status": 200,
        "reason": None,
    }
    change = {**WISH, "types": ["consent.changed"], "active": True, "version": 1}
    assert admin(stack, "PUT", where, change).json["types"] == ["consent.changed"]
    stale = admin(stack, "PUT", where, change)
    assert (stale.status, stale.problem) == (409, "conflict")
    rotated = admin(stack, "POST", f"{where}/secret").json
    assert rotated["secret"] != made["secret"]
    assert rotated["endpoint"]["old_secret_until"]
    assert admin(stack, "DELETE", where).status == 204
    assert admin(stack, "DELETE", where).status == 404
    assert admin(stack, "GET", "").json["endpoints"] == []


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"url": "https://10.0.0.1/"}, "/url"),
        ({"url": "http://records.example/"}, "/url"),
        ({"types": []}, "/body/types"),
        ({"types": ["ping"]}, "/body/types/0"),
        ({"include_content": "perhaps"}, "/body/include_content"),
    ],
)
def test_a_bad_wish_is_refused_by_its_place(stack: Stack, changes: dict[str, object], pointer: str) -> None:
    answer = admin(stack, "POST", "/endpoints", {**WISH, **changes})
    assert (answer.status, answer.problem) == (422, "invalid-input")
    assert answer.json["errors"][0]["pointer"] == pointer


def test_what_happens_is_delivered_and_what_fails_is_shown(stack: Stack) -> None:
    where = f"/endpoints/{added(stack)['endpoint']['id']}"
    stack.clinic.message_in("PLANTED hello")
    assert deliver(stack) == []
    (posted,) = stack.clinic.world.webhooks.posted
    assert posted.event["data"]["body"] == "PLANTED hello"
    stack.clinic.world.webhooks.refuse(URL, Refusal.STATUS, 503)
    stack.clinic.message_in(sid="SM2")
    deliver(stack)
    (shown,) = admin(stack, "GET", "").json["endpoints"]
    assert shown["waiting"] == 1
    last = shown["last_delivery"]
    assert (last["outcome"], last["status"], last["reason"]) == ("failing", 503, "status")
    (waiting,) = admin(stack, "GET", f"{where}/deliveries").json["items"]
    assert (waiting["sequence"], waiting["state"], waiting["tries"], waiting["last_status"]) == (
        2,
        "waiting",
        1,
        503,
    )
    stack.clinic.world.webhooks.down.clear()
    stack.clinic.world.clock.advance(waiting_time(waiting))
    assert retry_webhooks.handler(sample("retry_webhooks"), CONTEXT) == {"looked_at": 1, "given_up": 0}
    assert admin(stack, "GET", f"{where}/deliveries").json["items"] == []
    assert admin(stack, "GET", "").json["endpoints"][0]["last_delivery"]["outcome"] == "delivered"


def waiting_time(waiting: dict[str, Any]) -> timedelta:
    return datetime.fromisoformat(waiting["next_try_at"]) - datetime.fromisoformat(waiting["since"])


def test_what_is_given_up_is_logged_for_the_alarm(stack: Stack, log: Callable[[], str]) -> None:
    added(stack)
    stack.clinic.world.webhooks.refuse(URL, Refusal.STATUS, 503)
    stack.clinic.message_in()
    deliver(stack)
    stack.clinic.world.advance(timedelta(days=3))
    assert retry_webhooks.handler(sample("retry_webhooks"), CONTEXT) == {"looked_at": 1, "given_up": 1}
    assert '"message":"events given up"' in log().replace('": "', '":"')


def test_clients_are_let_in_beside_the_endpoints(stack: Stack) -> None:
    made = added(stack)["endpoint"]
    shown = admin(stack, "PUT", "", {"client_ids": ["4hdoneclient"]}).json
    assert (shown["client_ids"], shown["endpoints"]) == (["4hdoneclient"], [made])


def test_deliveries_come_page_by_page(stack: Stack) -> None:
    where = f"/endpoints/{added(stack)['endpoint']['id']}/deliveries"
    stack.clinic.world.webhooks.refuse(URL, Refusal.TIME_OUT)
    for number in range(30):
        stack.clinic.message_in(sid=f"SM{number}")
    deliver(stack)
    first = admin(stack, "GET", where).json
    rest = admin(stack, "GET", where, cursor=first["next_cursor"]).json
    assert [one["sequence"] for one in first["items"] + rest["items"]] == list(range(30, 0, -1))
    assert rest["next_cursor"] is None


def test_replay_is_begun(stack: Stack) -> None:
    where = f"/endpoints/{added(stack)['endpoint']['id']}/replay"
    refused = admin(stack, "POST", where, {"after": 0})
    assert (refused.status, refused.json["errors"][0]["pointer"]) == (422, "/after")
    stack.clinic.message_in()
    deliver(stack)
    answer = admin(stack, "POST", where, {"after": 0})
    assert (answer.status, answer.json["replaying"]) == (202, True)
    retry_webhooks.handler(sample("retry_webhooks"), CONTEXT)
    assert [one.event["sequence"] for one in stack.clinic.world.webhooks.posted] == [1, 1]
    assert not admin(stack, "GET", "").json["endpoints"][0]["replaying"]


def test_a_record_system_reads_the_feed(granted: Stack) -> None:
    assert feed(granted).json == {"items": [], "next_after": 0}
    for number in range(3):
        granted.clinic.message_in("PLANTED", sid=f"SM{number}")
    deliver(granted)
    first = feed(granted, limit=2)
    rest = feed(granted, after=first.json["next_after"])
    items = first.json["items"] + rest.json["items"]
    assert [item["sequence"] for item in items] == [1, 2, 3]
    assert {item["type"] for item in items} == {"message.received"}
    assert "PLANTED" not in first.text + rest.text
    assert feed(granted, after=4).status == 422
    assert feed(granted, after=-1).status == 422
    assert feed(granted, limit=501).status == 422


@pytest.mark.parametrize("scope", ["", "ehr/write", "ehr/notices", "ehr/readx"])
def test_a_token_without_the_scope_is_refused(granted: Stack, scope: str) -> None:
    assert (feed(granted, scope).status, feed(granted, scope).problem) == (403, "not-allowed")


def test_a_practice_that_has_not_let_it_in_tells_nothing(stack: Stack) -> None:
    assert feed(stack).status == 403


def test_who_comes_too_late_is_told_where_to_go_on(granted: Stack) -> None:
    granted.clinic.message_in()
    deliver(granted)
    granted.clinic.world.advance(timedelta(days=31))
    answer = feed(granted, after=0)
    assert (answer.status, answer.problem, answer.json["after"]) == (410, "feed-gone", 1)
    assert feed(granted, after=1).json["items"] == []


def test_an_event_that_could_not_be_recorded_comes_back(
    granted: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    granted.clinic.message_in()
    events = granted.clinic.world.stream()

    def busy(*_: object) -> None:
        raise ConflictError

    with monkeypatch.context() as patched:
        patched.setattr(type(granted.clinic.world.feeds), "record", busy)
        answer = deliver_webhooks.handler(batch("deliver_webhooks", events), CONTEXT)
    assert failed(answer) == ["record-0"]
    answer = deliver_webhooks.handler(batch("deliver_webhooks", events), CONTEXT)
    assert failed(answer) == []
    assert [item["sequence"] for item in feed(granted).json["items"]] == [1]


def test_nothing_private_is_logged(stack: Stack, log: Callable[[], str]) -> None:
    made = added(stack)
    stack.clinic.message_in("PLANTED hello")
    deliver(stack)
    stack.clinic.world.webhooks.refuse(URL, Refusal.STATUS, 503)
    stack.clinic.message_in("PLANTED again", sid="SM2")
    deliver(stack)
    retry_webhooks.handler(sample("retry_webhooks"), CONTEXT)
    written = log()
    for private in ("PLANTED", "López", made["secret"], "records.example"):
        assert private not in written
