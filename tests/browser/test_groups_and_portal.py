"""Patients write from the portal, groups answer: row by row, on the pages of both sides (G1-G5, H1-H4, I1-I6)."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.support.running.pages import DESK, PATIENCE_MS, PHONE, Pages, barriers, width_over
from tests.support.running.portal_pages import LOOK_NOW, PageOfGroups, PageOfPortal
from tests.support.running.site import ADMIN, FRONT_DESK
from tests.support.running.waiting import eventually

if TYPE_CHECKING:
    from tests.support.running.site import Site

Json = dict[str, Any]
LUIS = "luis@lakeside.example"
WANTED_COMPLAINTS = re.compile(
    r"Failed to load resource: .*(409|422|ERR_INTERNET_DISCONNECTED|404.*/v1/conversations/)"
)
"""What a browser complains of when a rule is broken, a colleague was first, or a conversation was taken away: all wanted here."""


@pytest.fixture(scope="module")
def dana(office: Pages) -> PageOfGroups:
    return PageOfGroups(office.staff(email=ADMIN))


@pytest.fixture(scope="module")
def frank(office: Pages) -> PageOfGroups:
    return PageOfGroups(office.staff(email=FRONT_DESK))


@pytest.fixture(scope="module")
def luis(office: Pages) -> PageOfGroups:
    return PageOfGroups(office.staff(email=LUIS))


def id_of(site: Site, email: str) -> str:
    return str(site.member(email).get("/me").json()["member"]["id"])


def group(site: Site, **parts: object) -> Json:
    """Make a group by the API: Dana is its Admin, Frank its User, unless `parts` say otherwise."""
    wanted: Json = {
        "name": f"Team {secrets.token_hex(4)}",
        "description": "Ask us anything.",
        "facility_id": None,
        "category_id": None,
        "answering": "members",
        "admins": [id_of(site, ADMIN)],
        "users": [id_of(site, FRONT_DESK)],
    }
    answer = site.member(ADMIN).post("/settings/groups", wanted | parts)
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


def written(site: Site, office: Pages, made: Json) -> tuple[PageOfPortal, str]:
    """Have a patient write to a group on the portal's page; give the page, and the subject."""
    portal = PageOfPortal.open(office).sign_in(site.people.patient())
    subject = site.planted.text("My question.")
    portal.write(made["name"], subject, site.planted.text("Could you tell me?"))
    return portal, subject


def test_a_group_is_made_changed_and_retired(site: Site, office: Pages, dana: PageOfGroups) -> None:
    name = f"Records {secrets.token_hex(4)}"
    dana.page.goto(f"{site.stack.base_url}/staff/#/settings/groups")
    dana.hook("group-new").click()
    dana.hook("group-name").fill("billing   TEAM")
    dana.hook("group-description").fill("Copies of your records.")
    dana.hook("group-member-add").select_option(id_of(site, FRONT_DESK))
    dana.hook("group-save").click()
    expect(dana.hook("group-name-error")).to_contain_text("has this name")
    dana.hook("group-name").fill(name)
    dana.hook("group-save").click()
    row = dana.hook("group-row").filter(has_text=name)
    expect(row).to_contain_text("Frank Osei", timeout=PATIENCE_MS)

    row.get_by_test_id("group-edit").click()
    dana.hook("group-category").select_option(label="Diabetes program")
    dana.hook("group-save").click()
    expect(row).to_contain_text("Diabetes program", timeout=PATIENCE_MS)
    inside = PageOfPortal.open(office).sign_in(site.people.cared_for())
    outside = PageOfPortal.open(office).sign_in(site.people.patient())
    for portal, count in ((inside, 1), (outside, 0)):
        portal.hook("compose").click()
        expect(portal.hook("recipient").filter(has_text="Billing Team")).to_be_visible()
        expect(portal.hook("recipient").filter(has_text=name)).to_have_count(count)

    row.get_by_test_id("group-retire").click()
    dana.hook("confirm").click()
    retired = dana.hook("group-list-retired").get_by_test_id("group-row").filter(has_text=name)
    expect(retired).to_be_visible(timeout=PATIENCE_MS)
    retired.get_by_test_id("group-reinstate").click()
    dana.hook("group-save").click()
    expect(dana.hook("group-list").get_by_test_id("group-row").filter(has_text=name)).to_be_visible(
        timeout=PATIENCE_MS
    )


