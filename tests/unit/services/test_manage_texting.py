"""The practice admin switches two-way texting on and sets how it behaves (rows A1, A4-A6), and looks for numbers (row A2)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from textward.domain.audit import Action
from textward.domain.errors import (
    AddOnNeededError,
    CannotMessageError,
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    ProviderUnavailableError,
)
from textward.domain.message import Mode
from textward.services.manage_texting import OFFERED, TextingWish

if TYPE_CHECKING:
    from tests.unit.services.clinic import Clinic
    from textward.services.manage_texting import TextingState


@pytest.fixture
def with_addon(clinic: Clinic) -> Clinic:
    clinic.world.practices.save(replace(clinic.demo.practice, text_addon=True))
    return clinic


def _save(clinic: Clinic, **changes: object) -> TextingState:
    now = clinic.manage_texting.state(clinic.demo.alice).practice
    wish = TextingWish(
        enabled=now.texting_enabled,
        default_mode=now.default_mode,
        assign_to_care_team=now.assign_to_care_team,
        assign_to_last_sender=now.assign_to_last_sender,
        version=now.version,
    )
    alice = clinic.demo.alice
    wish = replace(wish, **changes)  # type: ignore[arg-type]
    return clinic.manage_texting.save(alice, wish, clinic.trail(alice))


def test_settings_are_kept_with_a_line_in_the_trail(with_addon: Clinic) -> None:
    state = _save(with_addon, default_mode=Mode.PLAIN, assign_to_care_team=True, assign_to_last_sender=False)

    assert with_addon.manage_texting.state(with_addon.demo.alice) == state
    practice = state.practice
    assert (practice.default_mode, practice.assign_to_care_team) == (Mode.PLAIN, True)
    assert not practice.assign_to_last_sender
    assert practice.version == 2
    line = with_addon.world.state.audit[-1]
    assert (line.action, line.actor.actor_id) == (Action.TEXTING_SAVED, with_addon.demo.alice.member_id)


def test_the_defaults_are_as_documented(clinic: Clinic) -> None:
    """Rows A4, A5, A6: care team off, last sender on, secured."""
    practice = clinic.manage_texting.state(clinic.demo.alice).practice

    assert (practice.assign_to_care_team, practice.assign_to_last_sender) == (False, True)
    assert practice.default_mode is Mode.SECURED
    assert not practice.text_addon


def test_texting_can_not_be_on_without_the_add_on(clinic: Clinic) -> None:
    """Row A1; whatever else is set stays as it was."""
    with pytest.raises(AddOnNeededError):
        _save(clinic, enabled=True, default_mode=Mode.PLAIN)

    assert clinic.manage_texting.state(clinic.demo.alice).practice == clinic.demo.practice
    assert clinic.world.state.audit == []
    assert not _save(clinic, enabled=False).practice.texting_enabled


def test_texting_can_not_be_on_without_a_number(with_addon: Clinic) -> None:
    with_addon.world.practices.save(replace(with_addon.demo.practice, text_addon=True, number=None))

    with pytest.raises(InvalidInputError) as refused:
        _save(with_addon, enabled=True)

    assert refused.value.pointer == "/enabled"


def test_texting_goes_off_and_on_with_the_number_kept(with_addon: Clinic) -> None:
    off = _save(with_addon, enabled=False).practice
    assert off.number == with_addon.demo.practice.number
    with pytest.raises(CannotMessageError):
        with_addon.compose()

    on = _save(with_addon, enabled=True).practice

    assert on == replace(off, texting_enabled=True, version=3)
    assert with_addon.compose()


def test_a_text_that_comes_in_while_texting_is_off_is_not_lost(with_addon: Clinic) -> None:
    _save(with_addon, enabled=False)

    assert with_addon.text_in("Hello?") is not None


def test_settings_seen_before_a_colleague_changed_them_conflict(with_addon: Clinic) -> None:
    _save(with_addon, assign_to_care_team=True)

    with pytest.raises(ConflictError):
        _save(with_addon, default_mode=Mode.PLAIN, version=1)

    assert with_addon.manage_texting.state(with_addon.demo.alice).practice.default_mode is Mode.SECURED


@pytest.mark.parametrize(("country", "area_code"), [("US", "312"), ("CA", "416")])
def test_numbers_are_found_by_area_code(with_addon: Clinic, country: str, area_code: str) -> None:
    found = with_addon.manage_texting.offered(with_addon.demo.alice, country, area_code)

    assert len(found) == OFFERED
    assert {one.number[:5] for one in found} == {f"+1{area_code}"}


def test_a_provider_that_can_not_be_asked_is_told_plainly(with_addon: Clinic) -> None:
    with_addon.world.market.down = True

    with pytest.raises(ProviderUnavailableError):
        with_addon.manage_texting.offered(with_addon.demo.alice, "US", "312")


def test_numbers_are_not_shown_without_the_add_on(clinic: Clinic) -> None:
    with pytest.raises(AddOnNeededError):
        clinic.manage_texting.offered(clinic.demo.alice, "US", "312")


def test_only_an_admin_sees_or_changes_the_settings(with_addon: Clinic) -> None:
    for viewer in (with_addon.demo.bob, with_addon.demo.carol):
        with pytest.raises(NotAllowedError):
            with_addon.manage_texting.state(viewer)
        with pytest.raises(NotAllowedError):
            with_addon.manage_texting.offered(viewer, "US", "312")
        wish = TextingWish(
            enabled=False,
            default_mode=Mode.PLAIN,
            assign_to_care_team=True,
            assign_to_last_sender=False,
            version=1,
        )
        with pytest.raises(NotAllowedError):
            with_addon.manage_texting.save(viewer, wish, with_addon.trail(viewer))
