"""The fonts, and which character each of them has: Noto, by the SIL Open Font License.

One font for most of what is written here, and others for what it lacks, each opened only when a character asks for it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import manimgx_fonts
import noto_cjk_sans_jp_regular
from fontTools.ttLib import TTFont

_NOTO = Path(manimgx_fonts.__file__).parent
_CJK = Path(noto_cjk_sans_jp_regular.__file__).parent


@dataclass(frozen=True, slots=True)
class Face:
    """One font."""

    name: str
    path: Path


def _noto(name: str) -> Face:
    return Face(name, _NOTO / f"{name}[wght].ttf")


MAIN = _noto("NotoSans")
EMOJI = _noto("NotoEmoji")
_SYMBOLS = _noto("NotoSansSymbols")
_CHINESE = Face("NotoSansCJK", _CJK / "NotoSansCJKjp-Regular.otf")
"""Chinese, in both its scripts, Japanese and Korean."""
_SCRIPTS = (
    "Arabic Hebrew Devanagari Bengali Gurmukhi Gujarati Tamil Telugu Kannada Malayalam Sinhala Oriya"
    " Thai Lao Khmer Myanmar Armenian Georgian Ethiopic"
)
OTHERS = (
    EMOJI,
    _SYMBOLS,
    *(_noto(f"NotoSans{script}") for script in _SCRIPTS.split()),
    _CHINESE,
)
"""In the order in which they are asked; the largest comes last."""

_ONE_BY_ONE_FACES = frozenset({MAIN, EMOJI, _SYMBOLS, _CHINESE})
_HANDLED = frozenset(
    "\u200b\u200c\u200d\u200e\u200f\u2060\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e\ufeff\u00ad"
)
"""Characters that steer others and show nothing by themselves."""
_VARIATIONS = range(0xFE00, 0xFE10)
_TAGS = range(0xE0020, 0xE0080)
_LEFT_TO_RIGHT = frozenset({"L", "EN", "ES", "ET", "CS", "ON", "WS"})
_ONE_BY_ONE = frozenset(
    {"Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po"}
) | {
    "Sm",
    "Sc",
    "Sk",
    "So",
    "Zs",
}


@cache
def _covered(face: Face) -> frozenset[int]:
    with TTFont(face.path, lazy=True) as font:
        return frozenset(font.getBestCmap())


@cache
def face_of(char: str) -> Face | None:
    """Give the font that has a character; None when none has."""
    return next((face for face in (MAIN, *OTHERS) if ord(char) in _covered(face)), None)


@cache
def alone(char: str) -> Face | None:
    """Give the font that sets a character by itself, from left to right; None where neighbours have a say in its form."""
    if unicodedata.category(char) not in _ONE_BY_ONE or unicodedata.bidirectional(char) not in _LEFT_TO_RIGHT:
        return None
    face = face_of(char)
    return face if face in _ONE_BY_ONE_FACES else None


@cache
def shown(char: str) -> str:
    """Give a character as it can be set: one that no font has is named, so that it isn't lost."""
    if (
        alone(char)
        or _steers(char)
        or (unicodedata.category(char) not in {"Cc", "Cs", "Co"} and face_of(char))
    ):
        return char
    name = unicodedata.name(char, "")
    return f"[U+{ord(char):04X}{' ' if name else ''}{name}]"


def _steers(char: str) -> bool:
    return char in _HANDLED or ord(char) in _VARIATIONS or ord(char) in _TAGS
