"""A patient answers a reminder (rows F2-F5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.unit.services.front_desk import WEDNESDAY_AT_TEN, FrontDesk
from textward.domain.appointment import AppointmentStatus, SlotState
from textward.domain.assistant_terms import StaffReason, Stage
from textward.domain.audit import Action
from textward.domain.errors import ConflictError, TransientError
from textward.domain.message import WorkStatus
from textward.domain.private import Private
from textward.services.receive_text import InboundText


@pytest.fixture
def desk() -> FrontDesk:
    made = FrontDesk()
    made.open_slots(5)
    made.book()
    return made


def test_a_yes_confirms_is_answered_and_leaves_the_staffs_list(desk: FrontDesk) -> None:
    message = desk.reminded().text("Yes!")
    assert desk.appointment().status is AppointmentStatus.CONFIRMED
    assert message.status is WorkStatus.COMPLETED
    assert desk.rings()[-1] == "Thank you. Your appointment on Wednesday, March 4 at 10:00 AM is confirmed."
    done = [entry for entry in desk.clinic.world.state.audit if entry.message_id == message.message_id]
    assert [(entry.action, entry.actor.kind) for entry in done] == [
        (Action.APPOINTMENT_CHANGED, "system"),
        (Action.MESSAGE_COMPLETED, "system"),
    ]


def test_the_answer_is_in_the_patients_language(desk: FrontDesk) -> None:
    desk.clinic.world.patients.save(replace(desk.maria, language="es"))
    desk.reminded().text("Sí, confirmo")
    assert desk.rings()[-1] == "Gracias. Su cita del miércoles 4 de marzo a las 10:00 está confirmada."


def test_a_cancellation_frees_the_slot_and_ends_the_reminders(desk: FrontDesk) -> None:
    desk.reminded().text("3")
    assert desk.appointment().status is AppointmentStatus.CANCELLED
    assert desk.slot("of-A").state is SlotState.OPEN
    assert desk.clinic.world.appointments.to_remind(WEDNESDAY_AT_TEN, 10).items == ()


def test_another_time_is_offered_held_and_booked(desk: FrontDesk) -> None:
    desk.reminded().text("2")
    assert "1) Friday, March 6 at 10:00 AM. 2) Saturday, March 7 at 10:00 AM." in desk.rings()[-1]
    assert {desk.slot(name).state for name in ("s1", "s2", "s3")} == {SlotState.HELD}
    message = desk.text("saturday please")
    moved = desk.appointment()
    assert (moved.slot_id, moved.status) == ("s2", AppointmentStatus.CONFIRMED)
    assert desk.slot("s2").appointment_id == "A"
    assert {desk.slot(name).state for name in ("s1", "s3", "of-A")} == {SlotState.OPEN}
    assert message.status is WorkStatus.COMPLETED
    assert desk.rings()[-1] == "Your appointment is now on Saturday, March 7 at 10:00 AM."


def test_a_moved_appointment_is_reminded_of_anew(desk: FrontDesk) -> None:
    desk.reminded().text("2")
    desk.text("3")
    heard = len(desk.rings())
    desk.at(WEDNESDAY_AT_TEN + timedelta(days=3)).at(WEDNESDAY_AT_TEN + timedelta(days=3, hours=1))
    assert len(desk.rings()) == heard + 1
    assert "Sunday, March 8" in desk.rings()[-1]


def test_slots_of_other_members_or_held_by_others_are_not_offered(desk: FrontDesk) -> None:
    slots, now = desk.clinic.world.slots, WEDNESDAY_AT_TEN - timedelta(days=1)
    elsewhere = replace(desk.slot("s1"), slot_id="other", member_id="dr-ray")
    slots.save(elsewhere)
    slots.save(desk.slot("s1").held_for("somebody", now))
    desk.reminded().text("2")
    assert [one.slot_id for one in desk.agenda().dialogue.offered] == ["s2", "s3", "s4"]


def test_a_slot_that_is_taken_meanwhile_brings_the_next_ones(desk: FrontDesk) -> None:
    """Row F3."""
    desk.reminded().text("2")
    desk.clinic.world.slots.save(desk.slot("s1").booked_by("somebody"))
    message = desk.text("1")
    assert desk.appointment().slot_id == "of-A"
    assert desk.rings()[-1].startswith("That time has just been taken. These are open: 1) Monday, March 9")
    assert message.status is WorkStatus.COMPLETED
    desk.text("1")
    assert desk.appointment().slot_id == "s4"


@pytest.mark.parametrize(
    "change", [{"starts_at": WEDNESDAY_AT_TEN + timedelta(days=9)}, {"member_id": "dr-ray"}]
)
def test_a_slot_that_is_another_time_or_place_by_now_is_not_booked(
    desk: FrontDesk, change: dict[str, Any]
) -> None:
    """Row F3: nobody is moved to what they were not told of."""
    desk.reminded().text("2")
    held = desk.slot("s1")
    desk.clinic.world.slots.save(replace(held.freed(), **change))
    desk.text("1")
    assert desk.appointment().slot_id == "of-A"
    assert desk.rings()[-1].startswith("That time has just been taken.")


def test_a_slot_that_is_taken_in_the_very_moment_brings_the_next_ones(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row F3: looked at and free, then gone when the step is stored."""
    desk.reminded().text("2")
    dialogues, slots = desk.clinic.world.dialogues, desk.clinic.world.slots
    record = dialogues.record

    def beaten(step: object) -> None:
        monkeypatch.setattr(dialogues, "record", record)
        slots.save(desk.slot("s1").booked_by("somebody"))
        record(step)  # type: ignore[arg-type]

    monkeypatch.setattr(dialogues, "record", beaten)
    desk.text("1")
    assert desk.slot("s1").appointment_id == "somebody"
    assert desk.appointment().slot_id == "of-A"
    assert desk.rings()[-1].startswith("That time has just been taken.")