def test_a_group_keeps_an_admin_and_ten_members(site: Site, dana: PageOfGroups) -> None:
    made = group(site)
    dana.page.goto(f"{site.stack.base_url}/staff/#/settings/groups")
    dana.page.reload()
    row = dana.hook("group-row").filter(has_text=made["name"])
    row.get_by_test_id("group-edit").click(timeout=PATIENCE_MS)
    admin = dana.page.locator(f'[data-testid=group-member][data-member-id="{id_of(site, ADMIN)}"]')
    admin.get_by_test_id("group-member-user").check()
    dana.hook("group-save").click()
    expect(dana.hook("group-members-error")).to_contain_text("Admin")
    dana.hook("group-cancel").click()
    kept = site.member(ADMIN).get("/settings/groups").json()["items"]
    assert next(one for one in kept if one["id"] == made["id"])["version"] == made["version"]


def test_who_edits_groups_and_portal_is_a_matter_of_the_role(site: Site, frank: PageOfGroups) -> None:
    for page in ("groups", "portal", "places"):
        frank.page.goto(f"{site.stack.base_url}/staff/#/settings/{page}")
        expect(frank.hook("settings-refused")).to_be_visible(timeout=PATIENCE_MS)


def test_a_letter_is_answered_under_the_groups_name(site: Site, office: Pages, dana: PageOfGroups) -> None:
    made = group(site)
    portal, subject = written(site, office, made)
    dana.open(made["id"])
    link = dana.page.locator(f'[data-testid=group-link][data-group-id="{made["id"]}"]')
    expect(link.get_by_test_id("admin-tag")).to_be_visible()
    expect(link.get_by_test_id("group-waiting")).to_contain_text("1 not replied", timeout=PATIENCE_MS)
    dana.open_item(subject)
    expect(dana.state).to_have_attribute("data-state", "not_replied")
    reply = site.planted.text("Yes, gladly.")
    dana.answer(reply)
    expect(dana.message(reply).get_by_test_id("group-author")).to_have_text("Dana Whitfield")
    expect(dana.state).to_have_attribute("data-state", "replied")
    expect(link.get_by_test_id("group-waiting")).to_be_hidden()
    expect(dana.hook("group-read")).to_have_attribute("data-read", "false")

    portal.to_the_list()
    portal.page.evaluate(LOOK_NOW)
    expect(portal.hook("unread-count")).to_contain_text("1 unread", timeout=PATIENCE_MS)
    portal.hook("box-unread").click()
    portal.letter(subject).click()
    answer = portal.message(reply)
    expect(answer).to_be_visible()
    expect(answer.get_by_test_id("sender")).to_have_text(made["name"])
    expect(dana.hook("group-read")).to_have_attribute("data-read", "true", timeout=PATIENCE_MS)
    for member in site.stack.demo["sign_ins"]:
        assert member["name"] not in portal.page.content()

    again = site.planted.text("Thank you.")
    portal.hook("reply-body").fill(again)
    portal.hook("reply-send").click()
    expect(dana.message(again)).to_be_visible(timeout=PATIENCE_MS)
    expect(dana.state).to_have_attribute("data-state", "not_replied")


def test_the_admin_assigns_and_the_user_answers(
    site: Site, office: Pages, dana: PageOfGroups, frank: PageOfGroups
) -> None:
    made = group(site)
    _, subject = written(site, office, made)
    frank.open(made["id"])
    expect(frank.hook("group-empty")).to_be_visible(timeout=PATIENCE_MS)
    expect(frank.item(subject)).to_have_count(0)
    dana.open(made["id"]).open_item(subject)
    dana.assign("Frank")
    expect(frank.item(subject)).to_be_visible(timeout=PATIENCE_MS)
    frank.open_item(subject)
    expect(frank.hook("group-assign")).to_have_count(0)
    reply = site.planted.text("I have looked it up.")
    frank.answer(reply)
    expect(dana.message(reply).get_by_test_id("group-author")).to_have_text("Frank Osei", timeout=PATIENCE_MS)
    expect(dana.hook("group-assignees")).to_contain_text("Frank Osei")
    dana.hook("group-assignees").click()
    expect(dana.hook("history-step")).to_contain_text(
        ["The patient began it", "You assigned it to Frank Osei", "Frank Osei answered"]
    )
    dana.page.keyboard.press("Escape")
    dana.assign("Frank")
    expect(frank.item(subject)).to_have_count(0, timeout=PATIENCE_MS)


