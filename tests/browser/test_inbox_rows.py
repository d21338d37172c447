"""The inbox as a front desk lives in it, row by row (B5, B7, D2-D11), with a colleague or two at pages of their own."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support.running.pages import PATIENCE_MS, PageOfStaff, Pages
from tests.support.running.site import ADMIN, CLINICIAN
from tests.support.running.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Route

    from tests.support.running.people import Person
    from tests.support.running.site import Site

PRIYA = "priya@lakeside.example"
LISTS = {
    "pending_unassigned", "pending_for_me", "assigned_to_me", "assigned_by_me", "sent_by_me",
    "starred", "completed", "deleted", "all",
}  # fmt: skip
WANTED_COMPLAINTS = re.compile(r"Failed to load resource: .*(409|ERR_INTERNET_DISCONNECTED)")
"""What a browser complains of when a colleague was first, or there is no network: both are wanted here."""
HUE = """clock => {
    const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    paint.fillStyle = getComputedStyle(clock).color;
    paint.fillRect(0, 0, 1, 1);
    const [red, green] = paint.getImageData(0, 0, 1, 1).data;
    return red > green ? 'red' : 'green';
}"""
DRAWN_BY_THEN_MS = 1_000
STUBS = """
window.told = []; window.tones = 0;
window.Notification = class extends EventTarget {
    static permission = 'granted';
    static requestPermission = async () => 'granted';
    constructor(title, options) { super(); window.told.push({ title, ...options }); }
};
OscillatorNode.prototype.start = () => { window.tones += 1; };
"""


@pytest.fixture(scope="module")
def desk(office: Pages) -> PageOfStaff:
    return office.staff()


@pytest.fixture(scope="module")
def next_desk(office: Pages) -> PageOfStaff:
    return office.staff(email=PRIYA)


@pytest.fixture(scope="module")
def surgery(office: Pages) -> PageOfStaff:
    return office.staff(email=CLINICIAN)


@pytest.fixture
def frank(desk: PageOfStaff) -> PageOfStaff:
    return desk.start_over()


@pytest.fixture
def priya(next_desk: PageOfStaff) -> PageOfStaff:
    return next_desk.start_over()


def arrive(site: Site, beginning: str, person: Person | None = None) -> tuple[Person, str]:
    """Let a patient text; give who, and the words."""
    who, words = person or site.people.patient(), site.planted.text(beginning)
    site.telephone.type(who.phone, words)
    return who, words


def lists_with(page: PageOfStaff, words: str) -> set[str]:
    """Give the lists that show an item."""
    found = set()
    for name in LISTS:
        page.show(name)
        if page.item(words).count():
            found.add(name)
    page.show("pending_unassigned")
    return found


def badge_of(page: PageOfStaff) -> Locator:
    """Find the badge's number."""
    return page.hook("badge").locator("[aria-hidden]")


def waiting_for(site: Site, page: PageOfStaff) -> str:
    """Count what a member's two pending lists show, from first to last."""
    member = site.member(page.email)
    return str(sum(len(list(member.inbox(name))) for name in ("pending_unassigned", "pending_for_me")))


def clock(place: Locator, status: str, colour: str) -> None:
    """Look for the clock of a status, in its colour."""
    mark = place.get_by_test_id("status")
    expect(mark).to_have_attribute("data-status", status, timeout=PATIENCE_MS)
    assert mark.evaluate(HUE) == colour


def test_a_patient_leads_to_the_same_thread(site: Site, frank: PageOfStaff) -> None:
    person, words = arrive(site, "May I come earlier?")
    frank.open_item(words)
    answer = site.staff.send(person.thread_id, site.planted.text("Yes, at nine."))["body"]
    frank.page.goto(f"{site.stack.base_url}/staff/#/patients/{person.patient_id}")
    expect(frank.page.locator("#talk-name")).to_have_text(person.name)
    expect(frank.hook("message")).to_have_count(2, timeout=PATIENCE_MS)
    assert [words in frank.hook("message").first.inner_text(), frank.message(answer).count()] == [True, 1]
    assert frank.page.url.endswith(f"#/t/{person.thread_id}")


