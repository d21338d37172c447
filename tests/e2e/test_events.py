"""Events for record systems on the running stack: recorded, delivered, tried again, read from the feed (rows J10, F5)."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import pytest

from local.webhook_receiver.receiver import Receiver as HangingUp
from tests.support.running.receiver import Receiver, receiver
from tests.support.running.record_system import RecordSystem, let_in, token_answer
from tests.support.running.site import ADMIN
from tests.support.running.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.support.running.site import Site
    from tests.support.running.staff import StaffClient

Json = dict[str, Any]
SETTINGS = "/settings/record-system"
MESSAGES = ["message.received", "message.sent", "message.delivered", "message.failed", "message.completed"]
ALL = [*MESSAGES, "appointment.changed", "consent.changed"]


def add(admin: StaffClient, url: str, *types: str, include_content: bool = False) -> tuple[str, str]:
    """Add an endpoint; give its id and secret."""
    wish = {"url": url, "types": list(types or ALL), "include_content": include_content}
    answer = admin.post(f"{SETTINGS}/endpoints", wish)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["endpoint"]["id"]), str(answer.json()["secret"])


def shown(admin: StaffClient, endpoint_id: str) -> Json:
    """Give an endpoint as the settings show it."""
    endpoints: list[Json] = admin.get(SETTINGS).json()["endpoints"]
    return next(one for one in endpoints if one["id"] == endpoint_id)


def feed(site: Site, practice_id: str, **query: int) -> httpx.Response:
    """Read the feed as the stack's record system."""
    token = token_answer(site, "ehr/read").json()["access_token"]
    headers = {"Authorization": f"Bearer {token}", "Textward-Practice": practice_id}
    return site.http.get("/ehr/events", params=query, headers=headers)


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


@pytest.fixture(scope="module")
def admin(site: Site) -> StaffClient:
    """Give the demo practice's admin, once it has let the record system in."""
    member = site.member(ADMIN)
    clients = {*member.get(SETTINGS).json()["client_ids"], site.stack.outputs["EhrClientId"]}
    assert member.put(SETTINGS, {"client_ids": sorted(clients)}).status_code == 200
    return member


@pytest.fixture(scope="module")
def system(site: Site) -> RecordSystem:
    return let_in(site)


def test_a_conversation_is_told_from_the_first_text_to_the_last_word(
    site: Site, admin: StaffClient, hook: Receiver
) -> None:
    endpoint_id, secret = add(admin, hook.url, *MESSAGES, "consent.changed")
    person, words = site.people.patient(), site.planted.text("My knee hurts")
    try:
        site.telephone.type(person.phone, words)
        received = hook.wait_for(lambda event: _of(event, person.thread_id, "message.received"), "the text")
        message_id = received.event["data"]["message_id"]
        message = site.staff.message(person.thread_id, message_id)
        done = site.staff.post(
            f"/threads/{person.thread_id}/messages/{message_id}/complete", {"version": message["version"]}
        )
        assert done.status_code == 200, done.text
        hook.wait_for(lambda event: _of(event, person.thread_id, "message.completed"), "its completion")
        site.staff.send(person.thread_id, site.planted.text("Come in at three"))
        hook.wait_for(
            lambda event: _of(event, person.thread_id, "message.delivered"), "the answer's delivery"
        )
        site.telephone.type(person.phone, "STOP")
        stopped = hook.wait_for(lambda event: _consent(event, person.patient_id), "the STOP")
        assert stopped.event["data"]["consent"] == "opted_out"
    finally:
        assert admin.delete(f"{SETTINGS}/endpoints/{endpoint_id}").status_code == 204
    assert all(one.signed_with(secret) for one in hook.heard)
    assert all(words.encode() not in one.body and person.phone.encode() not in one.body for one in hook.heard)
    told = {one.event["sequence"]: one.event for one in hook.heard}
    first = min(told)
    page = feed(site, site.practice_id, after=first - 1, limit=500).json()
    sequences = [event["sequence"] for event in page["items"]]
    assert sequences == list(range(first, first + len(sequences)))
    mine = [event for event in page["items"] if event["sequence"] in told]
    assert mine == [told[sequence] for sequence in sorted(told)]


def test_words_go_along_where_the_practice_wants_them(site: Site, admin: StaffClient, hook: Receiver) -> None:
    endpoint_id, _ = add(admin, hook.url, "message.received", include_content=True)
    person, words = site.people.patient(), site.planted.text("For the record")
    site.telephone.type(person.phone, words)
    received = hook.wait_for(lambda event: _of(event, person.thread_id, "message.received"), "the text")
    admin.delete(f"{SETTINGS}/endpoints/{endpoint_id}")
    assert received.event["data"]["body"] == words
    assert words not in feed(site, site.practice_id, after=received.event["sequence"] - 1).text


