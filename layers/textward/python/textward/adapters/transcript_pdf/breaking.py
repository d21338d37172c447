"""Where lines break: at spaces, between the characters of scripts without spaces, and anywhere in what is too long."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Measure = Callable[[str], float]

_WORDS = re.compile(r"\s*\S+\s*?(?=\s|$)|\s+")
_WIDE = frozenset({"W", "F"})
_NEVER_FIRST = frozenset({"Lm", "Pe", "Pf", "Po"})
"""Categories of what no line of Chinese or Japanese begins with: closing brackets, full stops, marks of length."""
_JOINER = "\u200d"
_SKIN = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_TAGS = range(0xE0020, 0xE0080)


def lines(paragraph: str, width: float, measure: Measure) -> list[str]:
    """Break a paragraph, which holds no line break, into lines of at most `width`; there is always one."""
    found, line, filled = [], "", 0.0
    for piece in _pieces(paragraph, width, measure):
        size = measure(piece)
        if line and filled + size > width and measure((line + piece).rstrip()) > width:
            found.append(line.rstrip())
            line = piece.lstrip()
            filled = measure(line)
        else:
            line, filled = line + piece, filled + size
    return [*found, line.rstrip()]


def clusters(text: str) -> list[str]:
    """Split a text into what people take for one character, roughly as UAX 29 does."""
    found: list[str] = []
    for char in text:
        if found and _belongs(found[-1], char):
            found[-1] += char
        else:
            found.append(char)
    return found


def _belongs(before: str, char: str) -> bool:
    if unicodedata.category(char) in {"Mn", "Mc", "Me"} or char == _JOINER or before.endswith(_JOINER):
        return True
    if ord(char) in _FLAG_LETTERS:
        return len(before) == 1 and ord(before) in _FLAG_LETTERS
    return ord(char) in _SKIN or ord(char) in _TAGS


def _pieces(paragraph: str, width: float, measure: Measure) -> Iterator[str]:
    """Give what must not be broken further, with the spaces before it."""
    for word in _WORDS.findall(paragraph):
        if not _is_wide(word) and measure(word) <= width:
            yield word
        else:
            yield from _parts(word, width, measure)


def _parts(word: str, width: float, measure: Measure) -> Iterator[str]:
    """Break a word that is too long, or that is written without spaces between words."""
    part, filled = "", 0.0
    for cluster in clusters(word):
        size = measure(cluster)
        if part and (filled + size > width or _may_begin(cluster[0])):
            yield part
            part, filled = "", 0.0
        part, filled = part + cluster, filled + size
    if part:
        yield part


def _is_wide(word: str) -> bool:
    return not word.isascii() and any(unicodedata.east_asian_width(char) in _WIDE for char in word)


def _may_begin(char: str) -> bool:
    """Tell whether a line may begin with a character in the middle of a word: one of a script without spaces."""
    wide = unicodedata.east_asian_width(char) in _WIDE
    return wide and unicodedata.category(char) not in _NEVER_FIRST
