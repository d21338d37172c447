"""Patients write to groups, and the right members answer as one (rows G1-G4, H2, H3, I1-I6)."""

from __future__ import annotations

import contextlib
import json
import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from websockets.sync.client import connect

from tests.support.running.site import ADMIN, CLINICIAN, FRONT_DESK
from tests.support.running.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from websockets.sync.client import ClientConnection

    from tests.support.running.people import Person
    from tests.support.running.site import Site

Json = dict[str, Any]
PRIYA, LUIS = "priya@lakeside.example", "luis@lakeside.example"


def id_of(site: Site, email: str) -> str:
    """Give a member's id."""
    return str(site.member(email).get("/me").json()["member"]["id"])


def group(site: Site, **parts: object) -> Json:
    """Make a group of the test's own: Dana is its Admin, Frank its User, unless `parts` say otherwise."""
    wanted = {
        "name": f"Team {site.planted.text('')}".strip()[:60],
        "description": "Ask us.",
        "facility_id": None,
        "category_id": None,
        "answering": "members",
        "admins": [id_of(site, ADMIN)],
        "users": [id_of(site, FRONT_DESK)],
    }
    answer = site.member(ADMIN).post("/settings/groups", wanted | parts)
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


def written(site: Site, made: Json, person: Person | None = None) -> tuple[Any, Json]:
    """Have a patient write to a group; give the patient's visit to the portal, and the conversation."""
    visit = site.portal(person or site.people.patient())
    letter = visit.compose("group", made["id"], site.planted.text("About it."), site.planted.text("Hello?"))
    return visit, letter


def listed(site: Site, email: str, basket: str, name: str = "not_replied") -> list[str]:
    """Give the conversations of one list, as a member sees it."""
    answer = site.member(email).get(f"/groups/{basket}/conversations", filter=name, limit=100)
    return [item["id"] for item in answer.json()["items"]] if answer.status_code == 200 else []


def conversation(site: Site, email: str, letter: Json) -> Json:
    """Give a conversation as a member sees it."""
    answer = site.member(email).get(f"/conversations/{letter['id']}")
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def assign(site: Site, letter: Json, *emails: str, version: int) -> Any:  # noqa: ANN401 - an answer of httpx
    """Assign a conversation as the Admin."""
    members = [id_of(site, email) for email in emails]
    return site.member(ADMIN).put(
        f"/conversations/{letter['id']}/assignees", {"version": version, "member_ids": members}
    )


def answer(site: Site, email: str, letter: Json, body: str, *, key: str = "") -> Any:  # noqa: ANN401 - as above
    """Answer as a member."""
    path = f"/conversations/{letter['id']}/messages"
    return site.member(email).post(path, {"body": body}, key=key or secrets.token_hex(8))


def test_a_letter_reaches_the_admin_and_the_user_only_when_it_is_assigned(site: Site) -> None:
    made = group(site)
    _, letter = written(site, made)
    assert listed(site, ADMIN, made["id"]) == [letter["id"]]
    assert listed(site, FRONT_DESK, made["id"]) == []
    for email in (FRONT_DESK, PRIYA, CLINICIAN):
        for path in ("", "/messages", "/history"):
            refused = site.member(email).get(f"/conversations/{letter['id']}{path}")
            assert (refused.status_code, refused.json()["code"]) == (404, "not-found")
    assert answer(site, FRONT_DESK, letter, "Not mine.").status_code == 404

    version = conversation(site, ADMIN, letter)["version"]
    assert assign(site, letter, FRONT_DESK, version=version).status_code == 200
    assert listed(site, FRONT_DESK, made["id"]) == [letter["id"]]
    assert conversation(site, FRONT_DESK, letter)["standing"] == "user"
    refused = site.member(FRONT_DESK).post(f"/conversations/{letter['id']}/trash", {"version": version + 1})
    assert refused.status_code == 403


