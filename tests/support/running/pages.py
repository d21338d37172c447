"""The three pages, in browsers of their own: what people do on them, by what people see."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.support.running.site import FRONT_DESK
from tests.support.running.waiting import eventually

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page

    from tests.support.running.people import Person
    from tests.support.running.site import Site

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)  # the machine may be busy with much else
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_NOT_VERIFIED = re.compile(r"Failed to load resource.*401")


@dataclass
class Pages:
    """All pages of one test."""

    site: Site
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def context(self, size: dict[str, int], **more: Any) -> BrowserContext:  # noqa: ANN401 - Playwright's own options
        """Give a browser of its own, whose complaints are kept."""
        made = self.browser.new_context(viewport=size, locale="en-US", **more)  # type: ignore[arg-type] # a TypedDict there
        made.set_default_timeout(PATIENCE_MS)
        made.on("console", self._hear)
        made.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self._contexts.append(made)
        return made

    def staff(
        self,
        size: dict[str, int] | None = None,
        *,
        email: str = FRONT_DESK,
        before: str = "",
        by_hand: bool = False,
        **more: Any,  # noqa: ANN401 - as above
    ) -> PageOfStaff:
        """Open the staff page as a member; `before` is a script that runs before the page's own.

        Signed in `by_hand`, as people do, or with a sign-in that the run has made already: most tests are not about that.
        """
        context = self.context(size or DESK, **more)
        if before:
            context.add_init_script(before)
        opened = PageOfStaff(self.site, context.new_page(), email)
        (opened.sign_in if by_hand else opened.come_back)()
        return opened

    def telephone(self, phone: str, size: dict[str, int] | None = None) -> PageOfTelephone:
        """Open the telephone page at one phone."""
        page = self.context(size or DESK).new_page()
        page.goto(f"{self.site.stack.telephone_url}/#{phone}")
        expect(page.locator("#link-state")).to_have_text("Live")
        return PageOfTelephone(page)

    def patient(self, token: str, size: dict[str, int] | None = None, **more: Any) -> PageOfPatient:  # noqa: ANN401
        """Open a secure link."""
        page = self.context(size or PHONE, **more).new_page()
        page.goto(f"{self.site.stack.base_url}/m/#{token}")
        return PageOfPatient(page)

    def close(self) -> None:
        """Close all."""
        for context in self._contexts:
            context.close()

    def _hear(self, message: ConsoleMessage) -> None:
        address = message.location["url"]
        of_patients = "/s/" in address or "/portal-api/" in address
        refused = of_patients and _NOT_VERIFIED.search(message.text)
        hosted = address.endswith("/favicon.ico")  # the sign-in page, which is Cognito's, has none
        # On a busy machine a ticket may have expired before the page connects; it then connects again with another.
        late = message.text.startswith("WebSocket connection to")
        if message.type in {"error", "warning"} and not (refused or hosted or late):
            self.complaints.append(f"{message.type}: {message.text} ({message.location['url']})")


@dataclass
class PageOfStaff:
    """The staff page."""

    site: Site
    page: Page
    email: str = FRONT_DESK

    def sign_in(self) -> None:
        """Sign in on the hosted page."""
        person = next(one for one in self.site.stack.demo["sign_ins"] if one["email"] == self.email)
        self.page.goto(f"{self.site.stack.base_url}/staff/")
        self.page.get_by_role("button", name="Sign in").click()
        self.page.locator("input[name=username]").fill(person["email"])
        self.page.locator("input[name=password]").fill(person["password"])
        self.page.locator("[type=submit]").first.click()
        self._ready()

    def come_back(self) -> None:
        """Open the page with a sign-in that this tab has already."""
        base_url, tokens = self.site.stack.base_url, self.site.member(self.email).tokens()
        self.page.goto(
            f"{base_url}/shared/favicon.svg"
        )  # anything of this site: the tab's storage is the site's
        self.page.evaluate(
            "tokens => sessionStorage.setItem('textward.tokens', JSON.stringify(tokens))", tokens
        )
        self.page.goto(f"{base_url}/staff/")
        self._ready()

    def _ready(self) -> None:
        """Wait for the first list and for live updates."""
        expect(self.hook("live-state")).to_have_attribute("data-state", "live", timeout=PATIENCE_MS)
        expect(self.page.locator(".items-scroll")).to_have_attribute(
            "aria-busy", "false", timeout=PATIENCE_MS
        )

    def show(self, name: str, facility: str = "") -> None:
        """Show a list, of one facility if named by its id; come back when it is there."""
        if self.hook("facility-filter").input_value() != facility:
            self.hook("facility-filter").select_option(facility)
        with self.page.expect_response(lambda answer: f"/v1/inbox?list={name}" in answer.url):
            self.hook("list-filter").select_option(name)
        expect(self.page.locator(".items-scroll")).to_have_attribute("aria-busy", "false")

    def start_over(self) -> PageOfStaff:
        """Close what is open and show the list that everyone begins with."""
        self.page.goto(f"{self.site.stack.base_url}/staff/#/")
        self.show("pending_unassigned")
        return self

    def open_item(self, words: str) -> Locator:
        """Open an item of the list; give its message as it stands in the conversation."""
        self.item(words).click(timeout=PATIENCE_MS)
        expect(self.message(words)).to_be_visible(timeout=PATIENCE_MS)
        return self.message(words)

    def assign(self, message: Locator, *names: str) -> None:
        """Tick or untick members for a message, and save."""
        self.choose(message, "assign")
        for name in names:
            self.hook("assign-option").filter(has_text=name).click()
        self.hook("assign-save").click()
        expect(self.hook("assign-dialog")).to_have_count(0)

    def hook(self, name: str) -> Locator:
        """Find by the page's own names for tests."""
        return self.page.get_by_test_id(name)

    def item(self, words: str) -> Locator:
        """Find an item of the list by its words."""
        return self.hook("inbox-item").filter(has_text=words)

    def message(self, words: str) -> Locator:
        """Find a message of the open conversation by its words."""
        return self.hook("message").filter(has_text=words)

    def open(self, person: Person) -> None:
        """Find a patient by a part of the name, as one types, and open the conversation."""
        self.hook("patient-search").press_sequentially(person.name.split()[1].lower(), delay=15)
        self.hook("patient-option").filter(has_text=person.name).click()
        expect(self.page.locator("#talk-name")).to_have_text(person.name, timeout=PATIENCE_MS)

    def send(self, words: str, mode: str) -> Locator:
        """Write a message and send it; give it as it stands in the conversation."""
        self.page.locator("label", has=self.hook(f"mode-{mode}")).click()
        self.hook("composer-body").fill(words)
        self.hook("send").click()
        message = self.message(words)
        expect(message).to_be_visible(timeout=PATIENCE_MS)
        return message

    def choose(self, message: Locator, action: str) -> None:
        """Choose an action from a message's menu."""
        message.get_by_role("button", name="More actions").click()
        self.page.get_by_role("menuitem", name=action).click()


