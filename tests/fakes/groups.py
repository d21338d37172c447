"""The `Groups` port in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.fakes.settings import FakePractices, FakeStaff
from textward.domain.errors import ConflictError
from textward.domain.group import GroupBook
from textward.domain.portal import PortalSettings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.fakes.state import FakeState
    from textward.domain.audit import AuditEntry
    from textward.domain.group import Group


@dataclass
class FakeGroups:
    """Message groups and the portal's settings."""

    state: FakeState

    def book(self, practice_id: str) -> GroupBook:
        practices = FakePractices(self.state)
        categories = (c for c in self.state.categories.values() if c.practice_id == practice_id)
        return GroupBook(
            practice=practices.get(practice_id),
            roster=FakeStaff(self.state).roster(practice_id),
            portal=self.portal(practice_id),
            facilities=practices.facilities(practice_id),
            categories=tuple(sorted(categories, key=lambda category: category.name)),
            groups=self.all(practice_id),
        )

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
        practice_id, state = book.practice.practice_id, self.state
        if state.roster_versions[practice_id] != book.roster.version:
            raise ConflictError
        if any(not group.retired for group in groups) and not state.practices[practice_id].paid_plan:
            raise ConflictError
        for group in groups:
            state.put_group(group)
        if portal:
            state.portals[practice_id] = portal
        state.facilities.pop((practice_id, closed_facility or ""), None)
        state.categories.pop((practice_id, deleted_category or ""), None)
        state.roster_versions[practice_id] += 1
        state.audit.extend(audit)

    def all(self, practice_id: str) -> tuple[Group, ...]:
        found = (group for group in self.state.groups.values() if group.practice_id == practice_id)
        return tuple(sorted(found, key=lambda group: (group.name, group.group_id)))

    def get(self, practice_id: str, group_id: str) -> Group | None:
        return self.state.groups.get((practice_id, group_id))

    def portal(self, practice_id: str) -> PortalSettings:
        return self.state.portals.get(practice_id, PortalSettings(practice_id))
