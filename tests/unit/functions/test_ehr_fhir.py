"""The record system's API in FHIR R4: bundles, single resources, capabilities, and refusals (row J10)."""

from __future__ import annotations

import base64
import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ehr_api
from tests.support import fhir_practice
from tests.unit.functions.stack import Answer, LambdaContext, sample
from tests.unit.functions.test_ehr_api import CLIENT
from textward.adapters.fhir_check import LibraryCheck

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hypothesis.strategies import SearchStrategy

    from tests.unit.functions.stack import Stack

Json = dict[str, Any]
FHIR = "application/fhir+json"
ROLE = "All Messages"
CHECK = LibraryCheck()


BOTH = {"scope": "ehr/write ehr/notices"}


def ask(stack: Stack, body: object, path: str = "/ehr/fhir", method: str = "POST", **changes: Any) -> Answer:  # noqa: ANN401 - parts of an event
    event = sample("ehr_api")
    event["rawPath"] = event["requestContext"]["http"]["path"] = path
    event["requestContext"]["http"]["method"] = method
    event["headers"]["textward-practice"] = changes.pop("practice", stack.clinic.practice_id)
    event["headers"]["content-type"] = changes.pop("content_type", FHIR)
    event["requestContext"]["authorizer"]["jwt"]["claims"].update(changes.pop("claims", {}))
    text = body if isinstance(body, str) else json.dumps(body)
    event["isBase64Encoded"] = True  # as the gateway does with types that it doesn't know
    event["body"] = base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()
    assert not changes
    return Answer(ehr_api.handler(event, LambdaContext()))


def resource(answer: Answer, kind: str) -> Json:
    """Give the resource of an answer, which is right by the library too."""
    assert answer.headers["content-type"] == FHIR
    assert answer.headers["cache-control"] == "no-store"
    found = answer.json
    assert found["resourceType"] == kind
    assert CHECK(kind, found) == ()
    return found


def refusal(answer: Answer) -> tuple[int, str]:
    """Give status and the code of the only issue of a refused request."""
    (issue,) = resource(answer, "OperationOutcome")["issue"]
    assert issue["severity"] == "error"
    assert issue["diagnostics"]
    return answer.status, issue["code"]


@pytest.fixture
def granted(stack: Stack) -> Stack:
    stack.clinic.world.state.ehr_clients.add((stack.clinic.practice_id, CLIENT))
    return stack


def test_a_bundle_is_answered_entry_by_entry(granted: Stack) -> None:
    resources = [*fhir_practice.practice(ROLE), {"resourceType": "Location", "id": "bad", "name": 3}]
    answer = resource(ask(granted, fhir_practice.batch(*resources)), "Bundle")
    assert answer["type"] == "batch-response"
    responses = [entry["response"] for entry in answer["entry"]]
    by_kind = {one["resourceType"]: said for one, said in zip(resources[:-1], responses[:-1], strict=True)}
    assert by_kind["Patient"]["status"] == "201 Created"
    assert by_kind["Patient"]["location"] == "Patient/pat"
    (extension,) = by_kind["Patient"]["extension"]
    assert len(extension["valueId"]) == 26
    assert by_kind["CareTeam"]["status"] == by_kind["Schedule"]["status"] == "200 OK"
    refused = responses[-1]
    assert refused["status"] == "422 Unprocessable Entity"
    assert "location" not in refused
    (issue,) = refused["outcome"]["issue"]
    assert (issue["code"], issue["expression"]) == ("value", ["Location.name"])
    again = ask(granted, fhir_practice.batch(*resources)).json
    assert {entry["response"]["status"] for entry in again["entry"][:-1]} == {"200 OK"}


def test_one_resource_can_be_put_by_itself(granted: Stack) -> None:
    location, path = fhir_practice.location(), "/ehr/fhir/Location/loc"
    for status in (201, 200):
        answer = ask(granted, location, path, "PUT")
        assert answer.status == status
        assert resource(answer, "OperationOutcome")["issue"][0]["severity"] == "information"
    assert refusal(ask(granted, location, "/ehr/fhir/Location/other", "PUT")) == (422, "value")
    assert refusal(ask(granted, {"resourceType": "Device", "id": "d"}, "/ehr/fhir/Device/d", "PUT")) == (
        405,
        "not-supported",
    )
    assert refusal(ask(granted, "[", path, "PUT")) == (400, "structure")
    assert ask(granted, location, "/ehr/fhir/location/loc", "PUT").status == 422


def test_a_text_needs_both_scopes_and_is_taken_in(granted: Stack) -> None:
    resources = [*fhir_practice.practice(ROLE), fhir_practice.communication()]
    answer = ask(granted, fhir_practice.batch(*resources)).json["entry"][-1]["response"]
    assert answer["status"] == "403 Forbidden"
    answer = ask(granted, fhir_practice.batch(*resources), claims=BOTH).json["entry"][-1]["response"]
    assert answer["status"] == "202 Accepted"
    path = "/ehr/fhir/Communication/com"
    again = ask(granted, fhir_practice.communication(), path, "PUT", claims=BOTH)
    assert (again.status, again.json["issue"][0]["severity"]) == (202, "information")
    other = fhir_practice.communication("Other")
    assert refusal(ask(granted, other, path, "PUT", claims=BOTH)) == (409, "duplicate")
    assert ask(granted, other, path, "PUT", claims={"scope": "ehr/notices"}).status == 403


