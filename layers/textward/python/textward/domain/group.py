"""Message groups: who may write to them, who answers, and the rules that no edit may break (rows G1-G4)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING

from textward.domain.errors import InvalidInputError, PaidPlanNeededError
from textward.domain.patient import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textward.domain.patient import Patient
    from textward.domain.portal import PortalSettings
    from textward.domain.practice import Category, Facility, Practice
    from textward.domain.role import Roster

MOST_MEMBERS = 10
MOST_GROUPS = 40
"""Groups of a practice that are not retired; all can be retired at once in one transaction, each with its line of audit."""
MOST_KEPT = 90
"""Groups with the retired ones: a member can be taken out of all of them in one transaction."""
LONGEST_NAME = 60
_BLANK_LETTERS = dict.fromkeys(map(ord, "\u115f\u1160"))
"""The fillers of Hangul: letters to Unicode, nothing to the eye. `fold` gives the half-width one too as the second of them."""
LONGEST_DESCRIPTION = 300


class Answering(Enum):
    """Who gets what patients write to a group (row G3)."""

    MEMBERS = "members"
    """The group's admins and users."""
    CARE_TEAM = "care_team"
    """The patient's in-house care team, besides the group's admins."""


@dataclass(frozen=True, slots=True)
class Group:
    """A team that patients write to by its name."""

    practice_id: str
    group_id: str
    name: str
    description: str = ""
    """Shown to patients beside the name."""
    facility_id: str | None = None
    """Whose patients may write to it; None for every facility's."""
    category_id: str | None = None
    """Which patients may write to it; None for all."""
    answering: Answering = Answering.MEMBERS
    admins: frozenset[str] = field(default_factory=frozenset)
    """Members who see everything that the group gets, and assign it."""
    users: frozenset[str] = field(default_factory=frozenset)
    """Members who see what is assigned to them; none when the care team answers."""
    retired: bool = False
    """No patient can write to it any more; what was written stays with its members."""
    version: int = 1

    @property
    def members(self) -> frozenset[str]:
        """Give everyone in the group."""
        return self.admins | self.users

    def is_open_to(self, patient: Patient) -> bool:
        """Tell whether the patient belongs to those who may write to the group (rows G2, H3)."""
        return (
            not self.retired
            and self.facility_id in {None, patient.facility_id}
            and (self.category_id is None or self.category_id in patient.category_ids)
        )


@dataclass(frozen=True, slots=True)
class GroupBook:
    """Everything that the rules for groups speak of, at one moment. The roster's version moves with all of it."""

    practice: Practice
    roster: Roster
    portal: PortalSettings
    facilities: tuple[Facility, ...] = ()
    categories: tuple[Category, ...] = ()
    groups: tuple[Group, ...] = ()

    def group(self, group_id: str) -> Group | None:
        """Give a group."""
        return next((group for group in self.groups if group.group_id == group_id), None)

    def open_groups(self) -> tuple[Group, ...]:
        """Give the groups that are not retired."""
        return tuple(group for group in self.groups if not group.retired)


def check_group(book: GroupBook, group: Group) -> None:
    """Hold a new or changed group against every rule; a retired one too keeps its name and an admin.

    Raises:
        PaidPlanNeededError: the practice's plan has no groups (row G4).
        InvalidInputError: says which rule the group breaks.
    """
    if not book.practice.paid_plan:
        raise PaidPlanNeededError
    _check_name(book, group)
    _check_members(book, group)
    if book.group(group.group_id) is None and len(book.groups) >= MOST_KEPT:
        raise InvalidInputError(
            f"A practice keeps at most {MOST_KEPT} groups. Rename and reuse a retired one."
        )
    if group.retired:
        return
    if group.facility_id and group.facility_id not in {f.facility_id for f in book.facilities}:
        raise InvalidInputError("There is no such facility.", "/facility_id")
    if group.category_id and group.category_id not in {c.category_id for c in book.categories}:
        raise InvalidInputError("There is no such patient category.", "/category_id")
    others = [other for other in book.open_groups() if other.group_id != group.group_id]
    if len(others) >= MOST_GROUPS:
        raise InvalidInputError(f"A practice has at most {MOST_GROUPS} groups. Retire one first.")


def _check_name(book: GroupBook, group: Group) -> None:
    name = _name_key(group.name)
    if not name:
        raise InvalidInputError("Give the group a name.", "/name")
    if len(group.name) > LONGEST_NAME:
        raise InvalidInputError(f"The name is too long: at most {LONGEST_NAME} characters.", "/name")
    if len(group.description) > LONGEST_DESCRIPTION:
        raise InvalidInputError(
            f"The description is too long: at most {LONGEST_DESCRIPTION} characters.", "/description"
        )
    if any(_name_key(other.name) == name for other in book.groups if other.group_id != group.group_id):
        raise InvalidInputError("Another group, perhaps a retired one, has this name.", "/name")


def _name_key(name: str) -> str:
    """Give what is left of a name without case, accents, spacing and signs, seen or unseen: two with the same are one (row G1)."""
    return "".join(fold(name).translate(_BLANK_LETTERS).split())


def _check_members(book: GroupBook, group: Group) -> None:
    if not group.admins:
        raise InvalidInputError("Every group needs an Admin.", "/admins")
    if len(group.members) > MOST_MEMBERS:
        raise InvalidInputError(f"A group has at most {MOST_MEMBERS} members.", "/users")
    if group.admins & group.users:
        raise InvalidInputError("A member is either an Admin or a User of the group.", "/users")
    if group.answering is Answering.CARE_TEAM and group.users:
        raise InvalidInputError("Where the care team answers, a group has Admins only.", "/users")
    active = {member.member_id for member in book.roster.members if member.active}
    if not group.members <= active:
        raise InvalidInputError("One of these members is not, or no longer, active.", "/admins")


def without_member(groups: Iterable[Group], leaver: str, successor: str) -> tuple[Group, ...]:
    """Take a member who leaves the practice out of every group; give the groups that change.

    Where the leaver is the only Admin, `successor` takes over, so that access can always be ended at once and no group is
    ever without an Admin.
    """
    return tuple(
        replace(
            group,
            admins=(group.admins - {leaver}) or frozenset({successor}),
            users=group.users - {leaver} - (frozenset() if group.admins - {leaver} else {successor}),
            version=group.version + 1,
        )
        for group in groups
        if leaver in group.members
    )


def without_facility(groups: Iterable[Group], facility_id: str) -> tuple[Group, ...]:
    """Retire the groups of a facility that closes: opened to everyone, they would reach patients that they are not for."""
    return tuple(
        replace(group, retired=True, version=group.version + 1)
        for group in groups
        if group.facility_id == facility_id and not group.retired
    )


def without_category(groups: Iterable[Group], category_id: str) -> tuple[Group, ...]:
    """Retire the groups of a patient category that is deleted, for the same reason."""
    return tuple(
        replace(group, retired=True, version=group.version + 1)
        for group in groups
        if group.category_id == category_id and not group.retired
    )