def test_what_could_not_be_sent_says_what_to_do(site: Site, frank: PageOfStaff) -> None:
    person, body = site.people.patient(), site.planted.text("Please bring your card.")
    site.telephone.trouble("final_status", person.phone, status="failed", code=30006)
    frank.open(person)
    message = frank.send(body, "plain")
    failure = message.get_by_test_id("failure")
    expect(failure).to_contain_text("landline", timeout=PATIENCE_MS)
    expect(failure).to_contain_text("Call")
    frank.show("sent_by_me")
    state = frank.item(body).get_by_test_id("delivery-state")
    expect(state).to_have_attribute("data-state", "failed", timeout=PATIENCE_MS)
    failure.get_by_role("button", name="Send again").click()
    expect(state).to_have_attribute("data-state", "delivered", timeout=PATIENCE_MS)
    assert site.telephone.texts(person.phone) == [body]


def test_each_list_shows_what_it_should(site: Site, frank: PageOfStaff) -> None:
    _, words = arrive(site, "Is my prescription ready?")
    message = frank.open_item(words)
    assert lists_with(frank, words) == {"pending_unassigned", "all"}
    here, there = (each["id"] for each in site.staff.get("/me").json()["facilities"])
    for name in ("pending_unassigned", "all"):
        frank.show(name, here)
        expect(frank.item(words)).to_be_visible()
        frank.show(name, there)
        expect(frank.item(words)).to_have_count(0)
    message.get_by_test_id("star").click()
    expect(message.get_by_test_id("star")).to_have_attribute("aria-pressed", "true")
    frank.show("pending_unassigned")
    frank.assign(message, "Frank")
    mine = {"assigned_to_me", "assigned_by_me", "starred", "all"}
    assert lists_with(frank, words) == mine | {"pending_for_me"}
    message.get_by_test_id("complete").click()
    clock(message, "completed", "green")
    assert lists_with(frank, words) == mine | {"completed"}
    frank.choose(message, "Delete")
    status = message.get_by_test_id("status")
    expect(status).to_have_attribute("data-status", "deleted")
    assert lists_with(frank, words) == {"deleted", "starred"}


def test_the_badge_is_what_the_lists_show(site: Site, frank: PageOfStaff) -> None:
    before = int(waiting_for(site, frank))
    expect(badge_of(frank)).to_have_text(str(before), timeout=PATIENCE_MS)
    _, words = arrive(site, "Can someone call me?")
    message = frank.open_item(words)
    steps: list[tuple[Callable[[], object], int]] = [
        (lambda: None, 1),
        (lambda: frank.assign(message, "Frank"), 1),
        (lambda: frank.assign(message, "Frank", "Helen"), 0),  # from one to the other
        (lambda: frank.assign(message, "Helen"), 1),
        (lambda: message.get_by_test_id("complete").click(), 0),
        (lambda: frank.choose(message, "Mark as pending"), 1),
        (lambda: frank.choose(message, "Delete"), 0),
        (lambda: frank.choose(message, "Restore"), 1),
    ]
    for step, (act, more) in enumerate(steps):
        act()
        expect(badge_of(frank), f"step {step}").to_have_text(str(before + more), timeout=PATIENCE_MS)
        assert waiting_for(site, frank) == str(before + more), step


def test_opening_shows_one_message_whole_and_then_all(site: Site, frank: PageOfStaff) -> None:
    person, first = arrive(site, "I have had a cough since Monday.")
    expect(frank.item(first)).to_be_visible(timeout=PATIENCE_MS)
    reply = str(site.staff.send(person.thread_id, site.planted.text("Do you have a fever?"))["body"])
    start = site.planted.text("Yes, and more to tell than a preview holds:")
    _, last = arrive(site, f"{start} {'it goes on. ' * 15}", person)
    end, row = last.split()[-1], frank.item(start)
    frank.show("pending_for_me")  # the answer goes to who wrote (row A5)
    expect(row).to_be_visible(timeout=PATIENCE_MS)
    expect(row).not_to_contain_text(end)
    row.click()
    expect(frank.message(end)).to_be_visible()
    expect(frank.hook("message")).to_have_count(1)
    frank.hook("view-full").click()
    expect(frank.hook("message")).to_have_count(3)
    shown = frank.hook("message").all_inner_texts()
    assert [each in text for each, text in zip((first, reply, end), shown, strict=True)] == [True] * 3


