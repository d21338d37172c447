"""Reminders go out (row F1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.unit.services.crashing import CrashError
from tests.unit.services.front_desk import WEDNESDAY_AT_TEN, FrontDesk
from textward.domain.appointment import AppointmentStatus
from textward.domain.assistant_terms import StaffReason, Stage
from textward.domain.audit import Action
from textward.domain.errors import TransientError
from textward.domain.paging import Page
from textward.domain.private import Private
from textward.services import send_reminders, work_due
from textward.services.ehr_ports import AppointmentSave, Withdrawal

if TYPE_CHECKING:
    from datetime import datetime

    from textward.domain.appointment import Appointment
    from textward.domain.patient import Patient
    from textward.services.assistant_ports import Agenda

DAY = timedelta(days=1)
FRIDAY = WEDNESDAY_AT_TEN + 2 * DAY


@pytest.fixture
def desk() -> FrontDesk:
    return FrontDesk()


def test_each_reminder_goes_out_once_when_it_is_due(desk: FrontDesk) -> None:
    desk.book(starts_at=FRIDAY)
    desk.at(FRIDAY - 3 * DAY - timedelta(minutes=1))
    assert desk.rings() == []
    for _ in range(3):
        desk.at(desk.clinic.world.clock.now() + timedelta(minutes=1))
    (text,) = desk.rings()
    assert text == (
        "Lakeview Clinic: you have an appointment on Friday, March 6 at 10:00 AM. Place: Downtown. "
        "Reply 1 to confirm, 2 for another time, 3 to cancel it."
    )
    assert desk.stage is Stage.AWAITING_REPLY
    desk.at(FRIDAY - DAY).at(FRIDAY)
    assert len(desk.rings()) == 2


def test_it_is_in_the_patients_language(desk: FrontDesk) -> None:
    desk.clinic.world.patients.save(replace(desk.maria, language="fr"))
    desk.book()
    desk.at(WEDNESDAY_AT_TEN - DAY)
    assert desk.rings()[0].startswith(
        "Lakeview Clinic : vous avez un rendez-vous le mercredi 4 mars à 10 h 00. Lieu : Downtown."
    )


def test_a_cancelled_appointment_is_not_reminded_of(desk: FrontDesk) -> None:
    made = desk.book()
    cancelled = made.with_status(AppointmentStatus.CANCELLED)
    desk.clinic.world.appointments.save(cancelled, WEDNESDAY_AT_TEN - DAY)
    desk.at(WEDNESDAY_AT_TEN - DAY)
    assert desk.rings() == []
    assert desk.stage is Stage.IDLE
    assert desk.clinic.world.appointments.to_remind(WEDNESDAY_AT_TEN, 10).items == ()


def test_one_that_is_hours_late_is_dropped(desk: FrontDesk) -> None:
    desk.book()
    desk.at(WEDNESDAY_AT_TEN - DAY + timedelta(hours=3))
    assert desk.rings() == []
    assert desk.stage is Stage.IDLE


def test_who_cannot_be_texted_is_asked_nothing(desk: FrontDesk) -> None:
    for number, patient in enumerate((desk.clinic.demo.opted_out, desk.clinic.demo.notifications_off)):
        desk.book(f"A{number}", patient=patient)
    desk.at(WEDNESDAY_AT_TEN - DAY)
    for patient in (desk.clinic.demo.opted_out, desk.clinic.demo.notifications_off):
        assert desk.rings(patient) == []
        assert desk.agenda(patient).dialogue.stage is Stage.IDLE


def test_a_patient_who_is_gone_stops_nothing(desk: FrontDesk) -> None:
    desk.book("gone", patient=replace(desk.maria, patient_id="nobody"))
    desk.book()
    desk.at(WEDNESDAY_AT_TEN - DAY)
    assert len(desk.rings()) == 1
    assert desk.clinic.world.appointments.to_remind(WEDNESDAY_AT_TEN, 10).items == ()


def test_an_appointment_that_changes_meanwhile_waits_for_the_next_run(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = desk.book()
    appointments = desk.clinic.world.appointments
    to_remind = appointments.to_remind
    monkeypatch.setattr(appointments, "to_remind", lambda now, limit, after: Page((made,), None))
    appointments.save(replace(made, starts_at=FRIDAY, version=2), FRIDAY - DAY)
    desk.at(WEDNESDAY_AT_TEN - DAY)
    assert desk.stage is Stage.IDLE
    assert desk.rings() == []
    monkeypatch.setattr(appointments, "to_remind", to_remind)
    desk.at(FRIDAY - DAY)
    assert "Friday, March 6" in desk.rings()[-1]


def give_to_somebody_else(desk: FrontDesk) -> Patient:
    """Let the record system say that Maria's appointment is another patient's."""
    other = desk.clinic.world.patient(desk.clinic.demo.practice, "Tom Reyes", "+12125550109")
    made, trail = desk.appointment(), desk.clinic.trail(desk.clinic.demo.alice)
    lines = [trail.entry(made.practice_id, Action.RECORD_SAVED) for _ in range(2)]
    theirs = replace(made, patient_id=other.patient_id).after(made)
    moved = AppointmentSave(theirs, WEDNESDAY_AT_TEN - DAY, lines[0], Withdrawal(made, lines[1]))
    assert desk.clinic.world.records.save([moved], lambda: False) == (True,)
    return other


def test_one_that_is_another_patients_by_now_is_that_patients_to_be_reminded_of(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = desk.book()
    other = give_to_somebody_else(desk)
    with monkeypatch.context() as patch:
        patch.setattr(
            desk.clinic.world.appointments, "to_remind", lambda now, limit, after: Page((made,), None)
        )
        desk.at(WEDNESDAY_AT_TEN - DAY)
    assert (desk.rings(), desk.rings(other)) == ([], [])
    desk.reminded()
    assert (len(desk.rings()), len(desk.rings(other))) == (0, 1)


def test_who_had_it_before_has_had_a_reminder_and_who_has_it_now_gets_one_too(desk: FrontDesk) -> None:
    desk.book()
    desk.reminded()
    other = give_to_somebody_else(desk)
    desk.reminded()
    assert (len(desk.rings()), len(desk.rings(other))) == (1, 1)
    assert desk.text("1").flag is StaffReason.CHANGED_MEANWHILE
    desk.text("1", other)
    (now,) = desk.agenda(other).appointments
    assert now.status is AppointmentStatus.CONFIRMED


def test_a_crash_between_question_and_text_loses_no_text(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.book()

    def crash(*_: object, **__: object) -> None:
        raise CrashError

    with monkeypatch.context() as patch:
        patch.setattr(desk.clinic.world.threads, "add", crash)
        with pytest.raises(CrashError):
            desk.at(WEDNESDAY_AT_TEN - DAY)
    desk.at(WEDNESDAY_AT_TEN - DAY + timedelta(minutes=5))
    assert len(desk.rings()) == 1


def test_a_crash_after_the_text_sends_no_second_one(desk: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.book()

    def crash(*_: object, **__: object) -> None:
        raise CrashError

    with monkeypatch.context() as patch:
        patch.setattr(desk.clinic.world.appointments, "remind_at", crash)
        with pytest.raises(CrashError):
            desk.at(WEDNESDAY_AT_TEN - DAY)
    desk.at(WEDNESDAY_AT_TEN - DAY + timedelta(minutes=5))
    assert len(desk.rings()) == 1


def test_one_that_cannot_be_settled_now_keeps_no_other_from_its_reminder(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits for the next run itself, and is texted once."""
    w = desk.clinic.world
    other = replace(desk.maria, patient_id=w.ids.new(), number="P-77", phone=Private("+12125550177"))
    w.patients.save(other)
    first = desk.book("A")
    desk.book("B", WEDNESDAY_AT_TEN + timedelta(minutes=20), other)
    remind_at = desk.clinic.world.appointments.remind_at
    meddled: list[Appointment] = []

    def contended(appointment: Appointment, at: datetime | None, reminded_at: datetime | None = None) -> None:
        if appointment.appointment_id == first.appointment_id and not meddled:
            meddled.append(appointment)
            raise TransientError
        remind_at(appointment, at, reminded_at)

    monkeypatch.setattr(desk.clinic.world.appointments, "remind_at", contended)
    desk.at(WEDNESDAY_AT_TEN - DAY + timedelta(minutes=30))
    assert len(desk.rings(other)) == 1
    desk.at(WEDNESDAY_AT_TEN - DAY + timedelta(minutes=35))
    assert meddled
    assert (len(desk.rings()), len(desk.rings(other))) == (1, 1)


