"""Patients sign in to the portal by phone, code and date of birth, write, and read what is answered (rows H3, H4, H5, I6)."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.running.alike import shape, tell_apart
from tests.support.running.portal import COOKIE
from tests.support.running.site import ADMIN, FRONT_DESK
from tests.support.running.waiting import eventually

if TYPE_CHECKING:
    from tests.support.running.portal import PortalVisit
    from tests.support.running.site import Site

Json = dict[str, Any]
BILLING, FRONT_OFFICE = "Billing Team", "Front Office"
WRONG_DATE = "1901-01-01"
_UNKNOWN = "0" * 26


def wrong(code: str) -> str:
    """Give another code."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


def id_of(visit: PortalVisit, name: str) -> str:
    """Give whom the patient may write to under that name."""
    return next(str(one["id"]) for one in visit.recipients() if one["name"] == name)


def write(site: Site, visit: PortalVisit, name: str = BILLING) -> Json:
    """Write to a group what nobody has written before."""
    subject, body = site.planted.text("My bill."), site.planted.text("Is it right?")
    return visit.compose("group", id_of(visit, name), subject, body)


def answer(site: Site, conversation: Json, body: str, email: str = ADMIN) -> Json:
    """Let a member answer as soon as the conversation is there."""
    path = f"/conversations/{conversation['id']}/messages"
    done = site.member(email).post(path, {"body": body}, key=secrets.token_hex(8))
    assert done.status_code == 201, done.text
    content: Json = done.json()
    return content


@pytest.mark.parametrize("session", ["cookie", "token"])
def test_phone_code_and_birth_date_open_the_portal(site: Site, session: str) -> None:
    person, visit = site.people.patient(), site.portal_visit(session)
    shown = visit.get(f"/practices/{site.practice_id}").json()
    assert (shown["name"], shown["messages"]) == ("Lakeside Family Health", True)

    asked = visit.request_code(person.phone)
    assert (asked.status_code, asked.json()) == (202, {"resend_in": 60})
    code = site.telephone.code(person.phone)
    (text,) = site.telephone.texts(person.phone)
    assert "sign in" in text
    assert person.name.split()[1] not in text
    assert visit.get("/me").json()["code"] == "session-ended"
    assert visit.identify(person.born).status_code == 401
    assert visit.enter(person.phone, code).json()["next"] == "date_of_birth"
    first = visit.secret
    assert visit.get("/me").status_code == 401
    assert visit.identify(person.born).json()["next"] == "inbox"
    assert visit.secret
    assert visit.secret != first
    site.planted.note(first, visit.secret)

    me = visit.get("/me")
    assert me.headers["cache-control"] == "no-store"
    assert me.json()["patient"] == {"name": person.name}
    assert me.json()["unread"] == 0
    kept = visit.secret
    assert visit.log_out().status_code == 204
    visit.secret = kept
    assert visit.get("/me").status_code == 401


def test_apps_need_neither_cookie_nor_header(site: Site) -> None:
    app = site.portal(site.people.patient(), "token")
    bearer = {"Authorization": f"Bearer {app.secret}"}

    begun = write(site, app)
    answers = [
        site.http.get("/portal-api/me", headers=bearer),
        site.http.post("/portal-api/conversations/search", json={"query": "bill"}, headers=bearer),
        site.http.get(f"/portal-api/conversations/{begun['id']}", headers=bearer),
    ]
    assert [one.status_code for one in answers] == [200, 200, 200]
    assert all("set-cookie" not in one.headers for one in answers)
    assert (
        site.http.get("/portal-api/me", headers={"Authorization": f"Basic {app.secret}"}).status_code == 401
    )
    as_cookie = {"Cookie": f"{COOKIE}={app.secret}"}
    assert site.http.post("/portal-api/logout", headers=as_cookie).status_code == 403
    assert app.me()["patient"]


