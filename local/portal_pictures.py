"""The part of the README's pictures that shows the portal and the page of group messages; `pictures` starts it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from local.demo.letters import FRONT_OFFICE, LETTERS
from local.demo.people import PATIENTS

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from local.pictures import Scene

_LETTER = next(letter for letter in LETTERS if letter.group == FRONT_OFFICE)
_PATIENT = next(person for person in PATIENTS if person.name == _LETTER.patient)
_ANSWER = "Of course. Bring it any day before four, and we will have it signed while you wait."
_CODE = re.compile(r"^\D*(\d{6}) is your code to sign in")


def take(scene: Scene, staff: Page) -> dict[str, Page]:
    """Answer a letter on the staff's page, read it at the portal; give each page by the picture's name."""
    staff.get_by_test_id("nav-groups").click()
    staff.get_by_test_id("group-link").filter(has_text=FRONT_OFFICE).click()
    staff.get_by_test_id("group-item").filter(has_text=_LETTER.subject).click()
    staff.get_by_test_id("group-composer-body").fill(_ANSWER)
    staff.get_by_test_id("group-send").click()
    staff.get_by_test_id("group-message").filter(has_text=_ANSWER).wait_for()
    portal = scene.page(scene.phone, f"{scene.stack.base_url}/portal/#{scene.stack.demo['practice_id']}")
    portal.get_by_test_id("phone-input").fill(f"312 555 01{_PATIENT.phone:02d}")
    portal.get_by_test_id("phone-submit").click()
    portal.get_by_test_id("code-input").fill(scene.on_phone(_CODE))
    portal.get_by_test_id("code-submit").click()
    portal.get_by_test_id("dob-month").select_option(str(_PATIENT.born.month))
    portal.get_by_test_id("dob-day").fill(str(_PATIENT.born.day))
    portal.get_by_test_id("dob-year").fill(str(_PATIENT.born.year))
    portal.get_by_test_id("dob-submit").click()
    portal.get_by_test_id("letter").filter(has_text=_LETTER.subject).click()
    portal.get_by_test_id("message").filter(has_text=_ANSWER).wait_for()
    return {"group-messages": staff, "portal": portal}