def test_a_run_reminds_of_more_than_it_reads_at_a_time(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that fell into quiet hours is due as they end, and is too late two hours after."""
    monkeypatch.setattr(send_reminders, "BATCH", 2)
    everybody = [_somebody(desk, number) for number in range(5)]
    for number, patient in enumerate(everybody):
        desk.book(f"A{number}", patient=patient)
    desk.at(WEDNESDAY_AT_TEN - DAY)
    assert [len(desk.rings(patient)) for patient in everybody] == [1] * 5


def test_one_that_breaks_in_a_way_nobody_foresaw_keeps_no_other_from_its_reminder(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run says so after all others, each time."""
    monkeypatch.setattr(send_reminders, "BATCH", 1)
    appointments, other = desk.clinic.world.appointments, _somebody(desk, 1)
    desk.book("A")
    desk.book("B", patient=other)
    agenda = appointments.agenda

    def broken(practice_id: str, patient_id: str) -> Agenda:
        if patient_id == desk.maria.patient_id:
            raise LookupError
        return agenda(practice_id, patient_id)

    monkeypatch.setattr(appointments, "agenda", broken)
    for minutes in (0, 5):
        with pytest.raises(LookupError):
            desk.at(WEDNESDAY_AT_TEN - DAY + timedelta(minutes=minutes))
    desk.clinic.hand_over()
    assert len(desk.rings(other)) == 1


def test_what_there_is_no_time_for_is_left_to_the_next_run(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = [_somebody(desk, number) for number in range(3)]
    for number, patient in enumerate(everybody):
        desk.book(f"A{number}", WEDNESDAY_AT_TEN + timedelta(minutes=number), patient)
    monkeypatch.setattr(send_reminders, "BATCH", 1)
    to_remind = desk.clinic.world.appointments.to_remind

    def slowly(now: datetime, limit: int, after: str | None = None) -> Page[Appointment]:
        page = to_remind(now, limit, after)
        desk.clinic.world.advance(work_due.TIME / 2)
        return page

    monkeypatch.setattr(desk.clinic.world.appointments, "to_remind", slowly)
    desk.clinic.world.advance(WEDNESDAY_AT_TEN - DAY + timedelta(minutes=3) - desk.clinic.world.clock.now())
    assert desk.send_reminders() == 1
    assert desk.send_reminders() == 1
    desk.clinic.hand_over()
    assert [len(desk.rings(patient)) for patient in everybody] == [1, 1, 0]


def _somebody(desk: FrontDesk, number: int) -> Patient:
    w = desk.clinic.world
    phone = Private(f"+1212555018{number}")
    patient = replace(desk.maria, patient_id=w.ids.new(), number=f"P-8{number}", phone=phone)
    w.patients.save(patient)
    return patient
