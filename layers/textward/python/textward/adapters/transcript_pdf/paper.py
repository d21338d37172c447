"""Paper that text is set on, line by line: US Letter, with a margin for what stands on each page."""

from __future__ import annotations

import logging
import unicodedata
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

with warnings.catch_warnings():
    # The layer leaves out the libraries for pictures, which fpdf2 looks for and warns of.
    warnings.simplefilter("ignore", UserWarning)
    from fpdf import FPDF, TextMode

from textward.adapters.transcript_pdf import breaking, faces

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
        self.turn()

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
        self._use(style)
        found: list[str] = []
        plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4))
        for paragraph in plain.split("\n"):
            shown = "".join(map(faces.shown, paragraph))
            self._prepare(shown)
            found += breaking.lines(shown, width, lambda piece: self._measure(piece, style.size))
        return found

    def width(self, text: str, style: Style) -> float:
        """Measure a line."""
        self._prepare(text)
        self._use(style)
        return self._measure(text, style.size)

    def put(self, x: float, y: float, text: str, style: Style, right: float | None = None) -> None:
        """Set one line at a place; before `right`, when that is given. Text from right to left ends there by itself."""
        self._prepare(text)
        self._use(style)
        if not style.strong:
            self._put(x, y, text, style, right)
            return
        with self.pdf.local_context(text_mode=TextMode.FILL_STROKE):
            self._put(x, y, text, style, right)

    def _put(self, x: float, y: float, text: str, style: Style, right: float | None) -> None:
        baseline = y + style.height * _BASELINE
        if not _is_plain(text):
            self._put_shaped(x, y, text, style, right)
        elif right is not None:
            self.pdf.text(right - self._measure(text, style.size), baseline, text)
        else:
            self.pdf.text(x, baseline, text)

    def _put_shaped(self, x: float, y: float, text: str, style: Style, right: float | None) -> None:
        leftward = _goes_left(text)
        edge = right if right is not None else RIGHT
        self.pdf.set_text_shaping(True, direction="rtl" if leftward else "ltr")
        self.pdf.set_xy(x, y)
        align = "R" if leftward or right is not None else "L"
        self.pdf.cell(edge - x, style.height, text, align=align)
        self.pdf.set_text_shaping(False)

    def _use(self, style: Style) -> None:
        self.pdf.set_font(faces.MAIN.name, size=style.size)
        self.pdf.set_text_color(style.grey)
        self.pdf.set_draw_color(style.grey)
        self.pdf.set_line_width(style.size * _MM * _STROKE)

    def _measure(self, text: str, size: float) -> float:
        if _is_plain(text):
            return sum(self._width_of(char, size) for char in text)
        return self._width_of(text, size)

    def _width_of(self, piece: str, size: float) -> float:
        found = self._widths.get((piece, size))
        if found is None:
            self.pdf.set_text_shaping(not _is_plain(piece))
            found = self._widths[piece, size] = self.pdf.get_string_width(piece)
            self.pdf.set_text_shaping(False)
        return found

    def _prepare(self, text: str) -> None:
        """Open the fonts that a text needs besides the main one."""
        if _is_plain(text):
            return
        for char in set(text):
            face = faces.face_of(char)
            if face and face not in self._faces:
                self._add(face)

    def _add(self, face: Face) -> None:
        self.pdf.add_font(face.name, fname=face.path)
        self._faces.append(face)
        self.pdf.set_fallback_fonts([one.name for one in self._faces[1:]], exact_match=False)


def _is_plain(text: str) -> bool:
    return all(map(faces.is_plain, text))


def _goes_left(text: str) -> bool:
    """Tell whether a line reads from right to left: by its first letter that says (UAX 9, P2 and P3)."""
    strong = (unicodedata.bidirectional(char) for char in text)
    return next((one in _RIGHT_TO_LEFT for one in strong if one in {"L", "R", "AL"}), False)
