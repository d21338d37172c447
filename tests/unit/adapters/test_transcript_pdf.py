"""Transcripts as PDF, read back: nothing is lost, and each page says whose it is (row J10)."""

from __future__ import annotations

import io
import logging
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from textward.adapters.transcript_pdf import breaking, faces, paper
from textward.adapters.transcript_pdf.transcripts import PdfTranscripts
from textward.domain.conversation import Conversation
from textward.domain.errors import InvalidInputError
from textward.domain.group import Group
from textward.domain.message import Delivery, DeliveryState, Direction
from textward.domain.patient import Patient
from textward.domain.practice import Practice
from textward.domain.private import Private
from textward.domain.transcript import Channel, Period, Said, Transcript

if TYPE_CHECKING:
    from collections.abc import Sequence

NOW = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)
PRACTICE = Practice("01ARZ3NDEKTSV4RRFFQ69G5FAV", "Lakeside Family Medicine", "America/Chicago")
PATIENT = Patient(
    PRACTICE.practice_id,
    "01ARZ3NDEKTSV4RRFFQ69G5FAW",
    "10023",
    Private("María José Ñandú-Nguyễn"),
    date(1980, 5, 17),
    phone=Private("+12125550101"),
)
PRINT = PdfTranscripts(lambda _: "(212) 555-0101")
LINE = "Hello, may I come on Tuesday?"
"""Scripts whose letters have to be joined or turned come out of a reader in another order."""
SCRIPTS = {
    "accents": "José, ça va? Ærøskøbing, Łódź, Nguyễn",
    "Greek and Cyrillic": "Καλημέρα, Привет",
    "Chinese": "你好、我想改约。預約",
    "Japanese": "こんにちは。予約を変更",
    "Korean": "안녕하세요 예약",
    "emoji": "😀🦷✅",
    "signs": "½ ℞ → 500 mg “quoted” €",
}
JOINED = {
    "Arabic": "مرحبا أريد موعدا",
    "Hebrew": "שלום אני צריך",
    "Hindi": "नमस्ते मुझे",
    "Thai": "สวัสดีครับ",
    "emoji of parts": "👍🏽 👨‍👩‍👧 🇺🇸 ❤️",
    "accents by themselves": "q\u0307 x\u0302",
}


def said(body: str, number: int = 0, **changes: object) -> Said:
    at = NOW - timedelta(days=2) + timedelta(minutes=number)
    one = Said(f"{number:026d}", at, Direction.IN, Channel.TEXT, Private(body))
    return replace(one, **changes)  # type: ignore[arg-type]


def transcript(*what: Said, **changes: object) -> Transcript:
    whole = Transcript(PRACTICE, PATIENT.thread_id, what, PATIENT, PATIENT.phone, names={"A": "Alice Moreau"})
    return replace(whole, **changes)  # type: ignore[arg-type]


def pages(what: Transcript) -> list[str]:
    file = PRINT(what, "Alice Moreau", NOW)
    return [page.extract_text() for page in PdfReader(io.BytesIO(file)).pages]


def bare(text: str) -> str:
    """Drop spaces, and the control characters that readers find where a glyph is half a letter or two bytes long."""
    kept = (char for char in unicodedata.normalize("NFC", text) if unicodedata.category(char) != "Cc")
    return "".join(char for char in kept if not char.isspace())


def letters(text: str) -> str:
    return "".join(sorted(bare(text)))


@pytest.mark.parametrize("script", SCRIPTS)
def test_what_was_written_can_be_read_and_copied(script: str) -> None:
    (page,) = pages(transcript(said(SCRIPTS[script])))
    assert bare(SCRIPTS[script]) in bare(page)


@pytest.mark.parametrize("script", JOINED)
def test_no_letter_of_joined_scripts_is_lost(script: str) -> None:
    (without,) = pages(transcript(said("x")))
    (page,) = pages(transcript(said("x" + JOINED[script])))
    assert letters(page) == letters(without + JOINED[script])


def test_what_no_font_has_is_named() -> None:
    (page,) = pages(transcript(said("\u13a3 \x07 \ue000")))
    assert "[U+13A3 CHEROKEE LETTER O] [U+0007] [U+E000]" in page


def test_paper_says_who_when_how_and_what_became_of_it() -> None:
    delivered = Delivery(DeliveryState.DELIVERED, NOW - timedelta(days=2) + timedelta(minutes=7))
    late = Delivery(DeliveryState.DELIVERED, NOW)
    failed = Delivery(DeliveryState.UNDELIVERED, NOW, reason="30003")
    out = {"direction": Direction.OUT, "author_id": "A"}
    (page,) = pages(
        transcript(
            said(LINE),
            said("At three.", 5, delivery=delivered, **out),
            said("Secret.", 6, channel=Channel.SECURED, delivery=late, **out),
            said("Gone.", 7, delivery=failed, direction=Direction.OUT),
        )
    )
    for words in (
        "Text messages",
        "Patient María José Ñandú-Nguyễn",
        "Patient number 10023",
        "Date of birth May 17, 1980",
        "Mobile number (212) 555-0101",
        "Period Whole conversation",
        "Messages 4",
        "Exported November 22, 2026, 11:30 AM CST, by Alice Moreau",
        "Friday, November 20, 2026",
        "11:30 AM CST María José Ñandú-Nguyễn to the practice · text message",
        "11:35 AM CST Alice Moreau to the patient · text message delivered 11:37 AM CST",
        "to the patient · secured message 🔒 link delivered November 22, 2026, 11:30 AM CST",
        "11:37 AM CST Automated message to the patient · text message not delivered",
        "Not delivered: The phone could not be reached",
        "Page 1 of 1",
    ):
        assert words in page, words


