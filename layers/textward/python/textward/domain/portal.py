"""The patients' portal: the practice's settings for it, and whom a patient may write to (rows H1-H3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from textward.domain.role import TextPrivilege

if TYPE_CHECKING:
    from textward.domain.group import GroupBook
    from textward.domain.patient import Patient


class Audience(Enum):
    """Whom patients may write to (row H2)."""

    GROUPS = "groups"
    MEMBERS = "members"
    BOTH = "both"


class MemberScope(Enum):
    """Which members patients may write to (row H2)."""

    ALL = "all"
    CARE_TEAM = "care_team"
    """The members of the patient's own in-house care team."""


@dataclass(frozen=True, slots=True)
class PortalSettings:
    """What the practice allows."""

    practice_id: str
    enabled: bool = False
    """Whether patients may send messages from the portal at all (row H1)."""
    audience: Audience = Audience.GROUPS
    member_scope: MemberScope = MemberScope.ALL
    excluded: frozenset[str] = field(default_factory=frozenset)
    """Members who never get messages from patients."""
    version: int = 1


class RecipientKind(Enum):
    """What a patient writes to."""

    GROUP = "group"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class PortalRecipient:
    """One entry of the list that a patient chooses from."""

    kind: RecipientKind
    recipient_id: str
    name: str
    description: str = ""


def recipients(book: GroupBook, patient: Patient) -> tuple[PortalRecipient, ...]:
    """Say whom the patient may write to: groups first, each kind by name (row H3).

    A member whose role has no part in messages is left out: what they get would never be read.
    """
    portal = book.portal
    if not portal.enabled:
        return ()
    found: list[PortalRecipient] = []
    if portal.audience is not Audience.MEMBERS and book.practice.paid_plan:
        found += sorted(
            (
                PortalRecipient(RecipientKind.GROUP, group.group_id, group.name, group.description)
                for group in book.groups
                if group.is_open_to(patient)
            ),
            key=_by_name,
        )
    if portal.audience is not Audience.GROUPS:
        found += sorted(_members(book, patient), key=_by_name)
    return tuple(found)


def _members(book: GroupBook, patient: Patient) -> list[PortalRecipient]:
    readers = {r.role_id for r in book.roster.roles if r.text_messages is not TextPrivilege.NONE}
    return [
        PortalRecipient(RecipientKind.MEMBER, member.member_id, member.name)
        for member in book.roster.members
        if member.active
        and member.role_id in readers
        and member.member_id not in book.portal.excluded
        and (book.portal.member_scope is MemberScope.ALL or member.member_id in patient.care_team)
    ]


def _by_name(recipient: PortalRecipient) -> tuple[str, str]:
    return recipient.name.casefold(), recipient.recipient_id
