"""Paper that text is set on, line by line: US Letter, with a margin for what stands on each page."""

from __future__ import annotations

import logging
import unicodedata
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

with warnings.catch_warnings():
    # The layer leaves out the libraries for pictures, which fpdf2 looks for and warns of.
    warnings.simplefilter("ignore", UserWarning)
    from fpdf import FPDF, TextMode
    from fpdf.fonts import TTFFont

from textward.adapters.transcript_pdf import breaking, faces
from textward.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from textward.adapters.transcript_pdf.faces import Face

# Their warnings name the characters that a font lacks: parts of what people wrote.
logging.getLogger("fpdf").setLevel(logging.CRITICAL)
logging.getLogger("fontTools").setLevel(logging.CRITICAL)

LEFT = 20.0
"""Millimetres, as all measures here but sizes of type."""
RIGHT = 195.9
TOP = 34.0
BOTTOM = 257.0
_MM = 25.4 / 72
_LEADING = 1.45
_BASELINE = 0.74
"""Where letters stand, of the line's height."""
_STROKE = 0.028
"""How much wider strong letters are drawn, of their size."""
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_TURNING = _RIGHT_TO_LEFT | {"AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI", "PDF", "PDI"}
MOST_SHAPED = 2500
"""Runs whose letters have to be joined or to change places: each takes some twenty times as long as one of other letters,
and a file has to be done within the time of one request."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a line is set."""

    size: float
    """Points."""
    grey: int = 0
    """0 is black, 255 white."""
    strong: bool = False

    @property
    def height(self) -> float:
        """Give the height of a line, in millimetres."""
        return self.size * _MM * _LEADING


class Paper:
    """Pages that are filled from the top; `y` is where the next line goes."""

    def __init__(self) -> None:
        """Take the first page."""
        self.pdf = FPDF(format="letter")
        self.pdf.set_auto_page_break(False)
        self.pdf.c_margin = 0
        self._faces: list[Face] = []
        self._add(faces.MAIN)
        self._widths: dict[tuple[str, float], float] = {}
        self._shaped = 0
        self.turn()

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the fonts' files, which fpdf2 leaves open."""
        for font in self.pdf.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    def turn(self) -> None:
        """Take a new page."""
        self.pdf.add_page()
        self.y = TOP

    def need(self, height: float) -> None:
        """Take a new page unless so much room is left."""
        if self.y + height > BOTTOM:
            self.turn()

    def rule(self, y: float, grey: int, left: float = LEFT) -> None:
        """Draw a thin line from side to side."""
        self.pdf.set_draw_color(grey)
        self.pdf.set_line_width(0.2)
        self.pdf.line(left, y, RIGHT, y)

    def broken(self, text: str, style: Style, width: float) -> list[str]:
        """Break a text into lines, each with everything that can be set; what can't be is named."""
        found: list[str] = []
        plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4))
        for paragraph in plain.split("\n"):
            shown = "".join(map(faces.shown, paragraph))
            found += breaking.lines(shown, width, lambda piece: self._measure(piece, style.size))
        return found

    def shortened(self, text: str, style: Style, width: float) -> str:
        """Give a text, or as many of its words as fit on one line."""
        first, *more = self.broken(text, style, width)
        return f"{self.broken(text, style, width - 3)[0]} …" if more else first

    def width(self, text: str, style: Style) -> float:
        """Measure a line."""
        return self._measure(text, style.size)

    def put(self, x: float, y: float, text: str, style: Style, right: float | None = None) -> None:
        """Set one line at a place; before `right`, when that is given.

        Raises:
            InvalidInputError: too much of the paper takes long to set.
        """
        self.pdf.set_text_color(style.grey)
        if right is not None:
            x = right - self._measure(text, style.size)
        if not style.strong:
            self._put(x, y, text, style)
            return
        edge = style.size * _MM * _STROKE
        with self.pdf.local_context(text_mode=TextMode.FILL_STROKE, draw_color=style.grey, line_width=edge):
            self._put(x, y, text, style)

    def _put(self, x: float, y: float, text: str, style: Style) -> None:
        runs = _runs(text)
        for face, run in runs:
            if face is None:
                self._put_shaped(x, y, run, style)
            else:
                self._choose(face, style.size)
                self.pdf.text(x, y + style.height * _BASELINE, run)
            x += self._measure_run(face, run, style.size) if len(runs) > 1 else 0

    def _put_shaped(self, x: float, y: float, text: str, style: Style) -> None:
        if self._shaped == MOST_SHAPED:
            raise InvalidInputError(
                "This is too much for one PDF. Choose fewer days with `from` and `to`, or the format `fhir`.",
                "/from",
            )
        self._shaped += 1
        self._choose(faces.MAIN, style.size)
        self.pdf.set_text_shaping(True, direction="rtl" if goes_left(text) else "ltr")
        self.pdf.set_xy(x, y)
        self.pdf.cell(RIGHT - x, style.height, text, align="L")
        self.pdf.set_text_shaping(False)

    def _choose(self, face: Face, size: float) -> None:
        if face not in self._faces:
            self._add(face)
        self.pdf.set_font(face.name, size=size)

    def _measure(self, text: str, size: float) -> float:
        found = self._widths.get((text, size))
        if found is None:
            found = sum(self._measure_run(face, run, size) for face, run in _runs(text))
            self._widths[text, size] = found
        return found

    def _measure_run(self, face: Face | None, run: str, size: float) -> float:
        self._choose(face or faces.MAIN, size)
        if face is not None:
            return self.pdf.get_string_width(run)
        self._prepare(run)
        self.pdf.set_text_shaping(True)
        width = self.pdf.get_string_width(run)
        self.pdf.set_text_shaping(False)
        return width

    def _prepare(self, text: str) -> None:
        """Open the fonts that a text asks for besides the main one."""
        for char in set(text):
            face = faces.face_of(char)
            if face and face not in self._faces:
                self._add(face)

    def _add(self, face: Face) -> None:
        self.pdf.add_font(face.name, fname=face.path)
        self._faces.append(face)
        self.pdf.set_fallback_fonts([one.name for one in self._faces[1:]], exact_match=False)


def _runs(text: str) -> list[tuple[Face | None, str]]:
    """Split a line into runs that one font sets letter by letter, and those, of no one font, whose letters must be joined.

    A line that has anything written from right to left is one of the latter as a whole: its words change places.
    """
    if text.isascii():
        return [(faces.MAIN, text)]
    if any(unicodedata.bidirectional(char) in _TURNING for char in text):
        return [(None, text)]
    found: list[tuple[Face | None, str]] = []
    for cluster in breaking.clusters(text):
        face = faces.alone(cluster) if len(cluster) == 1 else None
        if found and found[-1][0] is face:
            found[-1] = (face, found[-1][1] + cluster)
        else:
            found.append((face, cluster))
    return found


def goes_left(text: str) -> bool:
    """Tell whether a line reads from right to left: by its first letter that says (UAX 9, P2 and P3)."""
    strong = (unicodedata.bidirectional(char) for char in text)
    return next((one in _RIGHT_TO_LEFT for one in strong if one in {"L", "R", "AL"}), False)