def test_each_page_says_whose_it_is_and_nothing_is_cut_off() -> None:
    bodies = [f"Number {number} of all. {LINE * (number % 9)}" for number in range(120)]
    found = pages(transcript(*(said(body, 30 * number) for number, body in enumerate(bodies))))
    assert len(found) > 5
    for number, page in enumerate(found, 1):
        assert f"Page {number} of {len(found)}" in page
        assert "María José Ñandú-Nguyễn · number 10023 · born May 17, 1980" in page
        assert f"Conversation {PATIENT.thread_id}" in page
    whole = " ".join(" ".join(found).split())
    positions = [whole.index(f"Number {number} of all.") for number in range(120)]
    assert positions == sorted(positions)
    assert whole.count(LINE.split(maxsplit=1)[0]) == sum(number % 9 for number in range(120))


def test_a_long_name_leaves_room_for_what_tells_patients_apart() -> None:
    name = "Maximiliana Bartholomea Wolfeschlegelsteinhausenbergerdorff-Montgomery de la Cruz y Villanueva"
    (page,) = pages(transcript(said(LINE), patient=replace(PATIENT, name=Private(name))))
    assert "… · number 10023 · born May 17, 1980" in page
    assert "Patient Maximiliana Bartholomea" in page
    assert "Villanueva" in page


def test_a_message_longer_than_a_page_goes_on() -> None:
    long = " ".join(f"word{number}" for number in range(2500))
    whole = " ".join(pages(transcript(said(long))))
    assert all(f"word{number}" in whole for number in range(2500))


def test_hours_that_come_twice_are_told_apart() -> None:
    first, second = (datetime(2026, 11, 1, hour, 30, tzinfo=UTC) for hour in (6, 7))
    (page,) = pages(transcript(said("A", at=first), said("B", at=second)))
    assert page.index("\n1:30 AM CDT") < page.index("\n1:30 AM CST")


def test_a_conversation_from_the_portal_says_what_it_is_about_and_who_answered() -> None:
    head = Conversation(
        PRACTICE.practice_id, "G" + "1" * 26, PATIENT.patient_id, PATIENT.name, Private("My pills"), NOW, "", NOW
        , Private(""), group_id="N",
    )  # fmt: skip
    answer = said("You may.", 1, direction=Direction.OUT, channel=Channel.PORTAL, author_id="A")
    question = said("May I?", channel=Channel.PORTAL)
    (page,) = pages(
        transcript(
            question,
            answer,
            conversation=head,
            group=Group(PRACTICE.practice_id, "N", "Nurses"),
            phone=None,
            period=Period(date(2026, 11, 20), date(2026, 11, 22)),
        )
    )
    for words in (
        "Conversation in the patient portal",
        "Written to Nurses",
        "Subject My pills",
        "Period November 20, 2026 to November 22, 2026",
        "to Nurses · portal message",
        "Alice Moreau to the patient · portal message",
    ):
        assert words in page, words
    assert "Mobile number" not in page


def test_a_number_that_is_no_patients_has_a_paper_too() -> None:
    (page,) = pages(transcript(said(LINE), patient=None))
    assert "Number (212) 555-0101" in page
    assert "born" not in page


def test_nothing_said_is_said() -> None:
    (page,) = pages(transcript())
    assert "Nothing was said in this period." in page


def test_nothing_that_was_written_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        pages(transcript(*(said(body, number) for number, body in enumerate([*SCRIPTS.values(), "\u13a3"]))))
    assert caplog.text == ""


def test_what_would_take_too_long_asks_for_fewer_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "MOST_SHAPED", 3)
    pages(transcript(*(said(JOINED["Arabic"], number) for number in range(3))))
    with pytest.raises(InvalidInputError, match="fewer days"):
        pages(transcript(*(said(JOINED["Arabic"], number) for number in range(4))))


def test_the_file_says_what_it_is() -> None:
    reader = PdfReader(io.BytesIO(PRINT(transcript(said(LINE)), "Alice Moreau", NOW)))
    assert reader.metadata
    assert (reader.metadata.title, reader.metadata.creator) == ("Text messages", "Textward")
    assert reader.metadata.creation_date == NOW
    assert str(reader.root_object["/Lang"]) == "en"


def measure(text: str) -> float:
    return float(len(text))


WRITTEN = st.text(st.sampled_from("ab é中。字👍\U0001f3fd\u200d\u0301"), max_size=60)


@given(WRITTEN, st.integers(4, 30))
@settings(max_examples=200)
def test_lines_hold_everything_and_fit(text: str, width: int) -> None:
    found = breaking.lines(text, width, measure)
    assert _kept(found) == _kept([text])
    for line in found:
        assert len(line) <= width or len(breaking.clusters(line.strip())) == 1


def _kept(lines: Sequence[str]) -> str:
    return "".join("".join(lines).split())


def test_words_stay_whole_where_they_can() -> None:
    assert breaking.lines("one two three", 8, measure) == ["one two", "three"]
    assert breaking.lines("  indented", 20, measure) == ["  indented"]
    assert breaking.lines("", 20, measure) == [""]
    assert breaking.lines("abcdefghij", 4, measure) == ["abcd", "efgh", "ij"]
    assert breaking.lines("你好。我想", 3, measure) == ["你好。", "我想"]


def test_every_font_is_there_and_covers_its_script() -> None:
    assert all(face.path.is_file() for face in (faces.MAIN, *faces.OTHERS))
    for body in [*SCRIPTS.values(), *JOINED.values()]:
        assert "".join(map(faces.shown, body)) == body
