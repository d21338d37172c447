"""Missed texts are fetched whatever is wrong with some of them, however many there are, and only the practice's own (row J1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from textward.domain.events import EventType
from textward.domain.number_order import NumberOrder, OrderKind, OrderState
from textward.domain.paging import PageRequest
from textward.domain.private import Private
from textward.services.reconcile import TIME
from textward.services.text_ports import SmsNotTakenError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.services.clinic import Clinic
    from textward.services.receive_text import InboundText

NUMBER = "+13125550100"
MARIA = "+12125550101"
MINUTE = timedelta(minutes=1)


def _inbox(clinic: Clinic) -> list[str]:
    page = clinic.world.threads.messages(clinic.practice_id, clinic.demo.maria.thread_id, PageRequest())
    return [message.body.reveal() for message in reversed(page.items)]


def _bought(clinic: Clinic, state: OrderState = OrderState.DONE) -> None:
    now = clinic.world.clock.now()
    order = NumberOrder(clinic.practice_id, "O1", OrderKind.PURCHASE, NUMBER, "key", now, now, state)
    clinic.world.state.orders[clinic.practice_id] = order


def test_what_the_number_got_when_it_was_another_practices_stays_theirs(clinic: Clinic) -> None:
    clinic.world.sms.receive(NUMBER, MARIA, "To who had the number before")
    clinic.world.advance(5 * MINUTE)
    _bought(clinic)
    clinic.world.sms.receive(NUMBER, MARIA, "To the practice")

    for _ in range(3):
        clinic.reconcile()
        clinic.world.advance(5 * MINUTE)

    assert _inbox(clinic) == ["To the practice"]


def test_a_practice_back_with_a_number_after_months_gets_no_earlier_texts_of_it(clinic: Clinic) -> None:
    clinic.reconcile()  # with the number that it had then
    clinic.world.advance(timedelta(days=90))
    clinic.world.sms.receive(NUMBER, MARIA, "To who had the number meanwhile")
    clinic.world.advance(5 * MINUTE)
    _bought(clinic)

    assert clinic.reconcile().recovered == 0


def test_an_order_that_came_to_nothing_hides_no_text(clinic: Clinic) -> None:
    clinic.world.sms.receive(NUMBER, MARIA, "To the practice")
    clinic.world.advance(5 * MINUTE)
    _bought(clinic, OrderState.FAILED)

    assert clinic.reconcile().recovered == 1


def test_a_copy_that_cannot_be_emptied_keeps_no_later_text_from_the_inbox(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck = clinic.world.sms.receive(NUMBER, MARIA, "First")
    clinic.reconcile()
    clinic.world.advance(11 * MINUTE)
    clinic.world.sms.receive(NUMBER, MARIA, "Second")
    redact = clinic.world.sms.redact

    def refuse(provider_id: str) -> None:
        if provider_id == stuck.provider_id:
            raise SmsNotTakenError
        redact(provider_id)

    with monkeypatch.context() as patch:
        patch.setattr(clinic.world.sms, "redact", refuse)
        done = clinic.reconcile()
    assert (done.recovered, done.left) == (1, 1)
    assert _inbox(clinic) == ["First", "Second"]

    clinic.world.advance(timedelta(hours=3))
    assert clinic.reconcile().left == 0
    assert not clinic.world.sms.texts[stuck.provider_id].body


def _slow(clinic: Clinic, seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each text take its time to be stored."""
    receive = clinic.fetch_missed.receive

    def taking_time(text: InboundText) -> object:
        clinic.world.advance(timedelta(seconds=seconds))
        return receive(text)

    slow = replace(clinic.fetch_missed, receive=taking_time)  # type: ignore[arg-type] # called alike
    monkeypatch.setattr(clinic, "reconcile", replace(clinic.reconcile, fetch_missed=slow))


def test_more_missed_texts_than_a_run_has_time_for_all_arrive(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An outage of hours: each run goes on where the one before had to stop, though the hour before is looked at again."""
    bodies = [f"Text {number}" for number in range(12)]
    for body in bodies:
        clinic.world.sms.receive(NUMBER, MARIA, body)
        clinic.world.advance(timedelta(hours=1, minutes=1))
    _slow(clinic, TIME.total_seconds() / 3, monkeypatch)

    runs = [clinic.reconcile() for _ in range(5)]

    assert runs[0].left == 1
    assert runs[0].recovered < len(bodies)
    assert runs[-1].left == 0
    assert _inbox(clinic) == bodies


def test_practices_take_turns_when_there_is_not_time_for_all(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    fine = clinic.demo.practice
    others = [replace(fine, practice_id=f"OTHER{n}", number=f"+1312555091{n}") for n in range(3)]
    asked: list[str] = []
    received_since: Callable[..., object] = clinic.world.sms.received_since

    def taking_time(number: str, since: object) -> object:
        asked.append(number)
        clinic.world.advance(TIME / 2)
        return received_since(number, since)

    monkeypatch.setattr(clinic.world.practices, "all_with_numbers", lambda: (*others, fine))
    monkeypatch.setattr(clinic.world.sms, "received_since", taking_time)

    assert clinic.reconcile().left == 2
    clinic.world.advance(5 * MINUTE)
    assert clinic.reconcile().left == 2

    assert set(asked) == {one.number for one in (*others, fine)}


def test_something_unforeseen_with_one_practice_is_told_after_the_others_are_done(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    fine = clinic.demo.practice
    broken = replace(fine, practice_id="BROKEN", number="+13125550999")
    clinic.world.sms.receive(NUMBER, MARIA, "To the fine one")
    monkeypatch.setattr(clinic.world.practices, "all_with_numbers", lambda: (broken, fine))
    order = clinic.world.texting.order

    def unreadable(practice_id: str) -> NumberOrder | None:
        if practice_id == "BROKEN":
            raise KeyError(practice_id)
        return order(practice_id)

    monkeypatch.setattr(clinic.world.texting, "order", unreadable)

    with pytest.raises(KeyError):
        clinic.reconcile()

    assert _inbox(clinic) == ["To the fine one"]


@pytest.mark.parametrize(("missed", "heard"), [("STOP", "START"), ("START", "STOP")])
def test_a_word_about_consent_that_is_found_late_does_not_undo_the_one_said_after_it(
    clinic: Clinic, missed: str, heard: str
) -> None:
    clinic.world.sms.receive(NUMBER, MARIA, missed)
    clinic.world.advance(MINUTE)
    clinic.message_in(heard)
    clinic.world.advance(5 * MINUTE)

    assert clinic.reconcile().recovered == 1
    for event in clinic.world.stream():
        if event.type is EventType.MESSAGE_RECEIVED:
            clinic.route(event.practice_id, event.thread_id, event.message_id)

    consent = clinic.world.patients.phone(clinic.practice_id, Private(MARIA)).consent
    assert consent.opted_out == (heard == "STOP")
