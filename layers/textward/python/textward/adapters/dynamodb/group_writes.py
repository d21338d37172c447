"""Writing message groups and the portal's settings: each change moves the roster's version, and needs the one that was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.audit import note
from textward.adapters.dynamodb.mapping.groups import group_fields, portal_fields
from textward.adapters.dynamodb.models import GroupItem, NamedItem, PortalItem, PracticeItem
from textward.adapters.dynamodb.roster_writes import move_roster
from textward.adapters.dynamodb.transactions import Writes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pynamodb.expressions.condition import Condition

    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.audit import AuditEntry
    from textward.domain.group import Group, GroupBook
    from textward.domain.portal import PortalSettings


def groups_changed(
    tables: Tables,
    book: GroupBook,
    *,
    groups: Sequence[Group],
    portal: PortalSettings | None,
    audit: Sequence[AuditEntry],
) -> Writes:
    """Prepare changed or new groups and settings, on condition that nothing of the book has moved.

    The plan is no part of the roster, so it is held against the practice's own item where a group is to be open.
    """
    writes, practice_id = Writes(tables.connection), book.practice.practice_id
    for group in groups:
        before = book.group(group.group_id)
        put_group(writes, tables, group, _as_read(before))
    if not all(group.retired for group in groups):
        model = tables.of(PracticeItem)
        writes.check("plan", model(*keys.practice(practice_id)), model.paid_plan == True)  # noqa: E712 - a condition
    if portal:
        writes.put("portal", tables.of(PortalItem)(*keys.portal(practice_id), **portal_fields(portal)))
    move_roster(writes, tables, practice_id, book.roster.version)
    for entry in audit:
        note(writes, tables, entry)
    return writes


def put_group(writes: Writes, tables: Tables, group: Group, condition: Condition | None = None) -> None:
    """Add a group as it is to be to a transaction."""
    key = keys.group(group.practice_id, group.group_id)
    writes.put("group", tables.of(GroupItem)(*key, **group_fields(group)), condition)


def drop_place(writes: Writes, tables: Tables, key: keys.Key) -> None:
    """Add the end of a facility or category to a transaction, on condition that it is there."""
    writes.delete("place", tables.of(NamedItem)(*key), NamedItem.pk.exists())


def _as_read(before: Group | None) -> Condition:
    unchanged: Condition = GroupItem.version == before.version if before else GroupItem.pk.does_not_exist()
    return unchanged
