"""What the access matrix asks for of groups and the portal: two practices with the same furniture, and each row's request."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from tests.unit.functions.matrix_requests import Asked
from textward.domain.audit import Action
from textward.domain.conversation import Conversation, PortalMessage
from textward.domain.group import Answering, Group
from textward.domain.message import Direction
from textward.domain.practice import Category, Facility, Practice
from textward.domain.private import Private
from textward.domain.role import Member, Role, TextPrivilege, Viewer

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.services.clinic import Clinic
    from textward.domain.patient import Patient

ROLES = {
    "admin": Role("", "", practice_admin=True),
    "editor": Role("", "", manage_groups=True),
    "portal": Role("", "", phr_settings=True),
    "lead": Role("", ""),
    "user": Role("", ""),
    "all": Role("", "", TextPrivilege.ALL),
    "assigned": Role("", "", TextPrivilege.ASSIGNED),
    "none": Role("", ""),
    "deactivated": Role(
        "", "", TextPrivilege.ALL, practice_admin=True, manage_groups=True, phr_settings=True
    ),
}
BASKETS = ("group", "care team", "direct")
_STATES = {"waiting": {}, "replied": {"replied": True}, "trash": {"trashed": True}}
_STATE_OF = {"reopen": "replied", "restore": "trash"}


@dataclass(frozen=True)
class Things:
    """The ids of what a request is about, all of one practice; conversations by basket and state."""

    groups: dict[str, str]
    conversations: dict[tuple[str, str], str]
    facility_id: str
    category_id: str
    lead_id: str
    texter_id: str

    def hidden_in(self, text: str) -> str:
        """Write the names of these ids for them, so that answers about different things can be compared."""
        ids = {
            **asdict(self),
            **self.groups,
            **{" ".join(key): id_ for key, id_ in self.conversations.items()},
        }
        for name, value in ids.items():
            text = text.replace(value, f"<{name}>") if isinstance(value, str) else text
        return text


@dataclass
class Furnished:
    """A practice in which everything can be asked for, and one next door."""

    theirs: Things
    """Conversations assigned to the group's User and to the member who sees only what is assigned."""
    not_theirs: Things
    foreign: Things
    unknown: Things


def furnish(clinic: Clinic) -> Furnished:
    """Fill the clinic's practice and another one, with one member of each kind."""
    world, new = clinic.world, clinic.world.ids.new
    members = {name: _member(clinic, clinic.practice_id, name) for name in ROLES}
    theirs = _things(clinic, clinic.demo.practice, members, clinic.demo.maria, ("user", "assigned"))
    not_theirs = replace(
        theirs, conversations=_conversations(clinic, clinic.demo.mother, theirs, frozenset())
    )
    next_door = Practice(new(), "Next Door", "America/Chicago", "+13125550111")
    patient = world.patient(next_door, "Wanda Next", "+12125550177")
    theirs_next_door = {name: _member(clinic, next_door.practice_id, name, "next-door") for name in ROLES}
    foreign = _things(clinic, next_door, theirs_next_door, patient, ("user", "assigned"))
    unknown = Things(
        {basket: new() for basket in BASKETS},
        {key: key_of[0] + new() for key, key_of in theirs.conversations.items()},
        *(new() for _ in range(4)),
    )
    return Furnished(theirs, not_theirs, foreign, unknown)


def _member(clinic: Clinic, practice_id: str, name: str, place: str = "subject-of") -> Viewer:
    new, staff = clinic.world.ids.new, clinic.world.staff
    role = replace(ROLES[name], role_id=new(), name=f"role of {name}")
    member = Member(practice_id, new(), name, role.role_id, active=name != "deactivated")
    staff.save_role(practice_id, role)
    staff.save_member(member, f"{place}-{name}")
    return Viewer(member, role)


