"""A secured message: no content in the text, code then date of birth, limits that lock (rows B3, C1-C8, J13)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.support.running.store import ago
from tests.support.running.waiting import eventually

if TYPE_CHECKING:
    from tests.support.running.people import Person
    from tests.support.running.site import Site

WRONG_DATE = "1901-01-01"


def wrong(code: str) -> str:
    """Give another code."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


def link_of(site: Site, person: Person) -> dict[str, str | None]:
    """Give what staff see of the latest link."""
    link: dict[str, str | None] = site.staff.messages(person.thread_id)[0]["link"]
    return link


def test_code_then_birth_date_then_the_whole_conversation_and_a_reply(site: Site) -> None:
    person = site.people.patient()
    earlier = site.planted.text("By the way: parking is behind the house.")
    question, secret = site.planted.text("How was my test?"), site.planted.text("Your test was negative.")
    site.staff.send(person.thread_id, earlier)
    site.telephone.wait_for(person.phone, lambda text: text == earlier)
    site.telephone.type(person.phone, question)
    eventually(lambda: site.staff.with_text(question, "all"), "the question")
    _, token, code = site.secured(person, secret)
    link_text, code_text = site.telephone.texts(person.phone)[1:]
    assert f"{site.stack.base_url}/m/#{token}" in link_text
    assert secret not in link_text + code_text
    assert person.name.split()[1] not in link_text + code_text
    assert token not in code_text
    assert link_of(site, person)["opened_at"] is None

    visit = site.visit(token)
    assert visit.conversation().json()["code"] == "session-ended"
    assert visit.identify(person.born).status_code == 401
    assert visit.verify(code).json() == {"next": "date_of_birth"}
    assert link_of(site, person)["opened_at"]
    assert link_of(site, person)["verified_at"] is None
    assert visit.conversation().status_code == 401
    first_cookie = visit.cookie
    assert visit.identify(person.born).json()["next"] == "conversation"
    assert visit.cookie != first_cookie
    shown = visit.conversation()
    assert shown.headers["cache-control"] == "no-store"
    assert [(item["body"], item["secured"]) for item in shown.json()["items"]] == [
        (secret, True),
        (question, False),
        (earlier, False),
    ]
    assert not re.search("Osei|author|member", shown.text)
    assert link_of(site, person)["verified_at"]

    answer = site.planted.text("What a relief!")
    replies = [visit.reply(answer, key="e2e-reply-twice") for _ in range(2)]
    assert [reply.status_code for reply in replies] == [201, 201]
    (item,) = eventually(lambda: site.staff.with_text(answer, "all"), "the reply in the inbox")
    assert (item["mode"], item["direction"], item["thread_id"]) == ("secured", "in", person.thread_id)
    assert site.telephone.texts(person.phone)[3:] == []
    assert visit.log_out().status_code == 204
    assert visit.cookie == ""


def test_a_session_ends_on_the_server(site: Site) -> None:
    person = site.people.patient()
    visit = site.verified(person, site.planted.text("Read and leave."))
    cookie = visit.cookie
    visit.log_out()
    visit.cookie = cookie
    assert visit.conversation().status_code == 401


def test_bots_that_open_the_link_use_nothing_up(site: Site) -> None:
    person = site.people.patient()
    _, token, code = site.secured(person, site.planted.text("For your eyes."))
    before = site.store.link(token)
    for path in (f"/m/{token}", "/m/", "/s/codes/verify", f"/s/conversation?token={token}", "/s/messages"):
        for method in ("GET", "HEAD"):
            answer = site.http.request(method, path)
            assert answer.status_code in {200, 401, 404, 405}
            assert not site.planted.found_in(answer.text)
            assert "set-cookie" not in answer.headers
    assert site.store.link(token) == before
    assert link_of(site, person)["opened_at"] is None
    assert site.visit(token).verify(code).status_code == 200


def test_a_page_of_another_site_cannot_post(site: Site) -> None:
    person = site.people.patient()
    _, token, code = site.secured(person, site.planted.text("No forgery."))
    answer = site.http.post("/s/codes/verify", json={"token": token, "code": code})
    assert answer.status_code == 403
    assert site.visit(token).verify(code).status_code == 200


def test_a_code_works_once(site: Site) -> None:
    person = site.people.patient()
    _, token, code = site.secured(person, site.planted.text("Once."))
    assert site.visit(token).verify(code).status_code == 200
    assert site.visit(token).verify(code).status_code == 401


def test_five_wrong_codes_void_the_code_and_a_new_one_works(site: Site) -> None:
    person = site.people.patient()
    _, token, code = site.secured(person, site.planted.text("Try hard."))
    visit = site.visit(token)
    for _ in range(5):
        assert visit.verify(wrong(code)).status_code == 401
    assert visit.verify(code).status_code == 401
    assert visit.resend().json() == {"resend_in": 60}
    assert (
        len(site.telephone.texts(person.phone)) == 2
    )  # within a minute none is sent again, and nobody is told
    site.store.set_link_times(token, code_sent_at=ago(seconds=61))
    assert visit.resend().status_code == 202
    assert visit.verify(site.telephone.code(person.phone, after=2)).status_code == 200


def test_a_new_code_voids_the_one_before(site: Site) -> None:
    person = site.people.patient()
    _, token, old = site.secured(person, site.planted.text("Again, please."))
    site.store.set_link_times(token, code_sent_at=ago(seconds=61))
    visit = site.visit(token)
    visit.resend()
    new = site.telephone.code(person.phone, after=2)
    assert old == new or visit.verify(old).status_code == 401
    assert visit.verify(new).status_code == 200


