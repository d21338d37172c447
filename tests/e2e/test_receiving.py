"""A patient's text comes in: stored once, in the right thread, or refused (rows A3, D1, J1, J2, J5)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from tests.support.running.waiting import eventually

if TYPE_CHECKING:
    from tests.support.running.site import Site

UNKNOWN_NUMBER = "+13125550177"


def test_a_typed_text_is_stored_and_waits_in_the_inbox(site: Site) -> None:
    person, body = site.people.patient(), site.planted.text("Can I come tomorrow?")
    before = site.staff.badge()
    site.telephone.type(person.phone, body)
    item = eventually(lambda: site.staff.with_text(body), "the text in the inbox")[0]
    assert item["thread_id"] == person.thread_id
    assert (item["status"], item["direction"], item["mode"]) == ("pending", "in", "plain")
    assert item["party"]["name"] == person.name
    (message,) = site.staff.messages(person.thread_id)
    assert (message["body"], message["author"], message["delivery"]) == (body, None, None)
    after = site.staff.badge()
    assert after["pending_unassigned"] == before["pending_unassigned"] + 1
    assert after["pending_unassigned"] == len(list(site.staff.inbox()))


def test_a_webhook_that_comes_again_and_again_gives_one_message(site: Site) -> None:
    person, body = site.people.patient(), site.planted.text("Only once, please.")
    site.telephone.trouble("duplicate_inbound", person.phone, copies=4)
    sid = site.telephone.type(person.phone, body)
    eventually(
        lambda: [one for one in site.telephone.attempts() if one["sid"] == sid and one["status"] == 200][3:],
        "four answered webhooks",
    )
    assert [message["body"] for message in site.staff.messages(person.thread_id)] == [body]


def test_the_same_webhook_many_times_at_once_gives_one_message(site: Site) -> None:
    person, body = site.people.patient(), site.planted.text("All at once.")
    form = site.provider.inbound(person.phone, body)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: site.provider.post(form).status_code, range(8)))
    # The provider tries again on a 5xx (503 from us, 502 from a gateway whose function ran out of time): what counts is
    # that it is stored once, and taken in the end.
    assert 200 in answers
    assert set(answers) <= {200, 502, 503}
    assert site.provider.post(form).status_code == 200
    assert [message["body"] for message in site.staff.messages(person.thread_id)] == [body]


def test_what_the_provider_did_not_sign_is_refused_and_not_stored(site: Site) -> None:
    person = site.people.patient()
    form = site.provider.inbound(person.phone, site.planted.text("Not from the provider."))
    signature = site.provider.signature(form)
    changed = {**form, "Body": site.planted.text("Changed on the way.")}
    answers = [
        site.provider.post_signed(form, ""),
        site.provider.post_signed(form, "bm90IGEgc2lnbmF0dXJl"),
        site.provider.post(form, token="0" * 32),
        site.provider.post_signed(changed, signature),
        site.provider.post_signed({**form, "Extra": ""}, signature),
    ]
    assert [answer.status_code for answer in answers] == [403] * len(answers)
    assert {answer.json()["code"] for answer in answers} == {"bad-signature"}
    assert site.staff.messages(person.thread_id) == []


def test_a_text_that_the_telephone_signs_wrongly_is_refused(site: Site) -> None:
    person = site.people.patient()
    site.telephone.trouble("sign_with", person.phone, signed_by="wrong")
    sid = site.telephone.type(person.phone, site.planted.text("Signed by somebody else."))
    attempts = eventually(
        lambda: [one for one in site.telephone.attempts() if one["sid"] == sid], "the webhook's answer"
    )
    assert attempts[0]["status"] == 403
    assert site.staff.messages(person.thread_id) == []


def test_both_tokens_are_accepted_while_they_are_rotated(site: Site) -> None:
    person = site.people.patient()
    bodies = [site.planted.text("By the new token."), site.planted.text("By the token before.")]
    for body, token in zip(
        bodies, (site.provider.auth_token, site.provider.previous_auth_token), strict=True
    ):
        assert site.provider.post(site.provider.inbound(person.phone, body), token=token).status_code == 200
    assert sorted(message["body"] for message in site.staff.messages(person.thread_id)) == sorted(bodies)


def test_blank_values_and_every_script_survive_the_signature(site: Site) -> None:
    person = site.people.patient()
    body = site.planted.text("¿Mañana? 謝謝 👍🏽 & = + %41\n")
    form = {**site.provider.inbound(person.phone, body), "FromCity": "", "ToZip": ""}
    assert site.provider.post(form).status_code == 200
    assert [message["body"] for message in site.staff.messages(person.thread_id)] == [body]


def test_a_text_to_a_number_of_no_practice_is_answered_and_not_stored(site: Site) -> None:
    person, body = site.people.patient(), site.planted.text("Is this the right number?")
    answer = site.provider.post(site.provider.inbound(person.phone, body, to=UNKNOWN_NUMBER))
    assert answer.status_code == 200
    assert "<Response" in answer.text
    assert site.staff.messages(person.thread_id) == []
    assert site.staff.with_text(body, "all") == []


def test_a_shared_phone_is_never_guessed_onto_one_of_its_patients(site: Site) -> None:
    parent, child = site.people.family()
    body = site.planted.text("Her fever is gone.")
    site.telephone.type(parent.phone, body)
    item = eventually(lambda: site.staff.with_text(body), "the text in the inbox")[0]
    assert item["thread_id"].startswith("N")
    assert item["party"]["patient_id"] is None
    assert item["party"]["name"] is None
    head = site.staff.thread(item["thread_id"])
    assert head["sharing"] == 2
    assert not head["secured_allowed"]
    assert site.staff.messages(parent.thread_id) == site.staff.messages(child.thread_id) == []


def test_an_unknown_phone_gets_a_thread_that_can_be_answered(site: Site) -> None:
    phone, body = site.people.unknown_phone(), site.planted.text("Do you take new patients?")
    site.telephone.type(phone, body)
    thread_id = eventually(lambda: site.staff.with_text(body), "the text in the inbox")[0]["thread_id"]
    answer = site.planted.text("We do!")
    site.staff.send(thread_id, answer)
    assert site.telephone.wait_for(phone, lambda text: text == answer) == answer
    refused = site.staff.try_to_send(thread_id, site.planted.text("Secret."), "secured")
    assert refused.status_code == 409
    assert [reason["code"] for reason in refused.json()["errors"]] == ["no_patient"]


def test_a_text_whose_webhook_never_came_is_fetched_from_the_provider(site: Site) -> None:
    person, body = site.people.patient(), site.planted.text("Nobody heard me.")
    site.telephone.trouble("sign_with", person.phone, signed_by="wrong")
    sid = site.telephone.type(person.phone, body)
    eventually(lambda: [one for one in site.telephone.attempts() if one["sid"] == sid], "the lost webhook")
    assert site.staff.messages(person.thread_id) == []
    assert site.store.run("reconcile_provider")["recovered"] >= 1
    site.store.run("reconcile_provider")
    assert [message["body"] for message in site.staff.messages(person.thread_id)] == [body]
