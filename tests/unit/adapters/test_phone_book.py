"""Phone numbers, as people write them (row B6)."""

from __future__ import annotations

import re

import pytest

from textward.adapters.phone_book import LibPhoneBook
from textward.domain.private import Private

BOOK = LibPhoneBook(b"a key")


@pytest.mark.parametrize(
    "text",
    ["(212) 555-0101", "212.555.0101", "2125550101", "1 212 555 0101", "+1 212-555-0101", " +12125550101 "],
)
def test_one_number_has_one_form_however_it_is_written(text: str) -> None:
    assert BOOK.parse(text) == Private("+12125550101")


def test_canada_is_served() -> None:
    assert BOOK.parse("416 555 0123") == Private("+14165550123")


@pytest.mark.parametrize(
    "text",
    ["", "555-0101", "not a number", "+44 20 7183 8750", "+1 876 555 0123", "212-555-0101 x5", "0" * 300],
    ids=["empty", "no area code", "words", "Britain", "Jamaica", "extension", "endless"],
)
def test_what_cannot_be_texted_is_none(text: str) -> None:
    assert BOOK.parse(text) is None


def test_display_is_the_national_form() -> None:
    assert BOOK.display(Private("+12125550101")) == "(212) 555-0101"
    assert BOOK.display(Private("short")) == "short"


def test_a_numbers_thread_is_a_keyed_hash_of_practice_and_number() -> None:
    thread = BOOK.number_thread("practice", Private("+12125550101"))
    assert re.fullmatch("N[0-9A-HJKMNP-TV-Z]{26}", thread)
    assert thread == BOOK.number_thread("practice", Private("+12125550101"))
    others = {
        BOOK.number_thread("practice", Private("+12125550102")),
        BOOK.number_thread("other", Private("+12125550101")),
        LibPhoneBook(b"other key").number_thread("practice", Private("+12125550101")),
    }
    assert len(others) == 3
    assert thread not in others