def test_other_sites_pages_can_not_use_the_cookie(site: Site) -> None:
    visit = site.portal(site.people.patient())
    cookie = {"Cookie": f"{COOKIE}={visit.secret}"}
    letter = {"to": {"kind": "group", "id": _UNKNOWN}, "subject": "x", "body": "x"}
    for path, body in (("logout", {}), ("conversations", letter), ("conversations/search", {"query": "x"})):
        headers = {**cookie, "Idempotency-Key": "forged"}
        forged = site.http.post(f"/portal-api/{path}", json=body, headers=headers)
        assert forged.json()["code"] == "not-our-page", path
    assert visit.me()["unread"] == 0


def test_link_and_portal_sessions_never_open_each_other(site: Site) -> None:
    person = site.people.patient()
    linked = site.verified(person, site.planted.text("By link."))
    visit = site.portal(person)
    for name in ("__Host-textward", COOKIE):
        for path, secret in (("/s/conversation", visit.secret), ("/portal-api/me", linked.cookie)):
            crossed = site.http.get(path, headers={"Cookie": f"{name}={secret}"})
            assert crossed.json()["code"] == "session-ended"
    assert linked.conversation().status_code == 200
    assert visit.me()["patient"] == {"name": person.name}


def test_a_letter_is_answered_and_a_text_tells_of_it_without_a_word(site: Site) -> None:
    person = site.people.patient()
    visit = site.portal(person)
    begun = write(site, visit)
    assert (begun["with"], begun["last_from"]) == ({"kind": "group", "name": BILLING}, "you")
    assert ([one["id"] for one in visit.box("sent")], visit.box("inbox")) == ([begun["id"]], [])
    already = len(site.telephone.texts(person.phone))

    first, second = site.planted.text("It is right."), site.planted.text("We checked again.")
    answer(site, begun, first)
    alert = site.telephone.wait_for(person.phone, lambda text: "answered" in text, "the alert")
    answer(site, begun, second)
    assert f"{site.stack.base_url}/portal/#{site.practice_id}" in alert
    for secret in (first, begun["subject"], begun["preview"], BILLING, person.name.split()[1], begun["id"]):
        assert secret not in alert

    assert visit.me()["unread"] == 1
    (unread,) = visit.box("unread")
    assert (unread["id"], unread["preview"], unread["unread"]) == (begun["id"], second, True)
    newest, older, question = visit.messages(begun["id"])
    assert [newest["body"], older["body"]] == [second, first]
    assert (newest["from"], newest["sender"]) == (older["from"], older["sender"]) == ("practice", BILLING)
    assert (question["from"], question["sender"]) == ("you", None)
    visit.mark_read(begun["id"], older["id"])
    assert visit.me()["unread"] == 1, "the newer answer was not seen"
    visit.mark_read(begun["id"], newest["id"])
    assert (visit.me()["unread"], visit.box("unread")) == (0, [])
    assert [one["id"] for one in visit.box("inbox")] == [begun["id"]]
    assert len(site.telephone.texts(person.phone)) == already + 1, "one alert until the answers were read"

    answer(site, begun, site.planted.text("One more thing."))
    site.telephone.wait_for(person.phone, lambda text: text == alert)
    eventually(lambda: len(site.telephone.texts(person.phone)) == already + 2, "the next alert")


def test_who_answered_can_not_be_told(site: Site) -> None:
    """Row I6, on the running stack: Frank has it assigned, Dana is the group's Admin, and both answer with the same words."""
    visit = site.portal(site.people.patient())
    begun, words = write(site, visit), site.planted.text("Yes.")
    frank = site.member(FRONT_DESK).get("/me").json()["member"]["id"]
    seen = site.member(ADMIN).get(f"/conversations/{begun['id']}").json()
    given = {"version": seen["version"], "member_ids": [frank]}
    assert site.member(ADMIN).put(f"/conversations/{begun['id']}/assignees", given).status_code == 200
    for email in (ADMIN, FRONT_DESK):
        answer(site, begun, words, email)

    pages = [visit.get(f"/conversations/{begun['id']}{more}") for more in ("", "/messages")]
    two = [item for item in pages[1].json()["items"] if item["from"] == "practice"]
    assert len(two) == 2
    for item in two:
        del item["id"], item["at"]
    assert two[0] == two[1]
    people = site.staff.get("/me").json()["members"]
    marks = [part for one in people for part in (one["id"], one["name"], one["name"].split()[-1])]
    everything = "".join(page.text + repr(sorted(page.headers.items())) for page in pages)
    assert [mark for mark in marks if mark in everything] == []


