"""What replies are read as beyond the corpus: any text at all, hostile ones, days and times (rows F2, F3)."""

from __future__ import annotations

import time
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.replies import corpus
from textward.domain.reading_replies import MOST_WORDS, Intent, Question, read_reply
from textward.domain.reply_text import plain
from textward.domain.reply_times import When, take_when

CHICAGO = ZoneInfo("America/Chicago")
SUNDAY = date(2026, 3, 1)
TUESDAY_AT_TEN = datetime(2026, 3, 3, 10, 0, tzinfo=CHICAGO)
ACTING = {Intent.CONFIRM, Intent.CANCEL, Intent.CHOOSE}
QUESTIONS = st.sampled_from(Question)
WORDS = sorted({word for reply in corpus() for word in plain(reply.text).split()})
ACTING_REPLIES = [reply for reply in corpus() if reply.intent in ACTING and not reply.missed]


@given(st.text(max_size=200), QUESTIONS)
def test_any_text_is_read_as_something(text: str, question: Question) -> None:
    read = read_reply(text, question)
    assert read.option is None or read.intent is Intent.CHOOSE


@given(
    st.sampled_from(ACTING_REPLIES),
    st.sampled_from(["don't", "not sure", "if I can", "maybe", "quizás", "peut-être", "ne pas"]),
)
def test_a_doubt_before_or_after_is_never_acted_on(reply: object, doubt: str) -> None:
    text, question = getattr(reply, "text"), getattr(reply, "state")  # noqa: B009 - hypothesis gives objects
    assert read_reply(f"{doubt} {text}", question).intent not in ACTING
    assert read_reply(f"{text} {doubt}", question).intent not in ACTING


@settings(max_examples=300)
@given(st.lists(st.sampled_from(WORDS), min_size=20, max_size=300), QUESTIONS)
def test_no_reply_takes_long_to_read(words: list[str], question: Question) -> None:
    """A patient's phone must not be able to stop the queue with a pattern that never ends."""
    begun = time.process_time()
    read_reply(" ".join(words), question)
    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize(
    "phrase",
    [
        "just want to ",
        "yes ",
        "si ",
        "i am going to have to ",
        "the one on tuesday ",
        "1 and ",
        "im so sorry ",
    ],
)
@pytest.mark.parametrize("question", Question)
def test_a_phrase_said_over_and_over_is_soon_given_up(phrase: str, question: Question) -> None:
    for times in (3, MOST_WORDS // 2, 200):
        begun = time.process_time()
        read_reply(phrase * times + "x", question)
        assert time.process_time() - begun < 0.5


def test_a_long_reply_is_never_an_answer() -> None:
    assert read_reply("yes " * MOST_WORDS, Question.REMINDER).intent is Intent.CONFIRM
    assert read_reply("yes " * (MOST_WORDS + 1), Question.REMINDER).intent is Intent.UNKNOWN


@pytest.mark.parametrize("word", ["CANCEL", "cancel", " Cancel\n"])
@pytest.mark.parametrize("question", Question)
def test_a_bare_cancel_is_consent_taken_back_and_perhaps_more(word: str, question: Question) -> None:
    assert read_reply(word, question).intent is Intent.CANCEL_WORD
    assert read_reply("STOP", question).intent is Intent.STOP


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("comfirmed", "confirmed"),
        ("rescheduel", "reschedule"),
        ("apointmnt", "apointmnt"),
        ("cancer", "cancer"),
        ("apppointment", "appointment"),
        ("confirmes", "confirmes"),
    ],
)
def test_only_safe_typos_are_mended(first: str, second: str) -> None:
    assert plain(first) == second


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("J\u2019ANNULE !", "j annule"),
        ("I can't", "i cant"),
        ("Sí, 10:30.", "si 10:30"),
        ("👍🏽 ok", "@yes ok"),
        ("2️⃣", "2"),
        ("😡", "@other"),
        ("😊", ""),
    ],
)
def test_the_plain_form(text: str, words: str) -> None:
    assert plain(text) == words


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("tuesday", When(weekday=1)),
        ("el martes a las 10", When(weekday=1, hour=10)),
        ("le 10 h", When(hour=10)),
        ("14h30", When(hour=14, minute=30)),
        ("2:30 pm", When(hour=2, minute=30, afternoon=True)),
        ("10am", When(hour=10, afternoon=False)),
        ("noon", When(hour=12, minute=0, afternoon=True)),
        ("tomorrow", When(days_ahead=1)),
        ("march 14", When(month=3, day=14)),
        ("le 14 mars", When(month=3, day=14)),
        ("14 de marzo", When(month=3, day=14)),
        ("the 14th", When(day=14)),
        ("jeudi matin", When(weekday=3, afternoon=False)),
        ("tuesday or wednesday", None),
        ("4pm or 5pm", None),
        ("25:00", None),
        ("hello", None),
    ],
)
def test_days_and_times(text: str, when: When | None) -> None:
    assert take_when(plain(text))[1] == when


@pytest.mark.parametrize(
    ("when", "fits"),
    [
        (When(weekday=1), True),
        (When(weekday=2), False),
        (When(hour=10), True),
        (When(hour=10, minute=30), False),
        (When(hour=10, afternoon=True), False),
        (When(hour=22), False),
        (When(days_ahead=2), True),
        (When(days_ahead=1), False),
        (When(month=3, day=3), True),
        (When(day=4), False),
        (When(month=4), False),
    ],
)
def test_what_fits_tuesday_at_ten(when: When, fits: bool) -> None:  # noqa: FBT001 - a table of cases
    assert when.fits(TUESDAY_AT_TEN, SUNDAY) is fits


def test_an_hour_without_its_half_may_be_of_either() -> None:
    at_three = datetime(2026, 3, 3, 15, 0, tzinfo=CHICAGO)
    assert When(hour=3).fits(at_three, SUNDAY)
    assert When(hour=15).fits(at_three, SUNDAY)
    assert not When(hour=3, afternoon=False).fits(at_three, SUNDAY)
