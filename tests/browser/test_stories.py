"""The four stories, on the pages that people use."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.support.running.pages import PATIENCE_MS, PHONE, PageOfStaff, PageOfTelephone

if TYPE_CHECKING:
    from tests.support.running.pages import Pages
    from tests.support.running.site import Site

TWO_SECONDS = 2.0
QUESTION = "Can I bring my son along?"
TRIES = 3
"""Other work may share the machine for a moment: one of these must be quick."""


def test_a_text_typed_on_the_telephone_shows_within_two_seconds(
    site: Site, pages: Pages, staff: PageOfStaff
) -> None:
    person = site.people.patient()
    site.telephone.type(person.phone, site.planted.text("Hello?"))
    telephone = pages.telephone(person.phone)
    expect(staff.item("Hello?").first).to_be_visible(timeout=PATIENCE_MS)  # whatever was cold is warm now
    staff.page.evaluate("window.sameDocument = true")
    times = [seconds_until_shown(site, telephone, staff) for _ in range(TRIES)]
    assert staff.page.evaluate("window.sameDocument") is True
    assert min(times) < TWO_SECONDS
    staff.item(QUESTION).first.click()
    expect(staff.message(QUESTION).first).to_be_visible()


def seconds_until_shown(site: Site, telephone: PageOfTelephone, staff: PageOfStaff) -> float:
    """Type a text on a telephone; give how long it took to the staff page."""
    body = site.planted.text(QUESTION)
    began = time.monotonic()
    telephone.type(body)
    expect(staff.item(body)).to_be_visible(timeout=PATIENCE_MS)
    return time.monotonic() - began


def test_a_plain_text_rings_and_its_delivery_shows_by_itself(
    site: Site, pages: Pages, staff: PageOfStaff
) -> None:
    person, body = site.people.patient(), site.planted.text("The doctor is ready for you.")
    telephone = pages.telephone(person.phone)
    staff.open(person)
    message = staff.send(body, "plain")
    expect(message.get_by_test_id("delivery-state")).to_have_attribute(
        "data-state", "delivered", timeout=PATIENCE_MS
    )
    telephone.page.reload()
    expect(telephone.bubble(body)).to_have_count(1)


def test_a_secured_message_from_link_to_reply(site: Site, pages: Pages, staff: PageOfStaff) -> None:
    person, secret = site.people.patient(), site.planted.text("Your results are in: all is well.")
    staff.open(person)
    message = staff.send(secret, "secured")
    expect(message.get_by_test_id("secured-mark")).to_be_visible()
    expect(message.get_by_test_id("link-state")).to_have_attribute("data-state", "sent")
    code = site.telephone.code(person.phone)
    telephone = pages.telephone(person.phone, PHONE)
    expect(telephone.page.locator("#log")).not_to_contain_text(secret)

    patient = telephone.follow_link()
    assert site.telephone.token(person.phone) not in patient.page.url
    patient.enter_code(code)
    patient.enter_birth_date(person)
    expect(patient.message(secret)).to_be_visible(timeout=PATIENCE_MS)
    expect(message.get_by_test_id("link-state")).to_have_attribute(
        "data-state", "verified", timeout=PATIENCE_MS
    )
    answer = site.planted.text("Thank you, that is good to hear.")
    patient.reply(answer)
    staff.show("pending_for_me")  # the answer goes to who wrote (row A5)
    expect(staff.item(answer)).to_be_visible(timeout=PATIENCE_MS)
    expect(staff.item(answer).get_by_role("img", name="Secured")).to_be_attached()
    expect(staff.message(answer).get_by_test_id("secured-mark")).to_be_visible(timeout=PATIENCE_MS)
    patient.hook("sign-out").click()
    expect(patient.message(secret)).to_have_count(0)


def test_staff_resend_and_revoke_a_link(site: Site, pages: Pages, staff: PageOfStaff) -> None:
    person = site.people.patient()
    staff.open(person)
    message = staff.send(site.planted.text("Please read this."), "secured")
    token, old = site.telephone.token(person.phone), site.telephone.code(person.phone)
    staff.choose(message, "Resend link and code")
    new = site.telephone.code(person.phone, after=2)
    patient = pages.patient(token)
    patient.enter_code(old if old != new else "000000")
    expect(patient.page.get_by_role("alert")).to_contain_text("didn't match")
    expect(message.get_by_test_id("link-state")).to_have_attribute(
        "data-state", "opened", timeout=PATIENCE_MS
    )
    staff.choose(message, "Revoke link")
    staff.page.get_by_role("dialog").get_by_role("button", name="Revoke link").click()
    expect(message.get_by_test_id("link-state")).to_have_attribute(
        "data-state", "revoked", timeout=PATIENCE_MS
    )
    patient.enter_code(new)
    expect(patient.page.get_by_role("alert")).to_contain_text("didn't match")


def test_refusals_are_told_where_one_would_write(site: Site, staff: PageOfStaff) -> None:
    silent, stopped = site.people.silent_patient(), site.people.patient()
    site.telephone.type(stopped.phone, "STOP")
    staff.open(silent)
    expect(staff.hook("cannot-message")).to_contain_text("Text notifications are off")
    expect(staff.hook("send")).to_be_disabled()
    staff.open(stopped)
    expect(staff.hook("cannot-message")).to_contain_text("STOP")
    expect(staff.hook("send")).to_be_disabled()


def test_what_was_begun_as_secured_stays_so_while_nothing_can_be_sent(site: Site, staff: PageOfStaff) -> None:
    person = site.people.patient()
    staff.open(person)
    staff.page.locator("label", has=staff.hook("mode-secured")).click()
    staff.hook("composer-body").fill(site.planted.text("Your results"))
    for words, blocked in (("STOP", 1), ("START", 0)):
        site.telephone.type(person.phone, words)
        expect(staff.hook("cannot-message")).to_have_count(blocked, timeout=PATIENCE_MS)
        expect(staff.hook("mode-secured")).to_be_checked()
    expect(staff.hook("send")).to_be_enabled()


def test_a_text_that_did_not_arrive_tells_why_and_is_sent_again(site: Site, staff: PageOfStaff) -> None:
    person, body = site.people.patient(), site.planted.text("Please call us.")
    site.telephone.trouble("final_status", person.phone, status="undelivered", code=30003)
    staff.open(person)
    message = staff.send(body, "plain")
    expect(message.get_by_test_id("failure")).to_contain_text("could not be reached", timeout=PATIENCE_MS)
    message.get_by_role("button", name="Send again").click()
    expect(message.get_by_test_id("delivery-state")).to_have_attribute(
        "data-state", "delivered", timeout=PATIENCE_MS
    )
    assert site.telephone.texts(person.phone) == [body]


def test_a_text_is_sent_by_keyboard_alone(site: Site, staff: PageOfStaff) -> None:
    person, body = site.people.patient(), site.planted.text("Written without a mouse.")
    keyboard = staff.page.keyboard
    for _ in range(20):
        if staff.page.evaluate("document.activeElement.dataset.testid") == "patient-search":
            break
        keyboard.press("Tab")
    keyboard.type(person.name.split()[1])
    expect(staff.hook("patient-option")).to_have_count(1)
    keyboard.press("Enter")
    expect(staff.hook("composer-body")).to_be_focused()
    keyboard.type(body)
    keyboard.press("Shift+Tab")
    keyboard.press("ArrowRight")
    expect(staff.hook("mode-plain")).to_be_checked()
    keyboard.press("Tab")
    expect(staff.hook("composer-body")).to_be_focused()
    expect(staff.hook("send")).to_be_enabled()  # the conversation has come
    keyboard.press("Control+Enter")
    expect(staff.message(body).get_by_test_id("delivery-state")).to_have_attribute(
        "data-state", "delivered", timeout=PATIENCE_MS
    )
