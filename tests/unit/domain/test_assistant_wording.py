"""What the assistant says (rows F1-F4, J11)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from textward.domain.assistant_terms import Saying
from textward.domain.assistant_wording import assistant_text, day_and_time, reminder_text
from textward.domain.message import PLAIN_BODY_LIMIT
from textward.domain.reading_replies import Intent, Question, read_reply
from textward.domain.wording import LANGUAGES

CHICAGO = ZoneInfo("America/Chicago")
TEN = datetime(2026, 3, 3, 16, 0, tzinfo=UTC)
THREE = tuple(TEN + timedelta(days=day) for day in range(3))


@pytest.mark.parametrize(
    ("language", "moment", "words"),
    [
        ("en", TEN, "Tuesday, March 3 at 10:00 AM"),
        ("es", TEN, "martes 3 de marzo a las 10:00"),
        ("fr", TEN, "mardi 3 mars à 10 h 00"),
        ("en", datetime(2026, 7, 1, 17, 5, tzinfo=UTC), "Wednesday, July 1 at 12:05 PM"),
        ("fr", datetime(2026, 7, 1, 17, 5, tzinfo=UTC), "mercredi 1er juillet à 12 h 05"),
        ("es", datetime(2026, 7, 1, 6, 30, tzinfo=UTC), "miércoles 1 de julio a la 1:30"),
        ("en", datetime(2026, 7, 1, 5, 0, tzinfo=UTC), "Wednesday, July 1 at 12:00 AM"),
        ("de", TEN, "Tuesday, March 3 at 10:00 AM"),
    ],
)
def test_days_and_times_as_people_write_them(language: str, moment: datetime, words: str) -> None:
    assert day_and_time(language, moment, CHICAGO) == words


def test_the_practices_clock_is_followed_over_changes_of_the_clocks() -> None:
    before, after = datetime(2026, 3, 7, 16, 0, tzinfo=UTC), datetime(2026, 3, 8, 15, 0, tzinfo=UTC)
    assert [day_and_time("en", moment, CHICAGO)[-8:] for moment in (before, after)] == ["10:00 AM"] * 2
    back, again = datetime(2026, 11, 1, 6, 30, tzinfo=UTC), datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
    assert day_and_time("en", back, CHICAGO).endswith("1:30 AM CDT")
    assert day_and_time("en", again, CHICAGO).endswith("1:30 AM CST")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("saying", Saying)
def test_everything_is_said_in_each_language(language: str, saying: Saying) -> None:
    text = assistant_text(language, saying, THREE, CHICAGO)
    assert not re.search(r"[{}]", text)
    assert len(text) <= PLAIN_BODY_LIMIT
    assert len({assistant_text(other, saying, THREE, CHICAGO) for other in LANGUAGES}) == len(LANGUAGES)
    if saying is not Saying.HANDED_TO_STAFF:
        places = [text.index(day_and_time(language, moment, CHICAGO)) for moment in THREE]
        assert all(first < second for first, second in pairwise(places))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_patient_is_told_to_answer_is_understood(language: str) -> None:
    """The words in capitals, and the digits, of each text are read as what the text says they do."""
    offer = assistant_text(language, Saying.OFFER, THREE, CHICAGO)
    capitals = re.findall(r"\b[A-ZÁ]{3,}\b", offer)
    assert [read_reply(word, Question.SLOTS).intent for word in capitals] == [Intent.MORE, Intent.PERSON]
    reminder = reminder_text(language, "P", day_and_time(language, TEN, CHICAGO))
    assert [digit for digit in "123" if re.search(rf"\b{digit} (?:to|for|para|pour)\b", reminder)] == [
        "1",
        "2",
        "3",
    ]
    again = assistant_text(language, Saying.NOT_UNDERSTOOD, (), CHICAGO)
    (person,) = re.findall(r"\b[A-Z]{4,}\b", again)
    assert read_reply(person, Question.REMINDER).intent is Intent.PERSON


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reminder_names_practice_time_and_place_and_no_keyword_of_the_provider(language: str) -> None:
    when = day_and_time(language, TEN, CHICAGO)
    text = reminder_text(language, "Lakeview Clinic", when, "North office")
    assert text.startswith("Lakeview Clinic")
    assert when in text
    assert "North office" in text
    assert "North office" not in reminder_text(language, "Lakeview Clinic", when)
    unasking = reminder_text(language, "Lakeview Clinic", when, "North office", asks=False)
    assert text.startswith(unasking)
    assert not re.search(r"\b[123] (?:to|for|para|pour)\b", unasking)
    assert not re.search(r"\b(?:CANCEL|STOP|END|QUIT|YES)\b", text)


def test_names_with_braces_do_no_harm() -> None:
    text = reminder_text("en", "{when}", "noon", "{x}")
    assert text.startswith("{when}: ")
    assert "Place: {x}." in text
