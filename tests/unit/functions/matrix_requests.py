"""What the access matrix asks for: two practices with the same furniture, and one good request for each row."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from textward.domain.appointment import Appointment, StaffCall
from textward.domain.assistant_terms import StaffReason
from textward.domain.audit import Action
from textward.domain.message import Mode, WorkStatus
from textward.domain.outward import CHOICES, OutwardEvent, OutwardType
from textward.domain.practice import Facility, Practice
from textward.domain.role import Member, Role, TextPrivilege, Viewer
from textward.domain.webhook import Endpoint

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.services.clinic import Clinic
    from textward.domain.message import Message
    from textward.domain.patient import Patient

PRIVILEGES = {
    "admin": (TextPrivilege.NONE, True),
    "all": (TextPrivilege.ALL, False),
    "assigned": (TextPrivilege.ASSIGNED, False),
    "none": (TextPrivilege.NONE, False),
    "deactivated": (TextPrivilege.ALL, True),
}
NAME = "role of {}"
BUYING = "POST /v1/settings/numbers"
MONTH = "2026-03"
"""That of the fakes' clock."""


@dataclass(frozen=True)
class Things:
    """The ids of what a request is about, all of one practice."""

    thread_id: str
    patient_id: str
    pending: str
    completed: str
    failed: str
    secured: str
    facility_id: str
    role_id: str
    member_id: str
    appointment_id: str
    endpoint_id: str

    def hidden_in(self, text: str) -> str:
        """Write the names of these ids for them, so that answers about different things can be compared."""
        for name, value in asdict(self).items():
            text = text.replace(value, f"<{name}>")
        return text


@dataclass
class Furnished:
    """A practice in which everything can be asked for, and one next door."""

    theirs: Things
    """Where something is assigned to the member who sees only that."""
    not_theirs: Things
    foreign: Things
    unknown: Things
    """Ids in the right form that are nothing's."""


def furnish(clinic: Clinic) -> Furnished:
    """Fill the clinic's practice and another one, with one member of each kind."""
    practice, alice = replace(clinic.demo.practice, text_addon=True), clinic.demo.alice
    clinic.world.practices.save(practice)
    members = {name: _member(clinic, practice, name, *PRIVILEGES[name]) for name in PRIVILEGES}
    facility_id = clinic.demo.downtown.facility_id
    first, second = (
        clinic.world.patient(practice, f"Patient {digits}", f"+121255501{digits}", facility_id)
        for digits in (71, 72)
    )
    theirs = _things(clinic, alice, first, given_to=members["assigned"], about=members["none"])
    not_theirs = _things(clinic, alice, second, given_to=alice, about=members["none"])
    return Furnished(theirs, not_theirs, _next_door(clinic), _nothing(clinic))


def take_number_away(clinic: Clinic) -> None:
    """Leave the practice without a number, as it must be to buy one."""
    practice = clinic.world.practices.get(clinic.practice_id)
    clinic.world.practices.save(replace(practice, number=None, texting_enabled=False))


def _next_door(clinic: Clinic) -> Things:
    new, world = clinic.world.ids.new, clinic.world
    practice = replace(clinic.demo.practice, practice_id=new(), name="Next Door", number="+13125550111")
    facility = Facility(practice.practice_id, new(), "Next Door Main")
    world.practices.save(practice)
    world.practices.save_facility(facility)
    boss = _member(clinic, practice, "boss", TextPrivilege.ALL, admin=True)
    patient = world.patient(practice, "Wanda Next", "+12125550177", facility.facility_id)
    return _things(clinic, boss, patient, given_to=boss, about=boss)


def _nothing(clinic: Clinic) -> Things:
    new = clinic.world.ids.new
    patient_id = new()
    return Things("P" + patient_id, patient_id, *(new() for _ in range(9)))


