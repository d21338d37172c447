"""How FHIR R4 resources become lines of the record system's bulk API (row J10); docs/fhir.md has the same as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.domain.ehr import RecordKind
from textward.domain.fhir import OWN, refused
from textward.domain.fhir_people import (
    email_of,
    language_of,
    may_be_texted,
    mobile_of,
    name_of,
    number_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textward.domain.fhir import Element
    from textward.domain.fhir_neighbours import Neighbours

    Line = dict[str, object]
    Mapper = Callable[[Element, str, Neighbours], Line]

CATEGORY_TAGS = f"{OWN}patient-category"
"""The system of the tags in `Patient.meta` that name categories."""
_STATUSES = {
    "booked": "booked",
    "arrived": "fulfilled",
    "checked-in": "fulfilled",
    "fulfilled": "fulfilled",
    "cancelled": "cancelled",
    "entered-in-error": "cancelled",
    "noshow": "no_show",
}
"""Of https://hl7.org/fhir/R4/valueset-appointmentstatus.html; the others aren't appointments yet."""
_SLOTS = {
    "free": "open",
    "busy": "booked",
    "busy-unavailable": "booked",
    "busy-tentative": "booked",
    "entered-in-error": "booked",
}
"""Of https://hl7.org/fhir/R4/valueset-slotstatus.html."""
_NO_TEAM = frozenset({"inactive", "entered-in-error"})
_TEAM = frozenset({"", "active"})


def location(resource: Element, their_id: str, _: Neighbours) -> Line:
    """Map a facility."""
    if resource.text("status") not in {"", "active"}:
        detail = "Only active locations are taken. To close a facility, use the practice's settings."
        raise refused("business-rule", detail, "Location.status")
    return {"id": their_id, "name": resource.text("name")}


def practitioner(resource: Element, their_id: str, around: Neighbours) -> Line:
    """Map a member: who it is, and by the roles that the bundle holds what they may do."""
    roles = around.roles(their_id)
    active = [role for role in roles if role.flag("active") is not False and not role.over(around.today)]
    named = next(filter(None, map(_role_name, active or roles)), None) or around.role_of(their_id)
    if named is None:
        detail = "Send a PractitionerRole that names the role, in the same bundle."
        raise refused("required", detail, "PractitionerRole.code")
    return {
        "id": their_id,
        "name": name_of(resource, around.today),
        "email": email_of(resource, around.today),
        "role": named,
        "active": resource.flag("active") is not False and (bool(active) or not roles),
    }


def _role_name(role: Element) -> str:
    codes = role.many("code")
    names = (
        code.text("text") or next((c.text("display") for c in code.many("coding")), "") for code in codes
    )
    return next(filter(None, names), "")


def patient(resource: Element, their_id: str, around: Neighbours) -> Line:
    """Map a patient."""
    tags = resource.one("meta").many("tag")
    facility = resource.extension("facility").one("valueReference")
    return {
        "id": their_id,
        "number": number_of(resource, their_id),
        "name": name_of(resource, around.today),
        "date_of_birth": resource.text("birthDate"),
        "phone": mobile_of(resource, around.today),
        "language": language_of(resource),
        "text_notifications": may_be_texted(resource),
        "facility": around.id_of("Location", (facility,)),
        "categories": [tag.text("code") for tag in tags if tag.text("system") == CATEGORY_TAGS],
    }


def care_team(resource: Element, _: str, around: Neighbours) -> Line:
    """Map a patient's care team: the practitioners in it, as it is now. It goes by the patient, not by an id of its own."""
    patient_id = around.id_of("Patient", (resource.one("subject"),))
    if patient_id is None:
        raise refused("required", "The care team's subject must be a patient.", "CareTeam.subject")
    status = resource.text("status")
    if status not in _TEAM | _NO_TEAM:
        raise refused("business-rule", "Only the care team that is active now is taken.", "CareTeam.status")
    taking_part = [one for one in resource.many("participant") if not one.over(around.today)]
    people = (around.person(one.one("member"), "CareTeam.participant.member") for one in taking_part)
    members = [] if status in _NO_TEAM else sorted(set(filter(None, people)))
    return {"patient": patient_id, "members": members}


