"""How many SMS segments a text takes (3GPP TS 23.038: GSM 7-bit alphabet, else UCS-2)."""

from __future__ import annotations

from math import ceil

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
"""Letters of the extension table take two places."""

_GSM_SINGLE, _GSM_PART = 160, 153
_UCS2_SINGLE, _UCS2_PART = 70, 67


def is_gsm(body: str) -> bool:
    """Tell whether the text fits the 7-bit alphabet."""
    return all(letter in _BASIC or letter in _EXTENDED for letter in body)


def count_segments(body: str) -> int:
    """Count the segments of a text; an empty one still takes one.

    A part of a long GSM text never ends on an escape, and a part of a UCS-2 one never splits a surrogate pair.
    """
    gsm = is_gsm(body)
    sizes = [_gsm_size(letter) if gsm else _ucs2_size(letter) for letter in body]
    single, part = (_GSM_SINGLE, _GSM_PART) if gsm else (_UCS2_SINGLE, _UCS2_PART)
    if sum(sizes) <= single:
        return 1
    if max(sizes) == 1:
        return ceil(len(sizes) / part)
    return _pack(sizes, part)


def _pack(sizes: list[int], part: int) -> int:
    parts, used = 1, 0
    for size in sizes:
        if used + size > part:
            parts, used = parts + 1, 0
        used += size
    return parts


def _gsm_size(letter: str) -> int:
    return 2 if letter in _EXTENDED else 1


def _ucs2_size(letter: str) -> int:
    return len(letter.encode("utf-16-be")) // 2
