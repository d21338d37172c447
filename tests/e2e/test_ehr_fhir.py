"""A record system speaks FHIR R4: one bundle in, and staff and patient see what came (rows A3, J10)."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import pytest

from tests.support import fhir_practice
from tests.support.running.practices import open_practice
from tests.support.running.record_system import RecordSystem, let_in
from tests.support.running.site import ADMIN

if TYPE_CHECKING:
    import httpx

    from tests.support.running.site import Site

Json = dict[str, Any]
FHIR = "application/fhir+json"
PHONE = "+13035550142"
"""Of a patient whom nobody else's test texts."""


@pytest.fixture(scope="module")
def system(site: Site) -> RecordSystem:
    """Give a record system that a new practice has let in, with a token for records and texts."""
    return let_in(site)


def send(system: RecordSystem, resource: Json, path: str = "", practice_id: str = "") -> httpx.Response:
    """Send a resource: a bundle, or one by itself to its path."""
    headers = system.headers | {"Content-Type": FHIR}
    if practice_id:
        headers["Textward-Practice"] = practice_id
    method = "PUT" if path else "POST"
    return system.site.http.request(method, f"/ehr/fhir{path}", json=resource, headers=headers)


def test_a_bundle_comes_in_and_staff_see_it(site: Site, system: RecordSystem) -> None:
    mark = f"-{secrets.token_hex(4)}"
    resources = fhir_practice.practice("Administrator", mark)
    surname = site.planted.text("Ortega")[:60]
    patient = next(one for one in resources if one["resourceType"] == "Patient")
    patient["name"][1]["family"] = surname
    bad = fhir_practice.location("-bad") | {"name": [site.planted.text("Place")]}

    answer = send(system, fhir_practice.batch(*resources, bad))

    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == FHIR
    *statuses, refused = [entry["response"]["status"][:3] for entry in answer.json()["entry"]]
    assert sorted(statuses) == ["200"] * 3 + ["201"] * 5
    assert refused == "422"
    again = send(system, fhir_practice.batch(*resources)).json()
    assert {entry["response"]["status"] for entry in again["entry"]} == {"200 OK"}

    admin = system.practice.admin
    (found,) = admin.find(f"N-9001{mark}")
    assert found["name"].endswith(surname)
    assert "Riverside" in {one["name"] for one in admin.get("/me").json()["facilities"]}
    members = admin.get("/settings/members").json()["items"]
    assert "Nadia Novak" in {one["name"] for one in members}
    appointments = admin.get("/appointments", day="2031-04-01").json()["items"]
    assert [one["patient"]["name"] for one in appointments] == [found["name"]]


def test_a_communication_reaches_the_phone_once(site: Site, system: RecordSystem) -> None:
    admin, path = site.member(ADMIN), "/settings/record-system"
    clients = {*admin.get(path).json()["client_ids"], site.stack.outputs["EhrClientId"]}
    assert admin.put(path, {"client_ids": sorted(clients)}).status_code == 200
    mark = f"-{secrets.token_hex(4)}"
    patient = fhir_practice.patient(mark)
    del patient["extension"]
    patient["telecom"] = [{"system": "phone", "value": PHONE, "use": "mobile"}]
    patient["name"] = [{"text": site.planted.text("Ines")[:60]}]
    words = site.planted.text("Your invoice is ready")
    text = fhir_practice.communication(words, mark) | {"priority": "stat"}

    answer = send(system, fhir_practice.batch(text, patient), practice_id=site.practice_id)

    statuses = [entry["response"]["status"] for entry in answer.json()["entry"]]
    assert statuses == ["202 Accepted", "201 Created"], answer.text
    site.telephone.wait_for(PHONE, lambda body: words in body)
    again = send(system, text, f"/Communication/com{mark}", site.practice_id)
    assert again.status_code == 202, again.text
    (found,) = admin.find(f"N-9001{mark}")
    (message,) = admin.messages(found["thread_id"])
    assert message["body"] == words
    assert [body for body in site.telephone.texts(PHONE) if words in body] == [
        site.telephone.texts(PHONE)[-1]
    ]


def test_capabilities_and_refusals_are_fhir_too(site: Site, system: RecordSystem) -> None:
    bearer = {"Authorization": f"Bearer {system.token}"}
    statement = site.http.get("/ehr/fhir/metadata", headers=bearer)
    assert statement.headers["content-type"] == FHIR
    assert statement.json()["fhirVersion"] == "4.0.1"
    other = open_practice(site)
    location = fhir_practice.batch(fhir_practice.location())
    for answer, status in (
        (send(system, location, practice_id=other.practice_id), 403),
        (send(system, {"resourceType": "Bundle", "type": "transaction"}), 422),
        (send(system, {"resourceType": "Device", "id": "d"}, "/Device/d"), 405),
    ):
        assert (answer.status_code, answer.headers["content-type"]) == (status, FHIR), answer.text
        assert answer.json()["resourceType"] == "OperationOutcome"
    assert site.http.post("/ehr/fhir", json=location).status_code == 401
