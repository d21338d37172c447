"""Roles (rows E1-E3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from textward.domain.errors import NotAllowedError
from textward.domain.inbox import InboxList
from textward.domain.role import Member, Role, Roster, TextPrivilege, Viewer


def viewer(privilege: TextPrivilege) -> Viewer:
    return Viewer(Member("pr", "m", "Ann", "r"), Role("r", "role", privilege))


def test_all_sees_every_list() -> None:
    assert all(viewer(TextPrivilege.ALL).role.may_list(name) for name in InboxList)


def test_assigned_sees_three_lists() -> None:
    """Row E3 names them."""
    role = viewer(TextPrivilege.ASSIGNED).role
    seen = {name for name in InboxList if role.may_list(name)}
    assert seen == {InboxList.PENDING_FOR_ME, InboxList.ASSIGNED_TO_ME, InboxList.SENT_BY_ME}


def test_none_sees_nothing() -> None:
    assert not any(viewer(TextPrivilege.NONE).role.may_list(name) for name in InboxList)


@pytest.mark.parametrize(
    ("privilege", "texting", "everything"),
    [
        (TextPrivilege.NONE, False, False),
        (TextPrivilege.ASSIGNED, True, False),
        (TextPrivilege.ALL, True, True),
    ],
)
def test_what_each_privilege_is_enough_for(
    privilege: TextPrivilege, *, texting: bool, everything: bool
) -> None:
    someone = viewer(privilege)
    assert someone.sees_all is everything
    for check, allowed in ((someone.require_texting, texting), (someone.require_all, everything)):
        if allowed:
            check()
        else:
            with pytest.raises(NotAllowedError):
                check()


def test_a_role_gives_nothing_unless_said() -> None:
    role = Role("r", "new")
    assert role.text_messages is TextPrivilege.NONE
    assert not any((role.practice_admin, role.manage_groups, role.phr_settings))


def test_a_viewer_is_of_one_practice() -> None:
    someone = viewer(TextPrivilege.ALL)
    assert (someone.practice_id, someone.member_id) == ("pr", "m")


def test_only_an_admin_administers() -> None:
    """Row E1."""
    someone = viewer(TextPrivilege.ALL)
    with pytest.raises(NotAllowedError):
        someone.require_admin()
    Viewer(someone.member, replace(someone.role, practice_admin=True)).require_admin()


def test_the_administrators_are_the_active_members_whose_role_says_so() -> None:
    admin, nurse = Role("a", "Admin", practice_admin=True), Role("n", "Nurse")
    ann, ben, cy = (Member("pr", name, name, "a") for name in ("ann", "ben", "cy"))
    members = (ann, replace(ben, role_id="n"), replace(cy, active=False))
    roster = Roster("pr", 1, members, (admin, nurse))
    assert roster.administrators() == {"ann"}
    assert replace(roster, roles=(nurse,)).administrators() == frozenset()
    assert (roster.role("n"), roster.role("x")) == (nurse, None)
    assert (roster.member("ann"), roster.member("x")) == (ann, None)
