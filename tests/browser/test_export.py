"""A conversation as a file for the record, from its menu (row J10)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from local.demo.letters import BILLING
from tests.support.running.pages import PATIENCE_MS, PageOfStaff
from tests.support.running.portal_pages import PageOfGroups
from tests.support.running.site import ADMIN

if TYPE_CHECKING:
    from tests.support.running.pages import Pages
    from tests.support.running.site import Site


def export(page: PageOfStaff, menu: str, words: str) -> tuple[str, bytes]:
    """Export what is open; give the file's name and content."""
    page.hook(menu).click()
    with page.page.expect_download(timeout=PATIENCE_MS) as saved:
        page.page.get_by_role("menuitem", name=words).click()
    return saved.value.suggested_filename, Path(saved.value.path()).read_bytes()


def test_a_thread_is_exported_as_pdf_and_as_fhir(site: Site, staff: PageOfStaff) -> None:
    person, words = site.people.patient(), site.planted.text("May I eat before the test?")
    site.telephone.type(person.phone, words)
    expect(staff.item(words)).to_be_visible(timeout=PATIENCE_MS)
    staff.open(person)
    expect(staff.message(words)).to_be_visible(timeout=PATIENCE_MS)

    name, document = export(staff, "thread-menu", "Export as PDF")
    assert (document[:5], Path(name).suffix) == (b"%PDF-", ".pdf")
    name, bundle = export(staff, "thread-menu", "Export as FHIR")
    assert Path(name).suffix == ".json"
    assert words in bundle.decode()
    assert json.loads(bundle)["resourceType"] == "Bundle"
    assert person.name.split()[1].lower() not in name.lower()
    expect(staff.page.get_by_text("Saved as FHIR.")).to_be_visible()


def test_a_conversation_from_the_portal_is_exported_with_who_answered(site: Site, pages: Pages) -> None:
    """Row I6 is for patients: the practice's own record says who wrote."""
    visit = site.portal(site.people.patient())
    group = next(one for one in visit.recipients() if one["name"] == BILLING)
    subject = site.planted.text("About my bill.")
    begun = visit.compose("group", group["id"], subject, site.planted.text("Is it paid?"))
    answer = site.planted.text("It is paid.")
    sent = site.member(ADMIN).post(f"/conversations/{begun['id']}/messages", {"body": answer}, key="export")
    assert sent.status_code == 201, sent.text
    dana = PageOfGroups(pages.staff(email=ADMIN)).open(group["id"])
    dana.open_item(subject)
    expect(dana.message(answer)).to_be_visible(timeout=PATIENCE_MS)

    name, document = export(dana.staff, "group-more", "Export as PDF")
    assert (document[:5], Path(name).suffix) == (b"%PDF-", ".pdf")
    _, bundle = export(dana.staff, "group-more", "Export as FHIR")
    assert answer in bundle.decode()
    assert "Dana" in bundle.decode()
