"""The days and times of day that a reply names, only in forms that leave no doubt (rows F2, F3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

WHEN_MARK = "@when"

_WEEKDAYS = (
    ("monday", "lunes", "lundi"),
    ("tuesday", "tues", "martes", "mardi"),
    ("wednesday", "miercoles", "mercredi"),
    ("thursday", "thurs", "jueves", "jeudi"),
    ("friday", "viernes", "vendredi"),
    ("saturday", "sabado", "samedi"),
    ("sunday", "domingo", "dimanche"),
)
_MONTHS = (
    ("january", "enero", "janvier"),
    ("february", "febrero", "fevrier"),
    ("march", "marzo", "mars"),
    ("april", "abril", "avril"),
    ("may", "mayo", "mai"),
    ("june", "junio", "juin"),
    ("july", "julio", "juillet"),
    ("august", "agosto", "aout"),
    ("september", "septiembre", "septembre"),
    ("october", "octubre", "octobre"),
    ("november", "noviembre", "novembre"),
    ("december", "diciembre", "decembre"),
)
_WEEKDAY = {name: number for number, names in enumerate(_WEEKDAYS) for name in names}
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_WEEKDAY_NAMES, _MONTH_NAMES = "|".join(_WEEKDAY), "|".join(_MONTH)

_FORMS = tuple(
    re.compile(rf"\b(?:{form})\b")
    for form in (
        rf"(?P<month>{_MONTH_NAMES}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|er)?(?: de| of)? (?P<month>{_MONTH_NAMES})",
        r"(?P<hour>\d{1,2})(?::| ?h ?)(?P<minute>\d\d)(?: ?(?P<half>[ap]) ?m)?",
        r"(?:a las? )?(?P<hour>\d{1,2}) de la (?P<part>manana|tarde)",
        r"(?:at )?(?P<hour>\d{1,2}) ?(?P<half>[ap]) ?m",
        r"(?:at )?(?P<hour>\d{1,2}) ?(?:h|heures?|hrs?|o clock|oclock)",
        r"(?:at|a las?) (?P<hour>\d{1,2})(?! ?(?:or|o|ou)\b)",
        r"(?P<word>noon|midi|mediodia)",
        r"(?:in the |le |l |the )?(?P<part>morning|afternoon|matin|apres midi)(?: one)?",
        r"(?:por |en |de )?la (?P<part>tarde)",
        r"(?:por la |en la |de la )(?P<part>manana)",
        r"(?P<ahead>today|hoy|aujourd hui|tomorrow|manana|demain)",
        rf"(?P<weekday>{_WEEKDAY_NAMES})",
        r"(?:the |el |le )(?P<day>[4-9]|[12]\d|3[01])(?:th|st|nd|rd)?",
    )
)
_AHEAD = {"today": 0, "hoy": 0, "aujourd hui": 0, "tomorrow": 1, "manana": 1, "demain": 1}
_MORNING = frozenset({"morning", "manana", "matin"})
_NOON = 12
_LAST_HOUR, _LAST_MINUTE = 23, 59


@dataclass(frozen=True, slots=True)
class When:
    """What a reply says of a day and a time; None for what it doesn't say."""

    weekday: int | None = None
    """Monday is 0."""
    days_ahead: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    """As written: 3 may be three in the afternoon unless `afternoon` says."""
    minute: int | None = None
    afternoon: bool | None = None

    def fits(self, local: datetime, today: date) -> bool:
        """Tell whether a moment, by the practice's clock, is one that the reply may mean."""
        day = local.date()
        return (
            self.weekday in {None, day.weekday()}
            and (self.days_ahead is None or day == today + timedelta(days=self.days_ahead))
            and self.month in {None, day.month}
            and self.day in {None, day.day}
            and self.afternoon in {None, local.hour >= _NOON}
            and (self.hour is None or self._fits_hour(local))
        )

    def _fits_hour(self, local: datetime) -> bool:
        return self.hour is not None and local.minute == (self.minute or 0) and (
            local.hour == self.hour or (self.hour <= _NOON and local.hour % _NOON == self.hour % _NOON)
        )  # fmt: skip


def take_when(words: str) -> tuple[str, When | None]:
    """Give the words with each day or time replaced by a mark, and what they say together; None if they contradict.

    A time that can't be, such as 25:00, is left as it is written.
    """
    said: dict[str, int | bool] = {}
    clear = True
    for form in _FORMS:
        for match in form.finditer(words):
            found = _read(match)
            clear = clear and found is not None and not said.keys() & found.keys()
            said |= found or {}
        words = form.sub(WHEN_MARK, words)
    return words, When(**said) if said and clear else None  # type: ignore[arg-type] # each key is a field of its type


def _read(match: re.Match[str]) -> dict[str, int | bool] | None:
    groups = {name: text for name, text in match.groupdict().items() if text}
    if "word" in groups:
        return {"hour": _NOON, "minute": 0, "afternoon": True}
    found: dict[str, int | bool] = {
        name: int(groups[name]) for name in ("day", "hour", "minute") if name in groups
    }
    if "weekday" in groups:
        found["weekday"] = _WEEKDAY[groups["weekday"]]
    if "month" in groups:
        found["month"] = _MONTH[groups["month"]]
    if "ahead" in groups:
        found["days_ahead"] = _AHEAD[groups["ahead"]]
    if "part" in groups or "half" in groups:
        found["afternoon"] = groups.get("half") == "p" or groups.get("part", "manana") not in _MORNING
    return found if found.get("hour", 0) <= _LAST_HOUR and found.get("minute", 0) <= _LAST_MINUTE else None
