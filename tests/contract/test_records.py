"""Many records in a request: the port `Records` (row J10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.contract.material import an_id
from tests.contract.races import race
from textward.domain.errors import ConflictError
from textward.domain.practice import Category, Facility
from textward.domain.private import Private
from textward.services.ehr_ports import AppointmentSave, PatientSave, PlaceSave, SlotSave, Withdrawal

if TYPE_CHECKING:
    from tests.contract.backends import Backend
    from tests.contract.material import Material

MANY = 60
"""More than one transaction holds, each with its line in the trail."""


def go_on() -> bool:
    return False


def test_what_there_is_no_time_for_is_not_stored(backend: Backend, material: Material) -> None:
    """AP-131: it is asked before each transaction."""
    slots = [material.slot() for _ in range(MANY)]
    asked = iter([False, True, True])
    stored = backend.records.save(
        [SlotSave(one, material.entry()) for one in slots], lambda: next(asked, True)
    )
    assert stored[0]
    assert not stored[-1]
    there = backend.records.slots(material.practice_id, [one.slot_id for one in slots])
    assert [one.slot_id in there for one in slots] == list(stored)
    assert len(backend.audit_ids(material.practice_id)) == sum(stored)


def test_patients_are_stored_and_read_many_at_a_time(backend: Backend, material: Material) -> None:
    """AP-99, AP-131."""
    records, practice_id = backend.records, material.practice_id
    patients = [material.patient(f"Ann Lee {n}", number=f"{n}") for n in range(12)]
    ids = [one.patient_id for one in patients]
    assert records.patients(practice_id, ids) == {}
    entries = [material.entry() for _ in patients]
    saves = [PatientSave(one, None, entry) for one, entry in zip(patients, entries, strict=True)]
    assert all(save.is_new for save in saves)
    assert records.save(saves, go_on) == (True,) * 12
    known = records.patients(practice_id, [*ids, an_id()])
    assert {one: found.patient for one, found in known.items()} == dict(zip(ids, patients, strict=True))
    assert backend.audit_ids(practice_id) == sorted(entry.entry_id for entry in entries)
    assert backend.patients.search(practice_id, "ann lee 7", 5) == (patients[7],)
    owners = backend.patients.phone(practice_id, material.phone).owners
    assert {owner.patient_id for owner in owners} == set(ids)
    assert records.patients(an_id(), ids) == {}, "of this practice only"


def test_a_patient_who_changed_meanwhile_is_not_stored_and_the_others_are(
    backend: Backend, material: Material
) -> None:
    """AP-131: neither the record nor its line in the trail."""
    records, practice_id = backend.records, material.practice_id
    moved, still = material.patient("Ann Lee"), material.patient("Bo Day", phone=None)
    for one in (moved, still):
        backend.patients.save(one)
    known = records.patients(practice_id, [moved.patient_id, still.patient_id])
    later = replace(moved, name=Private("Ann Moss"))
    backend.patients.save(later)
    new, entries = material.patient("Cy Fox"), [material.entry() for _ in range(3)]
    saves = [
        PatientSave(replace(moved, care_team=frozenset({"ME"})), known[moved.patient_id], entries[0]),
        PatientSave(replace(still, care_team=frozenset({"ME"})), known[still.patient_id], entries[1]),
        PatientSave(new, None, entries[2]),
    ]
    assert [save.is_new for save in saves] == [False, False, True]
    assert records.save(saves, go_on) == (False, True, True)
    assert backend.patients.get(practice_id, moved.patient_id) == later
    assert backend.patients.get(practice_id, still.patient_id).care_team == {"ME"}
    assert backend.patients.get(practice_id, new.patient_id) == new
    assert backend.audit_ids(practice_id) == [entry.entry_id for entry in entries[1:]]
    assert records.save([PatientSave(new, None, material.entry())], go_on) == (False,), "it is there by now"


def test_a_changed_care_team_leaves_a_patient_as_easy_to_find(backend: Backend, material: Material) -> None:
    """AP-08, AP-131: under the name as it is, and as it was before another change."""
    records, practice_id = backend.records, material.practice_id
    patient = material.patient("Ann Lee")
    backend.patients.save(patient)
    for after in (
        replace(patient, care_team=frozenset({"ME"})),
        replace(patient, care_team=frozenset({"ME"}), name=Private("Ann Moss")),
        replace(patient, name=Private("Ann Moss"), phone=None),
    ):
        known = records.patients(practice_id, [patient.patient_id])
        assert records.save([PatientSave(after, known[patient.patient_id], material.entry())], go_on) == (
            True,
        )
        found = backend.patients.search(practice_id, "ann", 5)
        assert found == (replace(after, care_team=frozenset()),)
        assert backend.patients.get(practice_id, patient.patient_id) == after
    assert backend.patients.search(practice_id, "lee", 5) == ()
    assert backend.patients.phone(practice_id, material.phone).owners == ()


def test_a_patient_with_a_very_long_name_is_stored_with_the_line_in_the_trail(
    backend: Backend, material: Material
) -> None:
    """AP-131."""
    long = "Abcdefghijklm Nopqrstuvwxyz " * 5 + "Schwarzenegger-Constantinopoulos-Featherstonehaugh" * 2
    patient, entry = material.patient(long), material.entry()
    slot, other = material.slot(), material.entry()
    assert backend.records.save([PatientSave(patient, None, entry), SlotSave(slot, other)], go_on) == (
        True,
        True,
    )
    assert backend.patients.search(material.practice_id, "feather", 5) == (patient,)
    assert backend.audit_ids(material.practice_id) == sorted([entry.entry_id, other.entry_id])
    assert backend.records.save([PatientSave(patient, None, material.entry())], go_on) == (False,)


def test_appointments_are_stored_and_read_many_at_a_time(backend: Backend, material: Material) -> None:
    """AP-99, AP-131."""
    records, practice_id = backend.records, material.practice_id
    patients = [an_id() for _ in range(MANY)]
    made = [material.appointment(patient_id=one) for one in patients]
    due = material.now + timedelta(hours=1)
    saves = [AppointmentSave(one, due, material.entry()) for one in made]
    assert records.save(saves, go_on) == (True,) * MANY
    some = made[:40]
    wanted = [(one.patient_id, one.appointment_id) for one in some]
    there = {one.appointment_id: one for one in some}
    assert records.appointments(practice_id, [*wanted, (patients[0], an_id())]) == there
    elsewhere = [(an_id(), appointment_id) for _, appointment_id in wanted]
    assert records.appointments(practice_id, elsewhere) == there, "whosever they are"
    assert records.appointments(an_id(), wanted) == {}
    assert records.appointments(practice_id, []) == {}
    assert len(backend.audit_ids(practice_id)) == MANY
    assert backend.appointments.agenda(practice_id, patients[3]).appointments == (made[3],)
    due_now = {one.appointment_id for one in backend.appointments.to_remind(due, 100).items}
    assert {one.appointment_id for one in made} <= due_now
    again = AppointmentSave(replace(made[0], version=2), None, material.entry())
    assert (saves[0].is_new, again.is_new) == (True, False)
    assert records.save([saves[1], again], go_on) == (False, True)


def test_an_appointment_is_one_patients_only(backend: Backend, material: Material) -> None:
    """AP-99, AP-131: of two who are said to have it one has; taken from one, its reminder goes with it."""
    records, practice_id = backend.records, material.practice_id
    due = material.now + timedelta(hours=1)
    made = material.appointment(patient_id=an_id())
    assert records.save([AppointmentSave(made, due, material.entry())], go_on) == (True,)
    theirs = replace(made, patient_id=an_id())
    assert records.save([AppointmentSave(theirs, due, material.entry())], go_on) == (False,)
    taken = replace(theirs, version=2)
    lines = [material.entry() for _ in range(2)]
    moved = AppointmentSave(taken, due, lines[0], Withdrawal(made, lines[1]))
    before = set(backend.audit_ids(practice_id))
    assert (moved.is_new, records.save([moved], go_on)) == (False, (True,))
    assert set(backend.audit_ids(practice_id)) - before == {line.entry_id for line in lines}
    assert backend.appointments.agenda(practice_id, made.patient_id).appointments == ()
    assert backend.appointments.agenda(practice_id, taken.patient_id).appointments == (taken,)
    mine = [one for one in backend.appointments.to_remind(due, 100).items if one.practice_id == practice_id]
    assert mine == [taken]
    with pytest.raises(ConflictError):
        backend.appointments.remind_at(made, None)
    late = [
        AppointmentSave(replace(made, version=2), due, material.entry()),
        replace(moved, audit=material.entry(), withdrawn=Withdrawal(made, material.entry())),
    ]
    for save in late:
        assert records.save([save], go_on) == (False,), "by what was read before"
    wanted = [(made.patient_id, made.appointment_id)]
    assert records.appointments(practice_id, wanted) == {made.appointment_id: taken}
    back = replace(made, version=3)
    again = AppointmentSave(back, None, material.entry(), Withdrawal(taken, material.entry()))
    assert records.save([again], go_on) == (True,)
    assert backend.appointments.agenda(practice_id, taken.patient_id).appointments == ()
    assert backend.appointments.agenda(practice_id, made.patient_id).appointments == (back,)


def test_of_two_who_are_given_an_appointment_at_once_one_has_it(racing: Backend, material: Material) -> None:
    """AP-131."""
    appointment_id = an_id()
    made = [
        replace(material.appointment(patient_id=an_id()), appointment_id=appointment_id) for _ in range(4)
    ]
    saves = [AppointmentSave(one, None, material.entry()) for one in made]
    outcomes = race(len(made), lambda number: racing.records.save([saves[number]], go_on))
    assert sorted(outcomes.given) == [(False,), (False,), (False,), (True,)]
    agendas = [racing.appointments.agenda(one.practice_id, one.patient_id).appointments for one in made]
    assert len([one for one in agendas if one]) == 1


def test_slots_are_stored_and_read_many_at_a_time(backend: Backend, material: Material) -> None:
    """AP-99, AP-131."""
    records, practice_id = backend.records, material.practice_id
    slots = [material.slot() for _ in range(MANY)]
    assert records.save([SlotSave(one, material.entry()) for one in slots], go_on) == (True,) * MANY
    ids = [one.slot_id for one in slots]
    assert records.slots(practice_id, ids) == dict(zip(ids, slots, strict=True))
    assert records.slots(practice_id, []) == {}
    backend.slots.save(slots[0].booked_by("an appointment"))
    moved = [SlotSave(replace(one, told="x", version=2), material.entry()) for one in slots[:2]]
    assert records.save(moved, go_on) == (False, True)
    assert len(backend.audit_ids(practice_id)) == MANY + 1


@pytest.mark.parametrize("kind", [Facility, Category])
def test_places_are_stored(backend: Backend, material: Material, kind: type[Facility | Category]) -> None:
    """AP-131."""
    backend.practices.save(material.practice())
    one = kind(material.practice_id, an_id(), "Uptown")
    saves = [PlaceSave(one, material.entry(), is_new=True), PlaceSave(one, material.entry(), is_new=False)]
    for save in saves:
        assert backend.records.save([save], go_on) == (True,)
    book = backend.groups.book(material.practice_id)
    assert one in (*book.facilities, *book.categories)
    assert len(backend.audit_ids(material.practice_id)) == 2
