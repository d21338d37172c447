"""The `Practices` and `Staff` ports in memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from textward.domain.errors import ConflictError, InvalidInputError, NotFoundError, TransientError
from textward.domain.role import Roster, Viewer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.fakes.state import FakeState
    from textward.domain.audit import AuditEntry
    from textward.domain.group import Group
    from textward.domain.practice import Category, Facility, Practice
    from textward.domain.private import Private
    from textward.domain.role import Member, Preferences, Role


@dataclass
class FakePractices:
    """Practices and what belongs to their settings."""

    state: FakeState

    def by_number(self, e164: str) -> Practice | None:
        return next((practice for practice in self.all_with_numbers() if practice.number == e164), None)

    def get(self, practice_id: str) -> Practice:
        try:
            return self.state.practices[practice_id]
        except KeyError:
            raise NotFoundError from None

    def facilities(self, practice_id: str) -> tuple[Facility, ...]:
        found = (
            facility for facility in self.state.facilities.values() if facility.practice_id == practice_id
        )
        return tuple(sorted(found, key=lambda facility: facility.name))

    def save(self, practice: Practice) -> None:
        holder = self.by_number(practice.number) if practice.number else None
        if holder and holder.practice_id != practice.practice_id:
            raise ConflictError
        self.state.practices[practice.practice_id] = practice

    def save_facility(self, facility: Facility) -> None:
        self.state.facilities[facility.practice_id, facility.facility_id] = facility

    def save_category(self, category: Category) -> None:
        self.state.categories[category.practice_id, category.category_id] = category

    def all_with_numbers(self) -> tuple[Practice, ...]:
        return tuple(practice for practice in self.state.practices.values() if practice.number)


@dataclass
class FakeStaff:
    """Members and roles."""

    state: FakeState

    def viewer(self, subject: str) -> Viewer | None:
        key = self.state.logins.get(subject)
        member = self.state.members.get(key) if key else None
        role = self.state.roles.get((member.practice_id, member.role_id)) if member else None
        return Viewer(member, role) if member and member.active and role else None

    def members(self, practice_id: str) -> tuple[Member, ...]:
        found = (member for member in self.state.members.values() if member.practice_id == practice_id)
        return tuple(sorted(found, key=lambda member: member.name))

    def roles(self, practice_id: str) -> tuple[Role, ...]:
        found = (role for (owner, _), role in self.state.roles.items() if owner == practice_id)
        return tuple(sorted(found, key=lambda role: role.name))

    def save_member(self, member: Member, subject: str | None = None) -> None:
        key = (member.practice_id, member.member_id)
        self.state.members[key] = member
        self.state.roster_versions[member.practice_id] += 1
        if subject:
            for earlier in [login for login, owner in self.state.logins.items() if owner == key]:
                del self.state.logins[earlier]
            self.state.logins[subject] = key

    def save_role(self, practice_id: str, role: Role) -> None:
        self.state.roles[practice_id, role.role_id] = role
        self.state.roster_versions[practice_id] += 1

    def roster(self, practice_id: str) -> Roster:
        version = self.state.roster_versions[practice_id]
        return Roster(practice_id, version, self.members(practice_id), self.roles(practice_id))

    def change_roster(
        self,
        roster: Roster,
        *,
        member: Member | None = None,
        role: Role | None = None,
        groups: Sequence[Group] = (),
        audit: AuditEntry | None = None,
    ) -> None:
        if self.state.roster_versions[roster.practice_id] != roster.version:
            raise ConflictError
        if member:
            stored = self.state.members.get((member.practice_id, member.member_id), member)
            self.save_member(replace(member, preferences=stored.preferences))
        if role:
            self.save_role(roster.practice_id, role)
        for group in groups:
            self.state.put_group(group)
        self.state.note(audit)

    def subject_of(self, practice_id: str, member_id: str) -> str | None:
        owned = (login for login, owner in self.state.logins.items() if owner == (practice_id, member_id))
        return next(owned, None)

    def save_preferences(self, practice_id: str, member_id: str, preferences: Preferences) -> None:
        key = (practice_id, member_id)
        if key not in self.state.members:
            raise NotFoundError
        self.state.members[key] = replace(self.state.members[key], preferences=preferences)


@dataclass
class FakeSignIns:
    """The `SignIns` port: keeps which sign-ins were stopped."""

    stopped: set[str] = field(default_factory=set)
    down: bool = False
    invited: dict[str, str] = field(default_factory=dict)
    """Whom each address signs in; the subject is made of the member's id."""

    def invite(self, member_id: str, email: Private) -> str:
        if self.down:
            raise TransientError
        if self.invited.setdefault(email.reveal(), member_id) != member_id:
            raise InvalidInputError("This address signs somebody else in.", "/email")
        return f"subject-of-{member_id}"

    def has_moved(self, subject: str, email: Private) -> bool:
        if self.down:
            raise TransientError
        return self._address(subject) not in {None, email.reveal()}

    def readdress(self, subject: str, email: Private) -> None:
        before = self._address(subject)
        if email.reveal() in self.invited:
            raise InvalidInputError("This address signs somebody else in.", "/email")
        if before:
            self.invited[email.reveal()] = self.invited.pop(before)

    def _address(self, subject: str) -> str | None:
        found = (one for one, member_id in self.invited.items() if subject == f"subject-of-{member_id}")
        return next(found, None)

    def switch(self, subject: str, *, enabled: bool) -> None:
        if self.down:
            raise TransientError
        if enabled:
            self.stopped.discard(subject)
        else:
            self.stopped.add(subject)
