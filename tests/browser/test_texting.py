"""Two-way texting on the page: the number, the switches, and whose a text becomes (rows A1-A6)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support.running.pages import PATIENCE_MS, PHONE, PageOfStaff, Pages, barriers, width_over
from tests.support.running.practices import Opened, open_practice
from tests.support.running.site import ADMIN

if TYPE_CHECKING:
    from playwright.sync_api import Response

    from tests.support.running.site import Site

WANTED_COMPLAINTS = re.compile(r"status of (403|409|503)")


@pytest.fixture(scope="module")
def opened(site: Site) -> Opened:
    return open_practice(site)


@pytest.fixture(scope="module")
def ada(office: Pages, opened: Opened) -> PageOfStaff:
    return office.staff(email=opened.email)


@pytest.fixture(scope="module")
def dana(office: Pages) -> PageOfStaff:
    return office.staff(email=ADMIN)


def go_to_texting(page: PageOfStaff) -> None:
    """Go to the page, as one does."""
    if not page.hook("settings-texting").is_visible():
        page.hook("member-menu").click()
        page.hook("settings-open").click()
    page.hook("settings-roles").click()  # from another page it is read anew
    expect(page.hook("role-new")).to_be_visible(timeout=PATIENCE_MS)
    page.hook("settings-texting").click()
    expect(page.hook("texting-save")).to_be_visible(timeout=PATIENCE_MS)


def save(page: PageOfStaff) -> None:
    def is_save(answer: Response) -> bool:
        return answer.url.endswith("/v1/settings/texting") and answer.request.method == "PUT"

    with page.page.expect_response(is_save) as saved:
        page.hook("texting-save").click()
    assert saved.value.status == 200


def as_at_first(site: Site) -> None:
    """Bring the demo practice's settings back."""
    admin = site.member(ADMIN)
    first = {"default_mode": "secured", "assign_to_care_team": False, "assign_to_last_sender": True}
    version = admin.get("/settings/texting").json()["version"]
    answer = admin.put("/settings/texting", {"enabled": True, **first, "version": version})
    assert answer.status_code == 200, answer.text


def find(page: PageOfStaff, country: str, area_code: str) -> None:
    page.hook("number-country").select_option(country)
    page.hook("number-code").fill(area_code)
    page.hook("number-code").press("Enter")


def test_without_the_add_on_the_page_says_so_and_offers_no_number(site: Site, office: Pages) -> None:
    """Row A1."""
    page = office.staff(email=open_practice(site, addon=False).email)
    go_to_texting(page)

    expect(page.hook("texting-addon-needed")).to_contain_text("add-on")
    expect(page.hook("number-search")).to_have_count(0)
    expect(page.hook("texting-enabled")).to_be_disabled()
    expect(
        page.page.get_by_text("Two-way texting needs the Text/Voice Notifications add-on.")
    ).to_be_visible()


def test_a_number_is_found_by_area_code_and_added_once(site: Site, ada: PageOfStaff, opened: Opened) -> None:
    """Row A2, by keyboard, with a bad wish first."""
    go_to_texting(ada)
    expect(ada.hook("texting-enabled")).to_be_disabled()
    find(ada, "US", "12")
    expect(ada.hook("number-code-error")).to_contain_text("three digits")
    find(ada, "US", "416")
    expect(ada.hook("number-none")).to_be_visible(timeout=PATIENCE_MS)
    find(ada, "CA", "613")
    expect(ada.hook("number-offer")).to_have_count(20, timeout=PATIENCE_MS)
    expect(ada.hook("number-offer").first).to_contain_text("Ottawa, ON")
    number = str(ada.hook("number-offer").nth(3).get_attribute("data-number"))
    ada.hook("number-add").nth(3).focus()
    ada.page.keyboard.press("Enter")
    expect(ada.page.get_by_role("dialog")).to_contain_text("all your texts come from it")
    ada.hook("confirm").dblclick()

    shown = f"({number[2:5]}) {number[5:8]}-{number[8:]}"
    expect(ada.hook("number-present")).to_have_text(shown, timeout=PATIENCE_MS)
    expect(ada.hook("top-number")).to_have_text(shown)
    assert opened.admin.get("/settings/texting").json()["number"] == number
    expect(ada.hook("texting-enabled")).to_be_enabled()


def test_texting_is_switched_on_and_the_number_works(site: Site, ada: PageOfStaff, opened: Opened) -> None:
    """Rows A1 and A3."""
    go_to_texting(ada)
    ada.hook("texting-enabled").check()
    save(ada)
    expect(ada.hook("texting-enabled")).to_be_checked()
    number = opened.admin.get("/settings/texting").json()["number"]
    phone, words = site.people.unknown_phone(), site.planted.text("Is this your number?")
    ada.hook("settings-back").click()
    site.telephone.type(phone, words, to=number)
    expect(ada.item(words)).to_be_visible(timeout=PATIENCE_MS)


def test_a_number_that_somebody_took_meanwhile_is_told(site: Site, office: Pages) -> None:
    """Row A2."""
    page, other = office.staff(email=open_practice(site).email), open_practice(site)
    go_to_texting(page)
    find(page, "US", "617")
    offer = page.hook("number-offer").nth(7)
    number = str(offer.get_attribute("data-number", timeout=PATIENCE_MS))
    taken = other.admin.post("/settings/numbers", {"number": number}, key="first")
    assert taken.status_code == 201, taken.text
    offer.get_by_test_id("number-add").click()
    page.hook("confirm").click()

    expect(page.hook("number-error")).to_contain_text("Choose another number", timeout=PATIENCE_MS)
    page.hook("number-add").nth(11).click()
    page.hook("confirm").click()
    expect(page.hook("number-present")).to_be_visible(timeout=PATIENCE_MS)
    page.page.close()


