"""What a practice's record system tells us, a line for each record: how its ids become ours, and which lines are refused (row J10).

A refusal says what to change and where, never what was sent: its words may end up in the record system's own log.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import TYPE_CHECKING

from textward.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_LINES = 1000
"""Lines in one call."""
LONGEST_ID = 64
LONGEST_NAME = 200
MOST_LISTED = 50
"""Members of a care team, or categories of a patient."""
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Of what records tell: some systems write the year 9999 for a day that is not known."""
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ID_BITS = 128
_ID_LENGTH = 26
_DIGIT_BITS = 5


class RecordKind(Enum):
    """Kinds of records, by the word for many of them in the API's paths."""

    FACILITIES = "facilities"
    CATEGORIES = "categories"
    MEMBERS = "members"
    PATIENTS = "patients"
    CARE_TEAMS = "care-teams"
    APPOINTMENTS = "appointments"
    SLOTS = "slots"


class Outcome(Enum):
    """What became of a line."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    """Nothing was written."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LineResult:
    """What became of one line."""

    line: int
    """From 1."""
    outcome: Outcome
    their_id: str | None = None
    """The record system's id; none when the line has none that could be read."""
    own_id: str | None = None
    detail: str | None = None
    """What to change, of a refused line."""
    pointer: str | None = None


def own_id(practice_id: str, kind: RecordKind, their_id: str) -> str:
    """Give our id of a record: in the form of a ULID, from a hash of practice, kind and the record system's id.

    So it needs no look-up, and a record that is sent again is the same object.
    """
    return derived_id(practice_id, kind.value, their_id)


def derived_id(practice_id: str, kind: str, their_id: str) -> str:
    """Give an id in the form of a ULID from a hash of what names the object: the same each time."""
    digest = hashlib.sha256(f"{practice_id}\n{kind}\n{their_id}".encode()).digest()
    number = int.from_bytes(digest[: _ID_BITS // 8])
    digits = [_CROCKFORD[(number >> (_DIGIT_BITS * place)) & 31] for place in range(_ID_LENGTH)]
    return "".join(reversed(digits))


def told(*said: str | datetime | None) -> str:
    """Give a mark by which the same is known again, however a line writes it: a hash over ids, times and states."""
    canonical = json.dumps([one.isoformat() if isinstance(one, datetime) else one for one in said])
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]


def read_lines(text: str) -> tuple[str, ...]:
    """Split a call's content into its lines.

    Raises:
        InvalidInputError: there are none, or too many.
    """
    lines = tuple(text.removesuffix("\n").split("\n"))
    if not text.strip():
        raise InvalidInputError("Send at least one line.")
    if len(lines) > MOST_LINES:
        raise InvalidInputError(f"Send at most {MOST_LINES} lines in a call.")
    return lines


def read_line(line: str) -> Fields:
    """Read one line.

    Raises:
        InvalidInputError: it is no JSON object.
    """
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise InvalidInputError("Each line must be a JSON object.")
    return Fields(values)


@dataclass(frozen=True, slots=True)
class Fields:
    """The members of a line, each read by what it must be."""

    values: Mapping[str, object]

    def only(self, *names: str) -> None:
        """Refuse members that nobody knows: a misspelt one must not pass for an absent one.

        Raises:
            InvalidInputError: there are some.
        """
        if not self.values.keys() <= set(names):
            raise InvalidInputError(f"Only these members are known: {', '.join(names)}.")

    def id(self, name: str) -> str:
        """Give one of the record system's ids.

        Raises:
            InvalidInputError: it is none.
        """
        value = self.values.get(name)
        if not is_id(value):
            raise _wrong(name, f"1 to {LONGEST_ID} visible ASCII characters")
        return str(value)

    def optional_id(self, name: str) -> str | None:
        """Give an id, or none.

        Raises:
            InvalidInputError: it is something else.
        """
        return None if self.values.get(name) is None else self.id(name)

    def ids(self, name: str) -> frozenset[str]:
        """Give a list of ids; an absent one is empty.

        Raises:
            InvalidInputError: it is something else, or too long.
        """
        value = self.values.get(name, [])
        if not isinstance(value, list) or len(value) > MOST_LISTED or not all(map(is_id, value)):
            raise _wrong(name, f"a list of at most {MOST_LISTED} ids")
        return frozenset(map(str, value))

    def text(self, name: str, longest: int = LONGEST_NAME) -> str:
        """Give words, single-spaced.

        Raises:
            InvalidInputError: there are none, too many, or they hold control characters.
        """
        value = self.values.get(name)
        words = " ".join(value.split()) if isinstance(value, str) else ""
        if not 1 <= len(words) <= longest or any(unicodedata.category(c) in {"Cc", "Cs"} for c in words):
            raise _wrong(name, f"text of 1 to {longest} characters")
        return words

    def optional_text(self, name: str, longest: int = LONGEST_NAME) -> str | None:
        """Give words, or none.

        Raises:
            InvalidInputError: as `text` says.
        """
        return None if self.values.get(name) is None else self.text(name, longest)

    def flag(self, name: str, *, default: bool) -> bool:
        """Give a yes or no.

        Raises:
            InvalidInputError: it is something else.
        """
        value = self.values.get(name, default)
        if not isinstance(value, bool):
            raise _wrong(name, "true or false")
        return value

    def choice(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        """Give one of a few words.

        Raises:
            InvalidInputError: it is none of them.
        """
        value = self.values.get(name, default)
        if value not in allowed:
            raise _wrong(name, f"one of {', '.join(allowed)}")
        return str(value)

    def birth_date(self, name: str, today: date) -> date:
        """Give a day in the past (ISO 8601).

        Raises:
            InvalidInputError: it is none.
        """
        value = self.values.get(name)
        try:
            day = date.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            day = None
        if day is None or not day.year >= FIRST_YEAR or day > today:
            raise _wrong(name, f"a date such as 1980-05-17, from {FIRST_YEAR} to today")
        return day

    def moment(self, name: str) -> datetime:
        """Give a moment in UTC (ISO 8601 with an offset), to the second.

        Raises:
            InvalidInputError: it is none.
        """
        value = self.values.get(name)
        try:
            found = datetime.fromisoformat(value) if isinstance(value, str) else None
            if found and found.tzinfo is not None and FIRST_YEAR <= found.year <= LAST_YEAR:
                return found.astimezone(UTC).replace(microsecond=0)
        except (ValueError, OverflowError):
            pass
        raise _wrong(
            name,
            f"a time with an offset, such as 2026-03-02T09:30:00-06:00, from {FIRST_YEAR} to {LAST_YEAR}",
        )


def is_id(value: object) -> bool:
    """Tell whether it is an id as the record system may give one."""
    return isinstance(value, str) and 1 <= len(value) <= LONGEST_ID and all("!" <= c <= "~" for c in value)


def _wrong(name: str, wanted: str) -> InvalidInputError:
    return InvalidInputError(f"`{name}` must be {wanted}.", f"/{name}")
