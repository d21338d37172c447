"""Members with the privilege edit message groups (rows G1-G5); practice admins close facilities and delete categories."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.errors import ConflictError, InvalidInputError, NotFoundError
from textward.domain.group import check_group, without_category, without_facility

if TYPE_CHECKING:
    from collections.abc import Callable

    from textward.domain.audit import AuditEntry
    from textward.domain.group import Group, GroupBook
    from textward.domain.role import Viewer
    from textward.services.group_ports import Groups
    from textward.services.ports import Ids
    from textward.services.record_audit import AuditTrail

TRIES = 5
"""Tries while others edit something else of the practice: each is checked anew against what they left."""


@dataclass(frozen=True, slots=True)
class ManageGroups:
    """The use cases. Each edit is checked against one state of the practice, and stored only if that is still the state."""

    groups: Groups
    ids: Ids

    def book(self, viewer: Viewer) -> GroupBook:
        """Give all groups, with what their rules speak of.

        Raises:
            NotAllowedError: the role may not edit groups.
        """
        viewer.require_groups()
        return self.groups.book(viewer.practice_id)

    def add(self, viewer: Viewer, wanted: Group, trail: AuditTrail) -> Group:
        """Add a group; it gets an id of its own.

        Raises:
            NotAllowedError: the role may not edit groups.
            PaidPlanNeededError, InvalidInputError: a rule is broken.
            ConflictError: others edit all the time.
        """
        group = replace(
            tidy(wanted), practice_id=viewer.practice_id, group_id=self.ids.new(), retired=False, version=1
        )
        return self._save(viewer, lambda _: group, trail)

    def change(self, viewer: Viewer, wanted: Group, trail: AuditTrail) -> Group:
        """Change a group, retired or not as `wanted` says; `wanted.version` is the one that the member saw.

        Raises:
            NotAllowedError, NotFoundError: the role may not edit groups, or there is no such group.
            PaidPlanNeededError, InvalidInputError: a rule is broken.
            ConflictError: somebody changed the group first.
        """

        def changed(book: GroupBook) -> Group:
            now = _seen(book, wanted.group_id, wanted.version)
            return replace(tidy(wanted), practice_id=viewer.practice_id, version=now.version + 1)

        return self._save(viewer, changed, trail)

    def retire(self, viewer: Viewer, group_id: str, version: int, trail: AuditTrail) -> Group:
        """Take a group out of what patients can choose; what was written stays. Also without the paid plan.

        Raises:
            NotAllowedError, NotFoundError: the role may not edit groups, or there is no such group.
            ConflictError: somebody changed the group first.
        """
        viewer.require_groups()
        for _ in range(TRIES):
            book = self.groups.book(viewer.practice_id)
            now = _seen(book, group_id, version)
            if now.retired:
                return now
            retired = replace(now, retired=True, version=now.version + 1)
            entry = _entry(trail, viewer, Action.GROUP_RETIRED, group_id)
            if self._stored(book, retired, entry):
                return retired
        raise ConflictError

    def _save(self, viewer: Viewer, change: Callable[[GroupBook], Group], trail: AuditTrail) -> Group:
        viewer.require_groups()
        for _ in range(TRIES):
            book = self.groups.book(viewer.practice_id)
            group = change(book)
            check_group(book, group)
            if self._stored(book, group, _entry(trail, viewer, Action.GROUP_SAVED, group.group_id)):
                return group
        raise ConflictError

    def _stored(self, book: GroupBook, group: Group, entry: AuditEntry) -> bool:
        try:
            self.groups.change(book, groups=[group], audit=[entry])
        except ConflictError:
            return False
        return True

    def close_facility(self, viewer: Viewer, facility_id: str, trail: AuditTrail) -> tuple[Group, ...]:
        """Close a facility; give the groups for its patients alone, which are retired with it.

        Raises:
            NotAllowedError, NotFoundError: the viewer is no practice admin, or there is no such facility.
            InvalidInputError: it is the last one.
            ConflictError: others edit all the time.
        """
        viewer.require_admin()
        for _ in range(TRIES):
            book = self.groups.book(viewer.practice_id)
            if facility_id not in {facility.facility_id for facility in book.facilities}:
                raise NotFoundError
            if len(book.facilities) == 1:
                raise InvalidInputError("A practice keeps at least one facility.")
            retired = without_facility(book.groups, facility_id)
            entries = _entries(trail, viewer, Action.FACILITY_CLOSED, facility_id, retired)
            try:
                self.groups.change(book, groups=retired, closed_facility=facility_id, audit=entries)
            except ConflictError:
                continue
            return retired
        raise ConflictError

    def delete_category(self, viewer: Viewer, category_id: str, trail: AuditTrail) -> tuple[Group, ...]:
        """Delete a patient category; give the groups for its patients alone, which are retired with it.

        Raises:
            NotAllowedError, NotFoundError: the viewer is no practice admin, or there is no such category.
            ConflictError: others edit all the time.
        """
        viewer.require_admin()
        for _ in range(TRIES):
            book = self.groups.book(viewer.practice_id)
            if category_id not in {category.category_id for category in book.categories}:
                raise NotFoundError
            retired = without_category(book.groups, category_id)
            entries = _entries(trail, viewer, Action.CATEGORY_DELETED, category_id, retired)
            try:
                self.groups.change(book, groups=retired, deleted_category=category_id, audit=entries)
            except ConflictError:
                continue
            return retired
        raise ConflictError


def tidy(group: Group) -> Group:
    """Take away spaces that nobody means."""
    return replace(group, name=" ".join(group.name.split()), description=" ".join(group.description.split()))


def _seen(book: GroupBook, group_id: str, version: int) -> Group:
    now = book.group(group_id)
    if now is None:
        raise NotFoundError
    if now.version != version:
        raise ConflictError
    return now


def _entry(trail: AuditTrail, viewer: Viewer, action: Action, target_id: str) -> AuditEntry:
    return replace(trail.entry(viewer.practice_id, action), target_id=target_id)


def _entries(
    trail: AuditTrail, viewer: Viewer, action: Action, target_id: str, retired: tuple[Group, ...]
) -> list[AuditEntry]:
    first = _entry(trail, viewer, action, target_id)
    return [first, *(_entry(trail, viewer, Action.GROUP_RETIRED, group.group_id) for group in retired)]
