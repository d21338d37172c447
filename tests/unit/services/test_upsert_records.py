"""Records of the record system, a line at a time (row J10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.services.record_desk import CLIENT, PATIENT, RecordDesk
from textward.domain.appointment import AppointmentStatus, SlotState
from textward.domain.assistant_terms import Outcome as Reply
from textward.domain.audit import Action
from textward.domain.ehr import Outcome, RecordKind
from textward.domain.errors import NotFoundError
from textward.domain.events import EventType
from textward.domain.private import Private
from textward.services.upsert_records import AGAIN, TIME, TOGETHER

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textward.domain.appointment import Appointment
    from textward.services.ehr_ports import Save

CREATED, UPDATED, UNCHANGED, REFUSED = Outcome
FACILITY = {"id": "FA-1", "name": "Riverside"}
CATEGORY = {"id": "CA-1", "name": "Diabetes"}
MEMBER = {"id": "ME-1", "name": "Nadia Novak", "email": "nadia@clinic.example", "role": "All Messages"}
CARE_TEAM = {"patient": "PT-1", "members": ["ME-1"]}
STARTS = datetime(2026, 4, 2, 15, 0, tzinfo=UTC)
APPOINTMENT = {"id": "AP-1", "patient": "PT-1", "starts_at": "2026-04-02T10:00:00-05:00"}
SLOT = {"id": "SL-1", "member": "ME-1", "facility": "FA-1", "starts_at": STARTS.isoformat()}
KINDS: list[tuple[RecordKind, dict[str, Any], dict[str, Any]]] = [
    (RecordKind.FACILITIES, FACILITY, {"name": "Riverside West"}),
    (RecordKind.CATEGORIES, CATEGORY, {"name": "Diabetes care"}),
    (RecordKind.MEMBERS, MEMBER, {"name": "Nadia Novak-Berg"}),
    (RecordKind.PATIENTS, PATIENT, {"facility": "FA-1", "categories": ["CA-1"]}),
    (RecordKind.CARE_TEAMS, CARE_TEAM, {"members": []}),
    (RecordKind.APPOINTMENTS, APPOINTMENT, {"status": "confirmed", "slot": "SL-1"}),
    (RecordKind.SLOTS, SLOT, {"state": "booked"}),
]


@pytest.fixture
def desk() -> RecordDesk:
    return RecordDesk()


@pytest.fixture
def full(desk: RecordDesk) -> RecordDesk:
    """Give a desk that has sent one record of each kind."""
    for kind, line, _ in KINDS:
        assert desk.one(kind, line) in {CREATED, UPDATED}
    return desk


def appointment(desk: RecordDesk) -> Appointment:
    patient_id = desk.id_of(RecordKind.PATIENTS, "PT-1")
    (found,) = desk.clinic.world.appointments.agenda(desk.practice_id, patient_id).appointments
    return found


@pytest.mark.parametrize(("kind", "line", "change"), KINDS)
def test_each_kind_is_made_left_alone_and_changed(
    full: RecordDesk, kind: RecordKind, line: dict[str, Any], change: dict[str, Any]
) -> None:
    lines = len(full.clinic.world.state.audit)
    assert full.one(kind, line) is UNCHANGED
    assert len(full.clinic.world.state.audit) == lines
    assert full.one(kind, line | change) is UPDATED
    (entry,) = full.clinic.world.state.audit[lines:]
    assert (entry.actor.kind, entry.actor.actor_id) == ("record_system", CLIENT)
    assert entry.action in {Action.RECORD_SAVED, Action.MEMBER_SAVED}
    assert full.one(kind, line | change) is UNCHANGED
    assert full.one(kind, line) is UPDATED


@pytest.mark.parametrize(("kind", "line", "change"), KINDS)
def test_each_kind_refuses_what_it_does_not_know(
    full: RecordDesk, kind: RecordKind, line: dict[str, Any], change: dict[str, Any]
) -> None:
    before = len(full.clinic.world.state.audit)
    worse: list[object] = [
        {**line, "PLANTED": 1},
        {name: {"PLANTED": []} for name in line},
        "PLANTED",
        [line],
    ]
    for bad in worse:
        (result,) = full.send(kind, bad)
        assert result.outcome is REFUSED
        assert result.detail
        assert "PLANTED" not in repr(result)
    assert len(full.clinic.world.state.audit) == before
    assert full.one(kind, line | change) is UPDATED


def test_everything_about_a_patient_is_stored(full: RecordDesk) -> None:
    line = PATIENT | {"facility": "FA-1", "categories": ["CA-1"], "text_notifications": False}
    assert full.one(RecordKind.PATIENTS, line) is UPDATED
    patient = full.patient()
    assert patient.name == Private("Ines Ortega")
    assert patient.phone == Private("+12125550177")
    assert (patient.number, patient.language, patient.date_of_birth.isoformat()) == (
        "9001",
        "es",
        "1990-02-03",
    )
    assert patient.facility_id == full.id_of(RecordKind.FACILITIES, "FA-1")
    assert patient.category_ids == {full.id_of(RecordKind.CATEGORIES, "CA-1")}
    assert patient.text_notifications is False
    assert patient.record_id == "PT-1"
    assert patient.care_team == {full.id_of(RecordKind.MEMBERS, "ME-1")}


def test_a_patients_phone_changes(full: RecordDesk) -> None:
    assert full.one(RecordKind.PATIENTS, PATIENT | {"phone": "212-555-0178"}) is UPDATED
    patients = full.clinic.world.patients
    assert not patients.phone(full.practice_id, Private("+12125550177")).owners
    (owner,) = patients.phone(full.practice_id, Private("+12125550178")).owners
    assert owner.patient_id == full.patient().patient_id
    assert full.one(RecordKind.PATIENTS, PATIENT | {"phone": None}) is UPDATED
    assert full.patient().phone is None


def test_what_was_proven_before_a_change_of_phone_or_date_of_birth_counts_no_more(full: RecordDesk) -> None:
    clock = full.clinic.world.clock
    assert full.patient().proofs_since is None
    line: dict[str, Any] = PATIENT | {"name": "Ines Ortega-Ruiz"}
    assert full.one(RecordKind.PATIENTS, line) is UPDATED
    assert full.patient().proofs_since is None
    for change in ({"phone": "212-555-0178"}, {"date_of_birth": "1990-02-04"}, {"phone": None}):
        full.clinic.world.advance(timedelta(minutes=1))
        line |= change
        assert full.outcomes(RecordKind.PATIENTS, line, line) == [UPDATED, UNCHANGED]
        assert full.patient().proofs_since == clock.now()
        assert not full.patient().accepts_proof_of(clock.now())
        assert full.patient().accepts_proof_of(clock.now() + timedelta(seconds=1))
    assert full.one(RecordKind.CARE_TEAMS, CARE_TEAM | {"members": []}) is UPDATED
    assert full.patient().proofs_since == clock.now()


def test_a_changed_care_team_tells_the_conversations(full: RecordDesk) -> None:
    full.clinic.world.stream()
    assert full.one(RecordKind.CARE_TEAMS, CARE_TEAM | {"members": []}) is UPDATED
    assert full.patient().care_team == frozenset()
    events = [event.type for event in full.clinic.world.stream()]
    assert events == [EventType.CARE_TEAM_CHANGED]


@pytest.mark.parametrize(
    ("kind", "line", "pointer"),
    [
        (RecordKind.PATIENTS, PATIENT | {"facility": "none"}, "/facility"),
        (RecordKind.PATIENTS, PATIENT | {"categories": ["none"]}, "/categories"),
        (RecordKind.PATIENTS, PATIENT | {"phone": "555"}, "/phone"),
        (RecordKind.PATIENTS, PATIENT | {"language": "de"}, "/language"),
        (RecordKind.MEMBERS, MEMBER | {"role": "none"}, "/role"),
        (RecordKind.MEMBERS, MEMBER | {"email": "none"}, "/email"),
        (RecordKind.CARE_TEAMS, CARE_TEAM | {"patient": "none"}, "/patient"),
        (RecordKind.CARE_TEAMS, CARE_TEAM | {"members": ["none"]}, "/members"),
        (RecordKind.APPOINTMENTS, APPOINTMENT | {"patient": "none"}, "/patient"),
        (RecordKind.APPOINTMENTS, APPOINTMENT | {"member": "none"}, "/member"),
        (RecordKind.SLOTS, SLOT | {"state": "held"}, "/state"),
    ],
)
def test_what_must_be_there_before(
    full: RecordDesk, kind: RecordKind, line: dict[str, Any], pointer: str
) -> None:
    (result,) = full.send(kind, line)
    assert (result.outcome, result.pointer) == (REFUSED, pointer)


def test_bad_lines_do_not_keep_the_others_and_order_within_a_record_holds(desk: RecordDesk) -> None:
    lines = [{"id": f"FA-{n % 7}", "name": f"Place {n}"} for n in range(100)]
    results = desk.send(RecordKind.FACILITIES, *lines[:50], "no JSON", *lines[50:])
    assert [result.line for result in results] == list(range(1, 102))
    assert [result.line for result in results if result.outcome is REFUSED] == [51]
    names = {one.name for one in desk.clinic.world.practices.facilities(desk.practice_id)}
    assert {f"Place {n}" for n in range(93, 100)} <= names


def meanwhile(desk: RecordDesk, monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> list[int]:
    """Let something happen each time between reading and storing; give how many saves each try had."""
    records, tries = desk.clinic.world.records, list[int]()
    save = records.save

    def later(saves: Sequence[Save], is_over: Callable[[], bool]) -> tuple[bool, ...]:
        tries.append(len(saves))
        with monkeypatch.context() as patch:
            patch.setattr(records, "save", save)
            happens()
        return save(saves, is_over)

    monkeypatch.setattr(records, "save", later)
    return tries


def test_a_patient_and_the_care_team_sent_at_once_do_not_overwrite_each_other(
    full: RecordDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = PATIENT | {"phone": "212-555-0178"}
    tries = meanwhile(full, monkeypatch, lambda: full.one(RecordKind.PATIENTS, moved))
    assert full.one(RecordKind.CARE_TEAMS, CARE_TEAM | {"members": []}) is UPDATED
    assert tries == [1, 1]
    assert (full.patient().phone, full.patient().care_team) == (Private("+12125550178"), frozenset())
    monkeypatch.undo()
    meanwhile(full, monkeypatch, lambda: full.one(RecordKind.CARE_TEAMS, CARE_TEAM))
    assert full.one(RecordKind.PATIENTS, PATIENT) is UPDATED
    assert full.patient().phone == Private("+12125550177")
    assert full.patient().care_team == {full.id_of(RecordKind.MEMBERS, "ME-1")}


def test_a_record_that_somebody_else_changes_all_the_time_is_to_be_sent_again(
    full: RecordDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = iter(f"Ines {n}" for n in "ABCDEF")
    change = lambda: full.one(RecordKind.PATIENTS, PATIENT | {"name": next(names)})  # noqa: E731
    tries = meanwhile(full, monkeypatch, change)
    audited = len(full.clinic.world.state.audit)
    other = PATIENT | {"id": "PT-2", "number": "9002"}
    refused, stored = full.send(RecordKind.PATIENTS, PATIENT | {"name": "Zoe"}, other)
    assert (refused.outcome, refused.detail) == (REFUSED, AGAIN)
    assert stored.outcome is CREATED
    assert tries == [2, 1, 1]
    assert full.patient().name == Private("Ines C")
    assert len(full.clinic.world.state.audit) == audited + 4, "one for each change that was made"


def test_what_is_stored_is_read_in_one_request_for_many_lines(
    full: RecordDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[int]()
    records, patients = full.clinic.world.records, full.clinic.world.records.patients

    def counted(practice_id: str, patient_ids: Sequence[str]) -> object:
        asked.append(len(patient_ids))
        return patients(practice_id, patient_ids)

    monkeypatch.setattr(records, "patients", counted)
    lines = [PATIENT | {"id": f"PT-{n}", "number": str(n)} for n in range(2, 2 + TOGETHER + 1)]
    assert set(full.outcomes(RecordKind.PATIENTS, *lines)) == {CREATED}
    assert sorted(asked) == [1, TOGETHER]


def test_lines_for_which_there_is_no_time_are_to_be_sent_again(
    desk: RecordDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, save = desk.clinic.world, desk.clinic.world.records.save

    def slowly(saves: Sequence[Save], is_over: Callable[[], bool]) -> tuple[bool, ...]:
        stored = save(saves[:1], is_over)
        world.advance(TIME)
        return stored + save(saves[1:], is_over)

    monkeypatch.setattr(world.records, "save", slowly)
    other = {"id": "FA-2", "name": "Another"}
    lines = [FACILITY, FACILITY | {"name": "Later"}, other]
    first, later, begun = desk.send(RecordKind.FACILITIES, *lines)
    assert (first.outcome, later.outcome, begun.outcome) == (CREATED, REFUSED, REFUSED)
    assert later.detail == begun.detail == AGAIN
    monkeypatch.undo()
    assert desk.outcomes(RecordKind.FACILITIES, *lines) == [UNCHANGED, UPDATED, CREATED]


def test_a_practice_that_is_not_there(desk: RecordDesk) -> None:
    with pytest.raises(NotFoundError):
        desk.upsert("none", RecordKind.FACILITIES, "{}", desk.clinic.trail())


def test_a_new_member_is_invited_once_and_may_come_in(full: RecordDesk) -> None:
    world = full.clinic.world
    member_id = full.id_of(RecordKind.MEMBERS, "ME-1")
    assert world.sign_ins.invited == {"nadia@clinic.example": member_id}
    viewer = world.staff.viewer(f"subject-of-{member_id}")
    assert viewer
    assert viewer.member.name == "Nadia Novak"


def test_an_inactive_members_access_ends(full: RecordDesk) -> None:
    member_id = full.id_of(RecordKind.MEMBERS, "ME-1")
    assert full.one(RecordKind.MEMBERS, MEMBER | {"active": False}) is UPDATED
    assert full.clinic.world.staff.viewer(f"subject-of-{member_id}") is None
    assert full.clinic.world.sign_ins.stopped == {f"subject-of-{member_id}"}
    assert full.one(RecordKind.MEMBERS, MEMBER) is UPDATED
    assert full.clinic.world.staff.viewer(f"subject-of-{member_id}")
    assert not full.clinic.world.sign_ins.stopped


def test_who_never_had_access_is_not_invited(desk: RecordDesk) -> None:
    assert desk.one(RecordKind.MEMBERS, MEMBER | {"active": False}) is CREATED
    assert not desk.clinic.world.sign_ins.invited


def test_an_address_that_signs_somebody_else_in_is_refused(full: RecordDesk) -> None:
    (result,) = full.send(RecordKind.MEMBERS, MEMBER | {"id": "ME-2", "name": "Someone Else"})
    assert (result.outcome, result.pointer) == (REFUSED, "/email")
    assert (
        full.clinic.world.staff.subject_of(full.practice_id, full.id_of(RecordKind.MEMBERS, "ME-2")) is None
    )


def test_a_changed_address_is_followed_at_the_sign_in(full: RecordDesk) -> None:
    sign_ins, member_id = full.clinic.world.sign_ins, full.id_of(RecordKind.MEMBERS, "ME-1")
    lines = len(full.clinic.world.state.audit)
    assert full.one(RecordKind.MEMBERS, MEMBER | {"email": "novak@clinic.example"}) is UPDATED
    assert sign_ins.invited == {"novak@clinic.example": member_id}
    (entry,) = full.clinic.world.state.audit[lines:]
    assert (entry.action, entry.target_id) == (Action.MEMBER_SAVED, member_id)
    assert full.one(RecordKind.MEMBERS, MEMBER | {"email": "novak@clinic.example"}) is UNCHANGED
    assert full.one(RecordKind.MEMBERS, MEMBER | {"active": False}) is UPDATED
    assert sign_ins.invited == {"novak@clinic.example": member_id}, "who may not come in has no use for it"
    assert full.one(RecordKind.MEMBERS, MEMBER) is UPDATED
    assert sign_ins.invited == {"nadia@clinic.example": member_id}


def test_an_address_of_somebody_else_is_not_moved_to(full: RecordDesk) -> None:
    other = MEMBER | {"id": "ME-2", "name": "Someone Else", "email": "else@clinic.example"}
    assert full.one(RecordKind.MEMBERS, other) is CREATED
    (result,) = full.send(RecordKind.MEMBERS, other | {"email": "nadia@clinic.example"})
    assert (result.outcome, result.pointer) == (REFUSED, "/email")
    assert set(full.clinic.world.sign_ins.invited) == {"nadia@clinic.example", "else@clinic.example"}


def test_an_invitation_that_failed_is_made_by_the_same_line_again(desk: RecordDesk) -> None:
    desk.clinic.world.sign_ins.down = True
    assert desk.one(RecordKind.MEMBERS, MEMBER) is REFUSED
    desk.clinic.world.sign_ins.down = False
    assert desk.one(RecordKind.MEMBERS, MEMBER) is UNCHANGED
    assert desk.clinic.world.sign_ins.invited


def test_the_last_admin_stays(desk: RecordDesk) -> None:
    demo = desk.clinic.demo
    staff = desk.clinic.world.staff
    staff.save_member(replace(demo.alice.member, active=False))
    staff.save_role(desk.practice_id, replace(demo.alice.role, name="Admins"))
    admin = MEMBER | {"role": "Admins"}
    assert desk.one(RecordKind.MEMBERS, admin) is CREATED
    assert desk.one(RecordKind.MEMBERS, admin | {"active": False}) is REFUSED
    assert staff.viewer(f"subject-of-{desk.id_of(RecordKind.MEMBERS, 'ME-1')}")


def test_an_appointment_is_reminded_of(full: RecordDesk) -> None:
    found = appointment(full)
    assert (found.starts_at, found.status) == (STARTS, AppointmentStatus.BOOKED)
    due = full.clinic.world.appointments.to_remind(STARTS, 10).items
    assert [one.appointment_id for one in due] == [full.id_of(RecordKind.APPOINTMENTS, "AP-1")]
    assert full.one(RecordKind.APPOINTMENTS, APPOINTMENT | {"status": "cancelled"}) is UPDATED
    assert not full.clinic.world.appointments.to_remind(STARTS, 10).items


def test_the_record_systems_own_ids_are_kept(full: RecordDesk) -> None:
    book = full.clinic.world.groups.book(full.practice_id)
    facility = next(one for one in book.facilities if one.name == "Riverside")
    slot = full.clinic.world.slots.get(full.practice_id, full.id_of(RecordKind.SLOTS, "SL-1"))
    member = book.roster.member(full.id_of(RecordKind.MEMBERS, "ME-1"))
    assert slot
    assert member
    kept = (facility, member, full.patient(), appointment(full), slot)
    assert [one.record_id for one in kept] == ["FA-1", "ME-1", "PT-1", "AP-1", "SL-1"]


def test_a_repeated_line_does_not_undo_what_the_patient_did(full: RecordDesk) -> None:
    confirmed = appointment(full).with_status(AppointmentStatus.CANCELLED)
    full.clinic.world.appointments.save(confirmed, None)
    assert full.one(RecordKind.APPOINTMENTS, APPOINTMENT) is UNCHANGED
    assert appointment(full) == confirmed
    later = (STARTS + timedelta(days=1)).isoformat()
    assert full.one(RecordKind.APPOINTMENTS, APPOINTMENT | {"starts_at": later}) is UPDATED
    assert appointment(full).status is AppointmentStatus.BOOKED


OTHER = PATIENT | {"id": "PT-2", "number": "9002", "name": "Tom Ortega", "phone": "(212) 555-0178"}


def test_an_appointment_goes_to_the_patient_whom_a_line_names(full: RecordDesk) -> None:
    assert full.one(RecordKind.PATIENTS, OTHER) is CREATED
    world, made = full.clinic.world, appointment(full)
    world.appointments.remind_at(made, STARTS, reminded_at=STARTS - timedelta(days=2))
    stored = appointment(full)
    world.appointments.save(
        stored.with_reply(Reply.CONFIRMED, STARTS).set_by_hand(AppointmentStatus.CONFIRMED), STARTS
    )
    world.stream()
    lines = len(world.state.audit)
    theirs = APPOINTMENT | {"patient": "PT-2"}
    assert full.one(RecordKind.APPOINTMENTS, theirs) is UPDATED
    first, second = (full.id_of(RecordKind.PATIENTS, one) for one in ("PT-1", "PT-2"))
    assert world.appointments.agenda(full.practice_id, first).appointments == ()
    (moved,) = world.appointments.agenda(full.practice_id, second).appointments
    assert (moved.appointment_id, moved.status) == (made.appointment_id, AppointmentStatus.BOOKED)
    assert (moved.reply, moved.replied_at, moved.reminded_at) == (None, None, None)
    assert world.appointments.to_remind(STARTS, 10).items == (moved,)
    assert {entry.patient_id for entry in world.state.audit[lines:]} == {first, second}
    assert [(event.type, event.thread_id) for event in world.stream()] == [
        (EventType.APPOINTMENT_CHANGED, f"P{first}")
    ]
    assert full.one(RecordKind.APPOINTMENTS, theirs) is UNCHANGED
    assert full.one(RecordKind.APPOINTMENTS, APPOINTMENT) is UPDATED
    assert appointment(full).version > moved.version


def test_two_lines_of_a_call_give_an_appointment_to_the_later_one(full: RecordDesk) -> None:
    assert full.one(RecordKind.PATIENTS, OTHER) is CREATED
    made = APPOINTMENT | {"id": "AP-2"}
    assert full.outcomes(RecordKind.APPOINTMENTS, made, made | {"patient": "PT-2"}) == [CREATED, UPDATED]
    agendas = [
        full.clinic.world.appointments.agenda(full.practice_id, full.id_of(RecordKind.PATIENTS, one))
        for one in ("PT-1", "PT-2")
    ]
    assert [len(one.appointments) for one in agendas] == [1, 1]


def test_an_appointment_stays_where_the_patient_who_is_to_have_it_is_unknown(full: RecordDesk) -> None:
    (result,) = full.send(RecordKind.APPOINTMENTS, APPOINTMENT | {"patient": "PT-2"})
    assert (result.outcome, result.pointer) == (REFUSED, "/patient")
    assert appointment(full).starts_at == STARTS


def test_what_is_written_in_another_way_is_nothing_new(full: RecordDesk) -> None:
    """A default that is left out or spelt out, a time with another offset: what the patient did since stands."""
    cancelled = appointment(full).with_status(AppointmentStatus.CANCELLED)
    full.clinic.world.appointments.save(cancelled, None)
    spelt_out = APPOINTMENT | {
        "starts_at": STARTS.isoformat(),
        "status": "booked",
        "slot": None,
        "member": None,
    }
    assert full.one(RecordKind.APPOINTMENTS, spelt_out) is UNCHANGED
    assert appointment(full) == cancelled
    slots, slot_id = full.clinic.world.slots, full.id_of(RecordKind.SLOTS, "SL-1")
    there = slots.get(full.practice_id, slot_id)
    assert there
    slots.save(there.booked_by("an appointment"))
    written = SLOT | {"starts_at": "2026-04-02T10:00:00-05:00", "state": "open"}
    assert full.one(RecordKind.SLOTS, written) is UNCHANGED
    assert full.one(RecordKind.SLOTS, written | {"state": "booked"}) is UPDATED


def test_a_repeated_slot_does_not_free_what_is_taken(full: RecordDesk) -> None:
    slots, slot_id = full.clinic.world.slots, full.id_of(RecordKind.SLOTS, "SL-1")
    slot = slots.get(full.practice_id, slot_id)
    assert slot
    assert slot.state is SlotState.OPEN
    slots.save(slot.booked_by("an appointment"))
    assert full.one(RecordKind.SLOTS, SLOT) is UNCHANGED
    after = slots.get(full.practice_id, slot_id)
    assert after
    assert after.state is SlotState.BOOKED