def slot(resource: Element, their_id: str, around: Neighbours) -> Line:
    """Map a time that can be booked; with whom and where is the schedule's to say."""
    schedule = _schedule(resource, around)
    if schedule is None:
        detail = "Send the slot's Schedule in the same bundle, or contained in the slot."
        raise refused("not-found", detail, "Slot.schedule")
    actors = schedule.many("actor")
    people = (around.person(actor, "Schedule.actor") for actor in actors)
    return {
        "id": their_id,
        "facility": around.id_of("Location", actors),
        "member": next(filter(None, people), None),
        "starts_at": resource.text("start"),
        "state": _word(_SLOTS, resource, "Slot.status", "Unknown status of a slot."),
    }


def _schedule(resource: Element, around: Neighbours) -> Element | None:
    reference = resource.one("schedule")
    local = reference.text("reference")
    if local.startswith("#"):
        inside = (one for one in resource.many("contained") if one.text("resourceType") == "Schedule")
        return next((one for one in inside if one.text("id") == local[1:]), None)
    found = around.target(reference)
    return around.resources.get(found) if found and found.kind == "Schedule" else None


def appointment(resource: Element, their_id: str, around: Neighbours) -> Line:
    """Map an appointment of one patient."""
    actors = tuple(one.one("actor") for one in resource.many("participant"))
    patients = {one.their_id for one in map(around.target, actors) if one and one.kind == "Patient"}
    if len(patients) != 1:
        detail = "An appointment must have one patient."
        raise refused("business-rule", detail, "Appointment.participant.actor")
    people = (around.person(actor, "Appointment.participant.actor") for actor in actors)
    return {
        "id": their_id,
        "patient": patients.pop(),
        "facility": around.id_of("Location", actors),
        "member": next(filter(None, people), None),
        "starts_at": resource.text("start"),
        "slot": around.id_of("Slot", resource.many("slot")),
        "status": _word(
            _STATUSES,
            resource,
            "Appointment.status",
            "Only appointments that are booked, or were, are taken.",
        ),
    }


def _word(words: Mapping[str, str], resource: Element, expression: str, detail: str) -> str:
    found = words.get(resource.text("status"))
    if found is None:
        raise refused("business-rule", detail, expression)
    return found


MAPPERS: dict[str, tuple[RecordKind, Mapper]] = {
    "Location": (RecordKind.FACILITIES, location),
    "Practitioner": (RecordKind.MEMBERS, practitioner),
    "Patient": (RecordKind.PATIENTS, patient),
    "CareTeam": (RecordKind.CARE_TEAMS, care_team),
    "Slot": (RecordKind.SLOTS, slot),
    "Appointment": (RecordKind.APPOINTMENTS, appointment),
}
"""Each type that is stored, in the order in which they lean on each other."""
HELPERS = frozenset({"PractitionerRole", "Schedule"})
"""Types that are read for the others' sake."""
EXPRESSIONS: dict[str, dict[str, str]] = {
    "Location": {"/name": "name"},
    "Practitioner": {"/name": "name", "/email": "telecom", "/active": "active"},
    "Patient": {
        "/number": "identifier",
        "/name": "name",
        "/date_of_birth": "birthDate",
        "/phone": "telecom",
        "/facility": "extension",
        "/categories": "meta.tag",
    },
    "CareTeam": {"/patient": "subject", "/members": "participant.member"},
    "Slot": {"/starts_at": "start", "/facility": "schedule", "/member": "schedule"},
    "Appointment": {
        "/patient": "participant.actor",
        "/facility": "participant.actor",
        "/member": "participant.actor",
        "/starts_at": "start",
        "/slot": "slot",
    },
}
"""Where in a resource a line's member comes from, by its pointer."""


def expression_of(kind: str, pointer: str | None) -> str:
    """Give the path of the element that a line's refusal is about."""
    if kind == "Practitioner" and pointer == "/role":
        return "PractitionerRole.code"
    element = EXPRESSIONS.get(kind, {}).get(pointer or "", "")
    return f"{kind}.{element}" if element else f"{kind}.id" if pointer == "/id" else kind