def test_filters_trash_and_back(site: Site, office: Pages, dana: PageOfGroups) -> None:
    made = group(site)
    portal, subject = written(site, office, made)
    dana.open(made["id"])
    dana.show("not-replied")
    dana.open_item(subject)
    dana.hook("group-complete").click()
    dana.show("replied")
    expect(dana.item(subject)).to_be_visible(timeout=PATIENCE_MS)
    dana.hook("group-more").click()
    dana.hook("group-trash").click()
    expect(dana.state).to_have_attribute("data-state", "trash")
    dana.show("all")
    expect(dana.item(subject)).to_have_count(0)
    dana.show("trash")
    dana.open_item(subject)
    dana.hook("group-restore").click()
    dana.hook("group-star").click()
    expect(dana.hook("group-star")).to_have_attribute("aria-pressed", "true")
    dana.show("starred")
    expect(dana.item(subject)).to_be_visible(timeout=PATIENCE_MS)
    portal.hook("reply-body").fill(site.planted.text("One more."))
    portal.hook("reply-send").click()
    dana.show("not-replied")
    expect(dana.item(subject)).to_be_visible(timeout=PATIENCE_MS)
    dana.show("all")


def test_the_care_team_answers_its_own_patients(
    site: Site, office: Pages, dana: PageOfGroups, luis: PageOfGroups
) -> None:
    made = group(site, answering="care_team", users=[])
    portal = PageOfPortal.open(office).sign_in(site.people.cared_for())
    subject = site.planted.text("To my doctor.")
    portal.write(made["name"], subject, site.planted.text("May I run again?"))
    _, other = written(site, office, made)
    luis.page.reload()
    luis.open(made["id"])
    expect(luis.item(subject)).to_be_visible(timeout=PATIENCE_MS)
    expect(luis.item(other)).to_have_count(0)
    dana.open(made["id"])
    for each in (subject, other):
        expect(dana.item(each)).to_be_visible(timeout=PATIENCE_MS)
    dana.open_item(subject)
    expect(dana.hook("group-assignees")).to_contain_text("Dr. Luis Ortega", timeout=PATIENCE_MS)
    luis.open_item(subject)
    luis.answer(site.planted.text("Slowly, yes."))
    expect(dana.state).to_have_attribute("data-state", "replied", timeout=PATIENCE_MS)


def test_two_at_once_keep_what_is_typed(site: Site, office: Pages, dana: PageOfGroups) -> None:
    made = group(site)
    portal, subject = written(site, office, made)
    dana.open(made["id"]).open_item(subject)
    dana.hook("group-composer-body").fill("I am still writing")
    with office_offline(dana):
        portal.hook("reply-body").fill(site.planted.text("I forgot something."))
        portal.hook("reply-send").click()
        expect(portal.hook("message")).to_have_count(2)
    dana.hook("group-complete").click()
    expect(dana.state).to_have_attribute("data-state", re.compile("replied"), timeout=PATIENCE_MS)
    expect(dana.hook("group-composer-body")).to_have_value("I am still writing")
    dana.hook("group-composer-body").fill("")


class office_offline:  # noqa: N801 - used as a word of a sentence
    """A while without network for one page."""

    def __init__(self, groups: PageOfGroups) -> None:
        self.context = groups.page.context

    def __enter__(self) -> None:
        self.context.set_offline(True)

    def __exit__(self, *_: object) -> None:
        self.context.set_offline(False)


