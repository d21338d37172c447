"""The patients' words (row J11): the same keys, the same values to fill in, in every language; every key in use exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[3] / "web"
LANGUAGES = ("en", "es", "fr")


def source(language: str) -> str:
    return (WEB / f"shared/i18n/{language}.js").read_text("utf-8")


def words(language: str) -> dict[str, str]:
    return dict(re.findall(r'^  (\w+): "(.*)",$', source(language), re.MULTILINE))


def months(language: str) -> list[str]:
    block = re.search(r"months = \[(.*?)\];", source(language), re.DOTALL)
    assert block
    return re.findall(r'"([^"]+)"', block.group(1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything(language: str) -> None:
    assert words(language).keys() == words("en").keys()
    assert all(text.strip() for text in words(language).values())
    assert len(words(language)) > 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_values_to_fill_in_are_the_same(language: str) -> None:
    for key, text in words("en").items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", words(language)[key])), (
            key
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_twelve_months_and_a_full_date(language: str) -> None:
    assert len(set(months(language))) == 12
    order = re.search(r"dateOrder = \[(.*?)\]", source(language))
    assert order
    assert sorted(re.findall(r'"(\w+)"', order.group(1))) == ["day", "month", "year"]


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_nothing_was_left_in_english(language: str) -> None:
    same = {key for key, text in words(language).items() if text == words("en")[key]}
    assert same == set()


@pytest.mark.parametrize("folder", ["patient", "portal", "shared/patients"])
def test_every_key_in_use_exists(folder: str) -> None:
    text = "\n".join(script.read_text("utf-8") for script in (WEB / folder).rglob("*.js"))
    used = set(re.findall(r'\bt\("(\w+)"', text))
    used |= {
        key for group in re.findall(r"_WORDS = \{(.*?)\}", text) for key in re.findall(r'"(\w+)"', group)
    }
    assert len(used) > 5
    assert used <= words("en").keys(), used - words("en").keys()


def test_a_refusal_of_the_code_never_says_what_was_wrong() -> None:
    refused = words("en")["not_verified"]
    assert refused == "That didn't match. Check the code, ask for a new one, or call your practice."
