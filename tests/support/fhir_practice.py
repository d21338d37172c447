"""A practice as a record system tells it in FHIR R4: one resource of each type, with what such systems really send besides."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
OWN = "https://textward.example/fhir/"
MRN = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}
NARRATIVE = {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">A record</div>'}


def location(mark: str = "") -> Json:
    """Give a facility."""
    return {
        "resourceType": "Location",
        "id": f"loc{mark}",
        "meta": {"versionId": "3", "lastUpdated": "2026-02-01T08:00:00Z"},
        "text": NARRATIVE,
        "status": "active",
        "name": "Riverside",
        "mode": "instance",
        "telecom": [{"system": "phone", "value": "+1 312 555 0109"}],
        "address": {"line": ["12 River Rd"], "city": "Chicago", "state": "IL", "postalCode": "60601"},
        "position": {"longitude": -87.62, "latitude": 41.88},
    }


def practitioner(mark: str = "") -> Json:
    """Give a member."""
    return {
        "resourceType": "Practitioner",
        "id": f"dr{mark}",
        "identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": "1234567893"}],
        "active": True,
        "name": [{"use": "official", "family": "Novak", "given": ["Nadia"], "prefix": ["Dr."]}],
        "telecom": [
            {"system": "phone", "value": "+1 312 555 0110", "use": "work"},
            {"system": "email", "value": "private@home.example", "use": "home"},
            {"system": "email", "value": f"nadia{mark}@practice.example", "use": "work"},
        ],
        "qualification": [{"code": {"text": "MD"}}],
    }


def role(name: str, mark: str = "") -> Json:
    """Give what the member may do."""
    return {
        "resourceType": "PractitionerRole",
        "id": f"role{mark}",
        "practitioner": {"reference": f"Practitioner/dr{mark}", "display": "Dr. Nadia Novak"},
        "code": [{"coding": [{"system": "http://snomed.info/sct", "code": "59058001"}], "text": name}],
        "location": [{"reference": f"Location/loc{mark}"}],
    }


def patient(mark: str = "") -> Json:
    """Give a patient."""
    return {
        "resourceType": "Patient",
        "id": f"pat{mark}",
        "meta": {"profile": ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"]},
        "extension": [
            {
                "url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex",
                "valueCode": "F",
            },
            {"url": f"{OWN}facility", "valueReference": {"reference": f"Location/loc{mark}"}},
        ],
        "identifier": [
            {"system": "http://hl7.org/fhir/sid/us-ssn", "value": "999-12-3456"},
            {"use": "usual", "type": MRN, "system": "urn:oid:1.2.36.146", "value": f"N-9001{mark}"},
        ],
        "active": True,
        "name": [
            {"use": "maiden", "family": "Alva", "given": ["Inés"]},
            {"use": "official", "family": "Ortega", "given": ["Inés", "Maria"]},
        ],
        "telecom": [
            {"system": "phone", "value": "(212) 555-0144", "use": "home", "rank": 1},
            {"system": "phone", "value": "(212) 555-0177", "use": "mobile", "rank": 2},
            {"system": "email", "value": "ines@home.example"},
        ],
        "gender": "female",
        "birthDate": "1990-02-03",
        "deceasedBoolean": False,
        "address": [{"line": ["534 Erewhon St"], "city": "Chicago"}],
        "contact": [{"name": {"family": "Ortega"}, "telecom": [{"system": "phone", "value": "1"}]}],
        "communication": [
            {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "en"}]}},
            {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "es-MX"}]}, "preferred": True},
        ],
        "generalPractitioner": [{"reference": f"Practitioner/dr{mark}"}],
        "managingOrganization": {"reference": "Organization/1"},
    }


def care_team(mark: str = "") -> Json:
    """Give who cares for the patient."""
    return {
        "resourceType": "CareTeam",
        "id": f"team{mark}",
        "status": "active",
        "subject": {"reference": f"Patient/pat{mark}"},
        "participant": [
            {"member": {"reference": f"Patient/pat{mark}"}},
            {"role": [{"text": "Physician"}], "member": {"reference": f"PractitionerRole/role{mark}"}},
        ],
    }


def schedule(mark: str = "") -> Json:
    """Give whose times they are."""
    return {
        "resourceType": "Schedule",
        "id": f"sched{mark}",
        "actor": [{"reference": f"Practitioner/dr{mark}"}, {"reference": f"Location/loc{mark}"}],
    }


def slot(mark: str = "") -> Json:
    """Give a time that can be booked."""
    return {
        "resourceType": "Slot",
        "id": f"slot{mark}",
        "schedule": {"reference": f"Schedule/sched{mark}"},
        "status": "free",
        "start": "2031-04-02T15:00:00Z",
        "end": "2031-04-02T15:20:00Z",
    }


def appointment(mark: str = "") -> Json:
    """Give an appointment."""
    return {
        "resourceType": "Appointment",
        "id": f"appt{mark}",
        "status": "booked",
        "serviceType": [{"text": "Check-up"}],
        "start": "2031-04-01T10:00:00.000-05:00",
        "end": "2031-04-01T10:20:00.000-05:00",
        "participant": [
            {"actor": {"reference": f"Patient/pat{mark}"}, "status": "accepted"},
            {"actor": {"reference": f"Practitioner/dr{mark}"}, "status": "accepted"},
            {"actor": {"reference": f"Location/loc{mark}"}, "required": "required", "status": "accepted"},
        ],
    }


def communication(text: str = "Your results are in.", mark: str = "") -> Json:
    """Give a text to the patient."""
    return {
        "resourceType": "Communication",
        "id": f"com{mark}",
        "identifier": [{"system": "urn:oid:1.2.36.147", "value": f"com-1{mark}"}],
        "status": "preparation",
        "category": [{"text": "notification"}],
        "subject": {"reference": f"Patient/pat{mark}"},
        "recipient": [{"reference": f"Patient/pat{mark}"}],
        "payload": [{"contentString": text}],
    }


def practice(role_name: str, mark: str = "") -> list[Json]:
    """Give one resource of each type, those that lean on others first: their order in a bundle means nothing."""
    makers = (appointment, slot, schedule, care_team, patient, practitioner, location)
    return [*(make(mark) for make in makers), role(role_name, mark)]


def batch(*resources: Json) -> Json:
    """Put resources into a batch that makes or changes each."""
    entries = [
        {"resource": one, "request": {"method": "PUT", "url": f"{one['resourceType']}/{one['id']}"}}
        for one in resources
    ]
    return {"resourceType": "Bundle", "type": "batch", "entry": entries}