def test_a_changed_appointment_is_told_by_the_record_systems_own_ids(
    system: RecordSystem, hook: Receiver
) -> None:
    """Row F5."""
    endpoint_id, secret = add(system.practice.admin, hook.url, "appointment.changed")
    mark = secrets.token_hex(4)
    patient = {"id": f"P{mark}", "number": f"E-{mark}", "name": "Ines Ortega", "date_of_birth": "1990-02-03"}
    line = {"id": f"A{mark}", "patient": f"P{mark}", "starts_at": "2031-04-02T10:00:00-05:00"}
    assert system.outcomes("patients", patient) == ["created"]
    assert system.outcomes("appointments", line) == ["created"]
    assert system.outcomes("appointments", line | {"status": "cancelled"}) == ["updated"]
    changed = hook.wait_for(lambda event: event["type"] == "appointment.changed", "the cancellation")
    system.practice.admin.delete(f"{SETTINGS}/endpoints/{endpoint_id}")
    assert changed.signed_with(secret)
    data = changed.event["data"]
    assert (data["patient"]["id"], data["appointment"]["id"]) == (f"P{mark}", f"A{mark}")
    assert (data["status"], data["starts_at"]) == ("cancelled", "2031-04-02T15:00:00.000Z")


def test_what_an_endpoint_did_not_take_waits_and_comes_again(site: Site, system: RecordSystem) -> None:
    """It hangs up after accepting, answers 503, and then is well again."""
    admin, mark = system.practice.admin, secrets.token_hex(4)
    patient = {"id": f"P{mark}", "number": f"W-{mark}", "name": "Wanda Waits", "date_of_birth": "1990-02-03"}
    line = {"id": f"A{mark}", "patient": f"P{mark}", "starts_at": "2031-05-02T10:00:00-05:00"}
    hook = HangingUp(status=0)
    try:
        endpoint_id, secret = add(admin, hook.url)
        hook.secrets.append(secret)
        where = f"{SETTINGS}/endpoints/{endpoint_id}"
        assert system.outcomes("patients", patient) == ["created"]
        for status in ("booked", "cancelled"):
            assert len(system.outcomes("appointments", line | {"status": status})) == 1
        eventually(lambda: shown(admin, endpoint_id)["last_delivery"], "the failure, shown")
        last = shown(admin, endpoint_id)["last_delivery"]
        assert (last["outcome"], last["status"], last["reason"]) == ("failing", None, "no-answer")
        (waiting,) = admin.get(f"{where}/deliveries").json()["items"]
        assert (waiting["type"], waiting["state"], waiting["tries"]) == ("appointment.changed", "waiting", 1)
        hook.status = 503
        test = admin.post(f"{where}/test").json()
        assert test == {"outcome": "failed", "status": 503, "reason": "status"}
        hook.status = 200
        answer = admin.post(f"{where}/replay", {"after": waiting["sequence"] - 1})
        assert answer.status_code == 202, answer.text
        eventually(lambda: _run_until_well(site, admin, endpoint_id), "all delivered")
        same = [came for came in hook.received if came.event["id"] == waiting["event_id"]]
        assert len(same) == 2
        assert all(came.verified for came in hook.received)
        assert admin.get(f"{where}/deliveries").json()["items"] == []
    finally:
        hook.close()


def test_an_endpoint_that_says_it_is_gone_is_switched_off(system: RecordSystem, hook: Receiver) -> None:
    endpoint_id, _ = add(system.practice.admin, hook.url)
    hook.status = 410
    where = f"{SETTINGS}/endpoints/{endpoint_id}"
    test = system.practice.admin.post(f"{where}/test").json()
    assert test == {"outcome": "failed", "status": 410, "reason": "gone"}
    assert not shown(system.practice.admin, endpoint_id)["active"]
    hook.status = 302
    assert system.practice.admin.post(f"{where}/test").json()["reason"] == "redirect"


def test_addresses_inside_are_refused(system: RecordSystem) -> None:
    for url in (
        "https://169.254.169.254/",
        "https://10.0.0.1/",
        "http://records.example/",
        "https://localhost/",
    ):
        answer = system.practice.admin.post(f"{SETTINGS}/endpoints", {"url": url, "types": ALL})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/url"), url


def test_the_feed_is_for_who_was_let_in_and_has_the_scope(site: Site, system: RecordSystem) -> None:
    assert feed(site, system.practice.practice_id).status_code == 200
    assert feed(site, "01ARZ3NDEKTSV4RRFFQ69G5FAV").status_code == 403
    assert feed(site, system.practice.practice_id, after=10**9).status_code == 422
    token = token_answer(site, "ehr/write").json()["access_token"]
    headers = {"Authorization": f"Bearer {token}", "Textward-Practice": system.practice.practice_id}
    assert site.http.get("/ehr/events", headers=headers).status_code in {401, 403}


def _of(event: Json, thread_id: str, kind: str) -> bool:
    return (event["type"], event["data"].get("thread_id")) == (kind, thread_id)


def _consent(event: Json, patient_id: str) -> bool:
    data = event["data"]
    return (event["type"], data["patient"] and data["patient"]["textward_id"]) == (
        "consent.changed",
        patient_id,
    )


def _run_until_well(site: Site, admin: StaffClient, endpoint_id: str) -> bool:
    site.store.run("retry_webhooks")
    now = shown(admin, endpoint_id)
    return (now["replaying"], now["waiting"]) == (False, 0)
