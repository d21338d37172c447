"""Attribute types of our own: moments as sortable text, private text that stays private, and values that may be absent."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from pynamodb.attributes import Attribute
from pynamodb.constants import BOOLEAN, NUMBER, STRING, STRING_SET

from textward.domain.private import Private

if TYPE_CHECKING:
    from pynamodb.expressions.update import Action

RawItem = dict[str, dict[str, Any]]
"""An item in DynamoDB's own form of attribute values."""


def iso(moment: datetime) -> str:
    """Write a moment as every item and key does: `2026-11-22T04:30:00.000Z`, which sorts by time."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def moment_of(text: str) -> datetime:
    """Read what `iso` wrote."""
    return datetime.fromisoformat(text)


class OptionalText(Attribute[str | None]):
    """Text that may be absent."""

    attr_type = STRING
    null = True


class OptionalNumber(Attribute[int | None]):
    """A whole number that may be absent."""

    attr_type = NUMBER
    null = True

    def serialize(self, value: int) -> str:
        """Give DynamoDB's form of a number."""
        return str(value)

    def deserialize(self, value: str) -> int:
        """Read DynamoDB's form of a number."""
        return int(value)


class Number(Attribute[int]):
    """A whole number."""

    attr_type = NUMBER

    def serialize(self, value: int) -> str:
        """Give DynamoDB's form of a number."""
        return str(value)

    def deserialize(self, value: str) -> int:
        """Read DynamoDB's form of a number."""
        return int(value)


class Flag(Attribute[bool]):
    """Yes or no; absent is no."""

    attr_type = BOOLEAN
    null = True

    def deserialize(self, value: bool) -> bool:  # noqa: FBT001 - the library's signature
        """Give the value as it is."""
        return value


class OptionalFlag(Attribute[bool | None]):
    """Yes or no, or never said."""

    attr_type = BOOLEAN
    null = True

    def deserialize(self, value: bool) -> bool:  # noqa: FBT001 - the library's signature
        """Give the value as it is."""
        return value


class Moment(Attribute[datetime]):
    """A moment, as `iso` writes it."""

    attr_type = STRING

    def serialize(self, value: datetime) -> str:
        """Write it sortably."""
        return iso(value)

    def deserialize(self, value: str) -> datetime:
        """Read it, in UTC."""
        return moment_of(value)


class OptionalMoment(Attribute[datetime | None]):
    """A moment that may be absent."""

    attr_type = STRING
    null = True

    def serialize(self, value: datetime) -> str:
        """Write it sortably."""
        return iso(value)

    def deserialize(self, value: str) -> datetime:
        """Read it, in UTC."""
        return moment_of(value)


class Day(Attribute[date]):
    """A day of the calendar."""

    attr_type = STRING

    def serialize(self, value: date) -> str:
        """Write `2026-11-22`."""
        return value.isoformat()

    def deserialize(self, value: str) -> date:
        """Read it."""
        return date.fromisoformat(value)


class PrivateText(Attribute[Private]):
    """Text about a person: private on both sides of the store, so that no item printed or logged shows it."""

    attr_type = STRING

    def serialize(self, value: Private) -> str:
        """Let the text out, to be stored encrypted at rest."""
        return value.reveal()

    def deserialize(self, value: str) -> Private:
        """Make it private again."""
        return Private(value)


class OptionalPrivate(Attribute[Private | None]):
    """Text about a person that may be absent."""

    attr_type = STRING
    null = True

    def serialize(self, value: Private) -> str:
        """Let the text out, to be stored encrypted at rest."""
        return value.reveal()

    def deserialize(self, value: str) -> Private:
        """Make it private again."""
        return Private(value)


class TextSet(Attribute[frozenset[str]]):
    """A set of ids; DynamoDB stores no empty set, so an empty one is absent."""

    attr_type = STRING_SET
    null = True

    def serialize(self, value: frozenset[str]) -> list[str] | None:
        """Give the members in order, or nothing."""
        return sorted(value) or None

    def deserialize(self, value: list[str]) -> frozenset[str]:
        """Read the set."""
        return frozenset(value)


def assign(attribute: Attribute[Any], value: object) -> Action:
    """Set an attribute, or remove it when the value is none or an empty set."""
    absent = value is None or value == frozenset()
    return attribute.remove() if absent else attribute.set(value)
