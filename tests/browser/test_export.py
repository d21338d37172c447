"""A conversation as a file for the record, from its menu (row J10)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from local.demo.letters import BILLING
from tests.support.running.pages import PATIENCE_MS, PageOfStaff, Pages
from tests.support.running.portal_pages import PageOfGroups
from tests.support.running.site import ADMIN

if TYPE_CHECKING:
    from tests.support.running.site import Site


@pytest.fixture(scope="module")
def dana(office: Pages) -> PageOfStaff:
    return office.staff(email=ADMIN)


def export(page: PageOfStaff, menu: str, words: str) -> tuple[str, bytes]:
    """Export what is open; give the file's name and content."""
    page.hook(menu).click()
    with page.page.expect_download(timeout=PATIENCE_MS) as saved:
        page.page.get_by_role("menuitem", name=words).click()
    return saved.value.suggested_filename, Path(saved.value.path()).read_bytes()


def test_a_thread_is_exported_as_pdf_and_as_fhir(site: Site, dana: PageOfStaff) -> None:
    person, words = site.people.patient(), site.planted.text("May I eat before the test?")
    site.telephone.type(person.phone, words)
    expect(dana.item(words)).to_be_visible(timeout=PATIENCE_MS)
    dana.open(person)
    expect(dana.message(words)).to_be_visible(timeout=PATIENCE_MS)

    name, document = export(dana, "thread-menu", "Export as PDF")
    assert (document[:5], Path(name).suffix) == (b"%PDF-", ".pdf")
    name, bundle = export(dana, "thread-menu", "Export as FHIR")
    assert Path(name).suffix == ".json"
    assert words in bundle.decode()
    assert json.loads(bundle)["resourceType"] == "Bundle"
    assert person.name.split()[1].lower() not in name.lower()
    expect(dana.page.get_by_text("Saved as FHIR.")).to_be_visible()


def test_a_conversation_from_the_portal_is_exported_with_who_answered(site: Site, dana: PageOfStaff) -> None:
    """Row I6 is for patients: the practice's own record says who wrote."""
    visit = site.portal(site.people.patient())
    group = next(one for one in visit.recipients() if one["name"] == BILLING)
    subject = site.planted.text("About my bill.")
    begun = visit.compose("group", group["id"], subject, site.planted.text("Is it paid?"))
    answer = site.planted.text("It is paid.")
    sent = site.member(ADMIN).post(
        f"/conversations/{begun['id']}/messages", {"body": answer}, key=begun["id"]
    )
    assert sent.status_code == 201, sent.text
    groups = PageOfGroups(dana).open(group["id"])
    groups.open_item(subject)
    expect(groups.message(answer)).to_be_visible(timeout=PATIENCE_MS)

    name, document = export(dana, "group-more", "Export as PDF")
    assert (document[:5], Path(name).suffix) == (b"%PDF-", ".pdf")
    _, bundle = export(dana, "group-more", "Export as FHIR")
    assert answer in bundle.decode()
    assert "Dana" in bundle.decode()
