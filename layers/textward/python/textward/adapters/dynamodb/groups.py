"""The `Groups` port on DynamoDB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.group_writes import drop_place, groups_changed
from textward.adapters.dynamodb.mapping.groups import group_of, portal_of
from textward.adapters.dynamodb.mapping.settings import category_of, facility_of, practice_of
from textward.adapters.dynamodb.models import GroupItem, NamedItem, PortalItem, PracticeItem
from textward.adapters.dynamodb.roster_writes import practice_items, roster_of
from textward.adapters.dynamodb.transactions import ConditionFailedError
from textward.domain.errors import ConflictError, NotFoundError
from textward.domain.group import GroupBook
from textward.domain.portal import PortalSettings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TypeVar

    from textward.adapters.dynamodb.attributes import RawItem
    from textward.adapters.dynamodb.models import TableItem
    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.audit import AuditEntry
    from textward.domain.group import Group
    from textward.domain.practice import Category, Facility

    M = TypeVar("M", bound=TableItem)


class DynamoGroups:
    """Message groups and the portal's settings."""

    def __init__(self, tables: Tables) -> None:
        """Take the tables."""
        self._tables = tables

    def book(self, practice_id: str) -> GroupBook:
        """Give practice, roster, facilities, categories, groups and portal settings at one moment, in one Query (AP-50).

        The Query goes backwards, so the roster's version is read before all that it guards.

        Raises:
            NotFoundError: there is no such practice.
        """
        items = list(practice_items(self._tables, practice_id))
        practice = next(iter(self._only(PracticeItem, items, keys.practice(practice_id).sk)), None)
        if practice is None:
            raise NotFoundError
        portal = next(iter(self._only(PortalItem, items, keys.PORTAL)), None)
        return GroupBook(
            practice_of(practice),
            roster_of(self._tables, practice_id, items),
            portal_of(portal) if portal else PortalSettings(practice_id),
            tuple(sorted(map(facility_of, self._only(NamedItem, items, keys.FACILITY_PREFIX)), key=_name)),
            tuple(sorted(map(category_of, self._only(NamedItem, items, keys.CATEGORY_PREFIX)), key=_name)),
            _by_name(self._only(GroupItem, items, keys.GROUP_PREFIX)),
        )

    def _only(self, model: type[M], items: Iterable[RawItem], beginning: str) -> list[M]:
        """Pick the items of one kind, by the beginning of their sort key."""
        bound = self._tables.of(model)
        return [bound.from_raw_data(raw) for raw in items if str(raw["sk"]["S"]).startswith(beginning)]

    def change(
        self,
        book: GroupBook,
        *,
        groups: Sequence[Group] = (),
        portal: PortalSettings | None = None,
        closed_facility: str | None = None,
        deleted_category: str | None = None,
        audit: Sequence[AuditEntry] = (),
    ) -> None:
        """Store groups and settings as given, and drop a facility or category, if nothing of the book moved meanwhile (AP-51).

        Moves the roster's version. The practice must still be on the paid plan when `groups` holds one that isn't retired.

        Raises:
            ConflictError: somebody changed a member, role, group, facility, category or setting of the book meanwhile.
        """
        practice_id = book.practice.practice_id
        writes = groups_changed(self._tables, book, groups=groups, portal=portal, audit=audit)
        if closed_facility:
            drop_place(writes, self._tables, keys.facility(practice_id, closed_facility))
        if deleted_category:
            drop_place(writes, self._tables, keys.category(practice_id, deleted_category))
        try:
            writes.commit()
        except ConditionFailedError:
            raise ConflictError from None

    def all(self, practice_id: str) -> tuple[Group, ...]:
        """Give the practice's groups, retired ones too, by name (AP-52)."""
        model = self._tables.of(GroupItem)
        found = model.query(
            keys.practice(practice_id).pk, model.sk.startswith(keys.GROUP_PREFIX), consistent_read=True
        )
        return _by_name(found)

    def get(self, practice_id: str, group_id: str) -> Group | None:
        """Give one group (AP-53)."""
        item = self._tables.get(GroupItem, keys.group(practice_id, group_id))
        return group_of(item) if item else None

    def portal(self, practice_id: str) -> PortalSettings:
        """Give the portal's settings; those of a practice that never set any allow nothing (AP-54)."""
        item = self._tables.get(PortalItem, keys.portal(practice_id))
        return portal_of(item) if item else PortalSettings(practice_id)


def _by_name(items: Iterable[GroupItem]) -> tuple[Group, ...]:
    return tuple(sorted(map(group_of, items), key=lambda group: (group.name, group.group_id)))


def _name(named: Facility | Category) -> str:
    return named.name
