"""The `Staff` port on DynamoDB."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.attributes import assign
from textward.adapters.dynamodb.mapping.settings import (
    member_fields,
    member_of,
    role_fields,
    role_of,
)
from textward.adapters.dynamodb.models import LoginItem, MemberItem, RoleItem
from textward.adapters.dynamodb.transactions import ConditionFailedError, Writes, single
from textward.domain.errors import NotFoundError
from textward.domain.role import Viewer

if TYPE_CHECKING:
    from collections.abc import Callable

    from pynamodb.expressions.update import Action

    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.role import Member, Preferences, Role

CACHE_SECONDS = 30.0
"""How long a warm process may go on with what it knows of a member: a role change holds within a minute (row E5)."""
_CACHED_AT_MOST = 1000


class DynamoStaff:
    """Members and roles."""

    def __init__(self, tables: Tables, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Take the tables, and a clock in seconds that never goes back."""
        self._tables = tables
        self._monotonic = monotonic
        self._viewers: dict[str, tuple[float, Viewer]] = {}

    def viewer(self, subject: str) -> Viewer | None:
        """Give the active member, with role, whose sign-in has this subject (AP-05)."""
        until, viewer = self._viewers.get(subject, (0.0, None))
        if viewer is not None and self._monotonic() < until:
            return viewer
        viewer = self._find(subject)
        self._viewers.pop(subject, None)
        if viewer is not None:
            if len(self._viewers) >= _CACHED_AT_MOST:
                self._viewers.clear()
            self._viewers[subject] = (self._monotonic() + CACHE_SECONDS, viewer)
        return viewer

    def _find(self, subject: str) -> Viewer | None:
        login = self._tables.get(LoginItem, keys.login(subject))
        if login is None:
            return None
        member = self._tables.get(MemberItem, keys.member(login.practice_id, login.member_id))
        if member is None or not member.active:
            return None
        role = self._tables.get(RoleItem, keys.role(member.practice_id, member.role_id))
        return Viewer(member_of(member), role_of(role)) if role else None

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
        model = self._tables.of(MemberItem)
        key = keys.member(member.practice_id, member.member_id)
        attributes = model.get_attributes()
        actions: list[Action] = [
            assign(attributes[name], value) for name, value in member_fields(member).items()
        ]
        writes = Writes(self._tables.connection)
        if subject:
            before = self._tables.get(MemberItem, key)
            login = self._tables.of(LoginItem)
            if before and before.subject and before.subject != subject:
                writes.delete("old login", login(*keys.login(before.subject)))
            writes.put(
                "login",
                login(*keys.login(subject), practice_id=member.practice_id, member_id=member.member_id),
            )
            actions.append(model.subject.set(subject))
        writes.update("member", model(*key), actions)
        writes.commit()
        self._viewers.clear()

    def save_role(self, practice_id: str, role: Role) -> None:
        """Store a role."""
        key = keys.role(practice_id, role.role_id)
        single(self._tables.of(RoleItem)(*key, **role_fields(practice_id, role)).save)
        self._viewers.clear()

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
        self._viewers.clear()
