from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from textward.domain.audit import Action
from textward.domain.errors import IdempotencyKeyReusedError, InvalidInputError, SessionEndedError
from textward.domain.message import Direction, Mode, WorkStatus
from textward.domain.private import Private

if TYPE_CHECKING:
    from tests.unit.services.clinic import Clinic


def test_reply_reaches_the_inbox_as_a_secured_message_and_no_phone(clinic: Clinic) -> None:
    cookie = clinic.secured().open()
    rung = len(clinic.world.sms.texts)

    reply = clinic.reply(cookie, Private("It still hurts."), "key-1", clinic.trail())

    assert (reply.direction, reply.mode, reply.status) == (Direction.IN, Mode.SECURED, WorkStatus.PENDING)
    assert reply.thread_id == clinic.demo.maria.thread_id
    assert reply.party_name == clinic.demo.maria.name
    assert clinic.read_inbox.badge(clinic.demo.alice).pending_unassigned == 1
    clinic.hand_over()
    assert len(clinic.world.sms.texts) == rung
    assert clinic.world.state.audit[-1].action is Action.REPLIED_SECURELY
    assert clinic.world.state.audit[-1].message_id == reply.message_id


def test_same_key_stores_one_reply(clinic: Clinic) -> None:
    cookie = clinic.secured().open()
    first = clinic.reply(cookie, Private("It still hurts."), "key-1", clinic.trail())

    again = clinic.reply(cookie, Private("It still hurts."), "key-1", clinic.trail())

    assert again.message_id == first.message_id
    assert clinic.read_inbox.badge(clinic.demo.alice).pending_unassigned == 1
    with pytest.raises(IdempotencyKeyReusedError):
        clinic.reply(cookie, Private("It is better."), "key-1", clinic.trail())


def test_two_patients_may_use_the_same_key(clinic: Clinic) -> None:
    for patient in (clinic.demo.mother, clinic.demo.child):
        cookie = clinic.secured(to=patient, key=patient.number).open()
        clinic.reply(cookie, Private("Hello"), "key-1", clinic.trail())

    assert clinic.read_inbox.badge(clinic.demo.alice).pending_unassigned == 2


@pytest.mark.parametrize("body", ["", "  \n", "x" * 4001])
def test_empty_or_overlong_reply_is_refused(clinic: Clinic, body: str) -> None:
    cookie = clinic.secured().open()

    with pytest.raises(InvalidInputError):
        clinic.reply(cookie, Private(body), "key-1", clinic.trail())
    assert clinic.read_inbox.badge(clinic.demo.alice).total == 0


def test_patient_who_is_gone_has_no_visit(clinic: Clinic) -> None:
    cookie = clinic.secured().open()
    del clinic.world.state.patients[clinic.practice_id, clinic.demo.maria.patient_id]

    with pytest.raises(SessionEndedError):
        clinic.reply(cookie, Private("Hello"), "key-1", clinic.trail())
