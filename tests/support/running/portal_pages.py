"""The portal's page and the staff's page of group messages, in browsers of their own: what people do there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.support.running.pages import PATIENCE_MS, PHONE, PageOfPatient, PageOfStaff

if TYPE_CHECKING:
    from typing import Any

    from playwright.sync_api import Locator, Page

    from tests.support.running.pages import Pages
    from tests.support.running.people import Person
    from tests.support.running.site import Site

LOOK_NOW = "document.dispatchEvent(new Event('visibilitychange'))"
"""What the page takes for its tab being looked at again: it asks for news at once."""


@dataclass
class PageOfPortal:
    """The portal."""

    site: Site
    page: Page

    @classmethod
    def open(
        cls,
        pages: Pages,
        size: dict[str, int] | None = None,
        **more: Any,  # noqa: ANN401 - Playwright's own options
    ) -> PageOfPortal:
        """Open the practice's portal at the first step."""
        page = pages.context(size or PHONE, **more).new_page()
        page.goto(f"{pages.site.stack.base_url}/portal/#{pages.site.practice_id}")
        return cls(pages.site, page)

    def hook(self, name: str) -> Locator:
        """Find by the page's own names for tests."""
        return self.page.get_by_test_id(name)

    def ask_for_code(self, person: Person) -> str:
        """Enter the phone; give the code that is texted to it."""
        already = len(self.site.telephone.texts(person.phone))
        self.hook("phone-input").fill(person.phone.removeprefix("+1"))
        self.hook("phone-submit").click()
        expect(self.hook("code-input")).to_be_visible()
        return self.site.telephone.code(person.phone, after=already)

    def show_who(self, person: Person) -> None:
        """Go through phone, code and date of birth."""
        steps = PageOfPatient(self.page)
        steps.enter_code(self.ask_for_code(person))
        steps.enter_birth_date(person)

    def sign_in(self, person: Person) -> PageOfPortal:
        """Sign in as a patient with whom nobody shares phone and date of birth."""
        self.show_who(person)
        expect(self.hook("box-inbox")).to_be_visible(timeout=PATIENCE_MS)
        return self

    def write(self, recipient: str, subject: str, body: str) -> None:
        """Write to a group or member, and see that it is sent."""
        self.hook("compose").click()
        self.hook("recipient").filter(has_text=recipient).click()
        self.hook("subject").fill(subject)
        self.hook("body").fill(body)
        self.hook("send-letter").click()
        expect(self.hook("sent-note")).to_be_visible(timeout=PATIENCE_MS)

    def to_the_list(self) -> None:
        """Go back from a conversation, where the window is too narrow for both."""
        self.hook("back").click()

    def letter(self, words: str) -> Locator:
        """Find a row of a list by its words."""
        return self.hook("letter").filter(has_text=words)

    def message(self, words: str) -> Locator:
        """Find a message of the open conversation."""
        return self.hook("message").filter(has_text=words)


@dataclass
class PageOfGroups:
    """A member's page of group messages."""

    staff: PageOfStaff

    @property
    def page(self) -> Page:
        """Give the page."""
        return self.staff.page

    def hook(self, name: str) -> Locator:
        """Find by the page's own names for tests."""
        return self.page.get_by_test_id(name)

    def open(self, basket: str) -> PageOfGroups:
        """Open a group by its id, or `direct`."""
        self.page.goto(f"{self.staff.site.stack.base_url}/staff/#/groups/{basket}")
        link = self.page.locator(f'[data-testid=group-link][data-group-id="{basket}"]')
        expect(link).to_have_attribute("aria-current", "page", timeout=PATIENCE_MS)
        self.show("all")
        return self

    def show(self, name: str) -> None:
        """Choose a filter."""
        self.hook(f"group-filter-{name}").click()
        expect(self.hook(f"group-filter-{name}")).to_have_attribute("aria-pressed", "true")

    def item(self, words: str) -> Locator:
        """Find a row of the list by its words."""
        return self.hook("group-item").filter(has_text=words)

    def open_item(self, words: str) -> None:
        """Open a conversation by its subject."""
        self.item(words).click(timeout=PATIENCE_MS)
        expect(self.hook("group-subject")).to_have_text(words, timeout=PATIENCE_MS)

    def message(self, words: str) -> Locator:
        """Find a message of the open conversation."""
        return self.hook("group-message").filter(has_text=words)

    def answer(self, words: str) -> None:
        """Answer, and see that it stands."""
        self.hook("group-composer-body").fill(words)
        self.hook("group-send").click()
        expect(self.message(words)).to_be_visible(timeout=PATIENCE_MS)

    @property
    def state(self) -> Locator:
        """Give the open conversation's clock."""
        return self.page.locator("tw-group-head").get_by_test_id("group-state")

    def assign(self, *members: str) -> None:
        """Tick or untick members by their names, and save."""
        self.hook("group-assign").click()
        for name in members:
            self.hook("assign-option").filter(has_text=name).click()
        self.hook("assign-save").click()
        expect(self.hook("assign-dialog")).to_have_count(0)