def test_the_answer_bears_the_groups_name_and_its_text_says_nothing(site: Site) -> None:
    made, person = group(site), site.people.patient()
    visit, letter = written(site, made, person)
    already = len(site.telephone.texts(person.phone))
    body = site.planted.text("It is settled.")
    assert answer(site, ADMIN, letter, body).status_code == 201

    def told() -> list[str]:
        return [str(text) for text in site.telephone.texts(person.phone)[already:]]

    (alert,) = eventually(told, "the text that an answer waits")
    assert "/portal/#" in alert
    assert body not in alert
    assert made["name"] not in alert
    (unread,) = visit.box("unread")
    assert (unread["id"], unread["with"]["name"]) == (letter["id"], made["name"])
    newest = visit.messages(letter["id"])[0]
    assert (newest["body"], newest["from"], newest["sender"]) == (body, "practice", made["name"])
    now = conversation(site, ADMIN, letter)
    assert (now["state"], now["read_by_patient"]) == ("replied", False)
    visit.mark_read(letter["id"], newest["id"])
    assert visit.box("unread") == []
    assert conversation(site, ADMIN, letter)["read_by_patient"] is True

    assert answer(site, ADMIN, letter, site.planted.text("One more thing.")).status_code == 201
    assert answer(site, ADMIN, letter, site.planted.text("And another.")).status_code == 201
    eventually(lambda: len(told()) == 2, "one further text for both")