def test_resends_are_limited(site: Site) -> None:
    person = site.people.patient()
    _, token, _ = site.secured(person, site.planted.text("Enough."))
    visit = site.visit(token)
    answers = []
    for count in range(7):
        site.store.set_link_times(token, code_sent_at=ago(seconds=61))
        answers.append(visit.resend())
        site.telephone.code(person.phone, after=min(2 + count, 6))
    assert {(answer.status_code, answer.text) for answer in answers} == {(202, '{"resend_in": 60}')}
    assert len(site.telephone.texts(person.phone)) == 7  # the link, its code, and five codes more
    assert site.store.link(token)["code_counter"]["N"] == "6"


def test_an_expired_code_is_refused_before_the_job_and_gone_after_it(site: Site) -> None:
    person = site.people.patient()
    _, token, code = site.secured(person, site.planted.text("Too late."))
    site.store.set_link_times(token, code_expires_at=ago(seconds=1))
    assert site.visit(token).verify(code).status_code == 401
    assert "code_expires_at" in site.store.link(token)
    assert site.store.run("expire_otps")["expired"] >= 1
    assert "code_expires_at" not in site.store.link(token)
    assert site.store.run("expire_otps")["expired"] == 0
    assert site.visit(token).verify(code).status_code == 401


def test_five_wrong_dates_lock_the_patient_until_staff_unlock(site: Site) -> None:
    person = site.people.patient()
    _, token, code = site.secured(person, site.planted.text("Who are you?"))
    visit = site.visit(token)
    assert visit.verify(code).status_code == 200
    for _ in range(5):
        assert visit.identify(WRONG_DATE).status_code == 401
    assert visit.identify(person.born).status_code == 401
    assert site.staff.thread(person.thread_id)["verification"]["locked"]
    _, other, its_code = site.secured(person, site.planted.text("Another link."))
    again = site.visit(other)
    again.verify(its_code)
    assert again.identify(person.born).status_code == 401  # the lock is the patient's, not the link's
    assert site.staff.post(f"/patients/{person.patient_id}/unlock").status_code == 204
    assert not site.staff.thread(person.thread_id)["verification"]["locked"]
    _, third, third_code = site.secured(person, site.planted.text("Welcome."))
    visit = site.visit(third)
    assert visit.verify(third_code).status_code == 200
    assert visit.identify(person.born).status_code == 200


@pytest.mark.parametrize("text", ["", "tomorrow", "1984-02-30", "12/31/1984", "1984-1-1", "9999-99-99"])
def test_what_is_no_date_gets_the_answer_of_a_wrong_one(site: Site, text: str) -> None:
    visit = site.visit("unknown")
    assert visit.identify(text).status_code == visit.identify(WRONG_DATE).status_code == 401


def test_a_link_of_a_shared_phone_opens_with_its_own_patients_date_only(site: Site) -> None:
    parent, child = site.people.family()
    _, token, code = site.secured(child, site.planted.text("About the child."))
    visit = site.visit(token)
    assert visit.verify(code).status_code == 200
    assert visit.identify(parent.born).status_code == 401
    assert visit.identify(child.born).status_code == 200
    assert len(visit.conversation().json()["items"]) == 1


def test_revoking_ends_the_visit_and_the_link(site: Site) -> None:
    person = site.people.patient()
    message, token, code = site.secured(person, site.planted.text("Sent too early."))
    reader = site.visit(token)
    reader.verify(code)
    reader.identify(person.born)
    assert reader.conversation().status_code == 200
    path = f"/threads/{person.thread_id}/messages/{message['id']}/link"
    revoked = site.staff.post(f"{path}/revoke")
    assert (revoked.status_code, revoked.json()["link"]["state"]) == (200, "revoked")
    assert reader.conversation().status_code == 401
    assert reader.reply(site.planted.text("Hello?")).status_code == 401
    assert site.visit(token).verify(code).status_code == 401
    site.store.set_link_times(token, code_sent_at=ago(seconds=61))
    assert site.visit(token).resend().status_code == 202
    assert site.staff.post(f"{path}/resend").status_code == 422
    assert len(site.telephone.texts(person.phone)) == 2


def test_staff_send_the_link_again_and_an_expired_one_lives_anew(site: Site) -> None:
    person = site.people.patient()
    message, token, old = site.secured(person, site.planted.text("Did you get it?"))
    site.store.set_link_times(token, expires_at=ago(seconds=1))
    assert link_of(site, person)["state"] == "expired"
    assert site.visit(token).verify(old).status_code == 401
    path = f"/threads/{person.thread_id}/messages/{message['id']}/link/resend"
    assert site.staff.post(path).status_code == 202
    assert site.telephone.token(person.phone, after=2) == token
    new = site.telephone.code(person.phone, after=2)
    assert link_of(site, person)["state"] == "active"
    assert old == new or site.visit(token).verify(old).status_code == 401
    visit = site.visit(token)
    assert visit.verify(new).status_code == 200
    assert visit.identify(person.born).status_code == 200


def test_texts_of_a_patient_come_in_the_patients_language(site: Site) -> None:
    (maria,) = site.staff.find("lopez")
    phone = "+13125550101"
    already = len(site.telephone.texts(phone))
    site.staff.send(maria["thread_id"], site.planted.text("In your language."), "secured")
    site.telephone.code(phone, after=already)
    assert "mensaje seguro" in " ".join(site.telephone.texts(phone)[already:])
