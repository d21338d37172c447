"""Two-way texting is switched on, its number bought and given back, and what comes in finds its members (rows A1-A6)."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.support.running.people import CARE_TEAM
from tests.support.running.practices import Opened, open_practice
from tests.support.running.site import ADMIN, FRONT_DESK
from tests.support.running.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.running.people import Person
    from tests.support.running.site import Site
    from tests.support.running.staff import StaffClient

Json = dict[str, Any]
LUIS = "luis@lakeside.example"


def texting(admin: StaffClient) -> Json:
    """Give number and settings."""
    answer = admin.get("/settings/texting")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def save(admin: StaffClient, **changes: object) -> httpx.Response:
    """Change settings as the admin's page does."""
    names = ("enabled", "default_mode", "assign_to_care_team", "assign_to_last_sender", "version")
    now = texting(admin)
    return admin.put("/settings/texting", {name: now[name] for name in names} | changes)


def offered(admin: StaffClient, country: str, area_code: str) -> list[Json]:
    """Search numbers."""
    answer = admin.post("/settings/numbers/search", {"country": country, "area_code": area_code})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def buy(admin: StaffClient, number: str, key: str = "") -> httpx.Response:
    """Buy a number."""
    return admin.post("/settings/numbers", {"number": number}, key=key or secrets.token_hex(8))


def owned(site: Site, number: str = "") -> list[Json]:
    """Give the account's numbers, as the provider has them."""
    account = site.provider
    answer = httpx.get(
        f"{site.stack.telephone_url}/2010-04-01/Accounts/{account.account_sid}/IncomingPhoneNumbers.json",
        params={"PhoneNumber": number} if number else {"PageSize": 1000},
        auth=(account.account_sid, account.auth_token),
        trust_env=False,
    )
    assert answer.status_code == 200, answer.text
    return list(answer.json()["incoming_phone_numbers"])


def a_number(opened: Opened, country: str = "US", area_code: str = "206") -> str:
    """Give a number that can be bought now; no other test takes the same."""
    return str(secrets.choice(offered(opened.admin, country, area_code)[5:])["number"])


@pytest.fixture
def opened(site: Site) -> Opened:
    return open_practice(site)


@contextmanager
def settings(site: Site, **changes: object) -> Iterator[None]:
    """Change the demo practice's settings for a while."""
    admin = site.member(ADMIN)
    before = texting(admin)
    assert save(admin, **changes).status_code == 200
    try:
        yield
    finally:
        names = ("default_mode", "assign_to_care_team", "assign_to_last_sender")
        assert save(admin, **{name: before[name] for name in names}).status_code == 200


# --- A1 -----------------------------------------------------------------------------------------------------------------


def test_without_the_add_on_texting_stays_off(site: Site) -> None:
    """Row A1."""
    admin = open_practice(site, addon=False).admin

    for refused in (
        save(admin, enabled=True),
        admin.post("/settings/numbers/search", {"country": "US", "area_code": "206"}),
        buy(admin, "+12065550150"),
    ):
        assert (refused.status_code, refused.json()["code"]) == (403, "add-on-needed")
        assert "add-on" in refused.json()["title"]
    assert owned(site, "+12065550150") == []
    assert not texting(admin)["enabled"]


def test_with_the_add_on_texting_goes_on_and_off_and_keeps_its_number(site: Site, opened: Opened) -> None:
    """Row A1."""
    refused = save(opened.admin, enabled=True)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/enabled")
    number = a_number(opened)
    assert buy(opened.admin, number).status_code == 201

    assert save(opened.admin, enabled=True).status_code == 200
    assert opened.admin.get("/me").json()["practice"]["texting_enabled"]
    assert save(opened.admin, enabled=False).status_code == 200
    assert texting(opened.admin)["number"] == number
    assert len(owned(site, number)) == 1


# --- A2 -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("country", "area_code", "region"), [("US", "303", "CO"), ("CA", "604", "BC")])
def test_a_number_is_searched_bought_and_works_both_ways(
    site: Site, opened: Opened, country: str, area_code: str, region: str
) -> None:
    """Row A2; row A3: whoever texts it reaches the practice, and answers come from it."""
    items = offered(opened.admin, country, area_code)
    assert {(item["number"][:5], item["region"]) for item in items} == {(f"+1{area_code}", region)}
    number = a_number(opened, country, area_code)

    bought = buy(opened.admin, number)

    assert (bought.status_code, bought.json()["number"]) == (201, number)
    (at_provider,) = owned(site, number)
    assert at_provider["sms_url"].partition("#")[0] == f"{site.stack.base_url}/webhooks/sms/messages"
    assert (at_provider["sms_method"], at_provider["friendly_name"]) == ("POST", bought.json()["order"]["id"])
    assert number not in {item["number"] for item in offered(opened.admin, country, area_code)}
    assert save(opened.admin, enabled=True).status_code == 200
    phone, body = site.people.unknown_phone(), site.planted.text("Is this the clinic?")
    site.telephone.type(phone, body, to=number)
    (item,) = eventually(lambda: opened.admin.with_text(body), "the text in the new practice's inbox")
    answer = site.planted.text("Yes, it is.")
    opened.admin.send(item["thread_id"], answer)
    site.telephone.wait_for(phone, lambda text: text == answer, "the answer")
    shown = site.telephone.http.get(f"/control/phones/{phone}").json()["messages"]
    assert {text["practice_number"] for text in shown if text["body"] == answer} == {number}


