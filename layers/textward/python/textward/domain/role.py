"""Roles: what a member may see and do (rows E1-E5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from textward.domain.errors import NotAllowedError
from textward.domain.inbox import InboxList


class TextPrivilege(Enum):
    """The privilege 'view/compose text messages' (row E1)."""

    NONE = "none"
    ASSIGNED = "assigned"
    ALL = "all"


_ASSIGNED_LISTS = frozenset({InboxList.PENDING_FOR_ME, InboxList.ASSIGNED_TO_ME, InboxList.SENT_BY_ME})


@dataclass(frozen=True, slots=True)
class Role:
    """A named set of privileges."""

    role_id: str
    name: str
    text_messages: TextPrivilege = TextPrivilege.NONE
    practice_admin: bool = False
    manage_groups: bool = False
    phr_settings: bool = False
    version: int = 1

    def may_list(self, name: InboxList) -> bool:
        """Tell whether the role may see that list (rows E2, E3)."""
        if self.text_messages is TextPrivilege.ALL:
            return True
        return self.text_messages is TextPrivilege.ASSIGNED and name in _ASSIGNED_LISTS


@dataclass(frozen=True, slots=True)
class Preferences:
    """A member's own switches (row D10)."""

    sound: bool = True
    popup: bool = True


@dataclass(frozen=True, slots=True)
class Member:
    """One of the practice's staff."""

    practice_id: str
    member_id: str
    name: str
    role_id: str
    active: bool = True
    facility_ids: frozenset[str] = field(default_factory=frozenset)
    preferences: Preferences = field(default_factory=Preferences)
    version: int = 1
    record_id: str | None = None
    """The record system's own id; none of a member who isn't from there."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """The member who asks, with the role as it was looked up less than a minute ago (row E5)."""

    member: Member
    role: Role

    @property
    def practice_id(self) -> str:
        """Give the practice whose objects, and no others, the viewer may reach."""
        return self.member.practice_id

    @property
    def member_id(self) -> str:
        """Give the member's id."""
        return self.member.member_id

    @property
    def sees_all(self) -> bool:
        """Tell whether every thread of the practice is theirs to see."""
        return self.role.text_messages is TextPrivilege.ALL

    @property
    def may_text(self) -> bool:
        """Tell whether the role has any part in text messages."""
        return self.role.text_messages is not TextPrivilege.NONE

    @property
    def sees_appointments(self) -> bool:
        """Tell whether every appointment of the practice is theirs to see."""
        return self.sees_all or self.role.practice_admin

    def require_appointments(self, *, own: bool = False) -> None:
        """Refuse a member who may not see the practice's appointments, or `own` ones.

        Raises:
            NotAllowedError: the role shows only what is assigned and all were asked for, or has no part in them.
        """
        if not self.sees_appointments and not (own and self.may_text):
            raise NotAllowedError

    def require_texting(self) -> None:
        """Refuse a member whose role has no part in text messages.

        Raises:
            NotAllowedError: the privilege is none.
        """
        if not self.may_text:
            raise NotAllowedError

    def require_all(self) -> None:
        """Refuse a member who may see only what is assigned to them.

        Raises:
            NotAllowedError: the privilege is less than all messages.
        """
        if not self.sees_all:
            raise NotAllowedError

    def require_admin(self) -> None:
        """Refuse a member who doesn't administer the practice (row E1).

        Raises:
            NotAllowedError: the role isn't a practice admin's.
        """
        if not self.role.practice_admin:
            raise NotAllowedError

    def require_groups(self) -> None:
        """Refuse a member who may not edit message groups (rows E4, G5).

        Raises:
            NotAllowedError: the role lacks the privilege.
        """
        if not self.role.manage_groups:
            raise NotAllowedError

    def require_portal(self) -> None:
        """Refuse a member who may not edit the portal's settings (row E4).

        Raises:
            NotAllowedError: the role lacks the privilege.
        """
        if not self.role.phr_settings:
            raise NotAllowedError


@dataclass(frozen=True, slots=True)
class Roster:
    """All members and roles of a practice at one moment: what every change to them is checked against."""

    practice_id: str
    version: int
    """Moves with every change to a member or role, so that two editors can't break an invariant together."""
    members: tuple[Member, ...]
    roles: tuple[Role, ...]

    def role(self, role_id: str) -> Role | None:
        """Give a role."""
        return next((role for role in self.roles if role.role_id == role_id), None)

    def member(self, member_id: str) -> Member | None:
        """Give a member."""
        return next((member for member in self.members if member.member_id == member_id), None)

    def administrators(self) -> frozenset[str]:
        """Give the active members who administer the practice; there is always one."""
        roles = {role.role_id for role in self.roles if role.practice_admin}
        return frozenset(m.member_id for m in self.members if m.active and m.role_id in roles)
