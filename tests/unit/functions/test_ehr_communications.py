"""A record system reads what was said with a patient (row J10): pages, order, scope, and whose."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

import ehr_api
from tests.unit.functions.stack import Answer, LambdaContext, sample
from tests.unit.functions.test_ehr_api import CLIENT
from textward.adapters.fhir_check import LibraryCheck
from textward.domain.ehr import RecordKind, own_id
from textward.domain.patient import Patient
from textward.domain.private import Private

if TYPE_CHECKING:
    from tests.unit.functions.stack import PortalStack

Json = dict[str, Any]
CHECK = LibraryCheck()
THEIRS = "MRN-1"
MOST_PAGES = 10


def ask(stack: PortalStack, patient: str = THEIRS, cursor: str = "", **changes: Any) -> Answer:  # noqa: ANN401 - parts of an event
    event = sample("ehr_api")
    event["rawPath"] = event["requestContext"]["http"]["path"] = f"/ehr/patients/{patient}/communications"
    event["requestContext"]["http"]["method"] = "GET"
    event["headers"]["textward-practice"] = changes.pop("practice", stack.clinic.practice_id)
    event["queryStringParameters"] = {"cursor": cursor} if cursor else {}
    event["body"] = None
    claims = {"scope": "ehr/read", **changes.pop("claims", {})}
    event["requestContext"]["authorizer"]["jwt"]["claims"].update(claims)
    assert not changes
    return Answer(ehr_api.handler(event, LambdaContext()))


@pytest.fixture
def known(portal_stack: PortalStack) -> Patient:
    """Let the record system in, and have it tell of a patient."""
    clinic = portal_stack.clinic
    clinic.world.state.ehr_clients.add((clinic.practice_id, CLIENT))
    patient = Patient(
        clinic.practice_id,
        own_id(clinic.practice_id, RecordKind.PATIENTS, THEIRS),
        "500",
        Private("Nora Record"),
        clinic.demo.maria.date_of_birth,
        phone=Private("+12125550155"),
        record_id=THEIRS,
    )
    clinic.world.patients.save(patient)
    return patient


def walk(stack: PortalStack) -> list[list[Json]]:
    """Read all pages; give each one's messages."""
    found: list[list[Json]] = []
    cursor = ""
    while len(found) < MOST_PAGES:
        answer = ask(stack, cursor=cursor)
        assert answer.status == 200, answer.text
        assert answer.headers["content-type"] == "application/fhir+json"
        assert CHECK("Bundle", answer.json) == ()
        entries = answer.json.get("entry", [])
        found.append([entry["resource"] for entry in entries if entry["search"]["mode"] == "match"])
        links = {link["relation"]: link["url"] for link in answer.json["link"]}
        if "next" not in links:
            return found
        (cursor,) = parse_qs(urlsplit(links["next"]).query)["cursor"]
    raise AssertionError("the pages have no end")


def bodies(page: list[Json]) -> list[str]:
    return [one["payload"][0]["contentString"] for one in page]


def test_everything_comes_once_texts_first(portal_stack: PortalStack, known: Patient) -> None:
    clinic = portal_stack.clinic
    for number in range(130):
        clinic.world.clock.advance(timedelta(seconds=1))
        clinic.message_in(f"Text {number}", "+12125550155", f"SM{number}")
    group = clinic.group()
    for name in ("First", "Second"):
        clinic.world.clock.advance(timedelta(minutes=1))
        clinic.write(group, by=known, body=f"{name} matter")
    pages = walk(portal_stack)
    assert [len(page) for page in pages] == [100, 30, 1, 1]
    texts = [*bodies(pages[0]), *bodies(pages[1])]
    assert texts == [f"Text {number}" for number in reversed(range(130))]
    assert [bodies(page) for page in pages[2:]] == [["Second matter"], ["First matter"]]


def test_header_comes_with_each_page_and_names_the_patient_as_they_do(
    portal_stack: PortalStack, known: Patient
) -> None:
    portal_stack.clinic.message_in("Hello", "+12125550155")
    answer = ask(portal_stack)
    message, header = (entry["resource"] for entry in answer.json["entry"])
    assert answer.json["entry"][1]["search"]["mode"] == "include"
    assert message["partOf"] == [{"reference": f"Communication/{header['id']}"}]
    assert message["subject"]["identifier"] == {"value": THEIRS}
    assert message["subject"]["reference"] == f"Patient/{known.patient_id}"


def test_nothing_said_is_an_empty_page(portal_stack: PortalStack, known: Patient) -> None:
    assert walk(portal_stack) == [[]]


def test_each_page_leaves_a_line(portal_stack: PortalStack, known: Patient) -> None:
    ask(portal_stack)
    line = portal_stack.clinic.world.state.audit[-1]
    assert (line.action.value, line.patient_id) == ("communications.read", known.patient_id)
    assert (line.actor.kind, line.actor.actor_id) == ("record_system", CLIENT)


@pytest.mark.parametrize("scope", ["", "ehr/write", "ehr/notices"])
def test_a_token_without_the_scope_is_refused(portal_stack: PortalStack, known: Patient, scope: str) -> None:
    answer = ask(portal_stack, claims={"scope": scope})
    assert (answer.status, answer.problem) == (403, "not-allowed")


def test_others_patients_look_like_none(portal_stack: PortalStack, known: Patient) -> None:
    unknown = ask(portal_stack, patient="MRN-2")
    assert (unknown.status, unknown.problem) == (404, "not-found")
    assert ask(portal_stack, practice="01ARZ3NDEKTSV4RRFFQ69G5FAX").status == 403
    by_ours = ask(portal_stack, patient=known.patient_id)
    assert by_ours.status == 404


def test_a_cursor_is_good_for_its_patient_alone(portal_stack: PortalStack, known: Patient) -> None:
    for cursor in ("none", "AAAA"):
        answer = ask(portal_stack, cursor=cursor)
        assert (answer.status, answer.problem) == (422, "invalid-input")


@pytest.mark.parametrize("their_id", ["A|1", "x=y&z", "<1>", "50%", "urn:x:1.2", "{a}", "~!@$^*()_+;,'"])
def test_ids_of_all_shapes_stand_in_the_path(
    portal_stack: PortalStack, known: Patient, their_id: str
) -> None:
    clinic = portal_stack.clinic
    own = own_id(clinic.practice_id, RecordKind.PATIENTS, their_id)
    clinic.world.patients.save(replace(known, patient_id=own, record_id=their_id))
    answer = ask(portal_stack, patient=their_id)
    assert answer.status == 200, answer.text
    assert "?" not in answer.json["link"][0]["url"]
