"""The staff API's document: what the code gives, valid, and whole (`make openapi` writes it)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis

from local import openapi

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return openapi.document()


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


def test_stored_document_is_what_the_code_gives() -> None:
    assert openapi.drift() == []


def test_drift_fails_the_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = json.loads(openapi.DOCUMENT.read_text())
    del stored["paths"]["/v1/badge"]
    other = tmp_path / "staff.json"
    other.write_text(json.dumps(stored))
    monkeypatch.setattr(openapi, "DOCUMENT", other)
    monkeypatch.setattr("sys.argv", ["openapi", "--check"])

    assert openapi.main() == 1

    monkeypatch.setattr("sys.argv", ["openapi"])
    assert openapi.main() == 0
    assert openapi.drift() == []


def test_document_is_valid_openapi(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    schemathesis.openapi.from_dict(document).validate()


def test_every_operation_needs_a_sign_in_and_says_what_it_answers(document: dict[str, Any]) -> None:
    assert document["security"] == [{"bearer": []}]
    names = []
    for name, operation in _operations(document):
        assert "security" not in operation, name
        assert operation["summary"], name
        assert operation["tags"], name
        statuses = set(operation["responses"])
        assert {"401", "403", "404", "422", "500"} <= statuses, name
        assert any(status.startswith("2") for status in statuses), name
        names.append(operation["operationId"])
    assert len(set(names)) == len(names)


def test_refusals_are_problem_documents(document: dict[str, Any]) -> None:
    shared = document["components"]["responses"]

    assert {"Refused403", "Refused404", "Refused409", "Refused422"} <= set(shared)
    for name, response in shared.items():
        if name != "Refused401":
            assert list(response["content"]) == ["application/problem+json"], name


def test_sends_ask_for_a_key(document: dict[str, Any]) -> None:
    parameters = document["paths"]["/v1/threads/{thread_id}/messages"]["post"]["parameters"]

    (key,) = (parameter for parameter in parameters if parameter["in"] == "header")
    assert (key["name"], key["required"]) == ("idempotency-key", True)
