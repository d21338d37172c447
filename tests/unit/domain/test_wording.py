"""What the product itself texts (rows B3, C2, J11)."""

from __future__ import annotations

import pytest

from textward.domain.message import PLAIN_BODY_LIMIT
from textward.domain.wording import LANGUAGES, code_text, link_text

URL = "https://textward.example/m/#" + "a" * 32


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_its_own_words_with_the_link_and_the_code(language: str) -> None:
    link, code = link_text(language, "Lakeview Clinic", URL), code_text(language, "012345")
    assert URL in link
    assert link.startswith("Lakeview Clinic")
    assert "012345" in code
    assert len({link_text(other, "X", URL) for other in LANGUAGES}) == len(LANGUAGES)
    assert max(len(link), len(code)) <= PLAIN_BODY_LIMIT


def test_an_unknown_language_is_english() -> None:
    assert link_text("de", "X", URL) == link_text("en", "X", URL)
    assert code_text("", "1") == code_text("en", "1")


def test_a_practice_name_with_braces_does_no_harm() -> None:
    assert link_text("en", "{url} {0}", URL).startswith("{url} {0}")
