"""Whole-body keywords, as the provider reads them (row J4)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textward.domain.consent import ConsentWord, consent_word

# Twilio, "Advanced Opt-Out": default keywords in the US and Canada.
STOP = ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"]
START = ["START", "YES", "UNSTOP"]


@pytest.mark.parametrize("word", STOP)
@pytest.mark.parametrize("write", [str, str.lower, str.title, lambda word: f"  {word}\n"])
def test_stop_words_in_any_case(word: str, write: type[str]) -> None:
    assert consent_word(write(word)) is ConsentWord.STOP


@pytest.mark.parametrize("word", START)
def test_start_words(word: str) -> None:
    assert consent_word(word.lower()) is ConsentWord.START


@pytest.mark.parametrize(
    "body", ["", " ", "HELP", "please stop", "stop it", "Yes please", "I can't cancel", "STOP!", "yesterday"]
)
def test_any_other_text_is_none(body: str) -> None:
    assert consent_word(body) is None


@given(st.text())
def test_no_text_is_too_strange(body: str) -> None:
    word = consent_word(body)
    assert word is None or body.strip().casefold().upper() in STOP + START
