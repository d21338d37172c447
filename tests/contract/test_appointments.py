"""The booking assistant's ports: appointments, slots, and its memory of each patient (rows F1-F5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.contract.material import NOW, Material, an_id
from tests.contract.races import race
from textward.domain.appointment import AppointmentStatus, SlotState
from textward.domain.assistant_terms import (
    Asked,
    Dialogue,
    OfferedSlot,
    Outcome,
    Saying,
    StaffReason,
    Stage,
)
from textward.domain.errors import ConflictError
from textward.domain.reading_replies import Intent
from textward.services.assistant_ports import Agenda, Answer, SlotTakenError, Step

if TYPE_CHECKING:
    from tests.contract.backends import Backend
    from textward.domain.appointment import Appointment

HOUR = timedelta(hours=1)
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
"""Reminders due then come before those of other tests on the same tables."""
EARLIEST = datetime(1999, 1, 1, tzinfo=UTC)
"""And these before all."""


def agenda(backend: Backend, material: Material) -> Agenda:
    return backend.appointments.agenda(material.practice_id, material.patient_id)


def stored(backend: Backend, material: Material, **changes: object) -> Appointment:
    made = material.appointment(**changes)
    backend.appointments.save(made, None)
    return made


def due(backend: Backend, material: Material, until: datetime) -> list[str]:
    found = backend.appointments.to_remind(until, 50).items
    return [one.appointment_id for one in found if one.practice_id == material.practice_id]


def test_a_patient_of_whom_nothing_is_known_has_an_empty_agenda(backend: Backend, material: Material) -> None:
    """AP-80."""
    assert agenda(backend, material) == Agenda((), Dialogue())


def test_appointments_read_back_whole_and_only_the_patients_own(backend: Backend, material: Material) -> None:
    """AP-80, AP-81."""
    bare = stored(backend, material, facility_id=None, member_id=None)
    full = stored(backend, material, status=AppointmentStatus.CONFIRMED, slot_id="SL")
    stored(backend, material, patient_id=an_id())
    stored(backend, Material(patient_id=material.patient_id))
    assert agenda(backend, material).appointments == (bare, full)


def test_an_appointment_changes_only_from_the_version_that_was_read(
    backend: Backend, material: Material
) -> None:
    """AP-81."""
    made = stored(backend, material)
    cancelled = made.with_status(AppointmentStatus.CANCELLED)
    backend.appointments.save(cancelled, None)
    for late in (made, made.with_status(AppointmentStatus.CONFIRMED), replace(cancelled, version=4)):
        with pytest.raises(ConflictError):
            backend.appointments.save(late, None)
    assert agenda(backend, material).appointments == (cancelled,)
    with pytest.raises(ConflictError):
        backend.appointments.save(material.appointment(version=2), None)


def test_reminders_come_due_longest_waiting_first(backend: Backend, material: Material) -> None:
    """AP-82."""
    second, first, later = (material.appointment() for _ in range(3))
    backend.appointments.save(second, LONG_AGO)
    backend.appointments.save(first, LONG_AGO - HOUR)
    backend.appointments.save(later, LONG_AGO + HOUR)
    stored(backend, material)
    assert due(backend, material, LONG_AGO) == [first.appointment_id, second.appointment_id]
    assert len(backend.appointments.to_remind(LONG_AGO, 1).items) == 1
    assert second in backend.appointments.to_remind(LONG_AGO, 50).items


def test_reminders_that_are_due_come_page_after_page(backend: Backend, material: Material) -> None:
    """AP-82: whatever is done with one page, the next goes on behind it."""
    made = [material.appointment() for _ in range(3)]
    for number, one in enumerate(made):
        backend.appointments.save(one, EARLIEST + number * HOUR)
    until = EARLIEST + 2 * HOUR
    first = backend.appointments.to_remind(until, 2)
    assert first.items == (made[0], made[1])
    for settled in (False, True):
        if settled:
            for one in first.items:
                backend.appointments.remind_at(one, None)
        rest = backend.appointments.to_remind(until, 2, first.next_after)
        assert (rest.items, rest.next_after) == ((made[2],), None)
    backend.appointments.remind_at(made[2], None)


def test_a_reminder_is_put_off_or_taken_away_and_the_version_stays(
    backend: Backend, material: Material
) -> None:
    """AP-83."""
    made = material.appointment()
    backend.appointments.save(made, LONG_AGO)
    backend.appointments.remind_at(made, LONG_AGO + HOUR)
    assert due(backend, material, LONG_AGO) == []
    assert due(backend, material, LONG_AGO + HOUR) == [made.appointment_id]
    backend.appointments.remind_at(made, None)
    assert due(backend, material, LONG_AGO + HOUR) == []
    assert agenda(backend, material).appointments == (made,)
    backend.appointments.save(made.with_status(AppointmentStatus.CONFIRMED), None)
    for absent in (made, material.appointment()):
        with pytest.raises(ConflictError):
            backend.appointments.remind_at(absent, LONG_AGO)
    assert due(backend, material, LONG_AGO + HOUR) == []


def test_a_changed_appointment_has_its_new_reminder_only(backend: Backend, material: Material) -> None:
    """AP-81, AP-82."""
    made = material.appointment()
    backend.appointments.save(made, LONG_AGO)
    backend.appointments.save(made.with_status(AppointmentStatus.CANCELLED), None)
    assert due(backend, material, LONG_AGO + HOUR) == []


def test_a_slot_reads_back_whole_in_each_state(backend: Backend, material: Material) -> None:
    """AP-84, AP-86."""
    slot = material.slot()
    assert backend.slots.get(slot.practice_id, slot.slot_id) is None
    for state in (slot, held := slot.held_for("A", NOW), held.booked_by("A"), held.booked_by("A").freed()):
        backend.slots.save(state)
        assert backend.slots.get(slot.practice_id, slot.slot_id) == state


def test_a_slot_changes_only_from_the_version_that_was_read(backend: Backend, material: Material) -> None:
    """AP-86."""
    slot = material.slot()
    backend.slots.save(slot)
    backend.slots.save(slot.held_for("A", NOW))
    for late in (slot, slot.held_for("B", NOW), slot.booked_by("B")):
        with pytest.raises(ConflictError):
            backend.slots.save(late)


def test_the_next_slots_are_those_with_that_member_that_nobody_has_booked(
    backend: Backend, material: Material
) -> None:
    """AP-85."""
    third, first, second = (material.slot(starts_at=NOW + timedelta(days=days)) for days in (3, 1, 2))
    taken, gone = material.slot(), material.slot(starts_at=NOW)
    elsewhere, others = material.slot(facility_id=None), material.slot(member_id="OTHER")
    for slot in (third, first, second, taken, gone, elsewhere, others):
        backend.slots.save(slot)
    backend.slots.save(taken.booked_by("A"))
    held = second.held_for("A", NOW)
    backend.slots.save(held)
    where = (material.practice_id, material.facility_id, "ME")
    assert backend.slots.unbooked(*where, NOW, 10) == (first, held, third)
    assert backend.slots.unbooked(*where, NOW, 2) == (first, held)
    assert backend.slots.unbooked(*where, first.starts_at, 10) == (held, third)
    assert backend.slots.unbooked(material.practice_id, None, "ME", NOW, 10) == (elsewhere,)


def full_dialogue() -> Dialogue:
    one, two = Asked("a1", NOW + HOUR), Asked("a2", NOW + 2 * HOUR)
    return Dialogue(
        stage=Stage.OFFERING_SLOTS,
        asked=(one, two),
        asked_at=NOW,
        wish=Intent.CANCEL,
        choices=(two, one),
        subject=two,
        offered=(OfferedSlot("s1", NOW + 3 * HOUR),),
        passed_over=frozenset({"s2", "s3"}),
        taken=True,
        offers=2,
        misread=1,
        answering="m3",
        seen=("m1", "m2"),
        outcome=Outcome.CONFIRMED,
        reminders=("r1",),
    )


@pytest.mark.parametrize("dialogue", [Dialogue(), full_dialogue()])
@pytest.mark.parametrize(
    "answer",
    [
        None,
        Answer("m1"),
        Answer("m1", Saying.OFFER, (NOW, NOW + HOUR), StaffReason.NO_SLOTS, settled=True),
    ],
)
def test_a_dialogue_reads_back_whole_as_the_next_version(
    backend: Backend, material: Material, dialogue: Dialogue, answer: Answer | None
) -> None:
    """AP-80, AP-87."""
    step = Step(material.practice_id, material.patient_id, dialogue, answer=answer)
    backend.dialogues.record(step)
    assert agenda(backend, material) == Agenda((), replace(dialogue, version=1), answer)
    with pytest.raises(ConflictError):
        backend.dialogues.record(step)
    backend.dialogues.record(replace(step, dialogue=replace(dialogue, version=1), answer=None))
    assert agenda(backend, material) == Agenda((), replace(dialogue, version=2))


def booking(backend: Backend, material: Material) -> Step:
    """Give the step that moves a stored appointment from its slot to another."""
    old = material.slot().booked_by("x")
    old = replace(old, version=1)
    new = material.slot(starts_at=NOW + timedelta(days=5))
    made = stored(backend, material, slot_id=old.slot_id)
    backend.slots.save(old)
    backend.slots.save(new)
    moved = made.moved_to(new)
    done = Dialogue(stage=Stage.DONE, outcome=Outcome.MOVED)
    return Step(
        material.practice_id,
        material.patient_id,
        done,
        ((moved, LONG_AGO),),
        (new.booked_by(made.appointment_id), old.freed()),
        audit=(material.entry(),),
    )


def test_a_booking_is_all_of_it_at_once(backend: Backend, material: Material) -> None:
    """AP-87, AP-82."""
    step = booking(backend, material)
    backend.dialogues.record(step)
    ((moved, _),) = step.appointments
    assert agenda(backend, material) == Agenda((moved,), replace(step.dialogue, version=1))
    for slot in step.slots:
        assert backend.slots.get(slot.practice_id, slot.slot_id) == slot
    assert due(backend, material, LONG_AGO) == [moved.appointment_id]
    assert backend.audit_ids(material.practice_id) == [entry.entry_id for entry in step.audit]


def test_a_slot_taken_meanwhile_leaves_everything_as_it_was(backend: Backend, material: Material) -> None:
    """AP-87."""
    step = booking(backend, material)
    before = agenda(backend, material)
    new, old = step.slots
    faster = replace(new, appointment_id="faster")
    backend.slots.save(faster)
    with pytest.raises(SlotTakenError):
        backend.dialogues.record(step)
    assert agenda(backend, material) == before
    assert backend.slots.get(new.practice_id, new.slot_id) == faster
    kept = backend.slots.get(old.practice_id, old.slot_id)
    assert kept is not None
    assert kept.state is SlotState.BOOKED
    assert backend.audit_ids(material.practice_id) == []


def test_an_appointment_changed_meanwhile_leaves_everything_as_it_was(
    backend: Backend, material: Material
) -> None:
    """AP-87: the change wins over a slot that is taken as well, so that the dialogue is looked at anew."""
    step = booking(backend, material)
    ((moved, _),) = step.appointments
    cancelled = replace(moved, status=AppointmentStatus.CANCELLED)
    backend.appointments.save(cancelled, None)
    for slot in step.slots[:1]:
        with pytest.raises(ConflictError):
            backend.dialogues.record(step)
        backend.slots.save(replace(slot, appointment_id="faster"))
    with pytest.raises(ConflictError):
        backend.dialogues.record(step)
    assert agenda(backend, material) == Agenda((cancelled,), Dialogue())


def test_of_many_who_book_one_slot_one_has_it(racing: Backend, material: Material) -> None:
    """AP-87."""
    slot = material.slot()
    racing.slots.save(slot)
    patients = [an_id() for _ in range(6)]
    appointments = [stored(racing, material, patient_id=patient) for patient in patients]

    def book(number: int) -> str:
        made = appointments[number]
        booked = slot.booked_by(made.appointment_id)
        racing.dialogues.record(
            Step(made.practice_id, made.patient_id, Dialogue(), ((made.moved_to(slot), None),), (booked,))
        )
        return made.appointment_id

    outcomes = race(len(patients), book)
    assert len(outcomes.given) == 1
    assert set(outcomes.refused) == {SlotTakenError}
    winner = racing.slots.get(slot.practice_id, slot.slot_id)
    assert winner is not None
    assert winner.appointment_id == outcomes.given[0]
    moved = [
        one
        for patient in patients
        for one in racing.appointments.agenda(material.practice_id, patient).appointments
        if one.slot_id == slot.slot_id
    ]
    assert [one.appointment_id for one in moved] == outcomes.given


def test_of_many_who_hold_one_slot_one_has_it(racing: Backend, material: Material) -> None:
    """AP-86."""
    slot = material.slot()
    racing.slots.save(slot)
    outcomes = race(6, lambda number: racing.slots.save(slot.held_for(f"a{number}", NOW)))
    assert len(outcomes.given) == 1
    assert set(outcomes.refused) == {ConflictError}