def _things(
    clinic: Clinic, practice: Practice, members: dict[str, Viewer], patient: Patient, holders: tuple[str, ...]
) -> Things:
    world, new = clinic.world, clinic.world.ids.new
    world.practices.save(replace(practice, paid_plan=True))
    rest, empty = (Facility(practice.practice_id, new(), name) for name in ("Rest", "Empty"))
    category = Category(practice.practice_id, new(), "Programme")
    for facility in (rest, empty):
        world.practices.save_facility(facility)
    world.practices.save_category(category)
    lead, user = members["lead"].member_id, members["user"].member_id
    nurses = Group(practice.practice_id, new(), "Nurses", admins=frozenset({lead}), users=frozenset({user}))
    carers = Group(
        practice.practice_id, new(), "Carers", answering=Answering.CARE_TEAM, admins=frozenset({lead})
    )
    world.groups.change(world.groups.book(practice.practice_id), groups=[nurses, carers])
    things = Things(
        groups={"group": nurses.group_id, "care team": carers.group_id},
        conversations={},
        facility_id=empty.facility_id,
        category_id=category.category_id,
        lead_id=lead,
        texter_id=members["all"].member_id,
    )
    given_to = frozenset(members[name].member_id for name in holders)
    return replace(things, conversations=_conversations(clinic, patient, things, given_to))


def _conversations(
    clinic: Clinic, patient: Patient, things: Things, given_to: frozenset[str]
) -> dict[tuple[str, str], str]:
    """Let the patient write what stands in each state, to each group and to a member."""
    found = {}
    for basket in BASKETS:
        for state, how in _STATES.items():
            found[basket, state] = _begin(clinic, patient, things, (basket, given_to), how)
    return found


def _begin(
    clinic: Clinic,
    patient: Patient,
    things: Things,
    whose: tuple[str, frozenset[str]],
    state: dict[str, bool],
) -> str:
    new, now = clinic.world.ids.new, clinic.world.clock.now()
    basket, given_to = whose
    group_id = things.groups.get(basket)
    thread_id, message_id = ("G" if group_id else "D") + new(), new()
    conversation = Conversation(
        practice_id=patient.practice_id,
        thread_id=thread_id,
        patient_id=patient.patient_id,
        patient_name=patient.name,
        subject=Private("My pills"),
        started_at=now,
        last_id=message_id,
        last_at=now,
        preview=Private("May I?"),
        group_id=group_id,
        member_id=None if group_id else things.texter_id,
        assignees=given_to,
    )
    message = PortalMessage(patient.practice_id, thread_id, message_id, now, Direction.IN, Private("May I?"))
    entry = clinic.trail().entry(patient.practice_id, Action.PORTAL_WROTE, thread_id)
    clinic.world.conversations.start(
        replace(conversation, **state),  # type: ignore[arg-type]
        message,
        claim=message_id,
        fingerprint="",
        audit=entry,
    )
    return thread_id


GROUP = {"name": "Another name", "description": "For all", "facility_id": None, "category_id": None}


def request_for(route: str, asks: str, things: Things, _: str) -> Asked:
    """Make the good request of a row of the matrix about some things."""
    method, template = route.split(" ")
    basket = asks or "group"
    state = _STATE_OF.get(template.rsplit("/", 1)[1], "waiting")
    ids = {
        "group_id": things.groups.get(basket, "direct"),
        "conversation_id": things.conversations.get((basket, state), ""),
        "facility_id": things.facility_id,
        "category_id": things.category_id,
    }
    body = _BODIES[route](things, basket) if route in _BODIES else None
    query = {"format": "fhir"} if template.endswith("/export") else {}
    return Asked(method, template.format(**ids), query, body, {"idempotency-key": "a-key"})


_CONVERSATION = "/v1/conversations/{conversation_id}"
_SEEN = {"version": 1}
_BODIES: dict[str, Callable[[Things, str], dict[str, Any]]] = {
    f"POST {_CONVERSATION}/messages": lambda *_: {"body": "You may."},
    f"PUT {_CONVERSATION}/assignees": lambda things, basket: {
        **_SEEN,
        "member_ids": [things.texter_id if basket == "direct" else things.lead_id],
    },
    **{
        f"POST {_CONVERSATION}/{step}": lambda *_: _SEEN
        for step in ("complete", "reopen", "trash", "restore")
    },
    "POST /v1/settings/groups": lambda things, _: {**GROUP, "admins": [things.lead_id]},
    "PUT /v1/settings/groups/{group_id}": lambda things, _: {
        **GROUP,
        **_SEEN,
        "admins": [things.lead_id],
        "retired": False,
    },
    "POST /v1/settings/groups/{group_id}/retire": lambda *_: _SEEN,
    "PUT /v1/settings/portal": lambda *_: {
        **_SEEN,
        "enabled": True,
        "audience": "both",
        "member_scope": "all",
        "excluded": [],
    },
}
