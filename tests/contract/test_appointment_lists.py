"""The practice's appointments by time, and those that need a person (rows F1, F5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.contract.material import NOW, Material, an_id
from textward.domain.appointment import AppointmentStatus, SlotState, StaffCall
from textward.domain.assistant_terms import Dialogue, Outcome, StaffReason
from textward.domain.errors import ConflictError, NotFoundError
from textward.domain.paging import PageRequest
from textward.services.assistant_ports import Booking, SlotTakenError, Span, Step

if TYPE_CHECKING:
    from datetime import datetime

    from tests.contract.backends import Backend
    from textward.domain.appointment import Appointment

DAY = timedelta(days=1)
CALL = StaffCall(StaffReason.ASKED_FOR_PERSON, "MS")


def stored(
    backend: Backend, material: Material, remind_at: datetime | None = None, **changes: object
) -> Appointment:
    made = material.appointment(**changes)
    backend.appointments.save(made, remind_at)
    return made


def listed(backend: Backend, material: Material, wanted: Span, size: int = 10) -> list[Appointment]:
    """Give all pages of a list."""
    found: list[Appointment] = []
    after: str | None = None
    while True:
        page = backend.appointments.page(material.practice_id, wanted, PageRequest(size, after))
        assert len(page.items) <= size
        found += [one.appointment for one in page.items]
        after = page.next_after
        if after is None:
            return found


def test_an_appointment_reads_back_whole_with_its_next_reminder(backend: Backend, material: Material) -> None:
    """AP-88, AP-81."""
    full = stored(
        backend,
        material,
        NOW + DAY,
        reply=Outcome.MOVED,
        replied_at=NOW,
        needs_staff=CALL,
        reminded_at=NOW - DAY,
    )
    bare = stored(backend, material)
    where = (material.practice_id, material.patient_id)
    assert backend.appointments.get(*where, full.appointment_id) == Booking(full, NOW + DAY)
    assert backend.appointments.get(*where, bare.appointment_id) == Booking(bare, None)
    for absent in ((an_id(), material.patient_id), (material.practice_id, an_id())):
        with pytest.raises(NotFoundError):
            backend.appointments.get(*absent, full.appointment_id)


def test_that_one_has_gone_out_is_noted_with_the_next(backend: Backend, material: Material) -> None:
    """AP-83, AP-88."""
    made = stored(backend, material, NOW)
    backend.appointments.remind_at(made, NOW + DAY, NOW)
    reminded = replace(made, reminded_at=NOW)
    where = (material.practice_id, material.patient_id, made.appointment_id)
    assert backend.appointments.get(*where) == Booking(reminded, NOW + DAY)
    backend.appointments.remind_at(made, None)
    assert backend.appointments.get(*where) == Booking(reminded, None)


def test_a_day_holds_the_practices_own_earliest_first(backend: Backend, material: Material) -> None:
    """AP-89."""
    begin, end = NOW + DAY, NOW + 2 * DAY
    third = stored(backend, material, starts_at=end - timedelta(seconds=1))
    first = stored(backend, material, starts_at=begin, facility_id=None)
    second = stored(
        backend, material, starts_at=begin, patient_id=an_id(), status=AppointmentStatus.CANCELLED
    )
    stored(backend, material, starts_at=end)
    stored(backend, material, starts_at=begin - timedelta(seconds=1))
    stored(backend, Material(), starts_at=begin)
    for size in (1, 2, 3, 10):
        assert listed(backend, material, Span(begin, end), size) == [first, second, third]
    assert listed(backend, material, Span(begin, end, material.facility_id), 1) == [second, third]
    assert listed(backend, material, Span(begin, end, an_id())) == []


def test_those_that_need_a_person_are_listed_until_somebody_has_seen_to_them(
    backend: Backend, material: Material
) -> None:
    """AP-89, AP-91, AP-87."""
    called = stored(backend, material, needs_staff=CALL, starts_at=NOW + 2 * DAY)
    elsewhere = stored(backend, material, needs_staff=CALL, facility_id=None, starts_at=NOW + 3 * DAY)
    over = stored(backend, material, needs_staff=CALL, starts_at=NOW - DAY)
    quiet = stored(backend, material)
    wanted = Span(NOW, for_staff=True)
    assert listed(backend, material, wanted, 1) == [called, elsewhere]
    assert listed(backend, material, Span(NOW, None, material.facility_id, for_staff=True)) == [called]
    assert over in listed(backend, material, Span(NOW - 2 * DAY, for_staff=True))
    backend.appointments.change(called.seen_to(), None)
    calling = replace(quiet.calling_staff(CALL), version=2)
    step = Step(material.practice_id, material.patient_id, Dialogue(), ((calling, None),))
    backend.dialogues.record(step)
    assert listed(backend, material, wanted) == [calling, elsewhere]
    assert called.seen_to() in listed(backend, material, Span(NOW))


def test_a_change_by_hand_is_of_the_version_that_was_read_and_leaves_its_line(
    backend: Backend, material: Material
) -> None:
    """AP-91."""
    made = stored(backend, material, NOW)
    confirmed, entry = made.set_by_hand(AppointmentStatus.CONFIRMED), material.entry()
    backend.appointments.change(confirmed, NOW + DAY, audit=entry)
    late = made.set_by_hand(AppointmentStatus.CANCELLED)
    with pytest.raises(ConflictError):
        backend.appointments.change(late, None, audit=material.entry())
    where = (material.practice_id, material.patient_id, made.appointment_id)
    assert backend.appointments.get(*where) == Booking(confirmed, NOW + DAY)
    assert backend.audit_ids(material.practice_id) == [entry.entry_id]


def test_its_slot_goes_with_it_or_neither_changes(backend: Backend, material: Material) -> None:
    """AP-91."""
    slot = material.slot()
    backend.slots.save(slot)
    made = stored(backend, material, slot_id=slot.slot_id)
    booked = slot.booked_by(made.appointment_id)
    backend.slots.save(booked)
    cancelled = made.set_by_hand(AppointmentStatus.CANCELLED)
    backend.appointments.change(cancelled, None, slot=booked.freed())
    freed = backend.slots.get(material.practice_id, slot.slot_id)
    assert freed is not None
    assert freed.state is SlotState.OPEN
    backend.slots.save(freed.booked_by("faster"))
    again = cancelled.set_by_hand(AppointmentStatus.BOOKED)
    with pytest.raises(SlotTakenError):
        backend.appointments.change(again, None, slot=freed.booked_by(made.appointment_id))
    where = (material.practice_id, material.patient_id, made.appointment_id)
    assert backend.appointments.get(*where).appointment == cancelled
