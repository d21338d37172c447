"""What `make run` installs is enough for what it runs: tests run in a larger environment, and would not notice a lack."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def pinned(name: str) -> dict[str, str]:
    """Give the packages of a requirements file, with their versions."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)==([^\s;\\]+)", text, re.MULTILINE))


def test_running_has_what_the_engine_checks_sign_ins_with() -> None:
    assert "cryptography" in pinned("requirements/run.txt")


def test_running_and_testing_use_the_same_versions() -> None:
    running, testing = pinned("requirements/run.txt"), pinned("requirements/dev.txt")
    assert running.items() <= testing.items()


def test_every_package_is_held_to_its_hash_and_no_registry_is_named() -> None:
    for path in [*(ROOT / "requirements").glob("*.txt"), *(ROOT / "layers").glob("*/requirements.txt")]:
        text = path.read_text(encoding="utf-8")
        entries = re.findall(r"^[a-z0-9._-]+==.*?(?=^[a-z]|\Z)", text, re.MULTILINE | re.DOTALL)
        assert entries, path
        assert all("--hash=sha256:" in entry for entry in entries), path
        assert "index-url" not in text, path
        assert "://" not in text, path