def _member(clinic: Clinic, practice: Practice, name: str, privilege: TextPrivilege, admin: bool) -> Viewer:  # noqa: FBT001 - of a pair
    role = Role(clinic.world.ids.new(), NAME.format(name), privilege, practice_admin=admin)
    member = Member(
        practice.practice_id, clinic.world.ids.new(), name, role.role_id, active=name != "deactivated"
    )
    clinic.world.staff.save_role(practice.practice_id, role)
    clinic.world.staff.save_member(member, f"subject-of-{name}")
    return Viewer(member, role)


def _things(clinic: Clinic, by: Viewer, patient: Patient, *, given_to: Viewer, about: Viewer) -> Things:
    """Let a patient write twice, complete one of them, fail to send a text, and send a secured message."""
    pending, other = (_received(clinic, patient, given_to, name) for name in ("pending", "other"))
    clinic.world.threads.change(other, other.with_status(WorkStatus.COMPLETED))
    clinic.world.sms.refuse_next("30003")
    failed, _ = clinic.compose(to=patient, key=f"failed {patient.patient_id}", by=by)
    clinic.hand_over()
    secured, _ = clinic.compose(to=patient, key=f"secured {patient.patient_id}", by=by, mode=Mode.SECURED)
    clinic.hand_over()
    return Things(
        thread_id=patient.thread_id,
        patient_id=patient.patient_id,
        pending=pending.message_id,
        completed=other.message_id,
        failed=failed.message_id,
        secured=secured.message_id,
        facility_id=patient.facility_id or "",
        role_id=about.role.role_id,
        member_id=about.member_id,
        appointment_id=_called(clinic, patient, given_to).appointment_id,
        endpoint_id=_endpoint(clinic, by.practice_id),
    )


def _called(clinic: Clinic, patient: Patient, member: Viewer) -> Appointment:
    """Store an appointment with a member that waits for a person."""
    made = Appointment(
        patient.practice_id,
        clinic.world.ids.new(),
        patient.patient_id,
        patient.facility_id,
        member.member_id,
        clinic.world.clock.now() + timedelta(days=1),
        needs_staff=StaffCall(StaffReason.ASKED_FOR_PERSON, clinic.world.ids.new()),
    )
    clinic.world.appointments.save(made, None)
    return made


def _endpoint(clinic: Clinic, practice_id: str) -> str:
    """Add an endpoint, and an event to send again."""
    world = clinic.world
    endpoint = Endpoint(practice_id, world.ids.new(), URL, frozenset(CHOICES), world.clock.now())
    world.endpoints.save(endpoint, clinic.trail().entry(practice_id, Action.ENDPOINT_SAVED))
    event = OutwardEvent(practice_id, world.ids.new(), OutwardType.MESSAGE_SENT, world.clock.now(), {})
    world.feeds.record(event, world.feeds.audience(practice_id), world.clock.now())
    return endpoint.endpoint_id


def _received(clinic: Clinic, patient: Patient, given_to: Viewer, name: str) -> Message:
    number = clinic.world.practices.get(patient.practice_id).number
    assert patient.phone
    assert number
    message = clinic.text_in("Hello?", patient.phone.reveal(), f"SM {name} {patient.patient_id}", number)
    assert message
    return clinic.assign(message, given_to)


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    query: dict[str, str]
    body: object
    headers: dict[str, str]


SEEN_PENDING, SEEN_COMPLETED = 2, 3
"""The versions of messages that were assigned, and completed after that."""
URL = "https://records.example/events"
_ENDPOINT = {"url": URL, "types": ["message.sent"], "include_content": False}
ROLE = {"name": "Another name", "text_messages": "none"}
_MESSAGE_OF = {"retry": "failed", "resend": "secured", "revoke": "secured", "restore": "completed"}