def test_a_shared_phone_opens_each_patients_own(site: Site) -> None:
    parent, child = site.people.family()
    first = site.portal(parent)
    begun = write(site, first)
    site.store.forget_pauses()
    second = site.portal(child)

    assert (first.me()["patient"]["name"], second.me()["patient"]["name"]) == (parent.name, child.name)
    assert second.box("sent") == []
    for more in ("", "/messages"):
        foreign = second.get(f"/conversations/{begun['id']}{more}")
        unknown = second.get(f"/conversations/G{_UNKNOWN}{more}")
        assert foreign.status_code == unknown.status_code == 404
        assert shape(foreign) == shape(unknown)


def test_twins_say_which_of_them_it_is(site: Site) -> None:
    one, other = site.people.twins()
    visit = site.portal_visit()
    visit.enter(one.phone, site.portal_code(visit, one))
    asked = visit.identify(one.born).json()
    assert (asked["next"], asked["token"]) == ("choose", None)
    assert {person["name"] for person in asked["people"]} == {one.name, other.name}
    choice = next(person["choice"] for person in asked["people"] if person["name"] == other.name)
    assert visit.identify(one.born, choice).json()["next"] == "inbox"
    assert visit.me()["patient"] == {"name": other.name}


def test_five_wrong_codes_void_the_code_and_a_new_one_works(site: Site) -> None:
    person, visit = site.people.patient(), site.portal_visit()
    code = site.portal_code(visit, person)
    for _ in range(5):
        assert visit.enter(person.phone, wrong(code)).status_code == 401
    assert visit.enter(person.phone, code).status_code == 401
    visit.request_code(person.phone)  # within a minute: nothing is texted, and nobody is told
    site.store.forget_pauses()
    assert visit.enter(person.phone, site.portal_code(visit, person)).status_code == 200
    assert len(site.telephone.texts(person.phone)) == 2


def test_codes_are_limited_in_a_day(site: Site) -> None:
    person, visit = site.people.patient(), site.portal_visit()
    answers = []
    for count in range(7):
        answers.append(visit.request_code(person.phone))
        site.telephone.code(person.phone, after=min(count, 4))
        site.store.forget_pauses()
    assert {(one.status_code, one.text) for one in answers} == {(202, answers[0].text)}
    assert len(site.telephone.texts(person.phone)) == 5


def test_five_wrong_dates_lock_the_patient_until_staff_unlock(site: Site) -> None:
    person, visit = site.people.patient(), site.portal_visit()
    visit.enter(person.phone, site.portal_code(visit, person))
    for _ in range(5):
        assert visit.identify(WRONG_DATE).status_code == 401
    assert visit.identify(person.born).status_code == 401
    site.store.forget_pauses()
    visit.request_code(person.phone)  # a locked patient gets no code
    assert site.staff.post(f"/patients/{person.patient_id}/unlock").status_code == 204
    site.store.forget_pauses()
    assert site.portal(person).me()["patient"] == {"name": person.name}
    assert len(site.telephone.texts(person.phone)) == 2


def test_letters_are_taken_once_and_by_who_takes_them(site: Site) -> None:
    visit = site.portal(site.people.patient())
    to, subject = id_of(visit, FRONT_OFFICE), site.planted.text("Form.")
    twice = [visit.try_to_compose("group", to, subject, "Please sign it.", key="once") for _ in range(2)]
    assert [one.status_code for one in twice] == [201, 201]
    assert twice[0].json()["id"] == twice[1].json()["id"]
    assert twice[1].headers["idempotent-replay"] == "true"
    assert (
        visit.try_to_compose("group", to, subject, "Other.", key="once").json()["code"]
        == "idempotency-key-reused"
    )
    begun = twice[0].json()["id"]
    replies = [visit.reply(begun, "And the other one?", key="again") for _ in range(2)]
    assert replies[0]["id"] == replies[1]["id"]
    assert len(visit.messages(begun)) == 2
    assert len(visit.box("sent")) == 1
    diabetes = site.member(ADMIN).get("/groups").json()["items"]
    kinds = {("group", _UNKNOWN), ("member", _UNKNOWN)} | {
        ("group", one["id"]) for one in diabetes if one["name"] == "Diabetes Program"
    }
    for kind, recipient in kinds:
        refused = visit.try_to_compose(kind, recipient, subject, "Hello?")
        assert (refused.status_code, refused.json()["code"]) == (409, "recipient-unavailable")


