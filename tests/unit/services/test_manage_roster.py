"""The practice admin edits roles and members (rows E1, E4, E5), and there is always an admin."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from textward.domain.audit import Action
from textward.domain.errors import (
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    TransientError,
)
from textward.domain.role import Member, Role, Roster, TextPrivilege
from textward.services.manage_roster import LONGEST_ROLE_NAME, ManageRoster

if TYPE_CHECKING:
    from tests.unit.services.clinic import Clinic
    from textward.domain.role import Viewer


@pytest.fixture
def manage(clinic: Clinic) -> ManageRoster:
    w = clinic.world
    return ManageRoster(w.staff, w.groups, w.sign_ins, w.connections, w.push, w.ids)


def _role(name: str = "Nurse", privilege: TextPrivilege = TextPrivilege.ASSIGNED) -> Role:
    return Role("", name, privilege)


def _change(
    clinic: Clinic,
    manage: ManageRoster,
    viewer: Viewer,
    *,
    role_id: str | None = None,
    active: bool = True,
    version: int | None = None,
    by: Viewer | None = None,
) -> Member:
    """Change a member; as the admin sees the member now, unless told otherwise."""
    admin = by or clinic.demo.alice
    now = clinic.world.staff.roster(clinic.practice_id).member(viewer.member_id) or viewer.member
    return manage.change_member(
        admin,
        viewer.member_id,
        role_id or now.role_id,
        active=active,
        version=version or now.version,
        trail=clinic.trail(admin),
    )


def _open_page(clinic: Clinic, viewer: Viewer, connection_id: str) -> None:
    assert clinic.open_live.connect(clinic.open_live.ticket(viewer), connection_id)


def test_a_new_role_gets_an_id_and_a_line_in_the_trail(clinic: Clinic, manage: ManageRoster) -> None:
    alice = clinic.demo.alice

    role = manage.add_role(alice, _role(), clinic.trail(alice))

    assert manage.roster(alice).role(role.role_id) == role
    assert role.role_id
    line = clinic.world.state.audit[-1]
    assert (line.action, line.target_id) == (Action.ROLE_SAVED, role.role_id)


def test_a_changed_role_holds_for_its_members(clinic: Clinic, manage: ManageRoster) -> None:
    alice, bob = clinic.demo.alice, clinic.demo.bob

    wanted = replace(bob.role, name="Front desk", text_messages=TextPrivilege.ALL)
    role = manage.change_role(alice, wanted, clinic.trail(alice))

    viewer = clinic.world.staff.viewer("subject-bob")
    assert viewer
    assert viewer.role == role == replace(wanted, version=2)
    assert viewer.sees_all


@pytest.mark.parametrize("name", ["", " -- ", "x" * (LONGEST_ROLE_NAME + 1), "ALL  méssages"])
def test_a_role_needs_a_name_of_its_own(clinic: Clinic, manage: ManageRoster, name: str) -> None:
    alice = clinic.demo.alice

    with pytest.raises(InvalidInputError) as refused:
        manage.add_role(alice, _role(name), clinic.trail(alice))
    with pytest.raises(InvalidInputError):
        manage.change_role(alice, replace(clinic.demo.bob.role, name=name), clinic.trail(alice))

    assert refused.value.pointer == "/name"
    assert len(manage.roster(alice).roles) == 3


def test_a_role_may_keep_its_name(clinic: Clinic, manage: ManageRoster) -> None:
    alice, bob = clinic.demo.alice, clinic.demo.bob

    assert manage.change_role(alice, replace(bob.role, manage_groups=True), clinic.trail(alice)).manage_groups


def test_a_role_seen_before_a_colleague_changed_it_conflicts(clinic: Clinic, manage: ManageRoster) -> None:
    alice, bob = clinic.demo.alice, clinic.demo.bob
    manage.change_role(alice, replace(bob.role, manage_groups=True), clinic.trail(alice))

    with pytest.raises(ConflictError):
        manage.change_role(alice, replace(bob.role, phr_settings=True), clinic.trail(alice))
    with pytest.raises(NotFoundError):
        manage.change_role(alice, replace(bob.role, role_id="0" * 26), clinic.trail(alice))


def test_pages_of_an_edited_roles_members_connect_anew(clinic: Clinic, manage: ManageRoster) -> None:
    """An open page knows its member's privilege from when it connected."""
    alice, bob = clinic.demo.alice, clinic.demo.bob
    _open_page(clinic, alice, "a")
    _open_page(clinic, bob, "b")
    renamed = manage.change_role(alice, replace(bob.role, name="Desk"), clinic.trail(alice))
    assert clinic.world.push.closed == []

    manage.change_role(alice, replace(renamed, text_messages=TextPrivilege.NONE), clinic.trail(alice))

    assert clinic.world.push.closed == ["b"]
    assert list(clinic.world.state.connections) == ["a"]


