"""The APIs' documents: what the code gives, valid, and whole (`make openapi` writes them)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis

from local import documented_apis, openapi
from local.documented_apis import APIS, PORTAL, STAFF

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from local.documented_apis import Api

each_api = pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)


@pytest.fixture(scope="module")
def documents() -> dict[str, dict[str, Any]]:
    return {api.name: openapi.document(api) for api in APIS}


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


@each_api
def test_stored_document_is_what_the_code_gives(api: Api) -> None:
    assert openapi.drift(api) == []


def test_drift_fails_the_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Elsewhere(documented_apis.Api):
        @property
        def path(self) -> Path:
            return tmp_path / f"{self.name}.json"

    moved = tuple(
        Elsewhere(**{name: getattr(api, name) for name in api.__dataclass_fields__}) for api in APIS
    )
    for api in APIS:
        (tmp_path / api.path.name).write_text(api.path.read_text())
    stored = json.loads(PORTAL.path.read_text())
    del stored["paths"]["/portal-api/me"]
    (tmp_path / "portal.json").write_text(json.dumps(stored))
    monkeypatch.setattr(openapi, "APIS", moved)
    monkeypatch.setattr("sys.argv", ["openapi", "--check"])

    assert openapi.main() == 1

    monkeypatch.setattr("sys.argv", ["openapi"])
    assert openapi.main() == 0
    assert [openapi.drift(api) for api in moved] == [[] for _ in APIS]


@each_api
def test_document_is_valid_openapi(documents: dict[str, dict[str, Any]], api: Api) -> None:
    document = documents[api.name]
    assert document["openapi"] == "3.1.0"
    schemathesis.openapi.from_dict(document).validate()


@pytest.mark.parametrize(
    ("api", "refusals"),
    [(STAFF, {"401", "403", "404", "422", "500"}), (PORTAL, {"404", "422", "500"})],
    ids=lambda value: getattr(value, "name", ""),
)
def test_every_operation_says_what_it_answers(
    documents: dict[str, dict[str, Any]], api: Api, refusals: set[str]
) -> None:
    names = []
    for name, operation in _operations(documents[api.name]):
        assert operation["summary"], name
        assert operation["tags"], name
        statuses = set(operation["responses"])
        assert refusals <= statuses, name
        assert any(status.startswith("2") for status in statuses), name
        names.append(operation["operationId"])
    assert len(set(names)) == len(names)


def test_every_staff_operation_needs_a_sign_in(documents: dict[str, dict[str, Any]]) -> None:
    assert documents["staff"]["security"] == [{"bearer": []}]
    assert all("security" not in operation for _, operation in _operations(documents["staff"]))


def test_portal_takes_cookie_or_token_but_where_nobody_has_signed_in_yet(
    documents: dict[str, dict[str, Any]],
) -> None:
    portal = documents["portal"]
    assert portal["security"] == [{"cookie": []}, {"bearer": []}]
    open_routes = {name for name, operation in _operations(portal) if operation.get("security") == []}
    assert open_routes == {
        "GET /portal-api/practices/{practice_id}",
        "POST /portal-api/codes",
        "POST /portal-api/codes/verify",
    }
    for name, operation in _operations(portal):
        assert ("401" in operation["responses"]) == (name not in open_routes or name.endswith("verify")), name


@each_api
def test_refusals_are_problem_documents(documents: dict[str, dict[str, Any]], api: Api) -> None:
    shared = documents[api.name]["components"]["responses"]

    assert {"Refused403", "Refused404", "Refused409", "Refused422"} <= set(shared)
    for name, response in shared.items():
        if api is PORTAL or name != "Refused401":  # the gateway's own answer
            assert list(response["content"]) == ["application/problem+json"], name


@pytest.mark.parametrize(
    ("api", "path"),
    [
        (STAFF, "/v1/threads/{thread_id}/messages"),
        (PORTAL, "/portal-api/conversations"),
        (PORTAL, "/portal-api/conversations/{conversation_id}/messages"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_sends_ask_for_a_key(documents: dict[str, dict[str, Any]], api: Api, path: str) -> None:
    parameters = documents[api.name]["paths"][path]["post"]["parameters"]

    (key,) = (parameter for parameter in parameters if parameter["in"] == "header")
    assert (key["name"], key["required"]) == ("idempotency-key", True)


def test_nothing_that_patients_type_goes_into_urls(documents: dict[str, dict[str, Any]]) -> None:
    names = {
        parameter["name"]
        for _, operation in _operations(documents["portal"])
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query"
    }
    assert names == {"box", "cursor"}