def test_an_answer_sent_twice_is_one_answer(site: Site) -> None:
    made = group(site)
    visit, letter = written(site, made)
    body, key = site.planted.text("Once."), secrets.token_hex(8)
    first, again = (answer(site, ADMIN, letter, body, key=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    assert again.headers["idempotent-replay"] == "true"
    assert [item["body"] for item in visit.messages(letter["id"])].count(body) == 1
    other = answer(site, ADMIN, letter, site.planted.text("Other words."), key=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")


def test_two_who_act_at_once_see_one_outcome(site: Site) -> None:
    made = group(site)
    visit, letter = written(site, made)
    seen = conversation(site, ADMIN, letter)
    visit.reply(letter["id"], site.planted.text("I forgot to say."))
    late = site.member(ADMIN).post(f"/conversations/{letter['id']}/complete", {"version": seen["version"]})
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    assert late.json()["current"]["version"] > seen["version"]
    assert conversation(site, ADMIN, letter)["state"] == "not_replied"


def test_trash_and_back_and_what_a_new_message_does(site: Site) -> None:
    made = group(site)
    visit, letter = written(site, made)
    gone = site.member(ADMIN).post(
        f"/conversations/{letter['id']}/trash", {"version": conversation(site, ADMIN, letter)["version"]}
    )
    assert gone.json()["state"] == "trash"
    assert listed(site, ADMIN, made["id"], "trash") == [letter["id"]]
    assert listed(site, ADMIN, made["id"], "all") == []
    back = site.member(ADMIN).post(
        f"/conversations/{letter['id']}/restore", {"version": gone.json()["version"]}
    )
    assert back.json()["state"] == "not_replied"
    done = site.member(ADMIN).post(
        f"/conversations/{letter['id']}/complete", {"version": back.json()["version"]}
    )
    assert done.json()["state"] == "replied"
    visit.reply(letter["id"], site.planted.text("Are you sure?"))
    assert listed(site, ADMIN, made["id"]) == [letter["id"]]
    mine = next(one for one in site.member(ADMIN).get("/groups").json()["items"] if one["id"] == made["id"])
    assert mine["counts"] == {"not_replied": 1, "replied": 0, "trash": 0}
    assert mine["standing"] == "admin"


def test_the_care_team_gets_its_own_patients_letters(site: Site) -> None:
    made = group(site, answering="care_team", users=[])
    _, cared = written(site, made, site.people.cared_for())
    _, alone = written(site, made)
    eventually(lambda: listed(site, LUIS, made["id"]) == [cared["id"]], "the care team's letter")
    assert set(listed(site, ADMIN, made["id"])) == {cared["id"], alone["id"]}
    assert conversation(site, LUIS, cared)["standing"] == "user"
    assert site.member(LUIS).get(f"/conversations/{alone['id']}").status_code == 404
    assert answer(site, LUIS, cared, site.planted.text("I am your doctor.")).status_code == 201
    history = site.member(ADMIN).get(f"/conversations/{cared['id']}/history").json()["items"]
    assert [(step["kind"], step["by"] is None) for step in history] == [
        ("assigned", True),
        ("answered", False),
    ]


def test_a_group_for_a_category_is_offered_to_its_patients_only(site: Site) -> None:
    book = site.member(ADMIN).get("/settings/groups").json()
    category = next(one["id"] for one in book["categories"] if one["name"] == "Diabetes program")
    made = group(site, category_id=category)
    inside, outside = site.portal(site.people.cared_for()), site.portal(site.people.patient())
    assert made["id"] in {one["id"] for one in inside.recipients()}
    assert made["id"] not in {one["id"] for one in outside.recipients()}
    refused = outside.try_to_compose("group", made["id"], "Let me in", "Please.")
    assert (refused.status_code, refused.json()["code"]) == (409, "recipient-unavailable")


def test_a_retired_group_keeps_what_was_written_and_takes_nothing_new(site: Site) -> None:
    made = group(site)
    visit, letter = written(site, made)
    version = made["version"]
    retired = site.member(ADMIN).post(f"/settings/groups/{made['id']}/retire", {"version": version})
    assert retired.json()["retired"]
    refused = visit.try_to_reply(letter["id"], "Still there?")
    assert (refused.status_code, refused.json()["code"]) == (409, "recipient-unavailable")
    assert conversation(site, ADMIN, letter)["group"]["retired"]
    assert answer(site, ADMIN, letter, site.planted.text("We have moved.")).status_code == 201
    assert visit.messages(letter["id"])[0]["sender"] == made["name"]


def test_rules_hold_when_editors_meet(site: Site) -> None:
    name = site.planted.text("Same name")[:50]
    spellings = [name, name.upper(), f"  {name} ", name.replace(" ", "   "), name.lower(), name.title()]
    wanted: Json = {"description": "", "facility_id": None, "category_id": None}
    wanted |= {"answering": "members", "users": []}
    admins = [id_of(site, ADMIN)]
    dana = site.member(ADMIN)
    dana.token()

    def add(spelling: str) -> int:
        return int(dana.post("/settings/groups", wanted | {"name": spelling, "admins": admins}).status_code)

    with ThreadPoolExecutor(len(spellings)) as pool:
        codes = list(pool.map(add, spellings))
    assert codes.count(201) == 1, codes
    assert set(codes) <= {201, 409, 422, 503}
    groups = dana.get("/settings/groups").json()["items"]
    assert [one["name"].casefold() for one in groups].count(name.casefold()) == 1


@pytest.mark.parametrize(
    ("parts", "pointer"),
    [
        ({"admins": []}, "/admins"),
        ({"name": "  "}, "/name"),
        ({"name": "billing  TEAM"}, "/name"),
        ({"category_id": "01J00000000000000000000000"}, "/category_id"),
        ({"users": ["01J00000000000000000000000"]}, "/admins"),
    ],
)
def test_a_group_that_breaks_a_rule_is_refused_with_the_place(site: Site, parts: Json, pointer: str) -> None:
    wanted: Json = {"name": secrets.token_hex(8), "description": "", "facility_id": None, "category_id": None}
    wanted |= {"answering": "members", "admins": [id_of(site, ADMIN)], "users": []} | parts
    refused = site.member(ADMIN).post("/settings/groups", wanted)
    assert refused.status_code == 422, refused.text
    assert pointer in refused.text


def test_groups_and_portal_need_their_privileges(site: Site) -> None:
    for email in (FRONT_DESK, CLINICIAN):
        for path in ("/settings/groups", "/settings/portal", "/settings/places"):
            refused = site.member(email).get(path)
            assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed"), path


@pytest.fixture
def portal_settings(site: Site) -> Iterator[Json]:
    """Give the portal's settings, and put them back in the end."""
    before = site.member(ADMIN).get("/settings/portal").json()
    yield before
    now = site.member(ADMIN).get("/settings/portal").json()
    kept = {name: before[name] for name in ("enabled", "audience", "member_scope", "excluded")}
    restored = site.member(ADMIN).put("/settings/portal", kept | {"version": now["version"]})
    assert restored.status_code == 200, restored.text


def settle(site: Site, **changes: object) -> None:
    """Change the portal's settings."""
    now = site.member(ADMIN).get("/settings/portal").json()
    wanted = {name: now[name] for name in ("enabled", "audience", "member_scope", "excluded", "version")}
    answer = site.member(ADMIN).put("/settings/portal", wanted | changes)
    assert answer.status_code == 200, answer.text


@pytest.mark.usefixtures("portal_settings")
def test_whom_a_patient_may_write_to_follows_the_settings(site: Site) -> None:
    visit, luis = site.portal(site.people.cared_for()), id_of(site, LUIS)
    settle(site, enabled=True, audience="groups", excluded=[])
    assert {one["kind"] for one in visit.recipients()} == {"group"}
    settle(site, audience="members", member_scope="care_team")
    assert [(one["kind"], one["id"]) for one in visit.recipients()] == [("member", luis)]
    settle(site, member_scope="all")
    assert len(visit.recipients()) == 6
    settle(site, excluded=[luis])
    assert luis not in {one["id"] for one in visit.recipients()}
    refused = visit.try_to_compose("member", luis, "Hello", "Are you there?")
    assert (refused.status_code, refused.json()["code"]) == (409, "recipient-unavailable")
    settle(site, enabled=False, excluded=[])
    assert visit.recipients() == []


@pytest.mark.usefixtures("portal_settings")
def test_a_letter_to_a_member_is_theirs_and_of_those_who_see_all(site: Site) -> None:
    settle(site, enabled=True, audience="both", member_scope="care_team", excluded=[])
    visit = site.portal(site.people.cared_for())
    subject, body = site.planted.text("To you."), site.planted.text("Only for my doctor.")
    letter = visit.compose("member", id_of(site, LUIS), subject, body)
    assert listed(site, LUIS, "direct") == [letter["id"]]
    assert letter["id"] in listed(site, FRONT_DESK, "direct")
    assert site.member(CLINICIAN).get(f"/conversations/{letter['id']}").status_code == 404
    reply = site.planted.text("Thank you for writing.")
    assert answer(site, LUIS, letter, reply).status_code == 201
    assert visit.messages(letter["id"])[0]["body"] == reply


def test_open_pages_of_those_whom_it_concerns_are_told_by_ids_only(site: Site) -> None:
    made = group(site)

    def ticket(email: str) -> str:
        given = site.member(email).post("/live/tickets")
        return f"{site.stack.live_url}?ticket={given.json()['ticket']}"

    with connect(ticket(ADMIN), proxy=None) as dana, connect(ticket(CLINICIAN), proxy=None) as helen:
        _, letter = written(site, made)
        while True:
            news = json.loads(dana.recv(timeout=30))
            if news.get("type") == "conversations.changed":
                break
        assert news == {"type": "conversations.changed", "basket": made["id"], "thread_id": letter["id"]}
        assert letter["id"] not in {news.get("thread_id") for news in pushed(helen, seconds=3)}


def pushed(page: ClientConnection, seconds: float) -> list[Json]:
    """Give what is pushed to a page until nothing has come for so long."""
    found = []
    with contextlib.suppress(TimeoutError):
        while True:
            found.append(json.loads(page.recv(timeout=seconds)))
    return found