def test_another_role_holds_and_closes_the_members_pages(clinic: Clinic, manage: ManageRoster) -> None:
    alice, bob = clinic.demo.alice, clinic.demo.bob
    for page in ("b1", "b2"):
        _open_page(clinic, bob, page)
    _open_page(clinic, alice, "a")

    moved = _change(clinic, manage, bob, role_id=alice.role.role_id)

    viewer = clinic.world.staff.viewer("subject-bob")
    assert viewer
    assert (viewer.member, viewer.role) == (moved, alice.role)
    assert clinic.world.push.closed == ["b1", "b2"]
    assert list(clinic.world.state.connections) == ["a"]
    assert clinic.world.sign_ins.stopped == set()
    line = clinic.world.state.audit[-1]
    assert (line.action, line.target_id) == (Action.MEMBER_SAVED, bob.member_id)


def test_ended_access_ends_at_once_and_can_be_renewed(clinic: Clinic, manage: ManageRoster) -> None:
    bob = clinic.demo.bob
    _open_page(clinic, bob, "b")

    _change(clinic, manage, bob, active=False)
    assert clinic.world.staff.viewer("subject-bob") is None
    assert clinic.world.push.closed == ["b"]
    assert clinic.world.sign_ins.stopped == {"subject-bob"}

    renewed = _change(clinic, manage, bob)
    assert renewed.version == 3
    assert clinic.world.staff.viewer("subject-bob")
    assert clinic.world.sign_ins.stopped == set()


def test_access_holds_ended_when_the_sign_in_can_not_be_stopped_and_doing_it_again_mends_that(
    clinic: Clinic, manage: ManageRoster
) -> None:
    bob = clinic.demo.bob
    _open_page(clinic, bob, "b")
    clinic.world.sign_ins.down = True
    with pytest.raises(TransientError):
        _change(clinic, manage, bob, active=False)
    assert clinic.world.staff.viewer("subject-bob") is None
    assert clinic.world.push.closed == ["b"]

    clinic.world.sign_ins.down = False
    _change(clinic, manage, bob, active=False)

    assert clinic.world.sign_ins.stopped == {"subject-bob"}


def test_a_member_needs_a_role_that_is_there(clinic: Clinic, manage: ManageRoster) -> None:
    with pytest.raises(InvalidInputError) as refused:
        _change(clinic, manage, clinic.demo.bob, role_id="0" * 26)
    assert refused.value.pointer == "/role_id"
    unknown = replace(clinic.demo.bob, member=replace(clinic.demo.bob.member, member_id="0" * 26))
    with pytest.raises(NotFoundError):
        _change(clinic, manage, unknown)


def test_a_member_seen_before_a_colleague_changed_them_conflicts(
    clinic: Clinic, manage: ManageRoster
) -> None:
    bob = clinic.demo.bob
    _change(clinic, manage, bob, role_id=clinic.demo.carol.role.role_id)

    with pytest.raises(ConflictError):
        _change(clinic, manage, bob, active=False, version=bob.member.version)

    assert clinic.world.sign_ins.stopped == set()


def test_the_last_admin_stays(clinic: Clinic, manage: ManageRoster) -> None:
    alice, bob = clinic.demo.alice, clinic.demo.bob

    with pytest.raises(InvalidInputError):
        _change(clinic, manage, alice, active=False)
    with pytest.raises(InvalidInputError):
        _change(clinic, manage, alice, role_id=bob.role.role_id)
    with pytest.raises(InvalidInputError):
        manage.change_role(alice, replace(alice.role, practice_admin=False), clinic.trail(alice))

    _change(clinic, manage, bob, role_id=alice.role.role_id)
    assert not _change(clinic, manage, alice, active=False).active


def test_an_admin_who_has_left_does_not_count(clinic: Clinic, manage: ManageRoster) -> None:
    alice, bob = clinic.demo.alice, clinic.demo.bob
    _change(clinic, manage, bob, role_id=alice.role.role_id)
    _change(clinic, manage, bob, active=False)

    with pytest.raises(InvalidInputError):
        _change(clinic, manage, alice, active=False)


def test_two_admins_who_end_each_others_access_leave_one(
    clinic: Clinic, manage: ManageRoster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both looked when there were two: the second is told, and nothing of it is stored."""
    alice, bob = clinic.demo.alice, clinic.demo.bob
    _change(clinic, manage, bob, role_id=alice.role.role_id)
    seen = clinic.world.staff.roster(clinic.practice_id)
    _change(clinic, manage, bob, active=False)
    lines = len(clinic.world.state.audit)
    monkeypatch.setattr(clinic.world.staff, "roster", lambda _: seen)

    with pytest.raises(ConflictError):
        _change(clinic, manage, alice, active=False)

    monkeypatch.undo()
    roster: Roster = clinic.world.staff.roster(clinic.practice_id)
    assert roster.administrators() == {alice.member_id}
    assert len(clinic.world.state.audit) == lines
    assert clinic.world.sign_ins.stopped == {"subject-bob"}


def test_only_an_admin_sees_or_changes_the_roster(clinic: Clinic, manage: ManageRoster) -> None:
    for viewer in (clinic.demo.bob, clinic.demo.carol):
        with pytest.raises(NotAllowedError):
            manage.roster(viewer)
        with pytest.raises(NotAllowedError):
            manage.add_role(viewer, _role(), clinic.trail(viewer))
        with pytest.raises(NotAllowedError):
            manage.change_role(viewer, viewer.role, clinic.trail(viewer))
        with pytest.raises(NotAllowedError):
            _change(clinic, manage, viewer, role_id=clinic.demo.alice.role.role_id, by=viewer)
