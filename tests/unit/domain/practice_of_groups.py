"""A practice with groups, as plain objects."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from textward.domain.group import Group, GroupBook
from textward.domain.patient import Patient
from textward.domain.portal import PortalSettings
from textward.domain.practice import Category, Facility, Practice
from textward.domain.private import Private
from textward.domain.role import Member, Role, Roster, TextPrivilege

PRACTICE = Practice("pr", "Lakeview", "America/Chicago", paid_plan=True)
ROLES = tuple(Role(each.value, each.value, each) for each in TextPrivilege)
GONE = Member("pr", "gone", "Gone", "all", active=False)
NURSES = Group("pr", "nurses", "Nurses", admins=frozenset({"m0"}), users=frozenset({"m1"}))
PATIENT = Patient("pr", "pa", "P-1", Private("María"), date(1980, 5, 17), facility_id="downtown")


def member(number: int) -> Member:
    """Give an active member, called m0, m1, and so on."""
    return Member("pr", f"m{number}", f"Member {number}", "all")


def book(*groups: Group, **changes: object) -> GroupBook:
    """Give a practice on the paid plan with twelve members, two facilities, a category, and these groups."""
    base = GroupBook(
        practice=PRACTICE,
        roster=Roster("pr", 1, (*(member(number) for number in range(12)), GONE), ROLES),
        portal=PortalSettings("pr"),
        facilities=(Facility("pr", "downtown", "Downtown"), Facility("pr", "uptown", "Uptown")),
        categories=(Category("pr", "diabetes", "Diabetes"),),
        groups=groups,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def ids(*numbers: int) -> frozenset[str]:
    """Give members' ids."""
    return frozenset(f"m{number}" for number in numbers)
