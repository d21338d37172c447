"""Scheduled notices leave when they are due, can be taken back, and tell what became of them (row A3)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import pytest

from tests.unit.services.crashing import CrashError, Plan, watched
from tests.unit.services.notice_desk import DAY, HOUR, NOON, NoticeDesk, wording
from tests.unit.services.record_desk import PATIENT
from textward.domain.consent import Consent
from textward.domain.ehr import RecordKind
from textward.domain.errors import ConflictError, NotFoundError, NoticeNotScheduledError, TransientError
from textward.domain.message import DeliveryState
from textward.domain.notice import NoticeState
from textward.domain.reminder_times import DEFAULT_RULES, QuietHours
from textward.services.work_due import TIME

if TYPE_CHECKING:
    from collections.abc import Callable

    from textward.domain.notice import Notice

TOMORROW = NOON + DAY
MOST_CALLS = 30


@pytest.fixture
def desk() -> NoticeDesk:
    return NoticeDesk()


def stored(desk: NoticeDesk, notice: Notice) -> Notice:
    found = desk.clinic.world.notices.get(desk.practice_id, notice.notice_id)
    assert found
    return found


def test_it_leaves_at_its_time_once(desk: NoticeDesk) -> None:
    notice = desk.send(wording("{first_name}, {a}", fields={"a": "now"}), at=TOMORROW)
    assert (notice.state, notice.message_id) == (NoticeState.SCHEDULED, None)
    desk.at(TOMORROW - timedelta(seconds=1))
    assert desk.messages == []
    for _ in range(3):
        desk.at(desk.now + timedelta(minutes=1))
    assert desk.rings() == ["Ines, now"]
    left = stored(desk, notice)
    assert (left.state, left.wording, left.send_at) == (NoticeState.QUEUED, None, TOMORROW)
    assert [line for line in desk.actions() if line[0] != "record.saved"] == [
        ("notice.scheduled", "record_system"),
        ("message.sent", "system"),
    ]


def test_it_says_what_the_records_say_by_then(desk: NoticeDesk) -> None:
    desk.send(wording("Hello {first_name}", languages={"fr": "Bonjour {first_name}"}), at=TOMORROW)
    renamed = replace(desk.ines, name=desk.clinic.demo.maria.name, language="fr")
    desk.clinic.world.patients.save(renamed)
    desk.at(TOMORROW)
    assert desk.rings() == ["Bonjour María"]


def test_all_that_is_due_leaves_in_one_run_page_after_page(desk: NoticeDesk) -> None:
    for number in range(230):
        desk.send(f"Number {number}.", key=f"key-{number}", at=TOMORROW + timedelta(seconds=number))
    desk.at(TOMORROW + HOUR)
    assert desk.rings() == [f"Number {number}." for number in range(230)]
    assert desk.send_due() == 0


def test_each_patients_own_leave_in_their_order_whoever_elses_are_due(desk: NoticeDesk) -> None:
    phones = [f"+121255502{number:02d}" for number in range(20)]
    lines = [PATIENT | {"id": f"PX-{n}", "phone": phone} for n, phone in enumerate(phones)]
    desk.desk.send(RecordKind.PATIENTS, *lines)
    for number in range(100):
        at = TOMORROW + timedelta(seconds=number)
        desk.send(f"Number {number}.", key=f"key-{number}", at=at, patient=f"PX-{number % 20}")
    desk.clinic.world.advance(TOMORROW + HOUR - desk.now)
    assert desk.send_due() == 100
    desk.clinic.hand_over()
    for number, phone in enumerate(phones):
        wanted = [f"Number {number + 20 * turn}." for turn in range(5)]
        assert desk.clinic.world.sms.rings[phone] == wanted


class Slow(Plan):
    """What is planned happens at every call."""

    def around(self, call: Callable[[], Any]) -> Any:  # noqa: ANN401 - gives whatever the port gives
        self.what()
        return call()


def test_a_run_ends_when_its_time_is_up_and_the_next_does_the_rest(desk: NoticeDesk) -> None:
    for number in range(4):
        desk.send(f"Number {number}.", key=f"key-{number}", at=TOMORROW)
    w = desk.clinic.world
    w.advance(TOMORROW - desk.now)
    slow = cast("Any", watched(w.patients, Slow(0, after=True, what=lambda: w.advance(TIME / 2))))
    desk.send_due = replace(desk.send_due, recipients=replace(desk.clinic.recipients, patients=slow))
    first = desk.send_due()
    assert 0 < first < 4
    assert len(desk.rings()) == first
    while len(desk.rings()) < 4:
        assert desk.send_due() > 0


def _opt_out(desk: NoticeDesk) -> None:
    phone = desk.ines.phone
    assert phone
    consent = Consent(opted_out=True, changed_at=desk.now)
    desk.clinic.world.patients.save_consent(desk.practice_id, phone, consent)


def _no_phone(desk: NoticeDesk) -> None:
    desk.clinic.world.patients.save(replace(desk.ines, phone=None, text_notifications=False))


def _no_patient(desk: NoticeDesk) -> None:
    del desk.clinic.world.state.patients[desk.practice_id, desk.ines.patient_id]


def _no_office_number(desk: NoticeDesk) -> None:
    world = desk.clinic.world
    practice = world.practices.get(desk.practice_id)
    world.practices.save(replace(practice, phone=None, version=practice.version + 1))


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        (_opt_out, {"opted_out"}),
        (_no_phone, {"no_mobile", "notifications_off"}),
        (_no_patient, {"no_patient"}),
        (_no_office_number, {"not_filled_in"}),
    ],
)
def test_what_may_not_leave_any_more_is_refused_with_every_reason(
    desk: NoticeDesk, change: Callable[[NoticeDesk], None], reasons: set[str]
) -> None:
    world = desk.clinic.world
    practice = world.practices.get(desk.practice_id)
    world.practices.save(replace(practice, phone="(312) 555-0199", version=practice.version + 1))
    notice = desk.send("Call {practice_phone}.", at=TOMORROW)
    thread_id = notice.thread_id
    change(desk)
    desk.at(TOMORROW)
    assert [m for m in world.state.messages.values() if m.thread_id == thread_id] == []
    report = desk.report(notice)
    assert report.state is NoticeState.REFUSED
    assert {code for code, _ in report.reasons} == reasons
    assert all(words.endswith(".") for _, words in report.reasons)
    assert stored(desk, notice).wording is None
    assert world.state.audit[-2].action.value == "notice.refused"
    assert desk.send_due() == 0


def test_one_that_is_a_day_late_is_refused_and_one_less_late_leaves(desk: NoticeDesk) -> None:
    late, later = desk.send(key="1", at=TOMORROW), desk.send(key="2", at=TOMORROW + HOUR)
    desk.at(TOMORROW + DAY + timedelta(seconds=1))
    assert desk.report(late).reasons[0][0] == "too_late"
    assert desk.report(later).state is not NoticeState.REFUSED
    assert len(desk.rings()) == 1


def test_quiet_hours_that_the_practice_has_chosen_meanwhile_put_it_off(desk: NoticeDesk) -> None:
    notice = desk.send(at=TOMORROW)
    world = desk.clinic.world
    chosen = replace(DEFAULT_RULES, quiet=QuietHours(time(11), time(14)), enabled=False, version=1)
    world.reminders.save(desk.practice_id, chosen, desk.now)
    desk.at(TOMORROW)
    assert desk.messages == []
    assert stored(desk, notice).send_at == TOMORROW + 2 * HOUR
    desk.at(TOMORROW + 2 * HOUR)
    assert desk.rings() == ["Hello Ines."]


def test_one_that_can_not_be_settled_now_keeps_no_other_waiting(desk: NoticeDesk) -> None:
    first, second = desk.send("One.", key="1", at=TOMORROW), desk.send("Two.", key="2", at=TOMORROW)
    notices = desk.clinic.world.notices

    def save(notice: Notice, *args: Any, **more: Any) -> None:  # noqa: ANN401 - the port's own
        if notice.notice_id == first.notice_id:
            raise TransientError
        notices.save(notice, *args, **more)

    busy = cast("Any", type("Busy", (), {"due": notices.due, "save": staticmethod(save)})())
    usual = desk.send_due
    desk.send_due = replace(usual, notices=busy)
    desk.at(TOMORROW)
    assert desk.rings() == ["Two."]
    assert stored(desk, second).state is NoticeState.QUEUED
    desk.send_due = usual
    desk.at(TOMORROW)
    assert desk.rings() == ["Two.", "One."]


def test_it_is_taken_back_while_it_is_scheduled(desk: NoticeDesk) -> None:
    notice = desk.send(at=TOMORROW)
    for _ in range(2):
        assert desk.cancel(notice).state is NoticeState.CANCELLED
    desk.at(TOMORROW)
    assert desk.messages == []
    assert stored(desk, notice).wording is None
    assert [action for action, _ in desk.actions()].count("notice.cancelled") == 1
    assert desk.send(at=TOMORROW + DAY, key="2").state is NoticeState.SCHEDULED


def test_what_has_left_or_was_refused_is_taken_back_no_more(desk: NoticeDesk) -> None:
    left, refused = desk.send(), desk.send(key="2", at=TOMORROW)
    _opt_out(desk)
    desk.at(TOMORROW)
    for notice in (left, refused):
        with pytest.raises(NoticeNotScheduledError):
            desk.cancel(notice)


def test_it_tells_how_far_it_has_come(desk: NoticeDesk) -> None:
    notice = desk.send()
    assert desk.report(notice).state is NoticeState.QUEUED
    desk.rings()
    assert desk.report(notice).state is NoticeState.SENT
    (message,) = desk.messages
    text = desk.clinic.text_of(message)
    desk.clinic.world.texts.record_delivery(text, DeliveryState.DELIVERED, desk.now)
    report = desk.report(notice)
    assert (report.state, report.reasons) == (NoticeState.DELIVERED, ())
    assert desk.actions()[-1] == ("notice.viewed", "record_system")


def test_it_tells_why_it_did_not_arrive(desk: NoticeDesk) -> None:
    notice = desk.send()
    desk.clinic.world.sms.refuse_next("30005")
    desk.rings()
    report = desk.report(notice)
    assert report.state is NoticeState.FAILED
    ((code, words),) = report.reasons
    assert code == "30005"
    assert words.startswith("The number is unknown")


def test_only_the_practices_own_are_told_of(desk: NoticeDesk) -> None:
    notice = desk.send(at=TOMORROW)
    for practice_id, notice_id in (("another", notice.notice_id), (desk.practice_id, "another")):
        with pytest.raises(NotFoundError):
            desk.follow_notice(practice_id, notice_id, desk.trail)
        with pytest.raises(NotFoundError):
            desk.follow_notice.cancel(practice_id, notice_id, desk.trail)


def test_replayed_after_it_has_left_it_gives_the_same_notice(desk: NoticeDesk) -> None:
    what = wording("Hello {a}", fields={"a": "b"})
    notice = desk.send(what, at=TOMORROW)
    desk.at(TOMORROW)
    assert desk.send(what, at=TOMORROW).notice_id == notice.notice_id
    assert len(desk.rings()) == 1


def watch(desk: NoticeDesk, plan: Plan) -> NoticeDesk:
    """Let every call of a port that matters go through the plan."""
    w = desk.clinic.world

    def seen(port: object) -> Any:  # noqa: ANN401 - stands in for any port
        return cast("Any", watched(port, plan))

    recipients = replace(
        desk.clinic.recipients,
        practices=seen(w.practices),
        patients=seen(w.patients),
        threads=seen(w.threads),
    )
    write = replace(desk.write, practices=seen(w.practices), reminders=seen(w.reminders))
    notices = seen(w.notices)
    desk.send_notice = replace(desk.send_notice, notices=notices, recipients=recipients, write=write)
    desk.send_due = replace(desk.send_due, notices=notices, recipients=recipients, write=write)
    return desk


def in_the_end(work: Callable[[], object]) -> None:
    """Do it, and again after a crash, as the record system and the schedule do."""
    try:
        work()
    except CrashError:
        work()


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("later", [False, True])
def test_a_crash_at_any_call_sends_none_twice_and_loses_none(*, later: bool, after: bool) -> None:
    for at_call in range(1, MOST_CALLS):
        desk, plan = NoticeDesk(), Plan(at_call, after)
        w = desk.clinic.world
        w.patients.save(replace(desk.ines, facility_id=desk.clinic.demo.uptown.facility_id))
        watch(desk, plan)
        at = TOMORROW if later else None
        in_the_end(partial(desk.send, "{first_name}, {facility}", at=at))
        w.advance(TOMORROW - desk.now)
        for _ in range(2):
            in_the_end(desk.send_due)
        assert desk.rings() == ["Ines, Uptown"], f"call {at_call}"
        (notice,) = w.state.notices.values()
        assert notice.state is NoticeState.QUEUED
        assert notice.message_id == desk.messages[0].message_id
        if not plan.happened:
            assert at_call > 4
            return
    pytest.fail("more calls than were thought of")


@pytest.mark.parametrize("after", [False, True])
def test_taken_back_at_any_call_of_the_job_it_leaves_or_is_taken_back(*, after: bool) -> None:
    for at_call in range(1, MOST_CALLS):
        desk = NoticeDesk()
        notice = desk.send(at=TOMORROW)
        cancelled: list[bool] = []

        def take_back(desk: NoticeDesk = desk, notice: Notice = notice, done: list[bool] = cancelled) -> None:
            with suppress(NoticeNotScheduledError, ConflictError):
                done.append(desk.cancel(notice).state is NoticeState.CANCELLED)

        plan = Plan(at_call, after, take_back)
        watch(desk, plan).at(TOMORROW)
        desk.send_due()
        assert len(desk.rings()) == (0 if cancelled else 1), f"call {at_call}"
        wanted = NoticeState.CANCELLED if cancelled else NoticeState.QUEUED
        assert stored(desk, notice).state is wanted
        if not plan.happened:
            assert at_call > 3
            return
    pytest.fail("more calls than were thought of")


@pytest.mark.parametrize("after", [False, True])
def test_the_same_key_at_the_same_moment_sends_once(*, after: bool) -> None:
    for at_call in range(1, MOST_CALLS):
        desk = NoticeDesk()
        usual = desk.send_notice
        given: list[Notice] = []

        def send_too(desk: NoticeDesk = desk, usual: Any = usual, given: list[Notice] = given) -> None:  # noqa: ANN401 - the use case
            ours, desk.send_notice = desk.send_notice, usual
            given.append(desk.send())
            desk.send_notice = ours

        plan = Plan(at_call, after, send_too)
        given.append(watch(desk, plan).send())
        assert len({notice.message_id for notice in given}) == 1
        assert desk.rings() == ["Hello Ines."]
        if not plan.happened:
            assert at_call > 3
            return
    pytest.fail("more calls than were thought of")