def test_the_portals_settings_decide_whom_patients_see(site: Site, office: Pages, dana: PageOfGroups) -> None:
    portal = PageOfPortal.open(office).sign_in(site.people.cared_for())
    dana.page.goto(f"{site.stack.base_url}/staff/#/settings/portal")
    try:
        dana.hook("portal-scope-all").check()
        for audience, kinds in (
            ("groups", {"group"}),
            ("members", {"member"}),
            ("both", {"group", "member"}),
        ):
            dana.hook(f"portal-audience-{audience}").check()
            save(dana)
            portal.page.reload()
            portal.hook("compose").click(timeout=PATIENCE_MS)
            expect(portal.hook("recipient").first).to_be_visible(timeout=PATIENCE_MS)
            shown = portal.hook("recipient").evaluate_all("all => all.map(one => one.dataset.kind)")
            assert set(shown) == kinds
            portal.to_the_list()
        everyone = [one["name"] for one in site.member(ADMIN).get("/me").json()["members"] if one["active"]]
        expect_people(portal, everyone)
        dana.hook("portal-exclude").select_option(label="Dr. Luis Ortega")
        save(dana)
        expect_people(portal, [name for name in everyone if name != "Dr. Luis Ortega"])
        dana.hook("portal-scope-care-team").check()
        save(dana)
        expect_people(portal, [])
        dana.hook("portal-enabled").click()
        save(dana)
        portal.page.reload()
        expect(portal.hook("portal-closed")).to_be_visible(timeout=PATIENCE_MS)
        expect(portal.hook("compose")).to_be_hidden()
    finally:
        restore(site)


def save(dana: PageOfGroups) -> None:
    """Save the portal's settings, and see that they are."""
    with dana.page.expect_response(
        lambda answer: "/v1/settings/portal" in answer.url and answer.request.method == "PUT"
    ) as saved:
        dana.hook("portal-save").click()
    assert saved.value.ok


def expect_people(portal: PageOfPortal, names: list[str]) -> None:
    """See which members the patient can write to."""
    portal.page.reload()
    portal.hook("compose").click(timeout=PATIENCE_MS)
    expect(portal.hook("recipient").first).to_be_visible(timeout=PATIENCE_MS)
    people = portal.page.locator('[data-testid=recipient][data-kind="member"]')
    expect(people).to_have_count(len(names))
    for name in names:
        expect(people.filter(has_text=name)).to_be_visible()
    portal.to_the_list()


def restore(site: Site) -> None:
    """Put the demo's settings of the portal back."""
    now = site.member(ADMIN).get("/settings/portal").json()
    kept = {"enabled": True, "audience": "both", "member_scope": "care_team", "excluded": []}
    answer = site.member(ADMIN).put("/settings/portal", kept | {"version": now["version"]})
    assert answer.status_code == 200, answer.text


def test_a_letter_to_a_member(site: Site, office: Pages, luis: PageOfGroups) -> None:
    portal = PageOfPortal.open(office).sign_in(site.people.cared_for())
    subject = site.planted.text("To you alone.")
    portal.write("Dr. Luis Ortega", subject, site.planted.text("A word in private."))
    luis.page.reload()
    luis.open("direct").open_item(subject)
    reply = site.planted.text("Of course.")
    luis.answer(reply)
    portal.page.evaluate(LOOK_NOW)
    expect(portal.message(reply)).to_be_visible(timeout=PATIENCE_MS)


def test_answers_are_found_by_the_groups_name(site: Site, office: Pages) -> None:
    one, other = group(site, name=f"Ophthalmology {secrets.token_hex(3)}"), group(site)
    portal = PageOfPortal.open(office).sign_in(site.people.patient())
    subjects = [site.planted.text("About eyes."), site.planted.text("About else.")]
    for made, subject in zip((one, other), subjects, strict=True):
        portal.write(made["name"], subject, "Please tell me more.")
        portal.to_the_list()
    portal.hook("search").fill("ophTHAL")
    expect(portal.letter(subjects[0])).to_be_visible(timeout=PATIENCE_MS)
    expect(portal.letter(subjects[1])).to_have_count(0)
    portal.hook("search").fill("")
    portal.hook("box-sent").click()
    for subject in subjects:
        expect(portal.letter(subject)).to_be_visible(timeout=PATIENCE_MS)