def test_a_purchase_without_an_answer_shows_what_came_of_it(site: Site, office: Pages) -> None:
    """Row A2: the page waits, and tells by itself."""
    opened = open_practice(site)
    page = office.staff(email=opened.email)
    go_to_texting(page)
    find(page, "US", "404")
    offer = page.hook("number-offer").nth(9)
    site.telephone.trouble("refuse", str(offer.get_attribute("data-number", timeout=PATIENCE_MS)), code=20500)
    offer.get_by_test_id("number-add").click()
    page.hook("confirm").click()
    expect(page.hook("number-waiting")).to_contain_text("is being added", timeout=PATIENCE_MS)
    expect(page.hook("number-search")).to_have_count(0)

    site.store.order_held_long_ago(opened.practice_id)
    site.store.run("reconcile_provider")

    expect(page.hook("number-last-try")).to_contain_text("nothing was bought", timeout=PATIENCE_MS)
    expect(page.hook("number-search")).to_be_visible()
    page.page.close()


def test_a_number_is_released_after_a_question(ada: PageOfStaff, opened: Opened) -> None:
    """Row A2."""
    go_to_texting(ada)
    ada.hook("number-release").click()
    expect(ada.page.get_by_role("dialog")).to_contain_text("somebody else may get it")
    ada.page.get_by_role("button", name="Cancel").click()
    expect(ada.hook("number-present")).to_be_visible()
    ada.hook("number-release").click()
    ada.hook("confirm").click()

    expect(ada.hook("number-search")).to_be_visible(timeout=PATIENCE_MS)
    expect(ada.hook("top-number")).to_have_text("No number yet")
    expect(ada.hook("texting-enabled")).not_to_be_checked()
    assert opened.admin.get("/settings/texting").json()["number"] is None


def test_an_answer_goes_to_who_wrote_and_the_history_says_automatically(site: Site, office: Pages) -> None:
    """Row A5, on by default."""
    person, question = site.people.patient(), site.planted.text("Does Tuesday suit you?")
    frank = office.staff()
    site.staff.send(person.thread_id, question)
    words = site.planted.text("Tuesday is fine.")
    site.telephone.type(person.phone, words)
    frank.show("pending_for_me")
    expect(frank.item(words)).to_be_visible(timeout=PATIENCE_MS)
    message = frank.open_item(words)
    frank.choose(message, "History")

    steps = frank.hook("history-step")
    expect(steps).to_have_count(2)
    expect(steps.nth(1)).to_contain_text("Automatically assigned it to you")
    frank.page.close()


def test_the_care_team_is_switched_on_and_has_the_next_text(
    site: Site, office: Pages, dana: PageOfStaff
) -> None:
    """Rows A4 and A5: both switches, kept and in force."""
    go_to_texting(dana)
    expect(dana.hook("texting-last-sender")).to_be_checked()
    expect(dana.hook("texting-care-team")).not_to_be_checked()
    dana.hook("texting-care-team").check()
    save(dana)
    assert site.member(ADMIN).get("/settings/texting").json()["assign_to_care_team"]
    try:
        person, words = site.people.cared_for(), site.planted.text("For my own doctor.")
        site.telephone.type(person.phone, words)
        luis = office.staff(email="luis@lakeside.example")
        expect(luis.item(words)).to_be_visible(timeout=PATIENCE_MS)
        luis.page.close()
    finally:
        as_at_first(site)


def test_new_messages_start_as_chosen(site: Site, dana: PageOfStaff) -> None:
    """Row A6: in the composer, without signing in again."""
    person = site.people.patient()
    go_to_texting(dana)
    expect(dana.hook("texting-mode-secured")).to_be_checked()
    dana.hook("texting-mode-plain").check()
    save(dana)
    try:
        dana.hook("settings-back").click()
        dana.open(person)
        expect(dana.hook("mode-plain")).to_be_checked()
    finally:
        as_at_first(site)


def test_a_colleague_who_was_faster_is_told_and_nothing_typed_is_lost(site: Site, dana: PageOfStaff) -> None:
    """Rows A4-A6."""
    go_to_texting(dana)
    admin = site.member(ADMIN)
    now = admin.get("/settings/texting").json()
    names = ("enabled", "default_mode", "assign_to_care_team", "assign_to_last_sender", "version")
    other = admin.put("/settings/texting", {name: now[name] for name in names})
    assert other.status_code == 200, other.text
    dana.hook("texting-mode-plain").check()
    dana.hook("texting-save").click()
    try:
        expect(dana.hook("texting-conflict")).to_be_visible(timeout=PATIENCE_MS)
        expect(dana.hook("texting-mode-plain")).to_be_checked()
        save(dana)
        assert admin.get("/settings/texting").json()["default_mode"] == "plain"
    finally:
        as_at_first(site)


@pytest.mark.parametrize("size", [None, PHONE])
def test_the_page_is_accessible_and_fits(
    site: Site, office: Pages, opened: Opened, size: dict[str, int] | None
) -> None:
    """At the desk and at 360 px, with numbers found."""
    page = office.staff(size, email=opened.email)
    page.page.goto(f"{site.stack.base_url}/staff/#/settings/texting")
    find(page, "US", "212")
    expect(page.hook("number-offer")).to_have_count(20, timeout=PATIENCE_MS)

    assert barriers(page.page) == []
    assert width_over(page.page) == 0
    page.page.close()