def test_an_answer_from_another_phone_than_was_asked_is_for_staff(desk: FrontDesk) -> None:
    """Two patients' numbers were mixed up in the record: who answers has read the other's reminder."""
    desk.reminded()
    world, maria = desk.clinic.world, desk.maria
    changed = replace(maria, phone=Private("+12125550199")).after(maria, world.clock.now())
    world.patients.save(changed)
    world.advance(timedelta(minutes=1))
    message = desk.text("1", changed)
    assert message.patient_id == maria.patient_id
    assert (message.status, desk.appointment().status) == (WorkStatus.PENDING, AppointmentStatus.BOOKED)
    assert desk.rings(changed) == []


def test_not_understood_twice_is_for_staff(desk: FrontDesk) -> None:
    """Row F4."""
    first = desk.reminded().text("hmm, my knee")
    second = desk.text("it hurts")
    assert {first.status, second.status} == {WorkStatus.PENDING}
    answer = desk.agenda().answer
    assert answer
    assert (answer.message_id, answer.reason) == (second.message_id, StaffReason.NOT_UNDERSTOOD)
    assert desk.rings()[-1] == "We have passed your message to our team. A person will answer you."
    assert desk.now(first).status is WorkStatus.PENDING


def test_a_bare_cancel_opts_out_keeps_the_appointment_and_is_for_staff(desk: FrontDesk) -> None:
    desk.reminded()
    heard = len(desk.rings())
    message = desk.text("CANCEL")
    assert message.party_phone
    assert desk.clinic.world.patients.phone(message.practice_id, message.party_phone).consent.opted_out
    assert desk.appointment().status is AppointmentStatus.BOOKED
    assert message.status is WorkStatus.PENDING
    assert len(desk.rings()) == heard
    answer = desk.agenda().answer
    assert answer
    assert answer.reason is StaffReason.CANCEL_MAY_MEAN_APPOINTMENT


def test_two_appointments_are_asked_about(desk: FrontDesk) -> None:
    """Row F4."""
    desk.book("B", WEDNESDAY_AT_TEN + timedelta(hours=5))
    desk.reminded().at(WEDNESDAY_AT_TEN - timedelta(hours=19))
    desk.clinic.world.advance(timedelta(minutes=1))
    desk.text("3")
    assert desk.stage is Stage.ASKING_WHICH
    desk.text("the second")
    assert desk.appointment("A").status is AppointmentStatus.BOOKED
    assert desk.appointment("B").status is AppointmentStatus.CANCELLED


