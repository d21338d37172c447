"""The `Staff` port on DynamoDB."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.group_writes import put_group
from textward.adapters.dynamodb.mapping.settings import member_of, role_of
from textward.adapters.dynamodb.models import LoginItem, MemberItem, RoleItem
from textward.adapters.dynamodb.roster_writes import (
    member_saved,
    read_roster,
    role_saved,
    roster_changed,
)
from textward.adapters.dynamodb.transactions import ConditionFailedError, single
from textward.domain.errors import ConflictError, NotFoundError
from textward.domain.role import Viewer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pynamodb.expressions.update import Action

    from textward.adapters.dynamodb.keys import Key
    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.audit import AuditEntry
    from textward.domain.group import Group
    from textward.domain.role import Member, Preferences, Role, Roster

CACHE_SECONDS = 30.0
"""How long a warm process may go on with what it knows of sign-ins and roles: a role change holds within a minute (row E5)."""
_CACHED_AT_MOST = 1000
K = TypeVar("K")
V = TypeVar("V")


class DynamoStaff:
    """Members and roles."""

    def __init__(self, tables: Tables, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Take the tables, and a clock in seconds that never goes back."""
        self._tables = tables
        self._monotonic = monotonic
        self._logins: dict[str, tuple[float, Key]] = {}
        self._roles: dict[Key, tuple[float, Role]] = {}

    def viewer(self, subject: str) -> Viewer | None:
        """Give the active member, with role, whose sign-in has this subject (AP-05).

        The member is read each time: deactivation, another role and another sign-in hold at once.
        """
        key = self._member_key(subject)
        item = self._tables.get(MemberItem, key) if key else None
        if item is None or not item.active or item.subject != subject:
            self._logins.pop(subject, None)
            return None
        role = self._role(keys.role(item.practice_id, item.role_id))
        return Viewer(member_of(item), role) if role else None

    def _member_key(self, subject: str) -> Key | None:
        known = self._fresh(self._logins, subject)
        if known is not None:
            return known
        login = self._tables.get(LoginItem, keys.login(subject))
        if login is None:
            return None
        return self._keep(self._logins, subject, keys.member(login.practice_id, login.member_id))

    def _role(self, key: Key) -> Role | None:
        known = self._fresh(self._roles, key)
        if known is not None:
            return known
        item = self._tables.get(RoleItem, key)
        return self._keep(self._roles, key, role_of(item)) if item else None

    def _fresh(self, cache: dict[K, tuple[float, V]], key: K) -> V | None:
        until, value = cache.get(key, (0.0, None))
        return value if self._monotonic() < until else None

    def _keep(self, cache: dict[K, tuple[float, V]], key: K, value: V) -> V:
        if len(cache) >= _CACHED_AT_MOST:
            cache.clear()
        cache[key] = (self._monotonic() + CACHE_SECONDS, value)
        return value

    def members(self, practice_id: str) -> tuple[Member, ...]:
        """Give all members of a practice, by name (AP-06)."""
        model = self._tables.of(MemberItem)
        found = model.query(keys.practice(practice_id).pk, model.sk.startswith(keys.MEMBER_PREFIX))
        return tuple(sorted((member_of(item) for item in found), key=lambda member: member.name))

    def roles(self, practice_id: str) -> tuple[Role, ...]:
        """Give all roles of a practice, by name (AP-06)."""
        model = self._tables.of(RoleItem)
        found = model.query(keys.practice(practice_id).pk, model.sk.startswith(keys.ROLE_PREFIX))
        return tuple(sorted((role_of(item) for item in found), key=lambda role: role.name))

    def save_member(self, member: Member, subject: str | None = None) -> None:
        """Store a member and, when given, which sign-in is theirs: an earlier one stops working."""
        member_saved(self._tables, member, subject).commit()
        self._forget()

    def save_role(self, practice_id: str, role: Role) -> None:
        """Store a role."""
        role_saved(self._tables, practice_id, role).commit()
        self._forget()

    def roster(self, practice_id: str) -> Roster:
        """Give all members and roles at one moment (AP-41)."""
        return read_roster(self._tables, practice_id)

    def change_roster(
        self,
        roster: Roster,
        *,
        member: Member | None = None,
        role: Role | None = None,
        groups: Sequence[Group] = (),
        audit: AuditEntry | None = None,
    ) -> None:
        """Store a member or role, new or changed, with the groups that change by it, if the roster is still the one given (AP-42).

        Raises:
            ConflictError: somebody changed a member or role meanwhile.
        """
        writes = roster_changed(self._tables, roster, member=member, role=role, audit=audit)
        for group in groups:
            put_group(writes, self._tables, group)
        try:
            writes.commit()
        except ConditionFailedError:
            raise ConflictError from None
        self._forget()

    def subject_of(self, practice_id: str, member_id: str) -> str | None:
        """Give which sign-in is a member's."""
        item = self._tables.get(MemberItem, keys.member(practice_id, member_id))
        return item.subject if item else None

    def _forget(self) -> None:
        """Go on with nothing known: this process sees its own changes at once."""
        self._logins.clear()
        self._roles.clear()

    def save_preferences(self, practice_id: str, member_id: str, preferences: Preferences) -> None:
        """Store a member's own switches.

        Raises:
            NotFoundError: no such member.
        """
        model = self._tables.of(MemberItem)
        item = model(*keys.member(practice_id, member_id))
        actions: list[Action] = [model.sound.set(preferences.sound), model.popup.set(preferences.popup)]
        try:
            single(lambda: item.update(actions, condition=model.pk.exists()))
        except ConditionFailedError:
            raise NotFoundError from None