def test_reply_and_then_complete(site: Site, frank: PageOfStaff) -> None:
    before = int(waiting_for(site, frank))
    _, words = arrive(site, "Where do I park?")
    message = frank.open_item(words)
    expect(badge_of(frank)).to_have_text(str(before + 1))
    frank.send(site.planted.text("Behind the house."), "plain")
    clock(message, "pending", "red")
    frank.hook("thread-complete").click()
    clock(message, "completed", "green")
    expect(badge_of(frank)).to_have_text(str(before))
    expect(frank.item(words)).to_have_count(0)


def test_assigning_to_two_and_following_the_clock(
    site: Site, frank: PageOfStaff, priya: PageOfStaff, surgery: PageOfStaff
) -> None:
    _, words = arrive(site, "A question about my dose.")
    message = frank.open_item(words)
    expect(priya.item(words)).to_be_visible(timeout=PATIENCE_MS)
    frank.assign(message, "Priya", "Helen")
    for page in (frank, priya):
        expect(page.item(words)).to_have_count(0)
        page.show("assigned_by_me" if page is frank else "pending_for_me")
        clock(page.item(words), "pending", "red")
    clock(surgery.item(words), "pending", "red")
    frank.choose(message, "assign")
    frank.hook("assign-clear").click()
    frank.show("pending_unassigned")
    expect(frank.item(words)).to_be_visible()
    expect(priya.item(words)).to_have_count(0)
    expect(surgery.item(words)).to_have_count(0)
    frank.assign(message, "Helen")
    surgery.open_item(words).get_by_test_id("complete").click()
    surgery.show("assigned_to_me")
    clock(surgery.item(words), "completed", "green")
    frank.show("assigned_by_me")
    clock(frank.item(words), "completed", "green")
    expect(message.get_by_test_id("assignees")).to_contain_text("Helen")
    message.get_by_test_id("assignees").click()
    steps = frank.hook("history-step")
    expect(steps).to_contain_text(
        [
            "came in",
            "You assigned it to Priya Raman, Dr. Helen Marsh",
            "You unassigned it",
            "You assigned it to Dr. Helen Marsh",
            "Dr. Helen Marsh marked it as complete",
        ]
    )
    frank.page.keyboard.press("Escape")


def test_news_takes_no_button_from_under_the_pointer(
    site: Site, frank: PageOfStaff, surgery: PageOfStaff
) -> None:
    _, words = arrive(site, "Is the clinic open on Friday?")
    message = frank.open_item(words)
    frank.assign(message, "Helen")
    frank.show("assigned_by_me")
    theirs = surgery.open_item(words).get_by_test_id("complete")
    expect(frank.hook("presence")).to_contain_text("Helen")
    button = message.get_by_test_id("assignees")
    held: list[Route] = []
    news = re.compile("/messages")

    def hold(route: Route) -> None:
        held.append(route)

    frank.page.route(news, hold)
    with frank.page.expect_request(news, timeout=PATIENCE_MS):
        theirs.click()
    button.hover()
    place = button.bounding_box()
    frank.page.mouse.down()
    with frank.page.expect_response(news, timeout=PATIENCE_MS):
        for route in held:
            route.continue_()
    frank.page.wait_for_timeout(DRAWN_BY_THEN_MS)
    assert button.bounding_box() == place
    expect(message).to_have_attribute("data-status", "pending")
    frank.page.unroute(news)
    frank.page.mouse.up()
    expect(frank.hook("history-panel")).to_be_visible()
    frank.page.keyboard.press("Escape")
    expect(message).to_have_attribute("data-status", "completed")
    clock(frank.item(words), "completed", "green")


def test_deleted_is_found_and_restored(site: Site, frank: PageOfStaff) -> None:
    _, words = arrive(site, "Wrong number, sorry.")
    message = frank.open_item(words)
    frank.choose(message, "Delete")
    expect(frank.item(words)).to_have_count(0)
    frank.show("deleted")
    expect(frank.item(words)).to_be_visible()
    frank.choose(message, "Restore")
    expect(frank.item(words)).to_have_count(0)
    frank.show("pending_unassigned")
    clock(frank.item(words), "pending", "red")


def test_a_star_is_each_member_s_own(site: Site, frank: PageOfStaff, priya: PageOfStaff) -> None:
    _, words = arrive(site, "Keep this in mind.")
    star = frank.open_item(words).get_by_test_id("star")
    star.click()
    frank.show("starred")
    expect(frank.item(words)).to_be_visible()
    expect(priya.open_item(words).get_by_test_id("star")).to_have_attribute("aria-pressed", "false")
    priya.show("starred")
    expect(priya.item(words)).to_have_count(0)
    star.click()
    expect(frank.item(words)).to_have_count(0)


