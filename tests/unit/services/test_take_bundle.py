"""FHIR R4 resources become the practice's records (row J10)."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.support import fhir_practice
from tests.unit.services.fhir_desk import CHECK, ROLE, FhirDesk, full_desk, issue
from textward.domain.appointment import AppointmentStatus, SlotState
from textward.domain.ehr import Outcome, RecordKind
from textward.domain.fhir import FhirRefusedError
from textward.domain.patient import fold
from textward.domain.private import Private
from textward.services.read_bundle import read_bundle
from textward.services.upsert_records import TIME

Json = dict[str, Any]
CREATED, UPDATED, UNCHANGED, REFUSED = Outcome


@pytest.fixture
def desk() -> FhirDesk:
    return FhirDesk()


@pytest.fixture
def full() -> FhirDesk:
    return full_desk()


def test_a_practice_comes_in_as_one_bundle_in_any_order(desk: FhirDesk) -> None:
    resources = fhir_practice.practice(ROLE)
    outcomes = dict(
        zip(
            (one["resourceType"] for one in resources),
            (one.outcome for one in desk.put(*resources)),
            strict=True,
        )
    )
    assert outcomes.pop("CareTeam") is UPDATED
    assert outcomes.pop("Schedule") is outcomes.pop("PractitionerRole") is UNCHANGED
    assert set(outcomes.values()) == {CREATED}
    assert {one.outcome for one in desk.put(*resources)} == {UNCHANGED}


def test_everything_that_has_a_place_is_stored(full: FhirDesk) -> None:
    facility, member = full.id_of(RecordKind.FACILITIES, "loc"), full.id_of(RecordKind.MEMBERS, "dr")
    book = full.desk.clinic.world.groups.book(full.desk.practice_id)
    assert next(one.name for one in book.facilities if one.facility_id == facility) == "Riverside"
    (stored,) = (one for one in book.roster.members if one.member_id == member)
    assert (stored.name, stored.active) == ("Nadia Novak", True)
    role = next(one for one in book.roster.roles if one.role_id == stored.role_id)
    assert fold(role.name) == fold(ROLE)
    patient = full.patient()
    assert patient.name == Private("Inés Maria Ortega")
    assert (patient.number, patient.date_of_birth) == ("N-9001", date(1990, 2, 3))
    assert patient.phone == Private("+12125550177")
    assert (patient.language, patient.facility_id) == ("es", facility)
    assert patient.text_notifications is True
    assert patient.care_team == {member}
    appointment = full.appointment()
    assert appointment.starts_at == datetime(2031, 4, 1, 15, tzinfo=UTC)
    assert (appointment.member_id, appointment.facility_id) == (member, facility)
    slot = full.slot()
    assert (slot.member_id, slot.facility_id, slot.state) == (member, facility, SlotState.OPEN)


def test_a_patient_takes_categories_by_tag(full: FhirDesk) -> None:
    full.desk.one(RecordKind.CATEGORIES, {"id": "CA-1", "name": "Diabetes"})
    tags = [
        {"system": f"{fhir_practice.OWN}patient-category", "code": "CA-1"},
        {"system": "other", "code": "x"},
    ]
    assert full.one(fhir_practice.patient() | {"meta": {"tag": tags}}).outcome is UPDATED
    assert full.patient().category_ids == {full.id_of(RecordKind.CATEGORIES, "CA-1")}
    tags[0]["code"] = "CA-2"
    refused = full.one(fhir_practice.patient() | {"meta": {"tag": tags}})
    assert issue(refused) == ("not-found", "Patient.meta.tag")


@pytest.mark.parametrize(
    "change",
    [
        {"active": False},
        {"deceasedBoolean": True},
        {"deceasedDateTime": "2026-01-01", "deceasedBoolean": None},
        {"extension": [{"url": f"{fhir_practice.OWN}text-notifications", "valueBoolean": False}]},
    ],
)
def test_who_must_not_be_texted_is_not(full: FhirDesk, change: Json) -> None:
    changed = {name: value for name, value in (fhir_practice.patient() | change).items() if value is not None}
    assert full.one(changed).outcome is UPDATED
    assert full.patient().text_notifications is False


@pytest.mark.parametrize(
    ("status", "stored"),
    [
        ("arrived", AppointmentStatus.FULFILLED),
        ("checked-in", AppointmentStatus.FULFILLED),
        ("fulfilled", AppointmentStatus.FULFILLED),
        ("cancelled", AppointmentStatus.CANCELLED),
        ("entered-in-error", AppointmentStatus.CANCELLED),
        ("noshow", AppointmentStatus.NO_SHOW),
    ],
)
def test_an_appointment_takes_its_status(full: FhirDesk, status: str, stored: AppointmentStatus) -> None:
    assert full.one(fhir_practice.appointment() | {"status": status}).outcome is UPDATED
    assert full.appointment().status is stored


@pytest.mark.parametrize("status", ["proposed", "pending", "waitlist", "PLANTED"])
def test_what_is_no_appointment_yet_is_refused(full: FhirDesk, status: str) -> None:
    refused = full.one(fhir_practice.appointment() | {"status": status})
    assert issue(refused) == ("business-rule", "Appointment.status")


@pytest.mark.parametrize("status", ["busy", "busy-unavailable", "busy-tentative", "entered-in-error"])
def test_a_slot_that_is_not_free_is_taken(full: FhirDesk, status: str) -> None:
    assert [
        one.outcome for one in full.put(fhir_practice.slot() | {"status": status}, fhir_practice.schedule())
    ] == [UPDATED, UNCHANGED]
    assert full.slot().state is SlotState.BOOKED


def test_a_slot_needs_its_schedule(full: FhirDesk) -> None:
    assert issue(full.one(fhir_practice.slot())) == ("not-found", "Slot.schedule")
    inside = fhir_practice.slot() | {
        "contained": [fhir_practice.schedule() | {"id": "s"}],
        "schedule": {"reference": "#s"},
    }
    assert full.one(inside).outcome is UNCHANGED
    gone = inside | {"schedule": {"reference": "#t"}}
    assert issue(full.one(gone)) == ("not-found", "Slot.schedule")


def test_a_member_keeps_the_role_and_a_new_one_needs_one(full: FhirDesk) -> None:
    assert full.one(fhir_practice.practitioner()).outcome is UNCHANGED
    assert issue(full.one(fhir_practice.practitioner("2"))) == ("required", "PractitionerRole.code")
    results = full.put(fhir_practice.practitioner("2"), fhir_practice.role("PLANTED", "2"))
    assert issue(results[0]) == ("value", "PractitionerRole.code")
    assert issue(full.one(fhir_practice.role(ROLE, "2"))) == ("not-found", "PractitionerRole.practitioner")


@pytest.mark.parametrize("ended", [{"active": False}, {"period": {"end": "2020-01-01"}}])
def test_a_member_without_an_active_role_leaves(full: FhirDesk, ended: Json) -> None:
    results = full.put(fhir_practice.practitioner(), fhir_practice.role(ROLE) | ended)
    assert results[0].outcome is UPDATED
    member = full.desk.clinic.world.staff.roster(full.desk.practice_id).member(
        full.id_of(RecordKind.MEMBERS, "dr")
    )
    assert member
    assert member.active is False


def test_a_care_team_follows_the_one_that_is_active(full: FhirDesk) -> None:
    team = fhir_practice.care_team()
    team["participant"][1]["member"] = {"reference": "Practitioner/dr"}
    assert full.one(team).outcome is UNCHANGED
    ended = team | {"participant": [team["participant"][1] | {"period": {"end": "2020-01-01"}}]}
    assert full.one(ended).outcome is UPDATED
    assert full.patient().care_team == frozenset()
    assert full.one(team).outcome is UPDATED
    assert full.one(team | {"status": "inactive"}).outcome is UPDATED
    assert issue(full.one(team | {"status": "proposed"})) == ("business-rule", "CareTeam.status")
    twice = full.put(team, team | {"id": "other", "status": "inactive"})
    assert [issue(one) for one in twice] == [("duplicate", "CareTeam.subject")] * 2
    assert full.patient().care_team == frozenset()


def test_a_role_that_is_not_there_does_not_drop_out_of_a_team_in_silence(full: FhirDesk) -> None:
    assert issue(full.one(fhir_practice.care_team())) == ("not-found", "CareTeam.participant.member")


def test_references_may_be_addresses_identifiers_and_names_within_the_bundle(full: FhirDesk) -> None:
    """https://hl7.org/fhir/R4/references.html and https://hl7.org/fhir/R4/bundle.html#references."""
    patients: list[Json] = [
        {"reference": "https://ehr.example/r4/Patient/pat"},
        {"reference": "https://ehr.example/r4/Patient/pat/_history/7"},
        {"type": "Patient", "identifier": {"system": "urn:x", "value": "pat"}},
        {"reference": "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"},
    ]
    for reference in patients:
        appointment = fhir_practice.appointment()
        appointment["participant"][0]["actor"] = reference
        bundle = fhir_practice.batch(appointment, fhir_practice.patient())
        bundle["entry"][1]["fullUrl"] = "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a"
        assert [one.outcome for one in full.send(bundle)] == [UNCHANGED, UNCHANGED], reference


