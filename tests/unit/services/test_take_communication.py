"""FHIR R4 Communications are sent as automated texts (rows A3, J10)."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest

from tests.support import fhir_practice
from tests.unit.services.fhir_desk import ROLE, FhirDesk, full_desk, issue
from textward.domain.ehr import Outcome
from textward.domain.paging import PageRequest

Json = dict[str, Any]
CREATED, UPDATED, UNCHANGED, REFUSED = Outcome


@pytest.fixture
def desk() -> FhirDesk:
    return FhirDesk()


@pytest.fixture
def full() -> FhirDesk:
    return full_desk()


def said(desk: FhirDesk) -> list[str]:
    """Give what the patient was sent."""
    thread_id = desk.patient().thread_id
    messages = desk.desk.clinic.world.threads.messages(
        desk.desk.practice_id, thread_id, PageRequest(10)
    ).items
    return [message.body.reveal() for message in messages if message.body]


def test_a_communication_is_texted_once_and_as_it_is(full: FhirDesk) -> None:
    communication = fhir_practice.communication("Hello {first_name}")
    posted = fhir_practice.batch(communication)
    posted["entry"][0]["request"] = {"method": "POST", "url": "Communication"}
    for bundle in (fhir_practice.batch(communication), posted):
        first, again = full.send(bundle)[0], full.send(bundle)[0]
        assert first.outcome is CREATED
        assert first == again
        changed = copy.deepcopy(bundle)
        changed["entry"][0]["resource"]["payload"] = [{"contentString": "Other"}]
        assert issue(full.send(changed)[0]) == ("duplicate", "Communication.identifier")
    assert said(full) == ["Hello {first_name}"] * 2


def test_what_is_urgent_leaves_in_quiet_hours(full: FhirDesk) -> None:
    full.desk.clinic.world.advance(timedelta(hours=13))  # ten in the evening
    for number, priority in enumerate(("routine", "urgent", "asap", "stat")):
        communication = fhir_practice.communication(priority, str(number)) | {"priority": priority}
        communication["recipient"] = [{"reference": "Patient/pat"}]
        assert full.one(communication).outcome is CREATED
    assert said(full) == ["stat"]


def test_a_patient_and_a_text_to_them_come_in_one_bundle(desk: FhirDesk) -> None:
    words = fhir_practice.communication() | {"payload": [{"contentString": "One"}, {"contentString": "Two"}]}
    assert {one.outcome for one in desk.put(words, *fhir_practice.practice(ROLE))} <= {
        CREATED,
        UPDATED,
        UNCHANGED,
    }
    assert said(desk) == ["One\nTwo"]


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"status": "completed"}, ("business-rule", "Communication.status")),
        ({"recipient": [], "subject": None}, ("business-rule", "Communication.recipient")),
        ({"recipient": [{"reference": "RelatedPerson/1"}]}, ("business-rule", "Communication.recipient")),
        (
            {"recipient": [{"reference": "Patient/pat"}, {"reference": "Patient/other"}]},
            ("business-rule", "Communication.recipient"),
        ),
        ({"recipient": [{"reference": "Patient/other"}]}, ("not-found", "Communication.recipient")),
        ({"payload": []}, ("business-rule", "Communication.payload")),
        (
            {"payload": [{"contentAttachment": {"url": "https://x.example"}}]},
            ("business-rule", "Communication.payload"),
        ),
        ({"payload": [{"contentString": "x" * 1601}]}, ("value", "Communication.payload")),
    ],
)
def test_what_cannot_be_texted_is_refused(full: FhirDesk, change: Json, wanted: tuple[str, str]) -> None:
    changed = fhir_practice.communication() | change
    sent = {name: value for name, value in changed.items() if value not in (None, [])}
    assert issue(full.one(sent)) == wanted
    assert said(full) == []


def test_who_cannot_be_texted_is_told_with_the_reasons(full: FhirDesk) -> None:
    full.one(fhir_practice.patient() | {"active": False})
    assert issue(full.one(fhir_practice.communication())) == ("business-rule", "Communication.recipient")


def test_texts_need_a_scope_of_their_own(full: FhirDesk) -> None:
    bundle = fhir_practice.batch(fhir_practice.communication(), fhir_practice.location("2"))
    refused, done = full.send(bundle, may_text=False)
    assert issue(refused) == ("forbidden", "Communication")
    assert done.outcome is CREATED
    assert said(full) == []


def test_a_new_text_needs_an_identifier(full: FhirDesk) -> None:
    bundle = fhir_practice.batch(fhir_practice.communication() | {"identifier": [{"value": "é"}]})
    bundle["entry"][0]["request"] = {"method": "POST", "url": "Communication"}
    assert issue(full.send(bundle)[0]) == ("required", "Communication.identifier")
    bundle["entry"][0]["request"]["url"] = "Communication/com"
    assert issue(full.send(bundle)[0]) == ("value", "Bundle.entry.request.url")