def test_people_who_share_a_phone_each_see_their_own(site: Site, office: Pages) -> None:
    parent, child = site.people.family()
    made = group(site)
    portal = PageOfPortal.open(office).sign_in(parent)
    subject = site.planted.text("Mine only.")
    portal.write(made["name"], subject, "It is about me.")
    portal.to_the_list()
    portal.hook("sign-out").click()
    eventually(lambda: portal.hook("again").is_visible(), "the end of the visit")
    other = PageOfPortal.open(office)
    wait_for_another_code(site)
    other.sign_in(child)
    other.hook("box-sent").click()
    expect(other.hook("empty")).to_be_visible(timeout=PATIENCE_MS)
    expect(other.letter(subject)).to_have_count(0)


def wait_for_another_code(site: Site) -> None:
    """Let the pause between two codes of one phone pass."""
    site.store.forget_pauses()


def test_twins_choose_who_they_are(site: Site, office: Pages) -> None:
    one, other = site.people.twins()
    portal = PageOfPortal.open(office)
    portal.show_who(one)
    expect(portal.hook("choose-person")).to_have_count(2, timeout=PATIENCE_MS)
    assert (barriers(portal.page), width_over(portal.page)) == ([], 0)
    portal.hook("choose-person").filter(has_text=other.name).click()
    expect(portal.hook("patient-name")).to_contain_text(other.name, timeout=PATIENCE_MS)


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_everyone_can_use_the_portal(site: Site, pages: Pages, size: dict[str, int], scheme: str) -> None:
    made, person = group(site), site.people.patient()
    portal = PageOfPortal.open(pages, size, color_scheme=scheme)
    expect(portal.hook("phone-input")).to_be_visible(timeout=PATIENCE_MS)
    usable(portal)
    code = portal.ask_for_code(person)
    portal.hook("code-input").fill("000000" if code != "000000" else "000001")
    portal.hook("code-submit").click()
    expect(portal.page.get_by_role("alert")).to_contain_text("didn't match")
    usable(portal)
    portal.hook("code-input").fill(code)
    portal.hook("code-submit").click()
    expect(portal.hook("dob-month")).to_be_visible(timeout=PATIENCE_MS)
    usable(portal)
    born = person.date_of_birth
    portal.hook("dob-month").select_option(str(born.month))
    portal.hook("dob-day").fill(str(born.day))
    portal.hook("dob-year").fill(str(born.year))
    portal.hook("dob-submit").click()
    expect(portal.hook("compose")).to_be_visible(timeout=PATIENCE_MS)
    usable(portal)
    portal.hook("compose").click()
    expect(portal.hook("recipient").filter(has_text=made["name"])).to_be_visible(timeout=PATIENCE_MS)
    usable(portal)
    portal.hook("recipient").filter(has_text=made["name"]).click()
    portal.hook("subject").fill("A question")
    portal.hook("body").fill(site.planted.text("A longer message about what comes next. " * 4))
    usable(portal)
    portal.hook("send-letter").click()
    expect(portal.hook("sent-note")).to_be_visible(timeout=PATIENCE_MS)
    usable(portal)


def usable(portal: PageOfPortal) -> None:
    assert (barriers(portal.page), width_over(portal.page)) == ([], 0)


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk", "phone"])
def test_everyone_can_use_group_messages(site: Site, pages: Pages, size: dict[str, int], scheme: str) -> None:
    made = group(site)
    _, subject = written(site, pages, made)
    staff = pages.staff(size, email=ADMIN, color_scheme=scheme)
    staff.page.goto(f"{site.stack.base_url}/staff/#/groups/{made['id']}")
    row = staff.page.get_by_test_id("group-item").filter(has_text=subject)
    expect(row).to_be_visible(timeout=PATIENCE_MS)
    assert (barriers(staff.page), width_over(staff.page)) == ([], 0)
    row.click()
    expect(staff.page.get_by_test_id("group-subject")).to_have_text(subject, timeout=PATIENCE_MS)
    assert (barriers(staff.page), width_over(staff.page)) == ([], 0)
    for name in ("groups", "portal", "places"):
        staff.page.goto(f"{site.stack.base_url}/staff/#/settings/{name}")
        shown = {"groups": "group-row", "portal": "portal-save", "places": "facility-row"}[name]
        expect(staff.page.get_by_test_id(shown).first).to_be_visible(timeout=PATIENCE_MS)
        assert (barriers(staff.page), width_over(staff.page)) == ([], 0), name