def test_a_record_may_go_by_an_identifier(desk: FhirDesk) -> None:
    """https://hl7.org/fhir/R4/http.html#cond-update."""
    resource = fhir_practice.location() | {
        "id": "whatever",
        "identifier": [{"system": "urn:x", "value": "L 1".replace(" ", "+")}],
    }
    bundle = fhir_practice.batch(resource)
    for url in ("Location?identifier=urn:x|L%2B1", "Location?identifier=L%2B1"):
        bundle["entry"][0]["request"]["url"] = url
        (result,) = desk.send(bundle)
        assert result.outcome in {CREATED, UNCHANGED}
        assert result.own_id == desk.id_of(RecordKind.FACILITIES, "L+1")
    for url in (
        "Location?identifier=urn:y|L%2B1",
        "Location?identifier=other",
        "Location?identifier=",
        "Location?name=Riverside",
        "Location?identifier=L%2B1&identifier=L%2B1",
        "Patient?identifier=urn:x|L%2B1",
        "Location?",
        "Location/loc",
        "Location",
        "Patient/whatever",
    ):
        bundle["entry"][0]["request"]["url"] = url
        assert issue(desk.send(bundle)[0]) == ("value", "Bundle.entry.request.url")


def test_others_may_refer_by_id_to_what_goes_by_an_identifier(desk: FhirDesk) -> None:
    bundle = fhir_practice.batch(*fhir_practice.practice(ROLE))
    for entry in bundle["entry"]:
        if entry["resource"]["resourceType"] == "Practitioner":
            entry["request"]["url"] = "Practitioner?identifier=1234567893"
    results = desk.send(bundle)
    assert REFUSED not in [one.outcome for one in results]
    assert desk.appointment().member_id == desk.id_of(RecordKind.MEMBERS, "1234567893")


