"""Members with the privilege edit what patients may do in the portal (rows H1, H2, E4)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.unit.services.test_manage_groups import Meddled, end_access
from textward.domain.audit import Action
from textward.domain.errors import ConflictError, InvalidInputError, NotAllowedError
from textward.domain.portal import Audience, MemberScope, PortalSettings
from textward.domain.role import TextPrivilege
from textward.services.manage_groups import TRIES
from textward.services.manage_portal import ManagePortal

if TYPE_CHECKING:
    from tests.unit.services.portal_clinic import PortalClinic


def now(portal: PortalClinic) -> PortalSettings:
    return portal.world.groups.portal(portal.practice_id)


def test_settings_are_stored_as_the_next_version_with_their_line(portal: PortalClinic) -> None:
    wanted = PortalSettings(
        "another",
        enabled=True,
        audience=Audience.MEMBERS,
        member_scope=MemberScope.CARE_TEAM,
        excluded=frozenset({portal.hugo.member_id}),
        version=now(portal).version,
    )

    saved = portal.manage_portal.save(portal.gina, wanted, portal.trail(portal.gina))

    expected = replace(wanted, practice_id=portal.practice_id, version=wanted.version + 1)
    assert saved == now(portal) == portal.manage_portal.settings(portal.gina).portal == expected
    assert portal.world.state.audit[-1].action is Action.PORTAL_SETTINGS_SAVED


def test_settings_seen_before_a_colleague_changed_them_conflict(portal: PortalClinic) -> None:
    seen = now(portal)
    portal.manage_portal.save(portal.gina, replace(seen, enabled=False), portal.trail(portal.gina))
    with pytest.raises(ConflictError):
        portal.manage_portal.save(
            portal.gina, replace(seen, audience=Audience.GROUPS), portal.trail(portal.gina)
        )
    assert not now(portal).enabled
    assert now(portal).audience is Audience.BOTH


def test_an_edit_of_something_else_meanwhile_is_no_conflict(portal: PortalClinic) -> None:
    for times, goes in ((TRIES - 1, True), (TRIES, False)):
        groups = Meddled(portal.world.state, lambda: end_access(portal, portal.member("Ted")), times)
        wanted = replace(now(portal), enabled=not now(portal).enabled)
        if goes:
            assert ManagePortal(groups).save(portal.gina, wanted, portal.trail(portal.gina)) == now(portal)
        else:
            with pytest.raises(ConflictError):
                ManagePortal(groups).save(portal.gina, wanted, portal.trail(portal.gina))


def test_who_is_excluded_is_one_of_the_practices_members_also_one_who_left(portal: PortalClinic) -> None:
    end_access(portal, portal.hugo)
    left = replace(now(portal), excluded=frozenset({portal.hugo.member_id}))
    saved = portal.manage_portal.save(portal.gina, left, portal.trail(portal.gina))
    with pytest.raises(InvalidInputError) as refused:
        portal.manage_portal.save(
            portal.gina, replace(saved, excluded=frozenset({"0" * 26})), portal.trail(portal.gina)
        )
    assert refused.value.pointer == "/excluded"
    assert now(portal) == saved


def test_the_portals_settings_take_the_privilege(portal: PortalClinic) -> None:
    seen = now(portal)
    for viewer in (portal.demo.alice, portal.member("Olga", TextPrivilege.ALL, groups=True)):
        with pytest.raises(NotAllowedError):
            portal.manage_portal.settings(viewer)
        with pytest.raises(NotAllowedError):
            portal.manage_portal.save(viewer, replace(seen, enabled=False), portal.trail(viewer))
    assert now(portal) == seen


def test_the_portal_needs_no_paid_plan(portal: PortalClinic) -> None:
    """Without groups, patients may still write to members."""
    portal.world.practices.save(replace(portal.demo.practice, paid_plan=False))
    wanted = replace(now(portal), audience=Audience.MEMBERS)
    assert portal.manage_portal.save(portal.gina, wanted, portal.trail(portal.gina)) == now(portal)
