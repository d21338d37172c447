"""The `Practices` port on DynamoDB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.mapping.settings import (
    category_fields,
    facility_fields,
    facility_of,
    practice_fields,
    practice_of,
)
from textward.adapters.dynamodb.models import NamedItem, PracticeItem
from textward.adapters.dynamodb.transactions import ConditionFailedError, Writes, single
from textward.domain.errors import ConflictError, NotFoundError

if TYPE_CHECKING:
    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.practice import Category, Facility, Practice


class DynamoPractices:
    """Practices and what belongs to their settings."""

    def __init__(self, tables: Tables) -> None:
        """Take the tables."""
        self._tables = tables

    def by_number(self, e164: str) -> Practice | None:
        """Give the practice that a number belongs to (AP-01)."""
        item = self._tables.get(PracticeItem, keys.number(self._tables.hash_phone(e164)), consistent=False)
        return practice_of(item) if item else None

    def get(self, practice_id: str) -> Practice:
        """Give a practice (AP-02).

        Raises:
            NotFoundError: there is none.
        """
        item = self._tables.get(PracticeItem, keys.practice(practice_id))
        if item is None:
            raise NotFoundError
        return practice_of(item)

    def facilities(self, practice_id: str) -> tuple[Facility, ...]:
        """Give the practice's facilities, by name (AP-03)."""
        model = self._tables.of(NamedItem)
        found = model.query(keys.practice(practice_id).pk, model.sk.startswith(keys.FACILITY_PREFIX))
        return tuple(sorted((facility_of(item) for item in found), key=lambda facility: facility.name))

    def save(self, practice: Practice) -> None:
        """Store a practice and, where it has one, its number; a number changed leaves the old one pointing nowhere.

        Raises:
            ConflictError: another practice has the number, or somebody else changed this one's meanwhile.
        """
        before = self._tables.get(PracticeItem, keys.practice(practice.practice_id))
        model = self._tables.of(PracticeItem)
        fields = practice_fields(practice)
        unchanged = (
            model.number == before.number if before and before.number else model.number.does_not_exist()
        )
        writes = Writes(self._tables.connection)
        writes.put("practice", model(*keys.practice(practice.practice_id), **fields), unchanged)
        if before and before.number and before.number != practice.number:
            old = self._tables.hash_phone(before.number)
            writes.delete("old number", model(*keys.number(old)))
            writes.delete("old number listed", model(*keys.number_listed(old)))
        if practice.number:
            new = self._tables.hash_phone(practice.number)
            free = model.pk.does_not_exist() | (model.practice_id == practice.practice_id)
            writes.put("number", model(*keys.number(new), **fields), free)
            writes.put("number listed", model(*keys.number_listed(new), **fields))
        try:
            writes.commit()
        except ConditionFailedError as failed:
            raise ConflictError from failed

    def save_facility(self, facility: Facility) -> None:
        """Store a facility."""
        key = keys.facility(facility.practice_id, facility.facility_id)
        single(self._tables.of(NamedItem)(*key, **facility_fields(facility)).save)

    def save_category(self, category: Category) -> None:
        """Store a patient category."""
        key = keys.category(category.practice_id, category.category_id)
        single(self._tables.of(NamedItem)(*key, **category_fields(category)).save)

    def all_with_numbers(self) -> tuple[Practice, ...]:
        """Give every practice that has a number, for the scheduled reconciliation (AP-04)."""
        return tuple(practice_of(item) for item in self._tables.of(PracticeItem).query(keys.NUMBERS))
