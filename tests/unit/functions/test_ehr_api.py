"""The record system's API: tokens, scopes, practices, and content (row J10)."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest

import ehr_api
from tests.unit.functions.stack import Answer, LambdaContext, sample
from textward.domain.ehr import LONGEST_NAME

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.functions.stack import Stack

CLIENT = "samplerecordsystem"
LINE = '{"id": "MAIN", "name": "Main Street"}\n'


def ask(stack: Stack, kind: str = "facilities", body: str = LINE, **changes: Any) -> Answer:  # noqa: ANN401 - parts of an event
    event = sample("ehr_api")
    event["rawPath"] = event["requestContext"]["http"]["path"] = f"/ehr/bulk/{kind}"
    event["headers"]["textward-practice"] = changes.pop("practice", stack.clinic.practice_id)
    event["headers"]["content-type"] = changes.pop("content_type", "application/x-ndjson; charset=utf-8")
    event["requestContext"]["authorizer"]["jwt"]["claims"].update(changes.pop("claims", {}))
    event["isBase64Encoded"] = changes.pop("encoded", True)
    event["body"] = base64.b64encode(body.encode()).decode() if event["isBase64Encoded"] else body
    assert not changes
    return Answer(ehr_api.handler(event, LambdaContext()))


@pytest.fixture
def granted(stack: Stack) -> Stack:
    stack.clinic.world.state.ehr_clients.add((stack.clinic.practice_id, CLIENT))
    return stack


def test_lines_are_answered_line_by_line(granted: Stack) -> None:
    answer = ask(granted, body=LINE + LINE + "none\n")
    assert answer.status == 200
    assert answer.json["summary"] == {"created": 1, "updated": 0, "unchanged": 1, "refused": 1}
    first, second, third = answer.json["lines"]
    assert (first["line"], first["id"], first["outcome"]) == (1, "MAIN", "created")
    assert len(first["textward_id"]) == 26
    assert second["textward_id"] == first["textward_id"]
    assert (third["id"], third["textward_id"], third["outcome"]) == (None, None, "refused")
    assert third["detail"] == "Each line must be a JSON object."


def test_text_that_the_gateway_left_as_it_was_is_read_too(granted: Stack) -> None:
    answer = ask(granted, encoded=False)
    assert answer.json["summary"]["created"] == 1


@pytest.mark.parametrize("scope", ["", "ehr/read", "ehr/writer", "xehr/write"])
def test_a_token_without_the_scope_is_refused(granted: Stack, scope: str) -> None:
    answer = ask(granted, claims={"scope": scope})
    assert (answer.status, answer.problem) == (403, "not-allowed")


def test_practices_that_have_not_let_it_in_look_like_none(stack: Stack, granted: Stack) -> None:
    details = set()
    for practice in ("01ARZ3NDEKTSV4RRFFQ69G5FAX", "01ARZ3NDEKTSV4RRFFQ69G5FAY"):
        answer = ask(granted, practice=practice)
        assert answer.status == 403
        details.add((answer.problem, answer.json["detail"]))
    assert len(details) == 1
    assert ask(granted, claims={"client_id": "another"}).status == 403
    assert ask(granted, claims={"client_id": None}).status == 403


def test_a_practice_must_be_named(granted: Stack) -> None:
    assert ask(granted, practice="none").status == 422
    assert ask(granted, kind="letters").status == 422


def test_other_content_is_refused(granted: Stack) -> None:
    answer = ask(granted, content_type="application/json")
    assert (answer.status, answer.problem) == (415, "unsupported-media-type")
    assert "application/x-ndjson" in answer.json["detail"]
    assert ask(granted, body="\n").status == 422
    assert ask(granted, body=LINE * 1001).status == 422
    big = json.dumps({"id": "1", "name": "x" * (4 * 1024 * 1024)})
    assert ask(granted, body=big).status == 422
    latin = base64.b64encode("é".encode("latin-1")).decode()
    event = sample("ehr_api")
    event["headers"]["textward-practice"] = granted.clinic.practice_id
    event["body"] = latin
    assert Answer(ehr_api.handler(event, LambdaContext())).status == 400


def test_nothing_of_a_line_is_logged_or_told_back(granted: Stack, log: Callable[[], str]) -> None:
    long = "PLANTED" * LONGEST_NAME
    line = json.dumps({"id": "1", "name": long})
    answer = ask(granted, body=f"{line}\nPLANTED\n" + json.dumps({"id": "2", "name": "PLANTED"}))
    assert [one["outcome"] for one in answer.json["lines"]] == ["refused", "refused", "created"]
    assert "PLANTED" not in answer.text
    assert "PLANTED" not in log()