def test_pop_up_and_sound_and_their_switches(site: Site, office: Pages) -> None:
    before = site.member(ADMIN).get("/me").json()["preferences"]
    site.member(ADMIN).put("/settings/preferences", {"sound": True, "popup": True})
    dana = office.staff(email=ADMIN, before=STUBS)
    try:
        _, words = arrive(site, "I feel dizzy.")
        expect(dana.item(words)).to_be_visible(timeout=PATIENCE_MS)
        told = eventually(lambda: dana.page.evaluate("window.told"), "the pop-up")
        assert [note["title"] for note in told] == ["New patient message"]
        assert not site.planted.found_in(json.dumps(told))
        eventually(lambda: dana.page.evaluate("window.tones"), "the sound")
        switch_pop_up_off(dana)
        dana.page.reload()
        expect(dana.hook("live-state")).to_have_attribute("data-state", "live", timeout=PATIENCE_MS)
        expect(dana.item(words)).to_be_visible(timeout=PATIENCE_MS)
        _, more = arrive(site, "And my head aches.")
        expect(dana.item(more)).to_be_visible(timeout=PATIENCE_MS)
        eventually(lambda: dana.page.evaluate("window.tones"), "the sound without the pop-up")
        assert dana.page.evaluate("window.told.length") == 0
    finally:
        site.member(ADMIN).put("/settings/preferences", before)
        dana.page.close()


def switch_pop_up_off(page: PageOfStaff) -> None:
    """Test both, then switch one off, under 'My preferences'."""
    page.hook("member-menu").click()
    page.hook("preferences-open").click()
    page.hook("pref-test").click()
    expect(page.hook("preferences")).to_contain_text("This is what a new message does.")
    assert page.page.evaluate("window.told.length") == 2
    page.hook("pref-popup").click()
    expect(page.hook("preferences")).to_contain_text("Saved.")
    page.hook("pref-close").click()


def test_two_at_one_message(site: Site, frank: PageOfStaff, priya: PageOfStaff) -> None:
    _, words = arrive(site, "Which of you is quicker?")
    message, seen = frank.open_item(words), priya.open_item(words)
    priya.hook("composer-body").fill("I am still writing")
    typing = frank.hook("presence")
    expect(typing).to_contain_text("Priya is typing", timeout=PATIENCE_MS)
    priya.choose(seen, "assign")
    priya.hook("assign-option").filter(has_text="Helen").click()
    message.get_by_test_id("complete").click()
    expect(message.get_by_test_id("status")).to_have_attribute("data-status", "completed")
    priya.hook("assign-save").click()
    expect(priya.hook("assign-conflict")).to_contain_text("changed this message first. It is now completed")
    expect(priya.hook("assign-option").filter(has_text="Helen").locator("input")).to_be_checked()
    priya.hook("assign-save").click()
    expect(priya.hook("assign-dialog")).to_have_count(0)
    for one in (message, seen):
        expect(one.get_by_test_id("assignees")).to_contain_text("Helen", timeout=PATIENCE_MS)
        clock(one, "completed", "green")
    expect(priya.hook("composer-body")).to_have_value("I am still writing")
    answer = site.planted.text("Here you are.")
    priya.send(answer, "plain")
    expect(frank.message(answer)).to_be_visible(timeout=PATIENCE_MS)
    expect(typing).to_contain_text("Priya just answered", timeout=PATIENCE_MS)


def test_a_selection_is_worked_at_once(site: Site, frank: PageOfStaff) -> None:
    both = [arrive(site, beginning)[1] for beginning in ("One thing.", "Another thing.")]
    for words in both:
        expect(frank.item(words)).to_be_visible(timeout=PATIENCE_MS)
    frank.hook("select-mode").click()
    for words in both:
        frank.page.locator(".item-row").filter(has_text=words).locator(".item-tick").click()
    expect(frank.hook("bulk-bar")).to_contain_text("2 selected")
    frank.hook("bulk-complete").click()
    for words in both:
        expect(frank.item(words)).to_have_count(0, timeout=PATIENCE_MS)
    frank.show("completed")
    for words in both:
        expect(frank.item(words)).to_be_visible()


