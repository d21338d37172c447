from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.unit.services.front_desk import FrontDesk
from textward.domain.appointment import AppointmentStatus
from textward.domain.errors import CannotMessageError
from textward.domain.message import WorkStatus
from textward.domain.private import Private

if TYPE_CHECKING:
    from tests.unit.services.clinic import Clinic
    from textward.domain.message import Message

PHONE = Private("+12125550101")


def _route(clinic: Clinic, message: Message) -> None:
    clinic.route(message.practice_id, message.thread_id, message.message_id)


def _opted_out(clinic: Clinic, phone: Private = PHONE) -> bool:
    return clinic.world.patients.phone(clinic.practice_id, phone).consent.opted_out


@pytest.mark.parametrize("word", ["STOP", "stop", " Unsubscribe ", "QUIT"])
def test_stop_word_keeps_texts_away(clinic: Clinic, word: str) -> None:
    _route(clinic, clinic.message_in(word))

    assert _opted_out(clinic)
    with pytest.raises(CannotMessageError):
        clinic.compose()


@pytest.mark.parametrize("body", ["Please stop calling", "stop it", "", "I will quit smoking"])
def test_other_words_change_nothing(clinic: Clinic, body: str) -> None:
    _route(clinic, clinic.message_in(body))

    assert not _opted_out(clinic)


def test_start_lets_texts_come_again(clinic: Clinic) -> None:
    _route(clinic, clinic.message_in("STOP", sid="SM1"))
    clinic.world.advance(timedelta(seconds=1))
    _route(clinic, clinic.message_in("START", sid="SM2"))

    assert not _opted_out(clinic)
    assert clinic.compose()


def test_event_brought_again_late_undoes_nothing(clinic: Clinic) -> None:
    stop = clinic.message_in("STOP", sid="SM1")
    _route(clinic, stop)
    clinic.world.advance(timedelta(seconds=1))
    _route(clinic, clinic.message_in("START", sid="SM2"))

    _route(clinic, stop)

    assert not _opted_out(clinic)


def test_shared_phone_opts_out_for_all_its_patients(clinic: Clinic) -> None:
    _route(clinic, clinic.message_in("STOP", phone="+12125550102"))

    for patient in (clinic.demo.mother, clinic.demo.child):
        with pytest.raises(CannotMessageError):
            clinic.compose(to=patient)


def test_consent_is_one_practices_only(clinic: Clinic) -> None:
    _route(clinic, clinic.message_in("STOP"))

    assert not clinic.world.patients.phone("0" * 26, PHONE).consent.opted_out


def test_word_written_behind_the_secure_link_is_no_keyword(clinic: Clinic) -> None:
    cookie = clinic.secured().open()

    _route(clinic, clinic.reply(cookie, Private("Stop"), "key-1", clinic.trail()))

    assert not _opted_out(clinic)


def test_what_the_practice_wrote_is_no_keyword(clinic: Clinic) -> None:
    message, _ = clinic.compose("STOP")

    _route(clinic, message)

    assert not _opted_out(clinic)


def test_message_that_is_gone_is_nothing_to_do(clinic: Clinic) -> None:
    clinic.route(clinic.practice_id, clinic.demo.maria.thread_id, "0" * 26)


def test_what_the_assistant_settled_is_nobodys_and_the_rest_finds_its_reader() -> None:
    """Rows A5, F2, F4: also when the message is brought again."""
    desk = FrontDesk()
    desk.book()
    desk.reminded()
    desk.clinic.compose()

    settled, left = desk.text("1"), desk.text("and my knee?")
    for message in (settled, left):
        _route(desk.clinic, message)

    assert (desk.now(settled).status, desk.now(settled).assignees) == (WorkStatus.COMPLETED, frozenset())
    alice = desk.clinic.demo.alice.member_id
    assert (desk.now(left).status, desk.now(left).assignees) == (WorkStatus.PENDING, frozenset({alice}))


def test_a_reply_behind_the_secure_link_is_no_answer_to_a_reminder() -> None:
    desk = FrontDesk()
    desk.book()
    desk.reminded()
    cookie = desk.clinic.secured(key="key-2").open()

    _route(desk.clinic, desk.clinic.reply(cookie, Private("1"), "key-1", desk.clinic.trail()))

    assert desk.appointment().status is AppointmentStatus.BOOKED