def request_for(route: str, asks: str, things: Things, assignee: str) -> Asked:
    """Make the good request of a row of the matrix about some things."""
    method, template = route.split(" ")
    name, _, value = asks.partition("=")
    query = {name: value} if value else {}
    if "/audit" in template:
        query["month"] = MONTH
    if "/numbers/current" in template:
        query["version"] = "1"
    if name == "facility":
        query = {"list": "pending_for_me", "facility": things.facility_id}
    ids = {
        "thread_id": things.thread_id,
        "patient_id": things.patient_id,
        "message_id": getattr(things, _MESSAGE_OF.get(template.rsplit("/", 1)[1], "pending")),
        "role_id": things.role_id,
        "member_id": things.member_id,
        "appointment_id": things.appointment_id,
        "endpoint_id": things.endpoint_id,
    }
    body = _BODIES[route](things, asks, assignee) if route in _BODIES else None
    return Asked(method, template.format(**ids), query, body, {"idempotency-key": "a-key"})


def _selection(things: Things, action: str, assignee: str) -> dict[str, Any]:
    restores = action == "restore"
    message = {
        "thread_id": things.thread_id,
        "message_id": things.completed if restores else things.pending,
        "version": SEEN_COMPLETED if restores else SEEN_PENDING,
    }
    return {"action": action, "member_ids": [assignee] if action == "assign" else [], "messages": [message]}


_THREAD, _MESSAGE = "/v1/threads/{thread_id}", "/v1/threads/{thread_id}/messages/{message_id}"
_APPOINTMENT = "/v1/appointments/{patient_id}/{appointment_id}"
_BODIES: dict[str, Callable[[Things, str, str], dict[str, Any]]] = {
    "POST /v1/patients/search": lambda *_: {"query": "patient"},
    f"POST {_THREAD}/messages": lambda _things, mode, _assignee: {"body": "See you at 3.", "mode": mode},
    f"POST {_THREAD}/search": lambda *_: {"words": "hello"},
    f"POST {_THREAD}/actions": lambda _things, action, _assignee: {"action": action},
    "POST /v1/actions": _selection,
    f"POST {_MESSAGE}/complete": lambda *_: {"version": SEEN_PENDING},
    f"POST {_MESSAGE}/delete": lambda *_: {"version": SEEN_PENDING},
    f"POST {_MESSAGE}/restore": lambda *_: {"version": SEEN_COMPLETED},
    f"PUT {_MESSAGE}/assignees": lambda _things, _asks, assignee: {
        "version": SEEN_PENDING,
        "member_ids": [assignee],
    },
    f"POST {_APPOINTMENT}/done": lambda *_: {"version": 1},
    f"POST {_APPOINTMENT}/status": lambda *_: {"version": 1, "status": "cancelled"},
    "PUT /v1/settings/record-system": lambda *_: {"client_ids": ["4hdoneclient"]},
    "POST /v1/settings/record-system/endpoints": lambda *_: _ENDPOINT,
    "PUT /v1/settings/record-system/endpoints/{endpoint_id}": lambda *_: {
        **_ENDPOINT,
        "active": True,
        "version": 1,
    },
    "POST /v1/settings/record-system/endpoints/{endpoint_id}/replay": lambda *_: {"after": 0},
    "PUT /v1/settings/reminders": lambda *_: {
        "enabled": False,
        "lead_hours": [48],
        "quiet_begin": "20:00",
        "quiet_end": "09:00",
        "version": 0,
    },
    "PUT /v1/settings/texting": lambda *_: {
        "enabled": True,
        "default_mode": "plain",
        "assign_to_care_team": True,
        "assign_to_last_sender": False,
        "version": 1,
    },
    "POST /v1/settings/numbers/search": lambda *_: {"country": "US", "area_code": "312"},
    BUYING: lambda *_: {"number": "+13125550133"},
    "PUT /v1/settings/preferences": lambda *_: {"sound": False, "popup": False},
    "POST /v1/settings/roles": lambda *_: ROLE,
    "PUT /v1/settings/roles/{role_id}": lambda *_: {**ROLE, "version": 1},
    "PUT /v1/settings/members/{member_id}": lambda things, *_: {
        "role_id": things.role_id,
        "active": False,
        "version": 1,
    },
}
