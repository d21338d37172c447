"""Opening a practice on a deployed stack (`python -m local.new_practice`)."""

from __future__ import annotations

import pytest

from local.new_practice.__main__ import settings_from
from local.new_practice.opening import OpenPractice, Wanted
from tests.fakes.settings import FakeSignIns
from tests.fakes.world import FakeWorld
from tests.infra.templates import template
from textward.domain.audit import Action
from textward.domain.errors import InvalidInputError, TransientError
from textward.domain.private import Private
from textward.domain.role import TextPrivilege

WANTED = Wanted("Lakeside", "America/Chicago", "Nadia Admin", Private("nadia@clinic.example"))


@pytest.fixture
def world() -> FakeWorld:
    return FakeWorld()


@pytest.fixture
def sign_ins() -> FakeSignIns:
    return FakeSignIns()


@pytest.fixture
def opening(world: FakeWorld, sign_ins: FakeSignIns) -> OpenPractice:
    return OpenPractice(world.practices, world.staff, sign_ins, world.audit, world.clock, world.ids)


def test_the_admin_is_invited_and_may_do_everything(
    opening: OpenPractice, world: FakeWorld, sign_ins: FakeSignIns
) -> None:
    practice = opening(WANTED)

    viewer = world.staff.viewer(f"subject-of-{sign_ins.invited['nadia@clinic.example']}")
    assert viewer is not None
    assert (viewer.practice_id, viewer.member.name) == (practice.practice_id, "Nadia Admin")
    assert viewer.role.text_messages is TextPrivilege.ALL
    assert viewer.role.practice_admin
    assert viewer.role.manage_groups
    assert viewer.role.phr_settings


def test_the_practice_may_add_a_number_but_texts_nobody_yet(opening: OpenPractice, world: FakeWorld) -> None:
    practice = world.practices.get(opening(WANTED).practice_id)

    assert (practice.name, practice.time_zone) == ("Lakeside", "America/Chicago")
    assert (practice.text_addon, practice.paid_plan) == (True, True)
    assert (practice.number, practice.texting_enabled) == (None, False)


def test_other_members_find_roles_to_be_given(opening: OpenPractice, world: FakeWorld) -> None:
    practice = opening(WANTED)

    assert {role.name for role in world.staff.roles(practice.practice_id)} == {
        "Practice admin",
        "Front desk",
        "Clinician",
    }


def test_the_trail_begins_with_the_admin(opening: OpenPractice, world: FakeWorld) -> None:
    practice = opening(WANTED)

    (entry,) = world.state.audit
    assert (entry.action, entry.practice_id) == (Action.MEMBER_SAVED, practice.practice_id)
    assert (entry.actor.kind, entry.actor.actor_id) == ("system", "local.new_practice")
    assert entry.target_id == world.staff.members(practice.practice_id)[0].member_id


def test_nothing_is_stored_when_the_address_signs_somebody_else_in(
    opening: OpenPractice, world: FakeWorld, sign_ins: FakeSignIns
) -> None:
    sign_ins.invited["nadia@clinic.example"] = "SOMEBODY"

    with pytest.raises(InvalidInputError):
        opening(WANTED)
    assert world.state.practices == {}


def test_nothing_is_stored_while_nobody_can_be_invited(
    opening: OpenPractice, world: FakeWorld, sign_ins: FakeSignIns
) -> None:
    sign_ins.down = True

    with pytest.raises(TransientError):
        opening(WANTED)
    assert world.state.practices == {}


@pytest.mark.parametrize("zone", ["Chicago", "", "../etc/passwd"])
def test_a_time_zone_is_an_iana_name(opening: OpenPractice, sign_ins: FakeSignIns, zone: str) -> None:
    with pytest.raises(InvalidInputError, match="time zone"):
        opening(Wanted("Lakeside", zone, "Nadia Admin", Private("nadia@clinic.example")))
    assert sign_ins.invited == {}


def test_the_stack_tells_all_that_is_needed() -> None:
    settings = settings_from({name: f"the {name}" for name in template("template")["Outputs"]})

    assert settings.table_name == "the TableName"
    assert settings.audit_table_name == "the AuditTableName"
    assert settings.app_secret_id == "the AppSecretArn"
    assert settings.user_pool_id == "the UserPoolId"
