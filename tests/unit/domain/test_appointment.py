"""Appointments and slots (rows F2, F3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from textward.domain.appointment import HOLD_TIME, Appointment, AppointmentStatus, Slot, SlotState

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
SOON = NOW + timedelta(days=1)
SLOT = Slot("pr", "s", "north", "dr-lee", SOON)


def booked(status: AppointmentStatus = AppointmentStatus.BOOKED) -> Appointment:
    return Appointment("pr", "a", "pt", "south", "dr-ray", SOON - timedelta(hours=2), status, "old")


@pytest.mark.parametrize("status", AppointmentStatus)
def test_only_what_is_still_to_come_is_open(status: AppointmentStatus) -> None:
    still = status in {AppointmentStatus.BOOKED, AppointmentStatus.CONFIRMED}
    assert booked(status).is_open(NOW) is still
    assert not booked(status).is_open(booked().starts_at)


def test_a_moved_appointment_has_all_of_the_slot_and_is_confirmed() -> None:
    moved = booked().moved_to(SLOT)
    assert (moved.starts_at, moved.facility_id, moved.member_id, moved.slot_id) == (
        SOON,
        "north",
        "dr-lee",
        "s",
    )
    assert (moved.status, moved.version) == (AppointmentStatus.CONFIRMED, 2)
    assert (moved.appointment_id, moved.patient_id) == ("a", "pt")


def test_a_hold_keeps_others_out_for_its_time_only() -> None:
    held = SLOT.held_for("a", NOW)
    assert held.is_free_for("a", NOW)
    assert not held.is_free_for("b", NOW)
    assert not held.is_free_for("b", NOW + HOLD_TIME - timedelta(seconds=1))
    assert held.is_free_for("b", NOW + HOLD_TIME)
    assert held.is_free_for("a", NOW + 2 * HOLD_TIME)


def test_a_booked_slot_is_nobodys_to_take_until_it_is_freed() -> None:
    taken = SLOT.held_for("a", NOW).booked_by("a")
    assert (taken.state, taken.held_until) == (SlotState.BOOKED, None)
    assert not taken.is_free_for("a", NOW)
    assert not taken.is_free_for("b", NOW + 9 * HOLD_TIME)
    freed = taken.freed()
    assert freed.is_free_for("b", NOW)
    assert (freed.appointment_id, freed.version) == (None, 4)


def test_a_slot_that_has_begun_is_free_for_nobody() -> None:
    assert not SLOT.is_free_for("a", SOON)
