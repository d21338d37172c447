"""Everyone can use the pages: axe finds nothing, in light and dark, and nothing is wider than a small phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support.running.pages import DESK, PATIENCE_MS, PHONE, barriers, width_over

if TYPE_CHECKING:
    from tests.support.running.pages import Pages
    from tests.support.running.site import Site

SCHEMES = ("light", "dark")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_staff_page(site: Site, pages: Pages, size: dict[str, int], scheme: str) -> None:
    person = site.people.patient()
    site.telephone.type(person.phone, site.planted.text("Is the clinic open?"))
    site.telephone.trouble("final_status", person.phone, status="undelivered", code=30003)
    site.staff.send(person.thread_id, site.planted.text("We are open until five."))
    site.staff.send(person.thread_id, site.planted.text("Your results are attached."), "secured")
    site.telephone.code(person.phone)
    staff = pages.staff(size, color_scheme=scheme)
    assert barriers(staff.page) == []
    assert width_over(staff.page) == 0
    staff.open(person)
    expect(staff.hook("message")).to_have_count(3)
    assert barriers(staff.page) == []
    assert width_over(staff.page) == 0
    staff.hook("message").last.get_by_role("button", name="More actions").click()
    assert barriers(staff.page) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_patient_page_at_each_step(site: Site, pages: Pages, scheme: str) -> None:
    person, body = site.people.patient(), site.planted.text("A longer message about what comes next. " * 4)
    site.staff.send(person.thread_id, site.planted.text("A text before."))
    _, token, code = site.secured(person, body)
    patient = pages.patient(token, color_scheme=scheme)
    expect(patient.hook("code-input")).to_be_visible()
    assert (barriers(patient.page), width_over(patient.page)) == ([], 0)
    patient.enter_code("000000" if code != "000000" else "000001")
    expect(patient.page.get_by_role("alert")).to_contain_text("didn't match")
    assert (barriers(patient.page), width_over(patient.page)) == ([], 0)
    patient.enter_code(code)
    expect(patient.hook("dob-month")).to_be_visible()
    assert (barriers(patient.page), width_over(patient.page)) == ([], 0)
    patient.enter_birth_date(person)
    expect(patient.message(body[:30])).to_be_visible(timeout=PATIENCE_MS)
    assert (barriers(patient.page), width_over(patient.page)) == ([], 0)


def test_the_patient_page_without_a_link(site: Site, pages: Pages) -> None:
    patient = pages.patient("")
    expect(patient.page.get_by_role("heading")).to_be_visible()
    assert (barriers(patient.page), width_over(patient.page)) == ([], 0)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_telephone_page(site: Site, pages: Pages, size: dict[str, int]) -> None:
    person = site.people.patient()
    site.telephone.type(person.phone, site.planted.text("From my phone."))
    telephone = pages.telephone(person.phone, size)
    expect(telephone.bubble("From my phone.")).to_be_visible()
    assert (barriers(telephone.page), width_over(telephone.page)) == ([], 0)


def test_the_door(site: Site, pages: Pages) -> None:
    page = pages.context(PHONE).new_page()
    page.goto(f"{site.stack.base_url}/staff/")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert (barriers(page), width_over(page)) == ([], 0)
