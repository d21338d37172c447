"""The numbers that can be bought: in every area code the hundred that are kept for fiction, 555-0100 to 555-0199.

So that nothing here can ever be a real person's number (North American Numbering Plan, 555 line numbers).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from local.telephone.phone_numbers import CANADIAN_AREA_CODES, country_of, national_form
from local.telephone.resources import Json, available_number_resource
from local.telephone.twilio_errors import TwilioError

if TYPE_CHECKING:
    from local.telephone.store import Store

_PLACES = {
    "202": ("Washington", "DC"),
    "206": ("Seattle", "WA"),
    "212": ("New York", "NY"),
    "303": ("Denver", "CO"),
    "305": ("Miami", "FL"),
    "312": ("Chicago", "IL"),
    "404": ("Atlanta", "GA"),
    "415": ("San Francisco", "CA"),
    "416": ("Toronto", "ON"),
    "512": ("Austin", "TX"),
    "514": ("Montreal", "QC"),
    "602": ("Phoenix", "AZ"),
    "604": ("Vancouver", "BC"),
    "613": ("Ottawa", "ON"),
    "617": ("Boston", "MA"),
    "902": ("Halifax", "NS"),
}
_AREA_CODE = re.compile(r"[2-9]\d{2}")
_NOT_FOR_PLACES = re.compile(r".11|8(00|33|44|55|66|77|88)|900|37.|96.|.9.")
"""Service codes, toll-free and premium codes, and those kept for expansion."""


def stock(store: Store, country: str, area_code: str | None, contains: str | None) -> list[str]:
    """List what can be bought in a country.

    Raises:
        TwilioError: 21451 for an area code that isn't three digits.
    """
    if area_code is not None and not re.fullmatch(r"\d{3}", area_code):
        raise TwilioError(21451, area_code)
    area_codes = [area_code] if area_code else sorted(_PLACES)
    numbers = (
        f"+1{code}55501{line:02d}" for code in area_codes if _is_in(code, country) for line in range(100)
    )
    pattern = _pattern(contains)
    return [number for number in numbers if pattern.search(number[2:]) and not is_taken(store, number)]


def is_taken(store: Store, number: str) -> bool:
    """Tell whether somebody has the number: the account, or a person with a phone."""
    return store.number_called(number) is not None or number in store.phones or not country_of(number)


def view_of(number: str, country: str) -> Json:
    """Show a number that can be bought."""
    return available_number_resource(
        number, national_form(number), _PLACES.get(number[2:5], ("", "")), country
    )


def _is_in(area_code: str, country: str) -> bool:
    if not _AREA_CODE.fullmatch(area_code) or _NOT_FOR_PLACES.fullmatch(area_code):
        return False
    return (area_code in CANADIAN_AREA_CODES) is (country == "CA")


def _pattern(contains: str | None) -> re.Pattern[str]:
    """Read Twilio's pattern: digits, and `*` for any digit."""
    digits = re.sub(r"[^\d*]", "", contains or "")
    return re.compile(digits.replace("*", r"\d"))
