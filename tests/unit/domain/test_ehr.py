"""Lines of a record system: what is read of them, what is refused, and ids (row J10)."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textward.domain.ehr import MOST_LINES, Fields, RecordKind, own_id, read_line, read_lines, told
from textward.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable

PRACTICE = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
TODAY = date(2026, 3, 2)


def test_ids_have_the_form_of_ulids_and_differ_by_practice_kind_and_id() -> None:
    ids = {
        own_id(practice, kind, theirs)
        for practice in (PRACTICE, PRACTICE[::-1])
        for kind in RecordKind
        for theirs in ("1", "2", "a-long-id")
    }
    assert len(ids) == 2 * len(RecordKind) * 3
    assert all(re.fullmatch(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", one) for one in ids)
    assert own_id(PRACTICE, RecordKind.PATIENTS, "1") == own_id(PRACTICE, RecordKind.PATIENTS, "1")


@given(
    st.text()
    | st.lists(st.integers()).map(json.dumps)
    | st.dictionaries(st.text(), st.integers()).map(json.dumps)
)
def test_whatever_comes_is_read_or_refused(text: str) -> None:
    try:
        known = isinstance(json.loads(text), dict)
    except ValueError:
        known = False
    if known:
        assert read_line(text).values == json.loads(text)
    else:
        with pytest.raises(InvalidInputError, match="Each line must be a JSON object"):
            read_line(text)


@pytest.mark.parametrize("text", ["", "\n", " \n ", "\n".join(["{}"] * (MOST_LINES + 1))])
def test_no_lines_or_too_many_are_refused(text: str) -> None:
    with pytest.raises(InvalidInputError):
        read_lines(text)


def test_the_last_line_may_end() -> None:
    assert read_lines("{}\n[]\n") == read_lines("{}\n[]") == ("{}", "[]")
    assert len(read_lines("\n".join(["{}"] * MOST_LINES))) == MOST_LINES


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(InvalidInputError):
        read_line("[" * 100_000)


READ: list[tuple[str, object, Callable[[Fields], object], object]] = [
    ("id", "A-1", lambda line: line.id("id"), "A-1"),
    ("facility", None, lambda line: line.optional_id("facility"), None),
    ("name", "  Ana   López ", lambda line: line.text("name"), "Ana López"),
    ("phone", None, lambda line: line.optional_text("phone"), None),
    ("active", False, lambda line: line.flag("active", default=True), False),
    ("language", "es", lambda line: line.choice("language", ("en", "es"), "en"), "es"),
    ("members", ["a", "b"], lambda line: line.ids("members"), frozenset("ab")),
    ("born", "2026-03-02", lambda line: line.birth_date("born", TODAY), TODAY),
    (
        "at",
        "2026-03-02T09:30:00-06:00",
        lambda line: line.moment("at"),
        datetime(2026, 3, 2, 15, 30, tzinfo=UTC),
    ),
]


@pytest.mark.parametrize(("name", "value", "read", "wanted"), READ)
def test_members_are_read(name: str, value: object, read: Callable[[Fields], object], wanted: object) -> None:
    assert read(Fields({name: value})) == wanted


def test_absent_members_have_their_defaults() -> None:
    line = Fields({})
    assert line.optional_id("facility") is None
    assert line.optional_text("phone") is None
    assert line.ids("members") == frozenset()
    assert line.flag("active", default=True) is True
    assert line.choice("language", ("en", "es"), "en") == "en"


Bad = tuple[object, ...]
_NO_IDS: Bad = (None, 7, "", "PLANTED Ö", "a b", "x" * 65, "a\n")
_NO_TEXTS: Bad = (None, 7, " ", "PLANTED\x00", "\ud800", "x" * 201)
_NO_FLAGS: Bad = (None, 1, "PLANTED")
_NO_CHOICES: Bad = (None, [], "PLANTED")
_NO_LISTS: Bad = (None, "PLANTED", ["a", 7], ["a"] * 51)
_NO_DAYS: Bad = (None, 19800517, "PLANTED", "1899-12-31", "2026-03-03", "2026-02-30")
_NO_MOMENTS: Bad = (
    *(None, 7, "PLANTED", "2026-03-02T09:30:00", "2026-03-02", "0001-01-01T00:00:00+14:00"),
    *("1899-12-31T09:30:00Z", "2200-01-01T09:30:00Z", "9999-12-31T23:59:59Z"),
)
_READERS: list[tuple[Bad, Callable[[Fields], object]]] = [
    (_NO_IDS, lambda line: line.id("x")),
    (_NO_TEXTS, lambda line: line.text("x")),
    (_NO_FLAGS, lambda line: line.flag("x", default=True)),
    (_NO_CHOICES, lambda line: line.choice("x", ("a",), "a")),
    (_NO_LISTS, lambda line: line.ids("x")),
    (_NO_DAYS, lambda line: line.birth_date("x", TODAY)),
    (_NO_MOMENTS, lambda line: line.moment("x")),
]
REFUSED = [(value, read) for values, read in _READERS for value in values]


@pytest.mark.parametrize(("value", "read"), REFUSED)
def test_bad_members_are_refused_without_their_words(value: object, read: Callable[[Fields], object]) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read(Fields({"x": value}))
    assert refused.value.pointer == "/x"
    assert "PLANTED" not in refused.value.detail


def test_unknown_members_are_refused_without_their_names() -> None:
    line = Fields({"id": "1", "PLANTED": 1})
    with pytest.raises(InvalidInputError) as refused:
        line.only("id", "name")
    assert "PLANTED" not in refused.value.detail


def test_the_same_is_known_again_and_anything_else_is_not() -> None:
    at = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)
    assert told("FA", None, at, "booked") == told("FA", None, at, "booked")
    others = [
        ("FA", None, at, "cancelled"),
        (None, "FA", at, "booked"),
        ("FA", None, at + timedelta(days=1), "booked"),
    ]
    assert len({told(*said) for said in [("FA", None, at, "booked"), *others]}) == len(others) + 1
