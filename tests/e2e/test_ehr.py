"""A record system hands over its records, with a token of its own (rows J10, A3)."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.running.practices import open_practice
from tests.support.running.record_system import RecordSystem, let_in, token_answer
from tests.support.running.site import ADMIN, FRONT_DESK

if TYPE_CHECKING:
    from tests.support.running.site import Site

Json = dict[str, Any]


@pytest.fixture(scope="module")
def system(site: Site) -> RecordSystem:
    """Give a record system that a new practice has let in."""
    return let_in(site)


def records(site: Site) -> list[tuple[str, Json, Json]]:
    """Give one record of each kind with a change to it, in the order in which they lean on each other."""
    mark = secrets.token_hex(4)
    name = site.planted.text("Ines")[:60]
    return [
        ("facilities", {"id": f"F{mark}", "name": "Riverside"}, {"name": "Riverside West"}),
        ("categories", {"id": f"C{mark}", "name": "Diabetes"}, {"name": "Diabetes care"}),
        (
            "members",
            {
                "id": f"M{mark}",
                "name": "Nadia Novak",
                "email": f"nadia-{mark}@practice.example",
                "role": "Administrator",
            },
            {"active": False},
        ),
        (
            "patients",
            {
                "id": f"P{mark}",
                "number": f"N-{mark}",
                "name": name,
                "date_of_birth": "1990-02-03",
                "phone": "+13125550177",
                "facility": f"F{mark}",
                "categories": [f"C{mark}"],
            },
            {"phone": "+13125550178"},
        ),
        ("care-teams", {"patient": f"P{mark}", "members": [f"M{mark}"]}, {"members": []}),
        (
            "slots",
            {"id": f"S{mark}", "starts_at": "2031-04-02T15:00:00Z", "facility": f"F{mark}"},
            {"state": "booked"},
        ),
        (
            "appointments",
            {
                "id": f"A{mark}",
                "patient": f"P{mark}",
                "starts_at": "2031-04-02T10:00:00-05:00",
                "slot": f"S{mark}",
            },
            {"status": "cancelled"},
        ),
    ]


def test_each_kind_is_made_left_alone_and_changed(site: Site, system: RecordSystem) -> None:
    sent = records(site)
    for kind, line, _ in sent:
        first = system.outcomes(kind, line, "PLANTED no JSON")
        assert first == ["updated" if kind == "care-teams" else "created", "refused"], kind
        assert system.outcomes(kind, line) == ["unchanged"], kind
    for kind, line, change in sent:
        assert system.outcomes(kind, line | change) == ["updated"], kind
        assert system.outcomes(kind, line | change) == ["unchanged"], kind


def test_what_came_in_is_there_for_staff(site: Site, system: RecordSystem) -> None:
    sent = {kind: line for kind, line, _ in records(site)}
    for kind, line in sent.items():
        assert system.outcomes(kind, line) in (["created"], ["updated"])
    admin = system.practice.admin
    (found,) = admin.find(sent["patients"]["number"])
    assert found["name"] == sent["patients"]["name"]
    me = admin.get("/me").json()
    assert "Riverside" in {one["name"] for one in me["facilities"]}
    members = admin.get("/settings/members").json()["items"]
    assert ("Nadia Novak", True) in {(one["name"], one["active"]) for one in members}


def test_a_members_sign_in_follows_their_address(site: Site, system: RecordSystem) -> None:
    users, pool = site.stack.client("cognito-idp"), site.stack.outputs["UserPoolId"]
    mark = secrets.token_hex(4)
    before, after = f"tess-{mark}@practice.example", f"tess-{mark}@other.example"
    line = {"id": f"M{mark}", "name": "Tess Ode", "email": before, "role": "Administrator"}
    assert system.outcomes("members", line) == ["created"]
    first = users.admin_get_user(UserPoolId=pool, Username=before)["Username"]
    assert system.outcomes("members", line | {"email": after}) == ["updated"]
    assert users.admin_get_user(UserPoolId=pool, Username=after)["Username"] == first
    with pytest.raises(users.exceptions.UserNotFoundException):
        users.admin_get_user(UserPoolId=pool, Username=before)
    taken = {"id": f"O{mark}", "name": "Otto Ode", "email": after, "role": "Administrator"}
    assert system.outcomes("members", taken) == ["refused"]


def test_bad_lines_are_told_by_place_and_never_repeated(site: Site, system: RecordSystem) -> None:
    words = site.planted.text("Secret words")
    answer = system.post(
        "facilities", {"id": "x", "name": words, "more": words}, words, {"id": "y", "name": "Good"}
    )
    assert answer.status_code == 200
    assert words not in answer.text
    assert [line["outcome"] for line in answer.json()["lines"]][:2] == ["refused", "refused"]
    assert answer.json()["summary"]["refused"] == 2


def test_a_thousand_lines_are_one_call_and_one_more_is_too_many(system: RecordSystem) -> None:
    lines = [{"id": f"many-{n % 500}", "name": f"Kind {n % 500}"} for n in range(1000)]
    answer = system.post("categories", *lines)
    assert answer.status_code == 200, answer.text
    summary = answer.json()["summary"]
    assert summary["refused"] == 0
    assert sum(summary.values()) == 1000
    assert system.post("categories", *lines, lines[0]).status_code == 422


def test_a_practice_that_has_not_let_it_in_looks_like_none(site: Site, system: RecordSystem) -> None:
    line = {"id": "x", "name": "Nowhere"}
    other = open_practice(site)
    refused = [
        system.post("facilities", line, practice_id=practice_id)
        for practice_id in (other.practice_id, "01ARZ3NDEKTSV4RRFFQ69G5FAV")
    ]
    assert {answer.status_code for answer in refused} == {403}
    assert len({answer.json()["detail"] for answer in refused}) == 1


def test_a_withdrawn_grant_ends_at_once(site: Site) -> None:
    practice = open_practice(site)
    client_id = site.stack.outputs["EhrClientId"]
    system = RecordSystem(site, practice, token_answer(site).json()["access_token"])
    practice.admin.put("/settings/record-system", {"client_ids": [client_id]})
    assert system.outcomes("facilities", {"id": "x", "name": "Here"}) == ["created"]
    practice.admin.put("/settings/record-system", {"client_ids": []})
    assert system.post("facilities", {"id": "x", "name": "There"}).status_code == 403
    assert practice.admin.get("/settings/record-system").json()["client_ids"] == []


def test_tokens_are_good_where_they_belong(site: Site, system: RecordSystem) -> None:
    assert token_answer(site, "ehr/everything").status_code == 400
    line = {"id": "x", "name": "Here"}
    member = site.member(ADMIN)
    member.get("/me")
    assert system.post("facilities", line, token=member._token).status_code == 401
    assert system.post("facilities", line, token="none").status_code == 401
    bearer = {"Authorization": f"Bearer {system.token}"}
    assert site.http.get("/v1/me", headers=bearer).status_code == 401


def test_only_admins_let_it_in(site: Site) -> None:
    desk = site.member(FRONT_DESK)
    assert desk.get("/settings/record-system").status_code == 403
    assert desk.put("/settings/record-system", {"client_ids": []}).status_code == 403
