"""Ports for members: roles, sign-ins, and the pages that they have open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from textward.domain.audit import AuditEntry
    from textward.domain.group import Group
    from textward.domain.private import Private
    from textward.domain.role import Member, Preferences, Role, Roster, Viewer


class Staff(Protocol):
    """Members and roles."""

    def viewer(self, subject: str) -> Viewer | None:
        """Give the active member, with role, whose sign-in has this subject (AP-05).

        The role may be up to 30 s old (row E5); whether the member is active is read each time, so deactivation holds at once.
        """

    def members(self, practice_id: str) -> tuple[Member, ...]:
        """Give all members of a practice, by name (AP-06)."""

    def roles(self, practice_id: str) -> tuple[Role, ...]:
        """Give all roles of a practice, by name (AP-06)."""

    def save_member(self, member: Member, subject: str | None = None) -> None:
        """Store a member and, when given, which sign-in is theirs."""

    def save_role(self, practice_id: str, role: Role) -> None:
        """Store a role."""

    def roster(self, practice_id: str) -> Roster:
        """Give all members and roles at one moment (AP-41)."""

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

    def subject_of(self, practice_id: str, member_id: str) -> str | None:
        """Give which sign-in is a member's."""

    def save_preferences(self, practice_id: str, member_id: str, preferences: Preferences) -> None:
        """Store a member's own switches.

        Raises:
            NotFoundError: no such member.
        """


@dataclass(frozen=True, slots=True)
class Connection:
    """A member's open page."""

    practice_id: str
    connection_id: str
    member_id: str
    sees_all: bool
    thread_id: str | None = None
    """The thread that the page has open."""
    doing: str = ""
    """`viewing` or `typing`."""


class Connections(Protocol):
    """Open pages and the one-time tickets that let them connect."""

    def issue_ticket(self, ticket_key: str, viewer: Viewer, expires_at: datetime) -> None:
        """Store a ticket under the hash of its value."""

    def redeem(self, ticket_key: str, connection_id: str, now: datetime) -> bool:
        """Turn a live ticket into a connection, once; False for any other (AP-35)."""

    def forget(self, connection_id: str) -> None:
        """Drop a connection (AP-36)."""

    def get(self, connection_id: str) -> Connection | None:
        """Give one open page (AP-44)."""

    def watch(self, connection: Connection) -> None:
        """Store which thread the page has open, and what its member does there; nothing when the page is gone."""

    def of_practice(self, practice_id: str) -> tuple[Connection, ...]:
        """Give the practice's open pages (AP-37)."""


class StaffPush(Protocol):
    """The WebSocket."""

    def push(self, connection_id: str, payload: dict[str, str]) -> bool:
        """Push to one page; False when it is gone."""

    def close(self, connection_id: str) -> None:
        """Close a page's connection; nothing when it is gone."""


class SignIns(Protocol):
    """Members' sign-ins, at the identity provider."""

    def switch(self, subject: str, *, enabled: bool) -> None:
        """Let a sign-in work, or stop it and end its sessions."""

    def invite(self, member_id: str, email: Private) -> str:
        """Make a member's sign-in and send them an invitation; give its subject, that of the first time when asked again.

        Raises:
            InvalidInputError: the address signs somebody else in.
        """

    def has_moved(self, subject: str, email: Private) -> bool:
        """Tell whether a sign-in is by another address than this; False when it is gone."""

    def readdress(self, subject: str, email: Private) -> None:
        """Let a member sign in by another address, and not by the earlier one any more; nothing when the sign-in is gone.

        Raises:
            InvalidInputError: the address signs somebody else in.
        """
