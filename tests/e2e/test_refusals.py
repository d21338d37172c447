"""Who can't be texted is not texted, and staff are told why (row B6); whoever may not, may not (row E5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.running.site import CLINICIAN
from tests.support.running.waiting import eventually

if TYPE_CHECKING:
    from tests.support.running.site import Site


def reasons(site: Site, thread_id: str) -> list[str]:
    """Give why a thread can't be written in, as its head says."""
    head = site.staff.thread(thread_id)["can_message"]
    assert head["allowed"] is (head["reasons"] == [])
    assert all(reason["detail"] for reason in head["reasons"])
    return [reason["code"] for reason in head["reasons"]]


def assert_refused(site: Site, thread_id: str, *codes: str) -> None:
    """Both modes are refused with these reasons, and nothing is stored."""
    before = site.staff.messages(thread_id)
    for mode in ("plain", "secured"):
        answer = site.staff.try_to_send(thread_id, site.planted.text("This must not leave."), mode)
        assert (answer.status_code, answer.json()["code"]) == (409, "cannot-message")
        assert [reason["code"] for reason in answer.json()["errors"]] == list(codes)
    assert site.staff.messages(thread_id) == before
    assert reasons(site, thread_id) == list(codes)


def test_notifications_off(site: Site) -> None:
    person = site.people.silent_patient()
    assert_refused(site, person.thread_id, "notifications_off")
    assert site.telephone.texts(person.phone) == []


def test_no_mobile_number(site: Site) -> None:
    assert_refused(site, site.people.patient_without_mobile().thread_id, "no_mobile")


def test_stop_refuses_until_start(site: Site) -> None:
    person = site.people.patient()
    site.telephone.type(person.phone, "STOP")
    eventually(lambda: reasons(site, person.thread_id), "the opt-out")
    assert_refused(site, person.thread_id, "opted_out")
    assert [text for text in site.telephone.texts(person.phone) if "must not" in text] == []
    site.telephone.type(person.phone, "START")
    eventually(lambda: not reasons(site, person.thread_id), "the opt-in")
    body = site.planted.text("Welcome back.")
    site.staff.send(person.thread_id, body)
    assert site.telephone.wait_for(person.phone, lambda text: text == body)


def test_a_text_that_waited_while_the_patient_opted_out_does_not_leave(site: Site) -> None:
    person = site.people.patient()
    site.telephone.trouble("refuse", person.phone, code=20429, http_status=429)
    message = site.staff.send(person.thread_id, site.planted.text("Too late."))
    eventually(lambda: not site.telephone.in_force(person.phone), "the first try")
    site.telephone.type(person.phone, "stop")
    eventually(lambda: reasons(site, person.thread_id), "the opt-out")
    site.store.claimed_long_ago(site.practice_id, person.thread_id, message["id"])
    site.store.run("reconcile_provider")
    failed = site.staff.message(person.thread_id, message["id"])["delivery"]
    assert (failed["state"], failed["can_retry"]) == ("failed", False)
    assert [text for text in site.telephone.texts(person.phone) if "Too late" in text] == []


@pytest.mark.parametrize("authorization", [None, "Bearer not.a.token", "Basic Zm9vOmJhcg=="])
def test_nobody_is_answered_without_a_token(site: Site, authorization: str | None) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    for path in ("/v1/me", "/v1/inbox", "/v1/badge", "/v1/settings/roles"):
        assert site.http.get(path, headers=headers).status_code == 401


def test_who_sees_only_what_is_assigned_finds_nothing_else(site: Site) -> None:
    person, clinician = site.people.patient(), site.member(CLINICIAN)
    body = site.planted.text("Not for everyone.")
    site.telephone.type(person.phone, body)
    (message,) = eventually(lambda: site.staff.messages(person.thread_id), "the text")
    assert clinician.post("/patients/search", {"query": person.name}).status_code == 403
    assert clinician.get("/inbox", list="pending_unassigned").status_code == 403
    hidden = [
        clinician.get(f"/threads/{person.thread_id}/messages"),
        clinician.try_to_send(person.thread_id, site.planted.text("Hello.")),
        clinician.post(
            f"/threads/{person.thread_id}/messages/{message['id']}/complete", {"version": message["version"]}
        ),
    ]
    assert {answer.status_code for answer in hidden} <= {403, 404}
    assert [message["body"] for message in site.staff.messages(person.thread_id)] == [body]


def test_a_thread_that_does_not_exist_is_not_found(site: Site) -> None:
    missing = "P" + "0" * 26
    assert site.staff.get(f"/threads/{missing}").status_code == 404
    assert site.staff.try_to_send(missing, "Hello").status_code == 404