def test_capabilities_are_told(stack: Stack) -> None:
    answer = ask(stack, "", "/ehr/fhir/metadata", "GET", practice="none")
    statement = resource(answer, "CapabilityStatement")
    assert statement["fhirVersion"] == "4.0.1"
    (rest,) = statement["rest"]
    taken = {one["resourceType"] for one in [*fhir_practice.practice(ROLE), fhir_practice.communication()]}
    assert taken <= {one["type"] for one in rest["resource"]}
    assert refusal(ask(stack, "", "/ehr/fhir/metadata", "GET", claims={"scope": ""})) == (403, "forbidden")


def test_refusals_of_the_whole_are_outcomes_too(stack: Stack, granted: Stack) -> None:
    bundle = fhir_practice.batch(fhir_practice.location())
    assert refusal(ask(granted, bundle, claims={"scope": "ehr/read"})) == (403, "forbidden")
    assert refusal(ask(granted, bundle, claims={"client_id": "another"})) == (403, "forbidden")
    assert refusal(ask(granted, bundle, practice="01ARZ3NDEKTSV4RRFFQ69G5FAY")) == (403, "forbidden")
    assert refusal(ask(granted, bundle, practice="none")) == (422, "value")
    assert refusal(ask(granted, bundle, content_type="text/plain")) == (415, "not-supported")
    assert refusal(ask(granted, bundle, path="/ehr/fhir/Patient")) == (404, "not-found")
    assert refusal(ask(granted, "{" + " " * (4 * 1024 * 1024) + "}")) == (422, "value")
    assert refusal(ask(granted, bundle | {"type": "transaction"})) == (422, "not-supported")
    assert ask(granted, bundle, content_type="application/json; charset=utf-8").status == 200
    assert ask(stack, "{}", "/ehr/bulk/facilities").problem == "unsupported-media-type"


def test_nothing_of_a_bundle_is_logged_or_told_back(granted: Stack, log: Callable[[], str]) -> None:
    patient = fhir_practice.patient() | {"id": "pat2"}
    patient["name"] = [{"use": "official", "family": "PLANTED", "PLANTED": 1}]
    named = fhir_practice.location() | {"name": "PLANTED" * 40}
    bundle = fhir_practice.batch(patient, named, fhir_practice.location("2") | {"name": "PLANTED"})
    bundle["entry"][0]["fullUrl"] = "urn:PLANTED"
    answer = ask(granted, bundle)
    assert [entry["response"]["status"][:3] for entry in answer.json["entry"]] == ["422", "422", "201"]
    whole = ask(granted, bundle | {"PLANTED": [{"PLANTED": "PLANTED"}]})
    assert refusal(whole) == (400, "structure")
    assert "PLANTED" not in answer.text + whole.text
    assert "PLANTED" not in log()


# ------------------------------------------------------------------------------------------------- whatever is sent


def _json(leaves: SearchStrategy[Any]) -> SearchStrategy[Any]:
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
        max_leaves=6,
    )


_LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(
        ["Patient", "Patient/pat", "#s", "urn:uuid:1", "2026-01-01T10:00:00Z", "entered-in-error"]
    ),
)
ANYTHING = _json(_LEAVES)
GOOD = fhir_practice.batch(*fhir_practice.practice(ROLE), fhir_practice.communication())


def _places(part: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:  # noqa: ANN401 - any part of a JSON document
    """Give the way to every part of a document."""
    if path:
        yield path
    inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for name, value in inner:
        yield from _places(value, (*path, name))


PLACES = sorted(_places(GOOD), key=str)
ONE_CLINIC = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
"""What one example stored does the next no harm."""


def _changed(place: tuple[str | int, ...], value: object) -> Json:
    """Give the good bundle with one part replaced."""
    document = copy.deepcopy(GOOD)
    part: Any = document
    for name in place[:-1]:
        part = part[name]
    part[place[-1]] = value
    return document


def _is_answered(stack: Stack, body: object, path: str = "/ehr/fhir", method: str = "POST") -> None:
    answer = ask(stack, body, path, method, claims=BOTH)
    assert answer.status < 500, answer.text
    assert answer.headers["content-type"] == FHIR
    kinds = {"Bundle"} if (answer.status, method) == (200, "POST") else {"OperationOutcome"}
    assert answer.json["resourceType"] in kinds
    for entry in answer.json.get("entry", ()):
        assert entry["response"]["status"][:1] in {"2", "4"}


@ONE_CLINIC
@given(place=st.sampled_from(PLACES), value=ANYTHING)
def test_a_bundle_with_anything_in_any_place_is_answered(
    granted: Stack, place: tuple[str | int, ...], value: object
) -> None:
    _is_answered(granted, _changed(place, value))


@ONE_CLINIC
@given(body=ANYTHING | st.text(), resources=st.lists(ANYTHING, max_size=3))
def test_any_json_is_answered(granted: Stack, body: object, resources: list[Any]) -> None:
    _is_answered(granted, body)
    _is_answered(granted, body, "/ehr/fhir/Patient/pat", "PUT")
    entries = [{"resource": one, "request": {"method": "PUT", "url": "Patient/pat"}} for one in resources]
    _is_answered(granted, {"resourceType": "Bundle", "type": "batch", "entry": entries})