def test_a_whole_thread_is_worked_at_once(site: Site, frank: PageOfStaff) -> None:
    person, first = arrive(site, "Three things.")
    expect(frank.item(first)).to_be_visible(timeout=PATIENCE_MS)
    _, last = arrive(site, "That was all.", person)
    frank.open_item(last)
    frank.hook("view-full").click()
    status = frank.hook("message").get_by_test_id("status")
    for action, outcome in (
        ("Complete all", "completed"),
        ("Make all", "pending"),
        ("Delete all", "deleted"),
    ):
        frank.hook("thread-menu").click()
        frank.page.get_by_role("menuitem", name=action).click()
        if outcome == "deleted":
            frank.hook("confirm").click()
        for at in (0, 1):
            expect(status.nth(at)).to_have_attribute("data-status", outcome, timeout=PATIENCE_MS)
    frank.show("deleted")
    for words in (first, last):
        expect(frank.item(words)).to_be_visible()


def test_words_are_found_in_a_thread(site: Site, frank: PageOfStaff) -> None:
    person, first = arrive(site, "My knee hurts.")
    expect(frank.item(first)).to_be_visible(timeout=PATIENCE_MS)
    _, last = arrive(site, "It is better now.", person)
    frank.open_item(last)
    expect(frank.hook("message")).to_have_count(1)
    frank.hook("find-open").click()
    frank.hook("find-in-thread").fill("KNEE")
    frank.hook("find-in-thread").press("Enter")
    expect(frank.hook("find-count")).to_have_text("1 of 1")
    expect(frank.message(first).locator("mark")).to_have_text("knee")


def test_without_a_mouse(site: Site, frank: PageOfStaff) -> None:
    person, older = arrive(site, "First in line.")
    expect(frank.item(older)).to_be_visible(timeout=PATIENCE_MS)
    _, newer = arrive(site, "Second in line.")
    rows, press = frank.hook("inbox-item"), frank.page.keyboard.press
    expect(rows.first).to_contain_text(newer, timeout=PATIENCE_MS)
    frank.page.locator("body").press("j")
    expect(rows.first).to_be_focused()
    press("j")
    expect(frank.item(older)).to_be_focused()
    press("k")
    expect(rows.first).to_be_focused()
    press("Enter")
    message = frank.message(newer)
    expect(message).to_be_visible()
    press("s")
    expect(message.get_by_test_id("star")).to_have_attribute("aria-pressed", "true")
    press("r")
    expect(frank.hook("composer-body")).to_be_focused()
    answer = site.planted.text("Answered by keys.")
    frank.page.keyboard.type(answer)
    expect(frank.hook("send")).to_be_enabled()
    press("Control+Enter")
    expect(frank.message(answer)).to_be_visible(timeout=PATIENCE_MS)
    press("Escape")
    press("a")
    expect(frank.hook("assign-search")).to_be_focused()
    frank.page.keyboard.type("priya")
    press("Enter")
    press("Enter")
    expect(message.get_by_test_id("assignees")).to_contain_text("Priya", timeout=PATIENCE_MS)
    press("c")
    expect(message.get_by_test_id("status")).to_have_attribute("data-status", "completed")
    press("?")
    expect(frank.hook("shortcuts-help")).to_be_visible()
    press("Escape")
    expect(frank.hook("shortcuts-help")).to_have_count(0)
    press("/")
    frank.page.keyboard.insert_text(person.phone[-4:])  # at once: what is found can't change any more
    expect(frank.hook("patient-option").filter(has_text=person.name)).to_be_visible()
    while frank.page.locator("[role=option][aria-selected=true]").filter(has_text=person.name).count() == 0:
        press("ArrowDown")
    press("Enter")
    expect(frank.page.locator("#talk-name")).to_have_text(person.name)


def test_what_was_missed_is_caught_up_on(site: Site, frank: PageOfStaff) -> None:
    frank.page.context.set_offline(True)
    try:
        expect(frank.hook("live-state")).to_have_attribute("data-state", "offline")
        _, words = arrive(site, "Are you there?")
        eventually(lambda: site.staff.with_text(words), "the text at the practice")
        assert frank.item(words).count() == 0
    finally:
        frank.page.context.set_offline(False)
    expect(frank.item(words)).to_be_visible(timeout=PATIENCE_MS)
    expect(frank.hook("live-state")).to_have_attribute("data-state", "live", timeout=PATIENCE_MS)
