"""Staff work the inbox: complete, delete, restore, two at once, and news pushed live (rows D3, D5, D7, D10, D11)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.support.running.site import ADMIN
from tests.support.running.waiting import eventually

if TYPE_CHECKING:
    from tests.support.running.site import Site

Json = dict[str, Any]


def received(site: Site) -> Json:
    """Have a patient text; give the message."""
    person = site.people.patient()
    site.telephone.type(person.phone, site.planted.text("Please look at this."))
    (message,) = eventually(lambda: site.staff.messages(person.thread_id), "the text")
    return message


def act(site: Site, message: Json, action: str, version: int) -> Any:  # noqa: ANN401 - an answer of httpx
    path = f"/threads/{message['thread_id']}/messages/{message['id']}/{action}"
    return site.staff.post(path, {"version": version})


def listed(site: Site, message: Json, name: str) -> bool:
    return any(item["message_id"] == message["id"] for item in site.staff.inbox(name))


def test_a_completed_message_leaves_the_badge_and_a_deleted_one_can_come_back(site: Site) -> None:
    message = received(site)
    waiting = site.staff.badge()["pending_unassigned"]
    done = act(site, message, "complete", message["version"]).json()
    assert done["status"] == "completed"
    assert site.staff.badge()["pending_unassigned"] == waiting - 1
    assert listed(site, message, "completed")
    assert not listed(site, message, "pending_unassigned")
    gone = act(site, message, "delete", done["version"]).json()
    assert gone["status"] == "deleted"
    assert listed(site, message, "deleted")
    back = act(site, message, "restore", gone["version"]).json()
    assert back["status"] == "pending"
    assert site.staff.badge()["pending_unassigned"] == waiting
    assert listed(site, message, "pending_unassigned")


def test_of_two_who_act_at_once_one_is_told(site: Site) -> None:
    message = received(site)
    assert act(site, message, "complete", message["version"]).status_code == 200
    late = act(site, message, "delete", message["version"])
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    assert late.json()["current"]["status"] == "completed"
    assert site.staff.message(message["thread_id"], message["id"])["status"] == "completed"


def test_pages_of_a_list_hold_everything_once(site: Site) -> None:
    for _ in range(2):
        received(site)
    whole = [item["message_id"] for item in site.staff.inbox()]
    small: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = site.staff.get("/inbox", limit=3, **({"cursor": cursor} if cursor else {})).json()
        small += [item["message_id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert small == whole
    assert len(set(whole)) == len(whole)


def test_a_cursor_of_another_list_is_refused(site: Site) -> None:
    for _ in range(2):
        received(site)
    cursor = site.staff.get("/inbox", limit=1).json()["next_cursor"]
    assert site.staff.get("/inbox", list="completed", cursor=cursor).status_code == 422
    assert site.staff.get("/inbox", cursor=f"{cursor[:-2]}xx").status_code == 422


def test_open_pages_are_told_by_ids_only(site: Site) -> None:
    person = site.people.patient()
    with connect(f"{site.stack.live_url}?ticket={_ticket(site)}", proxy=None) as page:
        body = site.planted.text("Ring the bell.")
        site.telephone.type(person.phone, body)
        while True:
            news = json.loads(page.recv(timeout=30))
            assert set(news) == {"type", "thread_id", "message_id"}
            assert not site.planted.found_in(json.dumps(news))
            if (news["type"], news["thread_id"]) == ("inbox.changed", person.thread_id):
                break
    assert news["message_id"] == site.staff.messages(person.thread_id)[0]["id"]


def test_a_ticket_opens_one_page_once(site: Site) -> None:
    ticket = _ticket(site)
    with connect(f"{site.stack.live_url}?ticket={ticket}", proxy=None):
        pass
    for bad in (ticket, "made-up", ""):
        with (
            pytest.raises(InvalidStatus) as refused,
            connect(f"{site.stack.live_url}?ticket={bad}", proxy=None),
        ):
            pass
        assert refused.value.response.status_code in {401, 403}


def test_a_member_sees_what_may_be_done_and_by_whom(site: Site) -> None:
    me = site.member(ADMIN).get("/me").json()
    assert me["privileges"]["practice_admin"]
    assert me["practice"]["number"] == site.stack.demo["number"]
    assert len(me["facilities"]) == 2
    assert len(me["members"]) == 6
    preferences = {"sound": False, "popup": True}
    headers = {"Authorization": f"Bearer {site.member(ADMIN).token()}"}
    assert site.http.put("/v1/settings/preferences", json=preferences, headers=headers).json() == preferences
    assert site.member(ADMIN).get("/me").json()["preferences"] == preferences


def _ticket(site: Site) -> str:
    answer = site.staff.post("/live/tickets")
    assert answer.status_code == 201
    return str(answer.json()["ticket"])
