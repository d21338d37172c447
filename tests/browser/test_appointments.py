"""The appointments page, the flags of the booking assistant, and the settings of reminders (rows F1, F4, F5)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.support.running.front_desk import RunningFrontDesk, open_front_desk
from tests.support.running.pages import DESK, PATIENCE_MS, PHONE, PageOfStaff, Pages, barriers, width_over
from textward.domain.appointment import Appointment
from textward.domain.reminder_times import QuietHours, ReminderRules, reminders_of

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Route

    from tests.support.running.people import Person
    from tests.support.running.site import Site

WANTED_COMPLAINTS = re.compile(r"status of 409")


@pytest.fixture(scope="module")
def desk(site: Site) -> RunningFrontDesk:
    return open_front_desk(site)


@pytest.fixture(scope="module")
def ada(office: Pages, desk: RunningFrontDesk) -> PageOfStaff:
    return office.staff(email=desk.opened.email)


def tomorrow(page: PageOfStaff) -> None:
    """Go to tomorrow's appointments, as one does."""
    page.hook("nav-appointments").click()
    if page.hook("day-today").is_enabled():
        page.hook("day-today").click()
    page.hook("day-next").click()
    expect(page.page.locator("#visits-title")).to_contain_text("Tomorrow")
    expect(page.hook("appointments-list")).to_have_attribute("aria-busy", "false", timeout=PATIENCE_MS)


def row(page: PageOfStaff, person: Person) -> Locator:
    return page.hook("appointment").filter(has_text=person.name)


def status(page: PageOfStaff, person: Person) -> Locator:
    return row(page, person).get_by_test_id("appointment-status")


def choose(page: PageOfStaff, person: Person, action: str) -> None:
    """Choose an action from a row's menu."""
    row(page, person).get_by_test_id("appointment-menu").click()
    page.page.get_by_role("menuitem", name=action).click()


def test_an_answer_shows_at_once_and_who_needs_a_person_is_found(
    desk: RunningFrontDesk, ada: PageOfStaff
) -> None:
    """Rows F4 and F5: from the reminder to the work that is left, without a reload."""
    sure, unsure = desk.patient(), desk.patient()
    for person in (sure, unsure):
        desk.book(person)
    tomorrow(ada)
    expect(status(ada, sure)).to_have_text("Booked", timeout=PATIENCE_MS)
    for person in (sure, unsure):
        desk.reminded(person)
    tomorrow(ada)
    expect(row(ada, sure).get_by_test_id("appointment-reminded")).to_be_visible(timeout=PATIENCE_MS)
    expect(row(ada, sure).get_by_test_id("appointment-reply")).to_have_text("No answer yet")
    desk.says(sure, "1")
    expect(status(ada, sure)).to_have_text("Confirmed", timeout=PATIENCE_MS)
    expect(row(ada, sure).get_by_test_id("appointment-reply")).to_contain_text("Patient confirmed")

    asked = "Can a person call me please?"
    desk.says(unsure, asked)
    flag = row(ada, unsure).get_by_test_id("appointment-flag")
    expect(flag).to_contain_text("Asked for a person. Call or write back.", timeout=PATIENCE_MS)
    expect(ada.hook("appointments-badge")).to_contain_text("1 needs a person", timeout=PATIENCE_MS)
    ada.hook("appointments-filter-staff").click()
    expect(ada.hook("appointment")).to_have_count(1)
    ada.hook("appointments-filter-all").click()
    ada.hook("appointments-waiting").click()
    expect(ada.hook("appointment")).to_have_count(1)
    expect(ada.page.get_by_role("heading", name="Tomorrow")).to_be_visible()

    ada.hook("appointment-message").click()
    expect(ada.message(asked).get_by_test_id("flag")).to_contain_text(
        "Call or write back", timeout=PATIENCE_MS
    )
    expect(ada.item(asked).get_by_test_id("flag")).to_have_text("Asked for a person")
    ada.page.go_back()
    ada.hook("appointment-done").click()
    expect(ada.hook("appointments-empty")).to_contain_text("Nobody needs a person")
    expect(ada.hook("appointments-badge")).to_be_hidden()


def test_staff_set_by_hand_what_they_heard_on_the_telephone(desk: RunningFrontDesk, ada: PageOfStaff) -> None:
    """Row F5, and a colleague who is faster."""
    person = desk.patient()
    booked = desk.book(person, hours=1)
    tomorrow(ada)
    choose(ada, person, "Mark confirmed")
    expect(status(ada, person)).to_have_text("Confirmed", timeout=PATIENCE_MS)
    choose(ada, person, "Mark cancelled")
    expect(ada.page.get_by_role("dialog")).to_contain_text("no more reminders go out")
    ada.page.get_by_role("button", name="Keep it").click()
    expect(status(ada, person)).to_have_text("Confirmed")
    choose(ada, person, "Mark cancelled")
    ada.hook("confirm").click()
    expect(status(ada, person)).to_have_text("Cancelled", timeout=PATIENCE_MS)
    assert desk.agenda(person)["appointments"][booked]["status"] == "cancelled"

    address = f"/appointments/{person.patient_id}/{booked}/status"
    (now,) = [one for one in appointments(desk) if one["id"] == booked]

    def be_faster(route: Route) -> None:
        other = desk.opened.admin.post(address, {"version": now["version"], "status": "confirmed"})
        assert other.status_code == 200, other.text
        route.continue_()

    ada.page.route(f"**{address}", be_faster, times=1)
    choose(ada, person, "Take back the cancellation")
    expect(row(ada, person).get_by_test_id("appointment-conflict")).to_be_visible(timeout=PATIENCE_MS)
    expect(status(ada, person)).to_have_text("Confirmed")


