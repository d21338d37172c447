"""What tests share: how examples are chosen, the one stack of a run, and what is looked at when all is done."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.support.running.site import Site, running_site

if TYPE_CHECKING:
    from collections.abc import Iterator

KEPT_HOME = "TEXTWARD_TEST_HOME"
"""Names a folder whose stack is kept between runs, for who writes tests: the second run starts at once."""
LAST = "test_left_behind"
"""The module that looks at what the whole run left behind."""

settings.register_profile("alike", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("exploring", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "alike"))
"""Every run tries the same examples, however slow the machine; HYPOTHESIS_PROFILE=exploring looks for others."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Give the run's one stack, started when first asked for, in fresh state and on free ports."""
    kept = os.environ.get(KEPT_HOME)
    home = Path(kept) if kept else tmp_path_factory.mktemp("stack")
    with running_site(home, keep=bool(kept)) as running:
        yield running


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the look at what was left behind after everything else."""
    items.sort(key=lambda item: item.path.stem == LAST)


def pytest_collection_finish() -> None:
    """Keep thousands of tests out of every look for garbage."""
    gc.collect()
    gc.freeze()
