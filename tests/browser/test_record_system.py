"""Record systems on the page: whom the practice lets in, and where it has events sent (row J10)."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support.running.pages import DESK, PATIENCE_MS, PHONE, PageOfStaff, Pages, barriers, width_over
from tests.support.running.practices import open_practice
from tests.support.running.receiver import Receiver, receiver
from tests.support.running.site import ADMIN
from tests.support.running.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from playwright.sync_api import Locator

    from tests.support.running.site import Site

WANTED_COMPLAINTS = re.compile(r"status of (409|422)")
HERE = "/settings/record-system"


@pytest.fixture(scope="module")
def dana(office: Pages) -> PageOfStaff:
    return office.staff(email=ADMIN)


@pytest.fixture(scope="module")
def system(site: Site) -> Iterator[Receiver]:
    """Give a record system that listens; the practice forgets it in the end."""
    with receiver() as listening:
        yield listening
        admin = site.member(ADMIN)
        for endpoint in endpoints(site):
            if endpoint["url"] == listening.url:
                admin.delete(f"{HERE}/endpoints/{endpoint['id']}")


def endpoints(site: Site) -> list[dict[str, Any]]:
    return list(site.member(ADMIN).get(HERE).json()["endpoints"])


def go_there(page: PageOfStaff) -> None:
    """Go to the page, as one does; from another page it is read anew."""
    if not page.hook("settings-record-system").is_visible():
        page.hook("member-menu").click()
        page.hook("settings-open").click()
    page.hook("settings-roles").click()
    expect(page.hook("role-new")).to_be_visible(timeout=PATIENCE_MS)
    page.hook("settings-record-system").click()
    expect(page.hook("endpoint-new")).to_be_visible(timeout=PATIENCE_MS)


def row(page: PageOfStaff, url: str) -> Locator:
    return page.hook("endpoint-row").filter(has_text=url)


def choose(page: PageOfStaff, url: str, action: str) -> None:
    row(page, url).get_by_test_id("endpoint-menu").click()
    page.page.get_by_role("menuitem", name=action, exact=True).click()


def take_secret(page: PageOfStaff) -> str:
    """Take the secret that is shown, and close what shows it."""
    shown = page.hook("secret").input_value()
    page.hook("secret-done").click()
    expect(page.hook("secret-dialog")).to_have_count(0)
    return shown


def add(page: PageOfStaff, url: str) -> str:
    """Add an endpoint for all events; give its secret."""
    page.hook("endpoint-new").click()
    page.hook("endpoint-url").fill(url)
    page.hook("endpoint-save").click()
    expect(page.hook("secret")).to_be_visible(timeout=PATIENCE_MS)
    return take_secret(page)


def text_in(site: Site) -> str:
    """Let a patient text; give the thread."""
    person = site.people.patient()
    site.telephone.type(person.phone, site.planted.text("Is it open on Friday?"))
    return person.thread_id


def test_a_system_is_let_in_and_shut_out(site: Site, dana: PageOfStaff) -> None:
    client_id, admin = f"system{secrets.token_hex(6)}", site.member(ADMIN)
    before = admin.get(HERE).json()["client_ids"]
    go_there(dana)
    dana.hook("client-id").fill("not a client!")
    dana.hook("client-add").click()
    expect(dana.hook("client-error")).to_contain_text("letters and digits")
    dana.hook("client-id").fill(client_id)
    dana.hook("client-id").press("Enter")
    shown = dana.hook("client-row").filter(has_text=client_id)
    expect(shown).to_be_visible(timeout=PATIENCE_MS)
    assert admin.get(HERE).json()["client_ids"] == sorted([*before, client_id])

    shown.get_by_test_id("client-remove").click()
    expect(dana.page.get_by_role("dialog")).to_contain_text("from its next call")
    dana.hook("confirm").click()
    expect(shown).to_have_count(0, timeout=PATIENCE_MS)
    assert admin.get(HERE).json()["client_ids"] == before


def test_an_endpoint_is_added_and_hears_what_happens(site: Site, dana: PageOfStaff, system: Receiver) -> None:
    """The secret is shown once; with it the system knows what comes."""
    go_there(dana)
    dana.hook("endpoint-new").click()
    dana.hook("endpoint-url").fill("http://records.example/events")
    dana.hook("endpoint-save").click()
    expect(dana.hook("endpoint-url-error")).to_contain_text("https://", timeout=PATIENCE_MS)
    dana.hook("endpoint-cancel").click()
    secret = add(dana, system.url)
    expect(row(dana, system.url)).to_contain_text("Send a test", timeout=PATIENCE_MS)
    assert secret not in site.member(ADMIN).get(HERE).text

    row(dana, system.url).get_by_test_id("endpoint-test").click()
    expect(dana.hook("endpoint-tested")).to_contain_text("The test arrived", timeout=PATIENCE_MS)
    assert system.wait_for(lambda event: event["type"] == "ping", "the test").signed_with(secret)

    thread_id = text_in(site)
    heard = system.wait_for(lambda event: event["data"].get("thread_id") == thread_id, "the patient's text")
    assert (heard.event["type"], heard.signed_with(secret)) == ("message.received", True)
    assert "Friday" not in heard.body.decode()
    state = row(dana, system.url).get_by_test_id("endpoint-state")
    expect(state).to_have_attribute("data-state", "delivered", timeout=PATIENCE_MS)


def test_what_did_not_arrive_is_told_and_sent_again(site: Site, dana: PageOfStaff, system: Receiver) -> None:
    system.status = 503
    thread_id = text_in(site)
    missed = system.wait_for(lambda event: event["data"].get("thread_id") == thread_id, "a first try").event
    state = row(dana, system.url).get_by_test_id("endpoint-state")
    expect(state).to_contain_text("answered 503", timeout=PATIENCE_MS)
    expect(state).to_contain_text("log says more")
    choose(dana, system.url, "Deliveries")
    waits = dana.hook("delivery").filter(has_text=f"Number {missed['sequence']},")
    expect(waits).to_contain_text("Next try", timeout=PATIENCE_MS)
    assert (barriers(dana.page), width_over(dana.page)) == ([], 0)

    system.status, already = 204, len(system.heard)
    waits.get_by_test_id("delivery-replay").click()
    expect(dana.hook("replay-after")).to_have_value(str(missed["sequence"] - 1))
    dana.hook("replay-send").click()
    expect(dana.hook("replay-dialog")).to_have_count(0, timeout=PATIENCE_MS)
    site.store.run("retry_webhooks")
    again = eventually(
        lambda: [one for one in system.heard[already:] if one.event["id"] == missed["id"]], "it once more"
    )
    assert again[0].event == missed
    expect(state).to_have_attribute("data-state", "delivered", timeout=PATIENCE_MS)


def test_a_new_secret_signs_beside_the_one_before(dana: PageOfStaff, system: Receiver) -> None:
    go_there(dana)
    choose(dana, system.url, "New secret")
    expect(dana.page.get_by_role("dialog")).to_contain_text("24 hours")
    dana.hook("confirm").click()
    expect(dana.hook("secret")).to_be_visible(timeout=PATIENCE_MS)
    dana.page.keyboard.press("Escape")  # too quick: it is not copied yet
    expect(dana.hook("secret-dialog")).to_contain_text("It is not copied yet")
    secret, already = take_secret(dana), len(system.heard)
    row(dana, system.url).get_by_test_id("endpoint-test").click()
    expect(dana.hook("endpoint-tested")).to_contain_text("The test arrived", timeout=PATIENCE_MS)
    test = system.heard[already:][-1]
    assert test.signed_with(secret)
    assert len(test.headers["webhook-signature"].split(" ")) == 2


def test_a_colleague_who_was_faster_is_told_and_nothing_entered_is_lost(
    site: Site, dana: PageOfStaff, system: Receiver
) -> None:
    go_there(dana)
    choose(dana, system.url, "Edit")
    dana.hook("endpoint-content").check()
    expect(dana.hook("endpoint-dialog")).to_contain_text("may hold health information")
    now = next(one for one in endpoints(site) if one["url"] == system.url)
    wanted = {name: now[name] for name in ("url", "types", "include_content", "version")}
    faster = site.member(ADMIN).put(f"{HERE}/endpoints/{now['id']}", {**wanted, "active": False})
    assert faster.status_code == 200, faster.text
    dana.hook("endpoint-save").click()
    expect(dana.hook("endpoint-conflict")).to_contain_text("switched off", timeout=PATIENCE_MS)
    expect(dana.hook("endpoint-content")).to_be_checked()
    dana.hook("endpoint-save").click()
    expect(dana.hook("endpoint-dialog")).to_have_count(0, timeout=PATIENCE_MS)
    expect(row(dana, system.url)).to_contain_text("with what messages say", timeout=PATIENCE_MS)
    expect(row(dana, system.url)).to_contain_text("Switched off")


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "dark"), (PHONE, "light")], ids=["desk", "phone"])
def test_everyone_can_use_the_page(site: Site, office: Pages, size: dict[str, int], scheme: str) -> None:
    page = office.staff(size, email=open_practice(site).email, color_scheme=scheme)
    page.page.goto(f"{site.stack.base_url}/staff/#{HERE}")
    expect(page.hook("endpoint-new")).to_be_visible(timeout=PATIENCE_MS)
    assert (barriers(page.page), width_over(page.page)) == ([], 0)
    page.hook("endpoint-new").click()
    assert (barriers(page.page), width_over(page.page)) == ([], 0)
    page.hook("endpoint-url").fill("https://records.example/a/long/way/to/where/events/are/taken")
    page.hook("endpoint-save").click()
    expect(page.hook("secret")).to_be_visible(timeout=PATIENCE_MS)
    assert (barriers(page.page), width_over(page.page)) == ([], 0)
    take_secret(page)
    expect(page.hook("endpoint-row")).to_be_visible(timeout=PATIENCE_MS)
    assert (barriers(page.page), width_over(page.page)) == ([], 0)
    page.page.close()