@dataclass
class PageOfTelephone:
    """The telephone page at one phone."""

    page: Page

    def type(self, words: str) -> None:
        """Type a text and send it."""
        self.page.locator("#words").fill(words)
        self.page.locator("#words").press("Enter")

    def bubble(self, words: str) -> Locator:
        """Find a text on the phone."""
        return self.page.locator("#log .bubble").filter(has_text=words)

    def follow_link(self) -> PageOfPatient:
        """Tap the latest link."""
        with self.page.context.expect_page() as opened:
            self.page.locator("#log .bubble a").last.click()
        opened.value.wait_for_load_state()
        return PageOfPatient(opened.value)


@dataclass
class PageOfPatient:
    """The patient page."""

    page: Page

    def hook(self, name: str) -> Locator:
        """Find by the page's own names for tests."""
        return self.page.get_by_test_id(name)

    def enter_code(self, code: str) -> None:
        """Enter the one-time password."""
        self.hook("code-input").fill(code)
        self.hook("code-submit").click()

    def enter_birth_date(self, person: Person) -> None:
        """Enter the date of birth."""
        born = person.date_of_birth
        self.hook("dob-month").select_option(label=_MONTHS[born.month - 1])
        self.hook("dob-day").fill(str(born.day))
        self.hook("dob-year").fill(str(born.year))
        self.hook("dob-submit").click()

    def message(self, words: str) -> Locator:
        """Find a message by its words."""
        return self.hook("message").filter(has_text=words)

    def reply(self, words: str) -> None:
        """Write a reply and send it."""
        self.hook("reply-body").fill(words)
        self.hook("reply-send").click()
        expect(self.message(words)).to_be_visible(timeout=PATIENCE_MS)


def barriers(page: Page) -> list[str]:
    """Give what axe finds against WCAG and good practice, in words; none is what we want."""
    # Colours that are still fading in are nobody's to judge. (The pages' policy forbids `wait_for_function`.)
    still = "document.getAnimations().every(one => one.playState !== 'running')"
    eventually(lambda: page.evaluate(still), "the end of animations")
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]
    ]


def width_over(page: Page) -> int:
    """Give by how many pixels a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
