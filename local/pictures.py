"""Takes the pictures of the README from the running product: `python -m local.pictures`. Needs Playwright and a Chromium."""

from __future__ import annotations

import re
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from local import portal_pictures
from local.chromium import chromium
from local.demo.people import FIRST_TEXTS, PATIENTS, PRACTICE_NUMBER
from local.packaging.artefacts import ROOT
from local.stack import LocalStack

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = ROOT / "docs" / "pictures"
LARGEST_BYTES = 300_000
_DESK, _PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
_PATIENCE_MS, _PATIENCE_SECONDS = 30_000, 30
_MEMBER = "frank@lakeside.example"
_PATIENT = next(person for person in PATIENTS if person.phone == FIRST_TEXTS[0][0])
_PHONE_NUMBER = f"+131255501{_PATIENT.phone:02d}"

_PLAIN = "Of course! Dr. Marsh has Tuesday at 2:30 pm or Thursday at 4 pm."
_ANSWER = "Tuesday 2:30 is perfect. Are my lab results back yet?"
_SECURED = (
    "Good news: your thyroid values are back in the normal range. Please stay on the same dose; "
    "we will check again in three months."
)
_REPLY = "That is a relief, thank you! Can I still take it in the evening?"
_LINK, _CODE = re.compile(r"/m/#([\w-]{22,})"), re.compile(r"^\D*(\d{6})\b")


@dataclass
class Scene:
    """A stack, a browser, and the conversation that the pictures show."""

    stack: LocalStack
    browser: Browser
    phone = _PHONE
    """The size of a patient's window."""

    def page(self, size: dict[str, int], address: str) -> Page:
        """Open an address in a browser of its own."""
        options: dict[str, Any] = {"viewport": size, "device_scale_factor": 2, "locale": "en-US"}
        page = self.browser.new_context(
            **options, timezone_id="America/Chicago", reduced_motion="reduce"
        ).new_page()
        page.set_default_timeout(_PATIENCE_MS)
        page.goto(address)
        return page

    def staff(self) -> Page:
        """Sign in, and open the patient's conversation."""
        page = self.page(_DESK, f"{self.stack.base_url}/staff/")
        person = next(one for one in self.stack.demo["sign_ins"] if one["email"] == _MEMBER)
        page.get_by_role("button", name="Sign in").click()
        page.locator("input[name=username]").fill(person["email"])
        page.locator("input[name=password]").fill(person["password"])
        page.locator("[type=submit]").first.click()
        page.get_by_test_id("inbox-item").filter(has_text=_PATIENT.name).click()
        return page

    def send(self, page: Page, words: str, mode: str) -> None:
        """Send a message, and wait until it is delivered."""
        page.locator("label", has=page.get_by_test_id(f"mode-{mode}")).click()
        page.get_by_test_id("composer-body").fill(words)
        page.get_by_test_id("send").click()
        message = page.get_by_test_id("message").filter(has_text=words)
        message.locator("[data-testid=delivery-state][data-state=delivered]").wait_for()

    def type(self, words: str) -> None:
        """Type a text on the patient's phone."""
        content = {"body": words, "to": PRACTICE_NUMBER}
        self._telephone("POST", f"/control/phones/{_PHONE_NUMBER}/messages", json=content)

    def on_phone(self, pattern: re.Pattern[str]) -> str:
        """Wait for a text with what the pattern finds, and give that."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            texts = self._telephone("GET", f"/control/phones/{_PHONE_NUMBER}").json()["messages"]
            found = [pattern.search(text["body"]) for text in texts if text["direction"] == "to_phone"]
            if any(found):
                return next(match[1] for match in reversed(found) if match)
            time.sleep(0.1)
        raise TimeoutError("the text did not come to the phone")

    def patient(self, token: str, code: str) -> Page:
        """Open the link, up to the conversation."""
        page = self.page(_PHONE, f"{self.stack.base_url}/m/#{token}")
        page.get_by_test_id("code-input").fill(code)
        page.get_by_test_id("code-submit").click()
        page.get_by_test_id("dob-month").select_option(str(_PATIENT.born.month))
        page.get_by_test_id("dob-day").fill(str(_PATIENT.born.day))
        page.get_by_test_id("dob-year").fill(str(_PATIENT.born.year))
        page.get_by_test_id("dob-submit").click()
        page.get_by_test_id("reply-body").fill(_REPLY)
        page.get_by_test_id("reply-send").click()
        page.get_by_test_id("message").filter(has_text=_REPLY).wait_for()
        return page

    def _telephone(self, method: str, path: str, **more: Any) -> httpx.Response:  # noqa: ANN401 - httpx's own options
        answer = httpx.request(method, self.stack.telephone_url + path, trust_env=False, **more)
        answer.raise_for_status()
        return answer


def take(scene: Scene) -> None:
    """Play the conversation, and take a picture of each page."""
    staff = scene.staff()
    scene.send(staff, _PLAIN, "plain")
    scene.type(_ANSWER)
    staff.get_by_test_id("message").filter(has_text=_ANSWER).wait_for()
    scene.send(staff, _SECURED, "secured")
    patient = scene.patient(scene.on_phone(_LINK), scene.on_phone(_CODE))
    staff.get_by_test_id("message").filter(has_text=_REPLY).wait_for()
    staff.locator("[data-testid=link-state][data-state=verified]").wait_for()
    telephone = scene.page(_DESK, f"{scene.stack.telephone_url}/#{_PHONE_NUMBER}")
    telephone.locator("#log .bubble").last.wait_for()
    for name, page in (("staff", staff), ("patient", patient), ("telephone", telephone)):
        save(page, FOLDER / f"{name}.png")
    for name, page in portal_pictures.take(scene, staff).items():
        save(page, FOLDER / f"{name}.png")
    staff.get_by_test_id("nav-appointments").click()
    staff.get_by_test_id("day-next").click()
    staff.get_by_test_id("appointment").first.wait_for()
    save(staff, FOLDER / "appointments.png")


def save(page: Page, path: Path) -> None:
    """Take a picture, at the screen's own sharpness if that is too large at twice."""
    path.parent.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(800)  # until nothing moves any more
    page.screenshot(path=path, animations="disabled")
    if path.stat().st_size > LARGEST_BYTES:
        page.screenshot(path=path, animations="disabled", scale="css")


def main() -> None:
    """Start a fresh stack of the command's own, and take the pictures."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        if browser is None:
            sys.exit("no Chromium: install one, or name one in CHROMIUM_PATH")
        with LocalStack.start(Path(folder)) as stack:
            take(Scene(stack, browser))


if __name__ == "__main__":
    main()