def test_the_same_request_many_times_at_once_buys_one_number(site: Site, opened: Opened) -> None:
    """Row A2: a double click."""
    number, key, already = a_number(opened), secrets.token_hex(8), len(owned(site))
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: buy(opened.admin, number, key).status_code, range(4)))

    assert 201 in answers
    assert set(answers) <= {201, 202, 502, 503}
    assert len(owned(site)) == already + 1
    assert texting(opened.admin)["number"] == number
    again = buy(opened.admin, number, key)
    assert (again.status_code, again.json()["number"]) == (201, number)


def test_two_admins_at_once_buy_one_number(site: Site, opened: Opened) -> None:
    """Row A2."""
    numbers = [item["number"] for item in offered(opened.admin, "US", "512")[:4]]
    already = len(owned(site))
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda number: buy(opened.admin, number), numbers))

    bought = [answer for answer in answers if answer.status_code == 201]
    refused = {answer.json()["code"] for answer in answers if answer.status_code == 409}
    assert len(bought) == 1
    assert refused <= {"order-open", "number-present"}
    assert len(owned(site)) == already + 1
    assert len(owned(site, texting(opened.admin)["number"])) == 1


def test_a_number_that_went_meanwhile_is_told(site: Site, opened: Opened) -> None:
    """Row A2."""
    number = a_number(opened)
    assert buy(open_practice(site).admin, number).status_code == 201

    refused = buy(opened.admin, number)

    assert (refused.status_code, refused.json()["code"]) == (409, "number-taken")
    assert texting(opened.admin)["number"] is None
    assert buy(opened.admin, a_number(opened)).status_code == 201


@pytest.mark.parametrize("kind", [{"kind": "drop"}, {"kind": "hang", "seconds": 20}])
def test_an_answer_that_got_lost_buys_once_and_is_recorded(
    site: Site, opened: Opened, kind: dict[str, Any]
) -> None:
    """Row A2: a time-out after the provider has sold."""
    number = a_number(opened)
    site.telephone.trouble(**kind, phone=number)

    answer = buy(opened.admin, number)

    assert (answer.status_code, answer.json()["number"]) == (201, number)
    assert len(owned(site, number)) == 1


def test_a_purchase_without_an_outcome_is_settled_by_the_schedule(site: Site, opened: Opened) -> None:
    """Row A2: the provider breaks down, and sells nothing."""
    number, key = a_number(opened), secrets.token_hex(8)
    site.telephone.trouble("refuse", number, code=20500)
    begun = buy(opened.admin, number, key)
    assert (begun.status_code, begun.json()["order"]["state"]) == (202, "open")
    waiting = buy(opened.admin, a_number(opened))
    assert (waiting.status_code, waiting.json()["code"]) == (409, "order-open")

    site.store.order_held_long_ago(opened.practice_id)
    site.store.run("reconcile_provider")

    assert texting(opened.admin)["order"]["failure"] == "provider-unavailable"
    assert buy(opened.admin, number, key).json()["code"] == "provider-unavailable"
    assert owned(site, number) == []
    assert buy(opened.admin, number).status_code == 201
    assert len(owned(site, number)) == 1


def test_a_refusal_of_the_provider_buys_nothing(site: Site, opened: Opened) -> None:
    """Row A2."""
    number = a_number(opened)
    site.telephone.trouble("refuse", number, code=20429)

    refused = buy(opened.admin, number)

    assert (refused.status_code, refused.json()["code"]) == (503, "provider-unavailable")
    assert owned(site, number) == []
    assert texting(opened.admin)["number"] is None


def test_a_released_number_is_gone_at_the_provider_too(site: Site, opened: Opened) -> None:
    """Row A2."""
    number = a_number(opened)
    version = buy(opened.admin, number).json()["version"]
    assert save(opened.admin, enabled=True).status_code == 200
    assert opened.admin.delete("/settings/numbers/current", version=version).status_code == 409

    released = opened.admin.delete("/settings/numbers/current", version=version + 1)

    assert released.status_code == 200, released.text
    assert (released.json()["number"], released.json()["enabled"]) == (None, False)
    assert owned(site, number) == []
    again = opened.admin.delete("/settings/numbers/current", version=released.json()["version"])
    assert again.status_code == 404
    trail = opened.admin.get("/settings/audit", month=released.json()["order"]["at"][:7]).json()["items"]
    mine = [line["action"] for line in trail if line["target_id"] == released.json()["order"]["id"]]
    assert sorted(mine) == ["number.ordered", "number.released"]