def test_search_finds_conversations_by_whom_they_are_with(site: Site) -> None:
    visit = site.portal(site.people.patient())
    bill, form = write(site, visit, BILLING), write(site, visit, FRONT_OFFICE)
    assert [one["id"] for one in visit.search("bill")] == [bill["id"]]
    assert [one["id"] for one in visit.search("OFF front")] == [form["id"]]
    assert visit.search("dana") == visit.search("nobody") == []


def test_lists_are_paged(site: Site) -> None:
    visit = site.portal(site.people.patient())
    to = id_of(visit, BILLING)
    begun = [visit.compose("group", to, f"Matter {number}", "About it.")["id"] for number in range(27)]
    assert [one["id"] for one in visit.box("sent")] == begun[::-1]
    assert [one["id"] for one in visit.search("billing")] == begun[::-1]
    cursor = visit.get("/conversations", box="sent").json()["next_cursor"]
    other = site.portal(site.people.patient())
    assert visit.get("/conversations", box="sent", cursor=cursor).status_code == 200
    assert visit.get("/conversations", box="inbox", cursor=cursor).status_code == 422
    assert other.get("/conversations", box="sent", cursor=cursor).status_code == 422


# --- answers that tell nothing (row C5) ---------------------------------------------------------------------------------


def test_asking_for_a_code_looks_and_lasts_the_same(site: Site) -> None:
    person, silent = site.people.patient(), site.people.silent_patient()
    visit, elsewhere = site.portal_visit(), site.portal_visit()
    elsewhere.practice_id = _UNKNOWN
    nobody = site.people.unknown_phone()
    told = tell_apart(
        {
            "a patient's phone": lambda: visit.request_code(person.phone),
            "nobody's phone": lambda: visit.request_code(nobody),
            "a phone that wants no texts": lambda: visit.request_code(silent.phone),
            "no phone": lambda: visit.request_code("hello"),
            "no practice": lambda: elsewhere.request_code(person.phone),
        }
    )
    assert not told
    assert len(site.telephone.texts(silent.phone)) == 0


def test_every_refusal_of_the_sign_in_looks_and_lasts_the_same(site: Site) -> None:
    person, expected = site.people.patient(), site.people.patient()
    visit, elsewhere = site.portal_visit(), site.portal_visit()
    elsewhere.practice_id = _UNKNOWN
    code = site.portal_code(visit, person)
    used = site.portal_visit()
    used_code = site.portal_code(used, expected)
    assert used.enter(expected.phone, used_code).status_code == 200
    nobody = site.people.unknown_phone()
    told = tell_apart(
        {
            "wrong code": lambda: visit.enter(person.phone, wrong(code)),
            "used code": lambda: visit.enter(expected.phone, used_code),
            "nobody's phone": lambda: visit.enter(nobody, code),
            "no practice": lambda: elsewhere.enter(person.phone, code),
            "void code": lambda: visit.enter(person.phone, code),
            "no session": lambda: visit.identify(person.born),
            "wrong date": lambda: used.identify(WRONG_DATE),
            "locked": lambda: used.identify(expected.born),
        }
    )
    assert not told


def test_looking_changes_nothing(site: Site) -> None:
    person, visit = site.people.patient(), site.portal_visit()
    code = site.portal_code(visit, person)
    for path in ("codes", "codes/verify", "identity", "logout", "conversations"):
        for method in ("GET", "HEAD"):
            looked = site.http.request(method, f"/portal-api/{path}", params={"box": "sent"})
            assert looked.status_code in {401, 404, 405}
            assert "set-cookie" not in looked.headers
    assert visit.enter(person.phone, code).status_code == 200
