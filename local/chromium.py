"""Where a Chromium is: for the pictures, and for the tests that drive the pages. Needs Playwright (requirements/dev.in)."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Playwright

_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


@contextmanager
def chromium() -> Iterator[Browser | None]:
    """Start a Chromium: CHROMIUM_PATH's, the machine's, or Playwright's own; None if there is none."""
    with sync_playwright() as playwright:
        path = chromium_path(playwright)
        if path is None:
            yield None
            return
        browser = playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def chromium_path(playwright: Playwright) -> str | None:
    """Find a Chromium."""
    named = os.environ.get("CHROMIUM_PATH")
    found = next((path for path in map(shutil.which, _NAMES) if path), None)
    own = playwright.chromium.executable_path
    return next((path for path in (named, found, own) if path and Path(path).exists()), None)
