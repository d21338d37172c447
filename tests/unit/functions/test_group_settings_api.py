"""The staff API's settings of groups, the portal and places: shapes, rules, conflicts (rows G1-G5, H1, H2, E4)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

import groups_api
from textward.domain.errors import ConflictError
from textward.domain.group import Answering

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.functions.stack import Answer, PortalStack
    from textward.domain.group import Group

ALICE, GINA, HUGO = "subject-alice", "subject-gina", "subject-hugo"
GROUPS, PORTAL = "/v1/settings/groups", "/v1/settings/portal"
WORDS = "PLANTEDWORDS"


def _ask(
    stack: PortalStack, method: str, path: str, body: object = None, subject: str | None = GINA
) -> Answer:
    return stack.http(groups_api.handler, method, path, body=body, subject=subject)


def _wanted(stack: PortalStack, **changes: object) -> dict[str, Any]:
    return {
        "name": "Nurses",
        "description": "For everyday questions",
        "facility_id": None,
        "category_id": None,
        "answering": "members",
        "admins": [stack.clinic.gina.member_id],
        "users": [stack.clinic.hugo.member_id],
        **changes,
    }


def _portal(**changes: object) -> dict[str, Any]:
    return {
        "enabled": True,
        "audience": "both",
        "member_scope": "care_team",
        "excluded": [],
        "version": 2,
        **changes,
    }


def _stored(stack: PortalStack) -> tuple[Group, ...]:
    return stack.clinic.world.groups.all(stack.clinic.practice_id)


def test_group_is_added_as_it_is_asked_for(portal_stack: PortalStack) -> None:
    clinic = portal_stack.clinic
    wanted = _wanted(
        portal_stack,
        name="  Nurses  of Uptown ",
        facility_id=clinic.demo.uptown.facility_id,
        category_id=clinic.diabetes.category_id,
    )

    answer = _ask(portal_stack, "POST", GROUPS, wanted)

    assert answer.status == 201
    assert answer.json == {
        **wanted,
        "name": "Nurses of Uptown",
        "id": _stored(portal_stack)[0].group_id,
        "retired": False,
        "version": 1,
    }


def test_only_what_a_group_needs_must_be_said(portal_stack: PortalStack) -> None:
    wanted = {"name": "Nurses", "admins": [portal_stack.clinic.gina.member_id]}

    answer = _ask(portal_stack, "POST", GROUPS, wanted)

    assert answer.status == 201
    assert (answer.json["answering"], answer.json["users"], answer.json["description"]) == ("members", [], "")
    assert (answer.json["facility_id"], answer.json["category_id"]) == (None, None)


def test_list_has_all_that_an_editor_chooses_from(portal_stack: PortalStack) -> None:
    clinic = portal_stack.clinic
    clinic.world.staff.save_member(replace(clinic.ines.member, active=False))
    clinic.group("nurses")
    clinic.group("Doctors", retired=True)

    answer = _ask(portal_stack, "GET", GROUPS)

    assert answer.status == 200
    assert [(item["name"], item["retired"]) for item in answer.json["items"]] == [
        ("Doctors", True),
        ("nurses", False),
    ]
    assert answer.json["paid_plan"] is True
    assert [facility["name"] for facility in answer.json["facilities"]] == ["Downtown", "Uptown"]
    assert answer.json["categories"] == [{"id": clinic.diabetes.category_id, "name": "Diabetes"}]
    names = [member["name"] for member in answer.json["members"]]
    assert {"Gina", "Hugo"} <= set(names)
    assert "Ines" not in names
    assert answer.json["limits"] == {"members": 10, "groups": 40}


def test_group_is_changed_retired_and_brought_back(portal_stack: PortalStack) -> None:
    clinic = portal_stack.clinic
    group = clinic.group()
    path = f"{GROUPS}/{group.group_id}"

    changed = _ask(
        portal_stack,
        "PUT",
        path,
        _wanted(portal_stack, name="Carers", answering="care_team", users=[], retired=False, version=1),
    )
    retired = _ask(portal_stack, "POST", f"{path}/retire", {"version": 2})
    back = _ask(portal_stack, "PUT", path, _wanted(portal_stack, retired=False, version=3))

    assert (changed.status, changed.json["name"], changed.json["answering"]) == (200, "Carers", "care_team")
    assert (retired.json["retired"], retired.json["version"]) == (True, 3)
    assert (back.json["retired"], back.json["version"], back.json["name"]) == (False, 4, "Nurses")
    assert [stored.group_id for stored in _stored(portal_stack)] == [group.group_id]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": ""}, "/body/name"),
        ({"name": "   "}, "/name"),
        ({"name": "x" * 61}, "/body/name"),
        ({"name": 7}, "/body/name"),
        ({"name": "DOCTORS"}, "/name"),
        ({"description": "x" * 301}, "/body/description"),
        ({"description": None}, "/body/description"),
        ({"facility_id": "Downtown"}, "/body/facility_id"),
        ({"facility_id": "0" * 26}, "/facility_id"),
        ({"category_id": "0" * 26}, "/category_id"),
        ({"answering": "robots"}, "/body/answering"),
        ({"answering": "care_team"}, "/users"),
        ({"admins": []}, "/admins"),
        ({"admins": ["Gina"]}, "/body/admins"),
        ({"admins": "Gina"}, "/body/admins"),
        ({"admins": ["0" * 26]}, "/admins"),
        ({"users": ["0" * 26] * 21}, "/body/users"),
        ({"members": []}, "/body/members"),
    ],
)
def test_group_that_can_not_be_accepted_is_pointed_at(
    portal_stack: PortalStack, changes: dict[str, Any], pointer: str
) -> None:
    portal_stack.clinic.group("Doctors")

    answer = _ask(portal_stack, "POST", GROUPS, _wanted(portal_stack, **changes))

    assert (answer.status, answer.problem) == (422, "invalid-input")
    assert answer.json["errors"][0]["pointer"].startswith(pointer)
    assert [group.name for group in _stored(portal_stack)] == ["Doctors"]


def test_group_has_at_most_ten_members_and_each_one_part(portal_stack: PortalStack) -> None:
    clinic = portal_stack.clinic
    ids = [clinic.member(f"Member {number}").member_id for number in range(11)]

    many = _ask(portal_stack, "POST", GROUPS, _wanted(portal_stack, admins=ids[:1], users=ids[1:]))
    both = _ask(portal_stack, "POST", GROUPS, _wanted(portal_stack, admins=ids[:2], users=ids[1:3]))
    ten = _ask(portal_stack, "POST", GROUPS, _wanted(portal_stack, admins=ids[:1], users=ids[1:10]))

    assert (many.status, many.problem) == (422, "invalid-input")
    assert both.json["errors"][0]["pointer"] == "/users"
    assert ten.status == 201


@pytest.mark.parametrize("missing", ["name", "admins", "retired", "version"])
def test_change_says_the_whole_group(portal_stack: PortalStack, missing: str) -> None:
    group = portal_stack.clinic.group()
    wanted = _wanted(portal_stack, retired=False, version=1)
    del wanted[missing]

    answer = _ask(portal_stack, "PUT", f"{GROUPS}/{group.group_id}", wanted)

    assert (answer.status, answer.problem) == (422, "invalid-input")
    assert answer.json["errors"][0]["pointer"] == f"/body/{missing}"


def test_group_that_somebody_changed_first_is_a_conflict(portal_stack: PortalStack) -> None:
    group = portal_stack.clinic.group(version=2)
    path = f"{GROUPS}/{group.group_id}"

    for method, where, body in (
        ("PUT", path, _wanted(portal_stack, retired=False, version=1)),
        ("POST", f"{path}/retire", {"version": 1}),
    ):
        answer = _ask(portal_stack, method, where, body)
        assert (answer.status, answer.problem) == (409, "conflict")
        assert "current" not in answer.json
    assert _stored(portal_stack) == (group,)


def test_group_of_nobody_or_of_another_practice_is_not_there(portal_stack: PortalStack) -> None:
    clinic = portal_stack.clinic
    next_door = replace(clinic.group(), practice_id="next door", group_id="0" * 26)
    clinic.world.state.put_group(next_door)

    for group_id in (next_door.group_id, "Z" * 26):
        body = _wanted(portal_stack, name="Mine", retired=False, version=1)
        answers = (
            _ask(portal_stack, "PUT", f"{GROUPS}/{group_id}", body),
            _ask(portal_stack, "POST", f"{GROUPS}/{group_id}/retire", {"version": 1}),
        )
        assert [(answer.status, answer.problem) for answer in answers] == [(404, "not-found")] * 2


def test_practice_without_the_paid_plan_has_no_groups(portal_stack: PortalStack) -> None:
    clinic = portal_stack.clinic
    group = clinic.group()
    clinic.world.practices.save(replace(clinic.demo.practice, paid_plan=False))

    refused = _ask(portal_stack, "POST", GROUPS, _wanted(portal_stack, name="Doctors"))
    changed = _ask(
        portal_stack, "PUT", f"{GROUPS}/{group.group_id}", _wanted(portal_stack, retired=False, version=1)
    )

    assert [(answer.status, answer.problem) for answer in (refused, changed)] == [
        (403, "paid-plan-needed")
    ] * 2
    assert _ask(portal_stack, "GET", GROUPS).json["paid_plan"] is False
    retired = _ask(portal_stack, "POST", f"{GROUPS}/{group.group_id}/retire", {"version": 1})
    assert (retired.status, retired.json["retired"]) == (200, True)


def test_edit_that_never_finds_a_quiet_moment_is_a_conflict(
    portal_stack: PortalStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ConflictError

    monkeypatch.setattr(portal_stack.clinic.world.groups, "change", fail)

    answer = _ask(portal_stack, "POST", GROUPS, _wanted(portal_stack))

    assert (answer.status, answer.problem) == (409, "conflict")


def test_portal_settings_are_shown_and_saved(portal_stack: PortalStack) -> None:
    clinic = portal_stack.clinic
    hugo = clinic.hugo.member_id

    before = _ask(portal_stack, "GET", PORTAL)
    saved = _ask(portal_stack, "PUT", PORTAL, _portal(excluded=[hugo]))

    assert (before.status, before.json["enabled"], before.json["member_scope"]) == (200, True, "all")
    assert before.json["portal_url"] == f"https://clinic.example/portal/#{clinic.practice_id}"
    assert before.json["paid_plan"] is True
    assert {"id": hugo, "name": "Hugo", "active": True} in before.json["members"]
    assert saved.status == 200
    assert saved.json == {**before.json, **_portal(excluded=[hugo]), "version": 3}
    assert _ask(portal_stack, "GET", PORTAL).json == saved.json


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"enabled": "perhaps"}, "/body/enabled"),
        ({"audience": "everyone"}, "/body/audience"),
        ({"member_scope": "friends"}, "/body/member_scope"),
        ({"excluded": ["Hugo"]}, "/body/excluded"),
        ({"excluded": "Hugo"}, "/body/excluded"),
        ({"excluded": ["0" * 26]}, "/excluded"),
        ({"excluded": ["0" * 26] * 1001}, "/body/excluded"),
        ({"version": 0}, "/body/version"),
        ({"phr": True}, "/body/phr"),
    ],
)
def test_portal_settings_that_can_not_be_accepted_are_pointed_at(
    portal_stack: PortalStack, changes: dict[str, Any], pointer: str
) -> None:
    before = _ask(portal_stack, "GET", PORTAL).json

    answer = _ask(portal_stack, "PUT", PORTAL, _portal(**changes))

    assert (answer.status, answer.problem) == (422, "invalid-input")
    assert answer.json["errors"][0]["pointer"].startswith(pointer)
    assert _ask(portal_stack, "GET", PORTAL).json == before


def test_portal_settings_that_somebody_changed_first_are_a_conflict(portal_stack: PortalStack) -> None:
    answer = _ask(portal_stack, "PUT", PORTAL, _portal(version=1))

    assert (answer.status, answer.problem) == (409, "conflict")


def test_places_tell_what_would_be_retired_with_them(portal_stack: PortalStack) -> None:
    clinic = portal_stack.clinic
    uptown, diabetes = clinic.demo.uptown.facility_id, clinic.diabetes.category_id
    nurses = clinic.group("Nurses of Uptown", facility_id=uptown)
    feet = clinic.group("Feet", category_id=diabetes)
    clinic.group("Gone", facility_id=uptown, retired=True)

    answer = _ask(portal_stack, "GET", "/v1/settings/places", subject=ALICE)

    assert answer.status == 200
    assert answer.json["facilities"] == [
        {"id": clinic.demo.downtown.facility_id, "name": "Downtown", "groups": []},
        {"id": uptown, "name": "Uptown", "groups": [{"id": nurses.group_id, "name": "Nurses of Uptown"}]},
    ]
    assert answer.json["categories"] == [
        {"id": diabetes, "name": "Diabetes", "groups": [{"id": feet.group_id, "name": "Feet"}]}
    ]


def test_facility_is_closed_and_category_deleted_with_their_groups(portal_stack: PortalStack) -> None:
    clinic = portal_stack.clinic
    uptown, diabetes = clinic.demo.uptown.facility_id, clinic.diabetes.category_id
    nurses = clinic.group("Nurses", facility_id=uptown, answering=Answering.MEMBERS)
    feet = clinic.group("Feet", category_id=diabetes)

    closed = _ask(portal_stack, "POST", f"/v1/settings/facilities/{uptown}/close", subject=ALICE)
    deleted = _ask(portal_stack, "POST", f"/v1/settings/categories/{diabetes}/delete", subject=ALICE)

    assert (closed.status, deleted.status) == (200, 200)
    assert closed.json == {"retired_groups": [{"id": nurses.group_id, "name": "Nurses"}]}
    assert deleted.json == {"retired_groups": [{"id": feet.group_id, "name": "Feet"}]}
    assert all(group.retired for group in _stored(portal_stack))
    places = _ask(portal_stack, "GET", "/v1/settings/places", subject=ALICE).json
    assert ([place["name"] for place in places["facilities"]], places["categories"]) == (["Downtown"], [])
    again = _ask(portal_stack, "POST", f"/v1/settings/facilities/{uptown}/close", subject=ALICE)
    assert (again.status, again.problem) == (404, "not-found")
    last = f"/v1/settings/facilities/{clinic.demo.downtown.facility_id}/close"
    refused = _ask(portal_stack, "POST", last, subject=ALICE)
    assert (refused.status, refused.problem) == (422, "invalid-input")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", f"{GROUPS}/short"),
        ("POST", f"{GROUPS}/short/retire"),
        ("POST", "/v1/settings/facilities/short/close"),
        ("POST", "/v1/settings/categories/short/delete"),
    ],
)
def test_ids_are_checked(portal_stack: PortalStack, method: str, path: str) -> None:
    body = _wanted(portal_stack, retired=False, version=1) if method == "PUT" else {"version": 1}

    answer = _ask(portal_stack, method, path, body)

    assert (answer.status, answer.problem) == (422, "invalid-input")
    assert "_id" in answer.json["errors"][0]["pointer"]


def test_privileges_are_each_their_own(portal_stack: PortalStack) -> None:
    asked = {GROUPS: GINA, PORTAL: GINA, "/v1/settings/places": ALICE}

    for path, allowed in asked.items():
        for subject in (ALICE, GINA, HUGO):
            answer = _ask(portal_stack, "GET", path, subject=subject)
            assert answer.status == (200 if subject == allowed else 403)


def test_log_tells_no_names(portal_stack: PortalStack, log: Callable[[], str]) -> None:
    _ask(portal_stack, "POST", GROUPS, _wanted(portal_stack, name=WORDS, description=WORDS))
    _ask(portal_stack, "POST", GROUPS, _wanted(portal_stack, name=WORDS))
    _ask(portal_stack, "PUT", PORTAL, _portal(audience=WORDS))

    written = log()

    assert '"status":201' in written
    assert written.count('"status":422') == 2
    assert WORDS not in written