def test_a_bad_entry_keeps_no_other_from_being_stored(desk: FhirDesk) -> None:
    bad: list[Json] = [
        {"resourceType": "Location", "id": "a", "name": ["PLANTED"]},
        {"resourceType": "Location", "id": "b", "PLANTED": 1},
        {"resourceType": "Slot", "id": "c", "schedule": {"reference": "Schedule/PLANTED"}},
        {"resourceType": "Observation", "id": "d"},
        {"resourceType": "Location", "id": "e"},
        {"resourceType": "Location", "id": "f", "name": "PLANTED", "status": "inactive"},
        fhir_practice.patient() | {"id": "g", "birthDate": "1990"},
        fhir_practice.patient() | {"id": "h", "contained": [{"resourceType": "PLANTED"}]},
        fhir_practice.patient() | {"id": "i"},
        fhir_practice.appointment() | {"id": "j"},
        fhir_practice.appointment() | {"id": "k", "participant": [{"status": "accepted"}]},
    ]
    *refused, last = desk.put(*bad, fhir_practice.location("-last"))
    assert last.outcome is CREATED
    assert "PLANTED" not in repr(refused)
    assert [(one.issues[0].code, one.issues[0].expression) for one in refused] == [
        ("value", "Location.name"),
        ("structure", "Location"),
        ("required", "Slot.end"),
        ("not-supported", "Bundle.entry.resource"),
        ("value", "Location.name"),
        ("business-rule", "Location.status"),
        ("value", "Patient.birthDate"),
        ("invalid", "Patient"),
        ("not-found", "Patient.extension"),
        ("not-found", "Appointment.participant.actor"),
        ("business-rule", "Appointment.participant.actor"),
    ]


@pytest.mark.parametrize("method", ["POST", "DELETE", "GET", "PATCH"])
def test_entries_make_or_change(desk: FhirDesk, method: str) -> None:
    bundle = fhir_practice.batch(fhir_practice.location())
    bundle["entry"][0]["request"]["method"] = method
    assert issue(desk.send(bundle)[0]) == ("not-supported", "Bundle.entry.request.method")


def test_what_there_is_no_time_for_is_to_be_sent_again(
    desk: FhirDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = desk.desk.clinic.world.clock
    resources = [fhir_practice.location(str(number)) for number in range(3)]
    moments = iter([clock.now()])
    late = clock.now() + TIME + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: next(moments, late))
    assert {issue(one) for one in desk.put(*resources)} == {("transient", "Location")}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "structure"),
        ("[" * 100_000, "structure"),
        ("[]", "structure"),
        ("{}", "value"),
        ('{"resourceType": "Patient"}', "value"),
        ('{"resourceType": "Bundle"}', "not-supported"),
        ('{"resourceType": "Bundle", "type": "transaction"}', "not-supported"),
        ('{"resourceType": "Bundle", "type": "batch"}', "required"),
        ('{"resourceType": "Bundle", "type": "batch", "entry": []}', "required"),
        ('{"resourceType": "Bundle", "type": "batch", "entry": [1]}', "value"),
        ('{"resourceType": "Bundle", "type": "batch", "entry": [{"PLANTED": 1}]}', "structure"),
        (
            '{"resourceType": "Bundle", "type": "batch", "entry": [{"request": {"method": "PUT"}}]}',
            "required",
        ),
        (
            json.dumps({"resourceType": "Bundle", "type": "batch", "entry": [{}] * 1001}),
            "too-costly",
        ),
    ],
    ids=range(13),
)
def test_what_is_no_batch_is_refused_whole(text: str, code: str) -> None:
    with pytest.raises(FhirRefusedError) as caught:
        read_bundle(text, CHECK)
    assert caught.value.issues[0].code == code
    assert "PLANTED" not in repr(caught.value.issues)
