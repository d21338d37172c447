"""A whole transcript on paper: who, when, in which words, and what became of it; each page says whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textward.adapters.transcript_pdf import paper as sheet
from textward.adapters.transcript_pdf import wording
from textward.adapters.transcript_pdf.paper import Paper, Style
from textward.domain.transcript import Channel

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from textward.domain.private import Private
    from textward.domain.transcript import Said, Transcript

_TITLE = Style(16, strong=True)
_LABEL = Style(9, grey=90)
_VALUE = Style(9.5)
_DAY = Style(9.5, strong=True)
_TIME = Style(8, grey=90)
_AUTHOR = Style(9.5, strong=True)
_WAY = Style(8, grey=90)
_BODY = Style(10)
_TROUBLE = Style(8.5, grey=40, strong=True)
_MARGIN = Style(8, grey=90)
_MARGIN_STRONG = Style(8.5, grey=40, strong=True)
_COLUMN = sheet.LEFT + 27
_WIDTH = sheet.RIGHT - _COLUMN
_LABELS = 36.0
_NAMES = 110.0
_LEAST = 18.0
"""Room, in millimetres, without which no message is begun on a page."""
_LOCK = "\N{LOCK}"


@dataclass(frozen=True, slots=True)
class PdfTranscripts:
    """Sets transcripts."""

    display: Callable[[Private], str]
    """How a phone number is shown."""

    def __call__(self, transcript: Transcript, by: str, now: datetime) -> bytes:
        """Give the file; `by` is whoever takes it out.

        Raises:
            InvalidInputError: it holds more of a script that takes long to set than one request has time for.
        """
        with Paper() as page:
            self._set(page, transcript, by, now)
            page.pdf.set_title(wording.title(transcript))
            page.pdf.set_author(transcript.practice.name)
            page.pdf.set_creator("Textward")
            page.pdf.set_lang("en")
            page.pdf.set_creation_date(now)
            return bytes(page.pdf.output())

    def _set(self, page: Paper, transcript: Transcript, by: str, now: datetime) -> None:
        zone = ZoneInfo(transcript.practice.time_zone)
        setting = _Setting(page, transcript, zone, self._other_side(transcript))
        setting.opening(by, now, self.display(transcript.phone) if transcript.phone else "")
        for _, day in groupby(transcript.said, setting.day_of):
            setting.day(list(day))
        if not transcript.said:
            page.put(sheet.LEFT, page.y, "Nothing was said in this period.", _BODY)
        setting.margins(by, now)

    def _other_side(self, transcript: Transcript) -> str:
        if transcript.patient:
            return transcript.patient.name.reveal()
        return self.display(transcript.phone) if transcript.phone else "Unknown number"


@dataclass(frozen=True, slots=True)
class _Setting:
    page: Paper
    transcript: Transcript
    zone: ZoneInfo
    other_side: str

    def day_of(self, said: Said) -> str:
        return wording.day(said.at.astimezone(self.zone).date())

    def opening(self, by: str, now: datetime, phone: str) -> None:
        """Set the title and what the paper is about."""
        page, patient = self.page, self.transcript.patient
        page.put(sheet.LEFT, page.y, wording.title(self.transcript), _TITLE)
        page.y += _TITLE.height + 3
        facts = [("Practice", self.transcript.practice.name)]
        if patient:
            facts += [
                ("Patient", patient.name.reveal()),
                ("Patient number", patient.number),
                ("Date of birth", wording.short_day(patient.date_of_birth)),
            ]
        if phone:
            facts.append(("Mobile number" if patient else "Number", phone))
        facts += self._about()
        facts += [
            ("Period", wording.period(self.transcript.period)),
            ("Messages", f"{len(self.transcript.said):,}"),
            ("Times are in", self.transcript.practice.time_zone.replace("_", " ")),
            ("Exported", f"{wording.moment(now, self.zone)}, by {by}"),
        ]
        for label, value in facts:
            self._fact(label, value)
        page.y += 2

    def _about(self) -> list[tuple[str, str]]:
        conversation = self.transcript.conversation
        if conversation is None:
            return []
        return [
            ("Written to", wording.addressed(self.transcript)),
            ("Subject", conversation.subject.reveal()),
        ]

    def _fact(self, label: str, value: str) -> None:
        page, x = self.page, sheet.LEFT + _LABELS
        page.put(sheet.LEFT, page.y, label, _LABEL)
        for line in page.broken(value, _VALUE, sheet.RIGHT - x):
            page.put(x, page.y, line, _VALUE)
            page.y += _VALUE.height

    def day(self, said: list[Said]) -> None:
        """Set one day's messages below its date."""
        page = self.page
        page.need(_DAY.height + 6 + _LEAST)
        page.y += 3
        page.put(sheet.LEFT, page.y, self.day_of(said[0]), _DAY)
        page.y += _DAY.height + 1
        for one in said:
            self._message(one)

    def _message(self, said: Said) -> None:
        page = self.page
        page.need(_LEAST)
        page.rule(page.y, 215)
        page.y += 1.6
        self._heading(said)
        for line in page.broken(said.body.reveal(), _BODY, _WIDTH):
            page.need(_BODY.height)
            page.put(_COLUMN, page.y, line, _BODY, right=sheet.RIGHT if sheet.goes_left(line) else None)
            page.y += _BODY.height
        trouble = wording.failure(said.delivery)
        if trouble:
            page.need(_TROUBLE.height)
            page.put(_COLUMN, page.y, f"Not delivered: {trouble}", _TROUBLE)
            page.y += _TROUBLE.height
        page.y += 1.8

    def _heading(self, said: Said) -> None:
        """Set time, author, way and outcome: on one line where they fit, else the way below the author."""
        page = self.page
        author = wording.author(self.transcript, said, self.other_side)
        way = wording.way(self.transcript, said) + (f" {_LOCK}" if said.channel is Channel.SECURED else "")
        outcome = wording.outcome(said, self.zone)
        page.put(sheet.LEFT, page.y + 0.5, wording.clock(said.at, self.zone), _TIME)
        taken = page.width(author, _AUTHOR) + 3
        room = _WIDTH - taken - (page.width(outcome, _WAY) + 4 if outcome else 0)
        fits = page.width(way, _WAY) <= room
        for line in page.broken(author, _AUTHOR, _WIDTH):
            page.put(_COLUMN, page.y, line, _AUTHOR)
            page.y += _AUTHOR.height
        y = page.y - _AUTHOR.height + 0.5 if fits else page.y
        page.put(_COLUMN + taken if fits else _COLUMN, y, way, _WAY)
        if outcome:
            page.put(_COLUMN, y, outcome, _WAY, right=sheet.RIGHT)
        page.y += 0 if fits else _WAY.height

    def margins(self, by: str, now: datetime) -> None:
        """Set on each page whose it is, and which of how many."""
        page, last = self.page, self.page.pdf.pages_count
        exported = f"Exported {wording.moment(now, self.zone)}, by {by}"
        practice = page.shortened(self.transcript.practice.name, _MARGIN_STRONG, _NAMES)
        identity = self._identity()
        room = sheet.RIGHT - sheet.LEFT - page.width(identity, _MARGIN)
        name = page.shortened(self.other_side, _MARGIN, room)
        for number in range(1, last + 1):
            page.pdf.page = number
            page.put(sheet.LEFT, 14, practice, _MARGIN_STRONG)
            page.put(sheet.LEFT, 14, wording.title(self.transcript), _MARGIN, right=sheet.RIGHT)
            page.put(sheet.LEFT, 19, name, _MARGIN)
            page.put(sheet.LEFT + page.width(name, _MARGIN), 19, identity, _MARGIN)
            page.rule(26, 150)
            page.rule(261, 150)
            page.put(sheet.LEFT, 262.5, exported, _MARGIN)
            page.put(sheet.LEFT, 262.5, f"Page {number} of {last}", _MARGIN, right=sheet.RIGHT)
            page.put(sheet.LEFT, 267, f"Conversation {self.transcript.thread_id}", _MARGIN)

    def _identity(self) -> str:
        """Give what tells patients of the same name apart."""
        patient = self.transcript.patient
        if patient is None:
            return ""
        return f" · number {patient.number} · born {wording.short_day(patient.date_of_birth)}"
