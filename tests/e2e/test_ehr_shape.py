"""The running record system's API answers as docs/api/ehr.json says, whatever it is sent (schemathesis)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import strategies as st

from local.documented_apis import EHR
from tests.support.running.documented import Asking, Documented
from tests.support.running.record_system import let_in

if TYPE_CHECKING:
    from tests.support.running.record_system import RecordSystem
    from tests.support.running.site import Site

IDS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=64)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=10,
)
MEMBERS = st.sampled_from(
    ["name", "number", "email", "role", "date_of_birth", "phone", "members", "starts_at", "status", "slot"]
)
LINES = st.builds(
    lambda known, more: known | more, st.fixed_dictionaries({"id": IDS}), st.dictionaries(MEMBERS, JSON)
)
TYPES = st.sampled_from(
    ["Location", "Practitioner", "Patient", "CareTeam", "Appointment", "Slot", "Communication", "Device"]
)
ELEMENTS = st.sampled_from(["id", "name", "identifier", "status", "birthDate", "telecom", "subject", "start"])
RESOURCES = st.builds(
    lambda kind, more: {"resourceType": kind} | more, TYPES, st.dictionaries(ELEMENTS, JSON)
)
ENTRIES = st.builds(
    lambda kind, resource: {"resource": resource, "request": {"method": "PUT", "url": f"{kind}/x"}},
    TYPES,
    RESOURCES | JSON,
)
BUNDLES = st.builds(
    lambda entries: {"resourceType": "Bundle", "type": "batch", "entry": entries},
    st.lists(ENTRIES, max_size=5),
)


def _text(value: object) -> bytes:
    return json.dumps(value).encode()


# What the document says only in words: content that looks like what is meant.
schemathesis.openapi.media_type(
    "application/x-ndjson", st.lists((LINES | JSON).map(_text), max_size=5).map(b"\n".join)
)
schemathesis.openapi.media_type("application/fhir+json", (BUNDLES | RESOURCES | JSON).map(_text))
DOCUMENT = Documented(EHR.path)


@pytest.fixture(scope="module")
def system(site: Site) -> RecordSystem:
    """Give a record system at a practice of this test's own."""
    return let_in(site)


@pytest.fixture(scope="module")
def known() -> dict[str, str]:
    """Give ids of things that are there."""
    return {"kind": "patients", "resource_type": "Patient", "resource_id": "P-1"}


@pytest.mark.parametrize("label", DOCUMENT.operations)
def test_an_operation_answers_as_documented(
    site: Site, system: RecordSystem, known: dict[str, str], label: str
) -> None:
    Asking(site.stack.base_url, system.headers, known).hold(DOCUMENT.operations[label])


def test_every_operation_of_the_document_was_read() -> None:
    assert DOCUMENT.is_whole()


def test_every_operation_asks_for_a_token(site: Site) -> None:
    DOCUMENT.check_a_token_is_asked_for(site.http)


def test_no_operation_is_open_to_a_practice_that_has_not_let_it_in(site: Site, system: RecordSystem) -> None:
    headers: dict[str, Any] = {**system.headers, "Textward-Practice": "0" * 26, "Idempotency-Key": "none"}
    for label, operation in DOCUMENT.operations.items():
        if not any(one.name.lower() == "textward-practice" for one in operation.headers):
            continue
        method, path = label.split(" ")
        for parameter in operation.path_parameters:
            path = path.replace(f"{{{parameter.name}}}", known_word(parameter.name))
        body = {"patient": "P-1", "text": "Hello"}
        content = next(iter(operation.definition.raw.get("requestBody", {}).get("content", {})), None)
        kind = {"Content-Type": content} if content else {}
        answer = site.http.request(
            method, path, content=json.dumps(body) if content else None, headers=headers | kind
        )
        assert answer.status_code == 403, (label, answer.text)


def known_word(name: str) -> str:
    return {"kind": "patients", "resource_type": "Patient"}.get(name, "0" * 26)