def test_without_a_question_nothing_happens(desk: FrontDesk) -> None:
    message = desk.text("1")
    assert message.status is WorkStatus.PENDING
    assert desk.appointment().status is AppointmentStatus.BOOKED
    assert desk.agenda().dialogue.version == 0


def test_a_shared_phones_text_is_nobodys_answer(desk: FrontDesk) -> None:
    desk.book("M", patient=desk.clinic.demo.mother)
    desk.reminded()
    message = desk.text("1", desk.clinic.demo.mother)
    assert message.status is WorkStatus.PENDING
    assert desk.agenda(desk.clinic.demo.mother).appointments[0].status is AppointmentStatus.BOOKED
    assert "Reply 1" not in desk.rings(desk.clinic.demo.mother)[0]


def test_a_message_brought_again_is_answered_once(desk: FrontDesk) -> None:
    message = desk.reminded().text("2")
    heard, before = list(desk.rings()), desk.agenda()
    for _ in range(2):
        desk.answer(message)
        desk.clinic.hand_over()
    assert desk.rings() == heard
    assert desk.agenda() == before


@pytest.mark.parametrize("broken", ["add", "change"])
def test_a_crash_after_the_step_loses_neither_answer_nor_settling(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    desk.reminded()
    heard = len(desk.rings())
    message = desk.clinic.message_in("1", "+12125550101", "SMcrash")

    def crash(*_: object, **__: object) -> None:
        raise TransientError

    with monkeypatch.context() as patch:
        patch.setattr(desk.clinic.world.threads, broken, crash)
        with pytest.raises(TransientError):
            desk.answer(message)
    assert desk.appointment().status is AppointmentStatus.CONFIRMED
    assert desk.now(message).status is WorkStatus.PENDING

    desk.answer(message)
    desk.clinic.hand_over()

    assert desk.now(message).status is WorkStatus.COMPLETED
    assert [text[:10] for text in desk.rings()[heard:]] == ["Thank you."]


def test_a_crash_before_the_step_is_as_if_nothing_had_been(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slots that were held already are held for this patient: the next try offers them again."""
    desk.reminded()
    message = desk.clinic.message_in("2", "+12125550101", "SMcrash")

    def crash(_: object) -> None:
        raise TransientError

    with monkeypatch.context() as patch:
        patch.setattr(desk.clinic.world.dialogues, "record", crash)
        with pytest.raises(TransientError):
            desk.answer(message)
    assert desk.stage is Stage.AWAITING_REPLY
    desk.answer(message)
    assert [one.slot_id for one in desk.agenda().dialogue.offered] == ["s1", "s2", "s3"]


def test_changes_all_the_time_are_tried_again_later(desk: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    def conflict(_: object) -> None:
        raise ConflictError

    desk.reminded()
    monkeypatch.setattr(desk.clinic.world.dialogues, "record", conflict)
    with pytest.raises(TransientError):
        desk.text("1")
    assert desk.appointment().status is AppointmentStatus.BOOKED


def test_what_staff_have_in_hand_is_not_settled_over_them(desk: FrontDesk) -> None:
    desk.reminded()
    message = desk.clinic.message_in("1", "+12125550101", "SMstaff")
    deleted = message.with_status(WorkStatus.DELETED)
    desk.clinic.world.threads.change(message, deleted)
    desk.answer(message)
    assert desk.now(message).status is WorkStatus.DELETED


def test_a_text_found_late_that_was_said_before_the_question_is_no_answer_to_it(desk: FrontDesk) -> None:
    """The provider's list had it: a 1 to something else must not confirm what was asked since."""
    asked_at = WEDNESDAY_AT_TEN - timedelta(days=1)
    desk.at(asked_at)
    desk.clinic.world.advance(timedelta(minutes=5))
    text = InboundText(
        "SMfound", "+13125550100", Private("+12125550101"), Private("1"), asked_at - timedelta(minutes=1)
    )

    message = desk.clinic.receive(text)
    assert message
    desk.clinic.route(message.practice_id, message.thread_id, message.message_id)

    assert desk.appointment().status is AppointmentStatus.BOOKED
    assert desk.now(message).status is WorkStatus.PENDING
