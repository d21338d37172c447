from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from local.chromium import chromium
from tests.support.running.pages import PageOfStaff, Pages

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.support.running.site import Site

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives the pages."""
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give a Chromium. Not for longer than a module: while it runs, no other event loop can."""
    with chromium() as found:
        if found is None:
            missing = "no Chromium: install one, or name one in CHROMIUM_PATH"
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(missing)
        yield found


@pytest.fixture
def pages(site: Site, browser: Browser) -> Iterator[Pages]:
    """Open pages, and fail in the end if one of them complained on its console (a broken policy is such a complaint)."""
    opened = Pages(site, browser)
    yield opened
    opened.close()
    assert opened.complaints == []


@pytest.fixture(scope="module")
def office(request: pytest.FixtureRequest, site: Site, browser: Browser) -> Iterator[Pages]:
    """Open pages that a whole module uses, since signing in takes a while; `WANTED_COMPLAINTS` are what it may provoke."""
    opened = Pages(site, browser)
    yield opened
    opened.close()
    wanted: re.Pattern[str] | None = getattr(request.module, "WANTED_COMPLAINTS", None)
    assert [words for words in opened.complaints if not (wanted and wanted.search(words))] == []


@pytest.fixture
def staff(pages: Pages) -> PageOfStaff:
    return pages.staff(by_hand=True)
