"""What the booking assistant writes, on the staff page (row F5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.support.running.front_desk import open_front_desk
from tests.support.running.pages import PATIENCE_MS

if TYPE_CHECKING:
    from tests.support.running.pages import Pages
    from tests.support.running.site import Site


def test_what_the_assistant_wrote_is_marked_and_what_it_settled_is_no_work(site: Site, pages: Pages) -> None:
    desk = open_front_desk(site)
    person = desk.patient()
    desk.book(person)
    reminder = desk.reminded(person)
    answer = desk.says(person, "1")
    staff = pages.staff(email=desk.opened.email)

    staff.open(person)

    for words in (reminder, answer):
        expect(staff.message(words).get_by_test_id("author")).to_have_text("Automated", timeout=PATIENCE_MS)
    replied = staff.hook("message").filter(has_text="From the patient:")
    expect(replied).to_have_attribute("data-status", "completed", timeout=PATIENCE_MS)
