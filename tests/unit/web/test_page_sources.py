"""What the pages' sources must hold to: no markup from data, nothing inline, nothing from elsewhere, no dead references."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[3] / "web"
SCRIPTS = sorted(WEB.rglob("*.js"))
PAGES = sorted(WEB.rglob("*.html"))
STYLES = sorted(WEB.rglob("*.css"))
# Where the one address serves each folder (see docs and the front).
SERVED = {"/staff/": "staff/", "/m/": "patient/", "/portal/": "portal/", "/shared/": "shared/"}
MARKUP_SINKS = re.compile(
    r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser|srcdoc|eval|new Function)\b"
)
IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']""")
STATIC_IMPORT = re.compile(r"""^import\b[^;]*?["']([^"']+)["'];""", re.MULTILINE)
REFERENCE = re.compile(r"""(?:src|href)="([^"]+)\"""")
OUTSIDE = re.compile(r"""["'(](?:https?:)?//""")
SVG_NAMESPACE = "http://www.w3.org/2000/svg"


def name(path: Path) -> str:
    return path.relative_to(WEB).as_posix()


def served(address: str) -> Path:
    """The file behind an absolute address of the pages."""
    for prefix, folder in SERVED.items():
        if address.startswith(prefix):
            return WEB / folder / address.removeprefix(prefix)
    pytest.fail(f"{address} is not under a served folder")


def test_there_is_something_to_check() -> None:
    assert len(SCRIPTS) > 20
    assert {name(page) for page in PAGES} == {
        "staff/index.html",
        "patient/index.html",
        "portal/index.html",
    }


@pytest.mark.parametrize("script", SCRIPTS, ids=name)
def test_scripts_never_turn_text_into_markup_or_code(script: Path) -> None:
    assert not MARKUP_SINKS.search(script.read_text("utf-8"))


@pytest.mark.parametrize("script", SCRIPTS, ids=name)
def test_every_import_leads_to_a_file(script: Path) -> None:
    for target in IMPORT.findall(script.read_text("utf-8")):
        found = served(target) if target.startswith("/") else script.parent / target
        assert found.is_file(), f"{name(script)} imports {target}"


@pytest.mark.parametrize("source", [*SCRIPTS, *STYLES, *PAGES], ids=name)
def test_nothing_comes_from_another_origin(source: Path) -> None:
    assert not OUTSIDE.search(source.read_text("utf-8").replace(f'"{SVG_NAMESPACE}"', ""))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_pages_hold_nothing_inline_and_refer_to_real_files(page: Path) -> None:
    html = page.read_text("utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
    assert re.findall(r"<script(?![^>]*\ssrc=)", html) == []
    for address in REFERENCE.findall(html):
        assert address.startswith("#") or served(address).is_file(), address


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_pages_ask_not_to_be_indexed_and_send_no_referrer(page: Path) -> None:
    html = page.read_text("utf-8")
    assert re.search(r'<meta name="robots" content="noindex', html)
    assert '<meta name="referrer" content="no-referrer">' in html


def test_the_link_token_leaves_the_address_before_anything_else_runs() -> None:
    scripts = re.findall(
        r'<script type="module" src="([^"]+)">', (WEB / "patient/index.html").read_text("utf-8")
    )
    assert scripts[0] == "/m/token.js"
    assert IMPORT.findall((WEB / "patient/token.js").read_text("utf-8")) == []


def modules_of(entry: str) -> set[Path]:
    """Every module that an entry loads, itself included; languages come later, by choice."""
    seen: set[Path] = set()
    waiting = [served(entry)]
    while waiting:
        module = waiting.pop().resolve()
        if module in seen:
            continue
        seen.add(module)
        targets = STATIC_IMPORT.findall(module.read_text("utf-8"))
        waiting += [
            served(target) if target.startswith("/") else module.parent / target for target in targets
        ]
    return seen


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_pages_fetch_all_their_modules_in_one_round(page: Path) -> None:
    html = page.read_text("utf-8")
    entries = re.findall(r'<script type="module" src="([^"]+)">', html)
    ahead = re.findall(r'<link rel="modulepreload" href="([^"]+)">', html)
    needed = set[Path]().union(*(modules_of(entry) for entry in entries))
    assert {served(address).resolve() for address in [*entries, *ahead]} == needed


def test_every_icon_that_is_named_is_drawn() -> None:
    drawn = set(re.findall(r'<g id="([a-z-]+)"', (WEB / "shared/icons.svg").read_text("utf-8")))
    named: set[str] = set()
    for script in SCRIPTS:
        text = script.read_text("utf-8")
        named |= set(re.findall(r'\bicon\("([a-z-]+)"', text))
        named |= set(re.findall(r'\b(?:icon|mark): "([a-z-]+)"', text))
    assert len(named) > 15
    assert named <= drawn, named - drawn


def test_every_style_name_in_use_is_a_token() -> None:
    tokens = set(re.findall(r"(--[a-z0-9-]+):", (WEB / "shared/tokens.css").read_text("utf-8")))
    for style in STYLES:
        used = set(re.findall(r"var\((--[a-z0-9-]+)", style.read_text("utf-8")))
        assert used <= tokens, (name(style), used - tokens)
