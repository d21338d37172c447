"""Phone numbers of the US and Canada as the telephone understands them: E.164 in, E.164 out."""

from __future__ import annotations

import re

_E164 = re.compile(r"\+[1-9]\d{7,14}")
_NANP = re.compile(r"\+1[2-9]\d{2}[2-9]\d{6}")
_PUNCTUATION = re.compile(r"[\s().-]")
_NATIONAL_LENGTH = 10

_CANADIAN_AREA_CODES = (
    "204 226 236 249 250 257 263 289 306 343 354 365 367 368 382 403 416 418 428 431 437 438 450 468 474 506 514 519 "
    "548 579 581 584 587 604 613 639 647 672 683 705 709 742 753 778 780 782 807 819 825 867 873 879 902 905"
)
CANADIAN_AREA_CODES = frozenset(_CANADIAN_AREA_CODES.split())
"""Area codes in use in Canada (Canadian Numbering Administrator)."""


def parse_phone_number(text: str) -> str | None:
    """Read a number written in E.164 or nationally with ten digits; None if it can't be one."""
    digits = _PUNCTUATION.sub("", text)
    if digits.isascii() and digits.isdigit() and len(digits) == _NATIONAL_LENGTH:
        digits = "+1" + digits
    if not _E164.fullmatch(digits):
        return None
    if digits.startswith("+1") and not _NANP.fullmatch(digits):
        return None
    return digits


def national_form(phone_number: str) -> str:
    """Write a US or Canadian number as people there do, e.g. `(415) 555-0132`; others as they are."""
    if not phone_number.startswith("+1"):
        return phone_number
    return f"({phone_number[2:5]}) {phone_number[5:8]}-{phone_number[8:]}"


def country_of(phone_number: str) -> str:
    """Tell CA, US, or nothing for a number of another country."""
    if not phone_number.startswith("+1"):
        return ""
    return "CA" if phone_number[2:5] in CANADIAN_AREA_CODES else "US"
