"""Notices: what they say once filled in, and when they may leave (row A3)."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textward.domain.errors import InvalidInputError
from textward.domain.message import PLAIN_BODY_LIMIT
from textward.domain.messaging_check import RefusalCode
from textward.domain.notice import NoticeReason, first_allowed, notice_id_of, reason_words
from textward.domain.notice_wording import BUILT_IN, Wording, first_and_last, literal
from textward.domain.private import Private
from textward.domain.reminder_times import QuietHours

KNOWN = dict.fromkeys(BUILT_IN, "known")
NEW_YORK = ZoneInfo("America/New_York")
YEAR = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - the zone comes from `timezones`
CLOCKS = st.times().map(lambda clock: clock.replace(microsecond=0))


def said(text: str, **fields: str) -> str:
    wording = Wording(Private(text), fields={name: Private(value) for name, value in fields.items()})
    wording.check()
    return wording.filled_in("en", KNOWN).reveal()


@pytest.mark.parametrize(
    ("text", "fields", "wanted"),
    [
        ("Hello", {}, "Hello"),
        ("{practice}: {a}{a}", {"a": "x"}, "known: xx"),
        ("{{a}} {{{a}}}", {"a": "x"}, "{a} {x}"),
        ("one\r\n\ttwo", {}, "one\r\n\ttwo"),
        ("¡Hola {a}! 😀", {"a": "Ñandú"}, "¡Hola Ñandú! 😀"),
    ],
)
def test_fields_stand_in_single_braces_and_braces_in_double_ones(
    text: str, fields: dict[str, str], wanted: str
) -> None:
    assert said(text, **fields) == wanted


@given(st.text(min_size=1, max_size=200))
def test_words_that_are_no_template_come_out_as_they_are(words: str) -> None:
    wording = Wording(literal(Private(words)))
    if not words.strip() or any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\r\t" for c in words):
        with pytest.raises(InvalidInputError):
            wording.check()
        return
    wording.check()
    assert wording.blanks() == frozenset()
    assert wording.filled_in("es", {}).reveal() == words


def filled_in(wording: Wording) -> str:
    """Give what it says, or where it is wrong."""
    try:
        wording.check()
        return wording.filled_in("en", KNOWN).reveal()
    except InvalidInputError as error:
        return error.pointer


@given(st.text(alphabet="{}ab _1A\n", max_size=40), st.text(min_size=1, max_size=20))
def test_any_text_is_filled_in_whole_or_refused_by_place(text: str, value: str) -> None:
    wording = Wording(Private(text), {"fr": Private("{a}")}, {"a": Private(value)})
    found = filled_in(wording)
    assert found in {"/text", "/fields/a"} or wording.blanks() == {"a"}
    assert len(found) <= PLAIN_BODY_LIMIT


def test_refusals_never_repeat_what_was_sent() -> None:
    for text, fields in [("{planted}", {}), ("{PLANTED", {}), ("a", {"planted": "PLANTED"})]:
        with pytest.raises(InvalidInputError) as caught:
            said(text, **fields)
        assert "planted" not in caught.value.detail.casefold()


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Ana Torres", ("Ana", "Torres")),
        ("Ana María Torres García", ("Ana", "García")),
        ("Torres, Ana María", ("Ana", "Torres")),
        ("Cher", ("Cher", "Cher")),
        (" , ", (None, None)),
    ],
)
def test_first_and_last_name_come_out_of_the_whole_one(name: str, wanted: tuple[str, str]) -> None:
    assert first_and_last(Private(name)) == wanted


def test_a_mark_tells_texts_fields_and_what_else_is_given_apart() -> None:
    made = [
        Wording(Private("a")),
        Wording(Private("b")),
        Wording(Private("a"), {"es": Private("x")}),
        Wording(Private("a"), fields={"es": Private("x")}),
    ]
    marks = {wording.mark(more) for wording in made for more in ("one", "two")}
    assert len(marks) == 8
    assert made[0].mark("one", "two") != made[0].mark("onetwo")


def test_an_id_is_the_keys_the_clients_and_the_practices() -> None:
    first = notice_id_of("PR", "client", "key")
    assert first == notice_id_of("PR", "client", "key")
    others = {
        notice_id_of(*other) for other in [("PX", "client", "key"), ("PR", "c", "key"), ("PR", "client", "k")]
    }
    assert len({first, *others}) == 4


def test_each_reason_has_words() -> None:
    for code in [*RefusalCode, *NoticeReason]:
        assert reason_words(code.value).endswith(".")


@given(YEAR, CLOCKS, CLOCKS)
def test_the_first_allowed_moment_is_not_quiet_nor_before_and_soon(
    moment: datetime, begin: time, end: time
) -> None:
    quiet = QuietHours(begin, end)
    found = first_allowed(moment, quiet, NEW_YORK)
    assert found.astimezone(NEW_YORK).time() not in quiet
    assert timedelta(0) <= found - moment <= timedelta(hours=49)
    if moment.astimezone(NEW_YORK).time() not in quiet:
        assert found == moment
