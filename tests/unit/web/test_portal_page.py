"""The portal keeps nothing private where it would stay, names nobody in addresses, and has words for all its lists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[3] / "web"
PORTAL = WEB / "portal"
SCRIPTS = {path.relative_to(PORTAL).as_posix(): path.read_text("utf-8") for path in PORTAL.rglob("*.js")}
ENGLISH = (WEB / "shared/i18n/en.js").read_text("utf-8")
HOOKS = [
    "phone-input",
    "phone-submit",
    "other-phone",
    "choose-person",
    "portal-closed",
    "practice-name",
    "patient-name",
    "sign-out",
    "call",
    "search",
    "search-status",
    "unread-count",
    "letter",
    "more",
    "empty",
    "compose",
    "back",
    "sender",
    "no-reply",
    "recipient",
    "filter-recipients",
    "chosen-recipient",
    "change-recipient",
    "subject",
    "body",
    "send-letter",
    "sent-note",
    "cannot-write",
]


def test_the_device_keeps_only_the_practice_and_that_somebody_signed_in() -> None:
    kept = {name: re.findall(r"localStorage\.setItem\((\w+)", text) for name, text in SCRIPTS.items()}
    assert {name: keys for name, keys in kept.items() if keys} == {
        "memory.js": ["SIGNED_IN", "SIGNED_IN"],
        "place.js": ["PRACTICE"],
    }
    assert "const mark = randomKey();" in SCRIPTS["memory.js"]
    assert "sessionStorage.clear()" in SCRIPTS["memory.js"]


def test_addresses_of_the_api_hold_ids_and_pages_only() -> None:
    api = SCRIPTS["api.js"]
    assert set(re.findall(r"paged\([^;]*\{ (\w+) \}", api)) == {"box"}
    assert not re.search(r"URLSearchParams|\?\$\{", api)
    assert re.search(r"search = \(query, cursor\) => post\(", api)
    assert [name for name, text in SCRIPTS.items() if name != "api.js" and "/portal-api" in text] == []


def test_addresses_of_the_page_hold_ids_only() -> None:
    made = {
        call for name, text in SCRIPTS.items() for call in re.findall(r"\baddress\(([^)]*)\)", text) if name
    }
    parts = {part.strip() for call in made for part in call.split(",")[2:]}
    assert parts == {"NEW", "item.id", "letter.id", "this.id"}


@pytest.mark.parametrize(
    "name", re.findall(r'"(\w+)"', SCRIPTS["place.js"].split("BOXES = [")[1].split("]")[0])
)
def test_every_list_has_its_name_and_words_for_nothing_in_it(name: str) -> None:
    assert f"  portal_{name}: " in ENGLISH
    assert f"  portal_{name}_empty: " in ENGLISH


def test_no_title_says_anything_of_anybody() -> None:
    assert [name for name, text in SCRIPTS.items() if "document.title" in text] == []
    assert re.findall(r'speak\(code, "(\w+)"\)', SCRIPTS["app.js"]) == ["portal_title"]
    assert '  portal_title: "Patient portal",' in ENGLISH


@pytest.mark.parametrize("hook", HOOKS)
def test_controls_keep_the_names_that_browser_tests_use(hook: str) -> None:
    assert any(f'"data-testid": "{hook}"' in text or f'testid: "{hook}"' in text for text in SCRIPTS.values())
