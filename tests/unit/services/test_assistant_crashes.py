"""The assistant dies, or is overtaken, at any call of a port: one outcome, one text a step, no slot twice (rows F1-F3, J2)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest

from tests.unit.services.crashing import CrashError, Plan, watched
from tests.unit.services.front_desk import WEDNESDAY_AT_TEN, FrontDesk
from textward.domain.appointment import AppointmentStatus, SlotState
from textward.domain.errors import ConflictError
from textward.domain.message import WorkStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from textward.domain.message import Message

MOST_CALLS = 60
STEPS = ["remind", "ask", "choose"]


def a_desk(*, texts: int = 0) -> FrontDesk:
    """Give a practice in which so many of the texts of a rescheduling have been answered."""
    desk = FrontDesk()
    desk.open_slots(5)
    desk.book()
    if texts:
        desk.reminded()
    if texts > 1:
        desk.text("2")
    return desk


def watch(desk: FrontDesk, plan: Plan) -> FrontDesk:
    """Let every call of a port that matters go through the plan."""
    w = desk.clinic.world

    def seen(port: object) -> Any:  # noqa: ANN401 - stands in for any port
        return cast("Any", watched(port, plan))

    tell = replace(desk.tell, threads=seen(w.threads))
    stores = {"appointments": seen(w.appointments), "dialogues": seen(w.dialogues)}
    desk.answer = replace(desk.answer, slots=seen(w.slots), tell=tell, **stores)
    desk.send_reminders = replace(desk.send_reminders, tell=tell, **stores)
    return desk


def begin(desk: FrontDesk, step: str) -> Callable[[], object]:
    """Give the work of a step, which the queue or the schedule brings again until it is done."""
    if step == "remind":
        w = desk.clinic.world
        w.advance(WEDNESDAY_AT_TEN - timedelta(days=1) - w.clock.now())
        return desk.send_reminders
    message = desk.clinic.message_in("2" if step == "ask" else "1", sid="SMstep")
    return lambda: desk.answer(message)


def outcome(desk: FrontDesk) -> tuple[object, ...]:
    """Give all that must be the same however it came about; versions count tries."""
    desk.clinic.hand_over()
    made = desk.appointment()
    slots = [desk.slot(name) for name in ("of-A", "s1", "s2", "s3", "s4")]
    messages = desk.clinic.world.state.messages.values()
    return (
        [(slot.state, slot.appointment_id) for slot in slots],
        (made.status, made.slot_id, made.version),
        replace(desk.agenda().dialogue, seen=()),
        desk.rings(),
        sorted(message.status.value for message in messages if message.status),
        len(desk.clinic.world.appointments.to_remind(WEDNESDAY_AT_TEN + timedelta(days=9), 9).items),
    )


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("after", [False, True])
def test_a_crash_at_any_call_changes_nothing_in_the_end(step: str, *, after: bool) -> None:
    wanted_desk = a_desk(texts=STEPS.index(step))
    begin(wanted_desk, step)()
    wanted = outcome(wanted_desk)
    for at_call in range(1, MOST_CALLS):
        plan = Plan(at_call, after)
        desk = watch(a_desk(texts=STEPS.index(step)), plan)
        work = begin(desk, step)
        with suppress(CrashError):
            work()
        if not plan.happened:
            assert at_call > 3
            return
        work()
        work()
        assert _but_held(outcome(desk)) == _but_held(wanted), f"call {at_call}"
    pytest.fail("more calls than were thought of")


def _but_held(given: tuple[object, ...]) -> tuple[object, ...]:
    """Leave out who holds slots: one held for a step that died is free when its time is over."""
    slots = cast("list[tuple[SlotState, str | None]]", given[0])
    return ([slot for slot in slots if slot[0] is SlotState.BOOKED], *given[1:])


@pytest.mark.parametrize("after", [False, True])
def test_overtaken_at_any_call_no_slot_is_booked_twice(*, after: bool) -> None:
    for at_call in range(1, MOST_CALLS):
        desk = a_desk(texts=2)

        def somebody_books(desk: FrontDesk = desk) -> None:
            slot = desk.slot("s1")
            if slot.state is not SlotState.BOOKED:
                with suppress(ConflictError):
                    desk.clinic.world.slots.save(slot.booked_by("somebody"))

        plan = Plan(at_call, after, somebody_books)
        watch(desk, plan)
        begin(desk, "choose")()
        if not plan.happened:
            assert at_call > 3
            return
        owner, made = desk.slot("s1").appointment_id, desk.appointment()
        assert (made.slot_id == "s1") == (owner == "A")
        assert desk.slot(made.slot_id or "").appointment_id == "A"
        desk.clinic.hand_over()
        assert desk.rings()[-1].startswith("Your appointment is now" if owner == "A" else "That time has")
    pytest.fail("more calls than were thought of")


@pytest.mark.parametrize("after", [False, True])
def test_overtaken_at_any_call_by_staff_the_appointment_is_as_they_left_it(*, after: bool) -> None:
    for at_call in range(1, MOST_CALLS):
        desk = a_desk(texts=2)

        def staff_cancel(desk: FrontDesk = desk) -> None:
            made = desk.appointment()
            desk.clinic.world.appointments.save(made.with_status(AppointmentStatus.CANCELLED), None)

        plan = Plan(at_call, after, staff_cancel)
        watch(desk, plan)
        work, message = begin(desk, "choose"), _newest(desk)
        work()
        if not plan.happened:
            assert at_call > 3
            return
        assert desk.appointment().status is AppointmentStatus.CANCELLED
        settled = desk.now(message).status is WorkStatus.COMPLETED
        assert settled == (desk.appointment().slot_id == "s1"), "answered, or left to staff"
    pytest.fail("more calls than were thought of")


def _newest(desk: FrontDesk) -> Message:
    return max(desk.clinic.world.state.messages.values(), key=lambda message: message.message_id)
