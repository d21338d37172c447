from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from textward.domain.errors import UnknownNumberError
from textward.domain.inbox import Badge
from textward.domain.message import Direction, Mode, WorkStatus
from textward.domain.paging import PageRequest

if TYPE_CHECKING:
    from tests.unit.services.clinic import Clinic


def test_text_of_a_known_patient_is_pending_in_the_patients_thread(clinic: Clinic) -> None:
    maria = clinic.demo.maria

    message = clinic.message_in("Can I come at 3?")

    assert message.thread_id == maria.thread_id
    assert (message.patient_id, message.facility_id) == (maria.patient_id, maria.facility_id)
    assert (message.direction, message.mode, message.status) == (Direction.IN, Mode.PLAIN, WorkStatus.PENDING)
    assert message.body.reveal() == "Can I come at 3?"
    assert message.party_name == maria.name
    stored = clinic.world.threads.message(clinic.practice_id, message.thread_id, message.message_id)
    assert stored == message


def test_text_from_a_shared_phone_is_never_guessed_onto_a_patient(clinic: Clinic) -> None:
    message = clinic.message_in("It hurts", phone="+12125550102")

    assert message.thread_id.startswith("N")
    assert message.patient_id is None
    assert message.party_name is None
    assert message.facility_id is None
    for patient in (clinic.demo.mother, clinic.demo.child):
        page = clinic.world.threads.messages(clinic.practice_id, patient.thread_id, PageRequest())
        assert page.items == ()


def test_unknown_phone_gets_a_thread_of_its_own_and_keeps_it(clinic: Clinic) -> None:
    first = clinic.message_in("New here", phone="+12125550199", sid="SM1")
    second = clinic.message_in("Anyone?", phone="+12125550199", sid="SM2")
    other = clinic.message_in("Hi", phone="+12125550198", sid="SM3")

    assert first.thread_id == second.thread_id
    assert first.thread_id.startswith("N")
    assert first.thread_id != other.thread_id
    assert "5550199" not in first.thread_id


def test_redelivered_webhook_stores_one_message(clinic: Clinic) -> None:
    assert clinic.text_in("Hello", sid="SM1")

    assert clinic.text_in("Hello", sid="SM1") is None

    page = clinic.world.threads.messages(clinic.practice_id, clinic.demo.maria.thread_id, PageRequest())
    assert len(page.items) == 1
    assert clinic.read_inbox.badge(clinic.demo.alice) == Badge(1, 0)


def test_same_words_in_two_texts_are_two_messages(clinic: Clinic) -> None:
    assert clinic.text_in("Hello", sid="SM1")
    assert clinic.text_in("Hello", sid="SM2")

    assert clinic.read_inbox.badge(clinic.demo.alice).total == 2


def test_text_to_a_number_of_no_practice_stores_nothing(clinic: Clinic) -> None:
    with pytest.raises(UnknownNumberError):
        clinic.text_in("Hello", to="+13125550999")

    assert not clinic.world.state.messages
    assert not clinic.world.state.claims


@pytest.mark.parametrize("body", ["", " ", "é́🙂", "x" * 5000])
def test_any_body_is_kept_as_it_came(clinic: Clinic, body: str) -> None:
    assert clinic.message_in(body).body.reveal() == body


def test_patient_who_opted_out_is_still_heard(clinic: Clinic) -> None:
    message = clinic.message_in("I changed my mind", phone="+12125550105")

    assert message.thread_id == clinic.demo.opted_out.thread_id