def appointments(desk: RunningFrontDesk) -> list[dict[str, object]]:
    """Give tomorrow's as the API has them."""
    zone = ZoneInfo(desk.opened.admin.get("/me").json()["practice"]["time_zone"])
    day = (datetime.now(zone) + timedelta(days=1)).date()
    return list(desk.opened.admin.get("/appointments", day=day.isoformat()).json()["items"])


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_the_pages_are_accessible_and_fit(
    desk: RunningFrontDesk, office: Pages, size: dict[str, int], scheme: str
) -> None:
    person = desk.patient()
    desk.book(person)
    desk.reminded(person)
    desk.writes(person, "CANCEL")
    page = office.staff(size, email=desk.opened.email, color_scheme=scheme)
    tomorrow(page)
    expect(row(page, person).get_by_test_id("appointment-flag")).to_contain_text(
        "Wrote CANCEL", timeout=PATIENCE_MS
    )
    assert (barriers(page.page), width_over(page.page)) == ([], 0)
    row(page, person).get_by_test_id("appointment-message").click()
    expect(page.hook("message").get_by_test_id("flag")).to_be_visible(timeout=PATIENCE_MS)
    assert (barriers(page.page), width_over(page.page)) == ([], 0)
    page.page.goto(f"{desk.site.stack.base_url}/staff/#/settings/reminders")
    expect(page.hook("reminders-save")).to_be_visible(timeout=PATIENCE_MS)
    assert (barriers(page.page), width_over(page.page)) == ([], 0)
    page.page.close()


def test_reminders_are_set_and_the_example_says_what_the_rules_say(
    desk: RunningFrontDesk, ada: PageOfStaff
) -> None:
    """Row F1: the page's example is the service's own arithmetic. The last one here: other reminders go by these rules then."""
    ada.page.goto(f"{desk.site.stack.base_url}/staff/#/settings/reminders")
    expect(ada.hook("lead")).to_have_count(2, timeout=PATIENCE_MS)
    ada.hook("lead-count").fill("24")
    ada.hook("lead-unit").select_option(label="hours")
    ada.hook("lead-count").press("Enter")
    expect(ada.hook("lead-error")).to_have_text("1 day before is there already.")
    ada.hook("lead-count").fill("15")
    ada.hook("lead-count").press("Enter")
    ada.page.get_by_role("button", name="Remove 3 days before").click()
    ada.hook("quiet-begin").fill("18:30")
    expect(ada.hook("reminders-example")).to_contain_text(example(QuietHours(time(18, 30), time(8))))
    ada.hook("reminders-save").click()
    expect(ada.page.get_by_text("Saved")).to_be_visible(timeout=PATIENCE_MS)

    now = desk.opened.admin.get("/settings/reminders").json()
    assert (now["lead_hours"], now["quiet_begin"], now["enabled"]) == ([24, 15], "18:30", True)
    wish = {name: now[name] for name in ("enabled", "lead_hours", "quiet_begin", "quiet_end", "version")}
    other = desk.opened.admin.put("/settings/reminders", wish | {"lead_hours": [48]})
    assert other.status_code == 200, other.text
    ada.hook("reminders-enabled").uncheck()
    expect(ada.hook("reminders-example")).to_have_text("No reminders go out.")
    ada.hook("reminders-save").click()
    expect(ada.hook("reminders-conflict")).to_be_visible(timeout=PATIENCE_MS)
    expect(ada.hook("reminders-enabled")).not_to_be_checked()
    ada.hook("quiet-begin").fill("21:00")
    ada.hook("reminders-enabled").check()
    ada.hook("reminders-save").click()
    expect(ada.hook("reminders-conflict")).to_have_count(0, timeout=PATIENCE_MS)
    assert desk.opened.admin.get("/settings/reminders").json()["lead_hours"] == [24, 15]


def example(quiet: QuietHours) -> str:
    """Say when the second reminder of the page's example is due, by the service's rules: 15 hours before Thursday at ten."""
    start = datetime(2026, 11, 26, 10, tzinfo=UTC)
    rules = ReminderRules((timedelta(days=1), timedelta(hours=15)), quiet)
    made = Appointment("practice", "appointment", "patient", None, None, start)
    _, late = reminders_of(made, rules, ZoneInfo("UTC"))
    assert late.due_at != start - timedelta(hours=15)
    return f"at {late.due_at:%-I:%M %p} (not at 7:00 PM: quiet hours)."
