"""Roles, members and the audit trail on the page (rows E1, E3, E5 and J3)."""

from __future__ import annotations

import csv
import io
import re
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.support.running.pages import PATIENCE_MS, PageOfStaff, Pages
from tests.support.running.site import ADMIN, CLINICIAN

if TYPE_CHECKING:
    from tests.support.running.site import Site

NORA, NORA_NAME = "nora@lakeside.example", "Nora Kim, RN"

WANTED_COMPLAINTS = re.compile("403")
"""Of a member whose access has ended."""


@pytest.fixture(scope="module")
def dana(office: Pages) -> PageOfStaff:
    return office.staff(email=ADMIN)


def settings(page: PageOfStaff, name: str) -> None:
    """Go to a page of the practice settings, as one does."""
    if not page.hook("settings-roles").count():
        page.hook("member-menu").click()
        page.hook("settings-open").click()
    page.hook(f"settings-{name}").click()
    expect(page.hook(f"settings-{name}")).to_have_attribute("aria-current", "page")


def members(site: Site) -> dict[str, dict[str, Any]]:
    """Give the roster, by name."""
    return {each["name"]: each for each in site.member(ADMIN).get("/settings/members").json()["items"]}


def test_an_admin_makes_and_edits_a_role(site: Site, dana: PageOfStaff) -> None:
    name = f"Night desk {secrets.token_hex(4)}"
    settings(dana, "roles")
    dana.hook("role-new").click()
    dana.hook("role-name").fill(name)
    dana.hook("role-text-all").check()
    dana.hook("role-save").click()
    row = dana.hook("role-row").filter(has_text=name)
    expect(row).to_contain_text("All messages", timeout=PATIENCE_MS)
    row.get_by_test_id("role-edit").click()
    expect(dana.hook("role-text-all")).to_be_checked()
    dana.hook("role-text-assigned").check()
    dana.hook("role-manage-groups").check()
    dana.hook("role-save").click()
    expect(row).to_contain_text("Only assigned messages · Message groups", timeout=PATIENCE_MS)
    roles = site.member(ADMIN).get("/settings/roles").json()["items"]
    kept = next(role for role in roles if role["name"] == name)
    assert (kept["text_messages"], kept["manage_groups"], kept["practice_admin"]) == ("assigned", True, False)


def test_an_editor_goes_with_the_page_that_it_stands_on(dana: PageOfStaff) -> None:
    """The address changes under it: nothing is saved, and nothing stands above the next page."""
    settings(dana, "members")
    settings(dana, "roles")
    dana.hook("role-new").click()
    dana.hook("role-name").fill("Never saved")
    dana.page.go_back()
    expect(dana.hook("member-row").first).to_be_visible(timeout=PATIENCE_MS)
    expect(dana.page.locator("dialog")).to_have_count(0)
    settings(dana, "roles")
    expect(dana.hook("role-row").first).to_be_visible(timeout=PATIENCE_MS)
    expect(dana.hook("role-row").filter(has_text="Never saved")).to_have_count(0)


def test_a_clinician_sees_three_lists_and_only_what_is_assigned(site: Site, office: Pages) -> None:
    theirs, not_theirs = site.planted.text("For Doctor Marsh."), site.planted.text("For anyone.")
    person, other = site.people.patient(), site.people.patient()
    helen = office.staff(email=CLINICIAN)
    offered = helen.hook("list-filter").locator("option")
    values = offered.evaluate_all("options => options.map(option => option.value)")
    assert values == ["pending_for_me", "assigned_to_me", "sent_by_me"]
    expect(helen.hook("patient-search")).to_have_count(0)
    site.telephone.type(person.phone, theirs)
    site.telephone.type(other.phone, not_theirs)
    dana = office.staff(email=ADMIN)
    expect(dana.item(not_theirs)).to_be_visible(timeout=PATIENCE_MS)
    dana.assign(dana.open_item(theirs), "Helen")
    message = helen.open_item(theirs)
    expect(message.get_by_test_id("complete")).to_be_visible()
    expect(message.get_by_test_id("star")).to_have_count(0)
    message.get_by_test_id("more-actions").click()
    expect(helen.page.get_by_role("menuitem")).to_have_text(["History"])
    helen.page.keyboard.press("Escape")
    for name in values:
        helen.show(name)
        expect(helen.item(not_theirs)).to_have_count(0)
    dana.page.close()


def test_who_loses_access_is_told_at_once(site: Site, office: Pages, dana: PageOfStaff) -> None:
    nora = office.staff(email=NORA)
    settings(dana, "members")
    row = dana.hook("member-row").filter(has_text=NORA_NAME)
    try:
        row.get_by_test_id("member-access").click()
        dana.hook("confirm").click()
        expect(row.get_by_test_id("member-state")).to_have_text("No access", timeout=PATIENCE_MS)
        expect(nora.page.get_by_text("Your access to Textward has ended.")).to_be_visible(timeout=15_000)
        expect(nora.page.get_by_role("button", name="Sign in")).to_be_visible()
        expect(nora.hook("inbox-item")).to_have_count(0)
        row.get_by_test_id("member-access").click()
        expect(row.get_by_test_id("member-state")).to_have_text("Has access", timeout=PATIENCE_MS)
    finally:
        now = members(site)[NORA_NAME]
        if not now["active"]:
            wanted = {"role_id": now["role_id"], "active": True, "version": now["version"]}
            site.member(ADMIN).put(f"/settings/members/{now['id']}", wanted)


def test_the_trail_tells_and_is_exported(site: Site, dana: PageOfStaff) -> None:
    person = site.people.patient()
    words = site.planted.text("For the trail.")
    message = site.staff.send(person.thread_id, words)
    settings(dana, "audit")
    dana.hook("audit-filter").fill(message["id"])
    line = dana.hook("audit-line").first
    expect(line).to_contain_text("Frank Osei", timeout=PATIENCE_MS)
    expect(line).to_contain_text("Sent a message")
    dana.hook("audit-action").select_option("message.deleted")
    expect(dana.hook("audit-line")).to_have_count(0)
    with dana.page.expect_download(timeout=PATIENCE_MS) as started:
        dana.hook("audit-export-csv").click()
    file = started.value
    assert file.suggested_filename.startswith("audit-")
    text = Path(file.path()).read_text(encoding="utf-8")
    done = [row["action"] for row in csv.DictReader(io.StringIO(text)) if row["message_id"] == message["id"]]
    assert "message.sent" in done
    assert not site.planted.found_in(text)