# --- A4, A5 -------------------------------------------------------------------------------------------------------------


def answered(site: Site, person: Person, body: str) -> Json:
    """Let the patient text, and give the message once it has been through the routing."""
    site.telephone.type(person.phone, body)

    def look() -> list[Json]:
        found = [message for message in site.staff.messages(person.thread_id) if message["body"] == body]
        return [message for message in found if message["version"] > 1]

    return eventually(look, "the text, assigned")[0]


def test_an_answer_goes_to_who_wrote_last_by_itself(site: Site) -> None:
    """Row A5, on by default."""
    person = site.people.patient()
    me = site.staff.get("/me").json()["member"]["id"]
    site.staff.send(person.thread_id, site.planted.text("See you at 3."))
    before, body = site.staff.badge(), site.planted.text("Thank you, at 3.")

    message = answered(site, person, body)

    assert (message["assignees"], message["assigned_by"]) == ([me], [])
    assert len(site.staff.with_text(body, "pending_for_me")) == 1
    assert site.staff.with_text(body, "pending_unassigned") == []
    after = site.staff.badge()
    assert after["pending_for_me"] == before["pending_for_me"] + 1
    assert after["pending_for_me"] == len(list(site.staff.inbox("pending_for_me")))
    path = f"/threads/{person.thread_id}/messages/{message['id']}/history"
    (step,) = site.staff.get(path).json()["items"]
    assert (step["by"], step["kind"]) == (None, "assigned")
    assert [member["member_id"] for member in step["members"]] == [me]


def test_the_care_team_has_it_when_that_is_on_and_the_last_sender_before_them(site: Site) -> None:
    """Row A4, off by default; row A5 wins."""
    person, other = site.people.cared_for(), site.people.cared_for()
    members = {one["name"]: one["id"] for one in site.staff.get("/me").json()["members"]}
    off = site.planted.text("Nobody has this.")
    site.telephone.type(person.phone, off)
    eventually(lambda: site.staff.with_text(off), "the text that is nobody's")
    with settings(site, assign_to_care_team=True):
        first = answered(site, person, site.planted.text("For the care team."))
        assert first["assignees"] == [members[CARE_TEAM]]
        luis = site.member(LUIS)
        assert [item["message_id"] for item in luis.inbox("pending_for_me")].count(first["id"]) == 1

        site.staff.send(other.thread_id, site.planted.text("How are you?"))
        second = answered(site, other, site.planted.text("For who asked."))
        frank = next(one["name"] for one in site.stack.demo["sign_ins"] if one["email"] == FRONT_DESK)
        assert second["assignees"] == [members[frank]]


def test_texts_in_a_burst_are_all_assigned(site: Site) -> None:
    """Row A5."""
    person = site.people.patient()
    me = site.staff.get("/me").json()["member"]["id"]
    site.staff.send(person.thread_id, site.planted.text("Tell us everything."))
    bodies = {site.planted.text(f"Part {part}") for part in "abcdef"}
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda body: site.telephone.type(person.phone, body), bodies))

    def mine() -> list[Json]:
        found = [m for m in site.staff.messages(person.thread_id) if m["body"] in bodies]
        return found if len(found) == len(bodies) and all(m["assignees"] == [me] for m in found) else []

    eventually(mine, "six texts assigned")
    badge = site.staff.badge()
    assert badge["pending_for_me"] == len(list(site.staff.inbox("pending_for_me")))
    assert badge["pending_unassigned"] == len(list(site.staff.inbox()))


def test_switched_off_an_answer_stays_unassigned(site: Site) -> None:
    """Row A5."""
    person, body = site.people.patient(), site.planted.text("Whose am I?")
    with settings(site, assign_to_last_sender=False):
        site.staff.send(person.thread_id, site.planted.text("Hello."))
        site.telephone.type(person.phone, body)
        eventually(lambda: site.staff.with_text(body), "the text, unassigned")


# --- A6 -----------------------------------------------------------------------------------------------------------------


def test_new_messages_start_as_the_practice_wants(site: Site) -> None:
    """Row A6."""
    with settings(site, default_mode="plain"):
        assert site.staff.get("/me").json()["practice"]["default_mode"] == "plain"
    assert site.staff.get("/me").json()["practice"]["default_mode"] == "secured"


def test_two_admins_do_not_overwrite_each_other(site: Site) -> None:
    """Rows A4-A6."""
    admin = site.member(ADMIN)
    version = texting(admin)["version"]
    with settings(site, default_mode="plain"):
        stale = save(admin, assign_to_care_team=True, version=version)
        assert (stale.status_code, stale.json()["code"]) == (409, "conflict")
        assert not texting(admin)["assign_to_care_team"]
