"""The palette's contrast, computed by the definition of WCAG 2.2 (relative luminance; 1.4.3 text, 1.4.11 controls)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).resolve().parents[3] / "web/shared/tokens.css").read_text("utf-8")
LIGHT, DARK = TOKENS.split("@media (prefers-color-scheme: dark)")
TEXT_MINIMUM = 4.5
CONTROL_MINIMUM = 3.0

TEXT_PAIRS = [
    *[
        (ink, ground)
        for ink in ("ink", "ink-soft", "ink-faint")
        for ground in ("paper", "surface", "sunken", "hover")
    ],
    *[(ink, "accent-soft") for ink in ("ink", "ink-soft", "accent", "danger", "ok")],
    *[(ink, ground) for ink in ("accent", "danger", "ok", "warn") for ground in ("paper", "surface")],
    ("accent-ink", "accent"),
    ("accent-ink", "accent-hover"),
    ("secured-ink", "secured"),
    ("danger", "danger-soft"),
    ("ok", "ok-soft"),
    ("warn", "warn-soft"),
    ("surface", "danger"),
    ("hit-ink", "hit"),
]
CONTROL_PAIRS = [
    ("line-strong", "surface"),
    ("line-strong", "paper"),
    ("accent", "surface"),
    ("accent", "paper"),
]


def palette(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", css))


THEMES = {"light": palette(LIGHT), "dark": palette(DARK)}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_both_themes_name_the_same_colours() -> None:
    assert THEMES["light"].keys() == THEMES["dark"].keys()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_is_readable(theme: str, ink: str, ground: str) -> None:
    assert contrast(THEMES[theme][ink], THEMES[theme][ground]) >= TEXT_MINIMUM


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("edge", "ground"), CONTROL_PAIRS)
def test_edges_of_controls_are_visible(theme: str, edge: str, ground: str) -> None:
    assert contrast(THEMES[theme][edge], THEMES[theme][ground]) >= CONTROL_MINIMUM
