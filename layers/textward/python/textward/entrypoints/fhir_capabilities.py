"""What the FHIR side takes, as a CapabilityStatement (https://hl7.org/fhir/R4/capabilitystatement.html)."""

from __future__ import annotations

from textward.domain.fhir_records import HELPERS, MAPPERS
from textward.services.read_bundle import MOST_ENTRIES
from textward.services.take_bundle import COMMUNICATION

FHIR_VERSION = "4.0.1"
_DATE = "2026-11-22"
_HELPER = (
    "Read for the resources of the same bundle that refer to it, or that it refers to; not stored by itself."
)
_NOTES = {
    "Location": "A facility. Only active ones.",
    "Practitioner": "A member of the practice. A new one needs a PractitionerRole in the same bundle.",
    "Patient": "A patient; what is not in the guide's table is neither stored nor looked at.",
    "CareTeam": "The patient's in-house care team, as it is now: one for each patient.",
    "Slot": "A time that can be booked. Needs its Schedule, in the same bundle or contained.",
    "Appointment": "Of one patient. Reminders follow from it.",
    COMMUNICATION: "A text to one patient, sent as it is, once for each id or identifier. Needs the scope ehr/notices.",
}


def capability_statement(base_url: str) -> dict[str, object]:
    """Give the statement of the server at an address."""
    kinds = [*MAPPERS, *sorted(HELPERS), COMMUNICATION]
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": _DATE,
        "kind": "instance",
        "software": {"name": "Textward"},
        "implementation": {"description": "Textward, for record systems", "url": f"{base_url}/ehr/fhir"},
        "fhirVersion": FHIR_VERSION,
        "format": ["json"],
        "rest": [
            {
                "mode": "server",
                "documentation": f"A batch holds at most {MOST_ENTRIES} entries and 4 MB. A record is changed whole.",
                "security": {
                    "service": [{"text": "OAuth 2.0 client credentials"}],
                    "description": "Scope ehr/write, for texts ehr/notices too, and the header Textward-Practice.",
                },
                "resource": [_resource(kind) for kind in kinds],
                "interaction": [{"code": "batch"}],
            }
        ],
    }


def _resource(kind: str) -> dict[str, object]:
    return {
        "type": kind,
        "documentation": _NOTES.get(kind, _HELPER),
        "interaction": [{"code": "update"}, *([{"code": "create"}] if kind == COMMUNICATION else [])],
        "versioning": "no-version",
        "readHistory": False,
        "updateCreate": True,
        "conditionalUpdate": True,
    }
