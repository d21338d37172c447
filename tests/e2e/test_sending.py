"""Staff text a patient: once on the phone whatever happens, and its way visible (rows B1-B4, B7, J1, J2)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.running.waiting import eventually

if TYPE_CHECKING:
    from tests.support.running.people import Person
    from tests.support.running.site import Site

Json = dict[str, Any]


def delivery(site: Site, message: Json, *states: str) -> Json:
    """Wait until a message has come to one of the states; give its delivery."""

    def look() -> Json | None:
        found: Json = site.staff.message(message["thread_id"], message["id"])["delivery"]
        return found if found["state"] in states else None

    found = eventually(look, f"a delivery {' or '.join(states)}")
    assert found is not None
    return found


def settle(site: Site, person: Person, message: Json) -> None:
    """Let the reconciliation look at a text as if its time had come."""
    site.store.claimed_long_ago(site.practice_id, person.thread_id, message["id"])
    site.store.run("reconcile_provider")


def test_staff_find_a_patient_and_a_plain_text_rings_once(site: Site) -> None:
    person, body = site.people.patient(), site.planted.text("See you on Friday.")
    last_name = person.name.split()[1]
    found = site.staff.find(last_name[:-1].upper())
    assert [item["thread_id"] for item in found] == [person.thread_id]
    assert site.staff.find(person.number) == found
    message = site.staff.send(person.thread_id, body)
    assert message["delivery"]["state"] == "queued"
    assert delivery(site, message, "delivered")["reason"] is None
    assert site.telephone.texts(person.phone) == [body]
    (stored,) = site.staff.messages(person.thread_id)
    assert stored["author"]["name"] == "Frank Osei"


def test_every_status_callback_is_answered_with_success(site: Site) -> None:
    """The provider raises an alarm (11200) for a callback that is not."""
    person = site.people.patient()
    message = site.staff.send(person.thread_id, site.planted.text("Tell me how it went."))
    delivery(site, message, "delivered")

    def answers() -> list[int | None]:
        return [one["status"] for one in site.telephone.attempts() if f"m={message['id']}" in one["url"]]

    eventually(lambda: len(answers()) >= 2, "the callbacks' answers")
    assert set(answers()) == {204}


def test_the_same_key_sends_once_and_tells_so(site: Site) -> None:
    person, body, key = site.people.patient(), site.planted.text("Once."), "e2e-same-key-again"
    first = site.staff.send(person.thread_id, body, key=key)
    again = site.staff.try_to_send(person.thread_id, body, key=key)
    assert (again.status_code, again.json()["id"]) == (202, first["id"])
    assert again.headers["idempotent-replay"] == "true"
    other = site.staff.try_to_send(person.thread_id, site.planted.text("Something else."), key=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    delivery(site, first, "delivered")
    assert site.telephone.texts(person.phone) == [body]


def test_ten_sends_with_one_key_at_once_ring_once(site: Site) -> None:
    person, body, key = site.people.patient(), site.planted.text("Ten clicks."), "e2e-ten-at-once"

    def click() -> list[dict[str, Any]]:
        answer = site.staff.try_to_send(person.thread_id, body, key=key)
        # 503 from us, 502 from a gateway whose function ran out of time: the page asks again under the same key.
        assert answer.status_code in {202, 502, 503}
        return [answer.json()] if answer.status_code == 202 else []

    with ThreadPoolExecutor(10) as pool:
        clicks = [pool.submit(eventually, click, "the answer to a click") for _ in range(10)]
    taken = [message for each in clicks for message in each.result()]
    assert len(taken) == 10
    assert len({message["id"] for message in taken}) == 1
    delivery(site, taken[0], "delivered")
    assert site.telephone.texts(person.phone) == [body]
    assert len(site.staff.messages(person.thread_id)) == 1


@pytest.mark.parametrize(
    "trouble",
    [
        {"kind": "duplicate_callbacks", "copies": 3},
        {"kind": "reorder_callbacks"},
        {"kind": "early_callback"},
        {"kind": "drop"},
    ],
    ids=lambda trouble: str(trouble["kind"]),
)
def test_callbacks_in_disorder_end_as_delivered(site: Site, trouble: Json) -> None:
    person, body = site.people.patient(), site.planted.text("In any order.")
    site.telephone.trouble(phone=person.phone, **trouble)
    message = site.staff.send(person.thread_id, body)
    delivery(site, message, "delivered")
    assert site.telephone.in_force(person.phone) == []
    assert site.telephone.texts(person.phone) == [body]
    assert delivery(site, message, "delivered")["state"] == "delivered"


def test_a_provider_that_hangs_after_accepting_gets_no_second_text(site: Site) -> None:
    person, body = site.people.patient(), site.planted.text("Did it go out?")
    site.telephone.trouble("hang", person.phone, seconds=12)
    message = site.staff.send(person.thread_id, body)
    delivery(site, message, "delivered")
    assert site.telephone.texts(person.phone) == [body]


@pytest.mark.slow
def test_a_provider_that_hangs_and_never_reports_is_asked_what_became_of_the_text(site: Site) -> None:
    person, body = site.people.patient(), site.planted.text("Silence.")
    site.telephone.trouble("hang", person.phone, seconds=12)
    site.telephone.trouble("suppress_callbacks", person.phone)
    message = site.staff.send(person.thread_id, body)
    site.telephone.wait_for(person.phone, lambda text: text == body)
    delivery(site, message, "sending")
    settle(site, person, message)
    delivery(site, message, "sent", "delivered")
    settle(site, person, message)
    delivery(site, message, "delivered")
    assert site.telephone.texts(person.phone) == [body]


def test_a_provider_that_is_too_busy_gets_the_text_later(site: Site) -> None:
    person, body = site.people.patient(), site.planted.text("No hurry.")
    site.telephone.trouble("refuse", person.phone, code=20429, http_status=429)
    message = site.staff.send(person.thread_id, body)
    eventually(lambda: not site.telephone.in_force(person.phone), "the refusal")
    assert site.telephone.texts(person.phone) == []
    delivery(site, message, "queued")
    settle(site, person, message)
    delivery(site, message, "delivered")
    assert site.telephone.texts(person.phone) == [body]


def test_a_failure_tells_why_and_what_to_do_and_can_be_tried_again(site: Site) -> None:
    person, body = site.people.patient(), site.planted.text("Are you there?")
    site.telephone.trouble("final_status", person.phone, status="undelivered", code=30003)
    message = site.staff.send(person.thread_id, body)
    failed = delivery(site, message, "undelivered")
    assert failed["can_retry"]
    assert failed["reason"]["code"] == "30003"
    assert failed["reason"]["title"]
    assert failed["reason"]["advice"]
    path = f"/threads/{person.thread_id}/messages/{message['id']}/retry"
    answers = [site.staff.post(path, key="e2e-retry-once") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    delivery(site, message, "delivered")
    assert site.telephone.texts(person.phone) == [body]
    assert len(site.staff.messages(person.thread_id)) == 1
    assert site.staff.post(path, key="e2e-retry-delivered").status_code == 422


def test_a_number_that_the_provider_refuses_fails_for_good(site: Site) -> None:
    person = site.people.patient()
    site.telephone.trouble("refuse", person.phone, code=21211)
    message = site.staff.send(person.thread_id, site.planted.text("Wrong number?"))
    failed = delivery(site, message, "failed")
    assert (failed["reason"]["code"], failed["can_retry"]) == ("21211", False)
    path = f"/threads/{person.thread_id}/messages/{message['id']}/retry"
    assert site.staff.post(path, key="e2e-retry-refused").status_code == 422
    assert site.telephone.texts(person.phone) == []


@pytest.mark.parametrize(
    ("body", "mode"), [("", "plain"), (" \n\t", "plain"), ("x" * 1601, "plain"), ("x" * 4001, "secured")]
)
def test_what_is_empty_or_too_long_is_refused_before_anything_is_stored(
    site: Site, body: str, mode: str
) -> None:
    person = site.people.patient()
    answer = site.staff.try_to_send(person.thread_id, body, mode)
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["errors"][0]["pointer"].endswith("/body")
    assert site.staff.messages(person.thread_id) == []
