"""The secure link from code to conversation, rows C1 to C4 and C6 to C8. Every refusal is the same error."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.unit.services.clinic import BORN, MOMENT
from textward.domain.audit import Action
from textward.domain.errors import NotVerifiedError, SessionEndedError
from textward.domain.paging import PageRequest
from textward.domain.private import Private
from textward.domain.secure_link import (
    CODE_LIFETIME,
    LINK_LIFETIME,
    RESEND_PAUSE,
    Stage,
)

if TYPE_CHECKING:
    from tests.unit.services.clinic import Clinic, SecuredVisit


def _actions(clinic: Clinic) -> list[Action]:
    return [entry.action for entry in clinic.world.state.audit]


# --- C1: code, then date of birth, then the messages; nothing before both ----------------------------------------------


def test_code_then_date_of_birth_opens_the_conversation(clinic: Clinic, visit: SecuredVisit) -> None:
    session = clinic.sessions.verified(visit.open())

    practice, page = clinic.read_conversation(session, PageRequest(), clinic.trail())

    assert practice == clinic.demo.practice
    assert [message.body.reveal() for message in page.items] == ["Come in."]
    assert visit.link.opened_at
    assert visit.link.verified_at
    assert {Action.CODE_ACCEPTED, Action.IDENTITY_CONFIRMED, Action.CONVERSATION_READ} <= set(
        _actions(clinic)
    )


def test_code_alone_opens_nothing(clinic: Clinic, visit: SecuredVisit) -> None:
    cookie = visit.enter()

    with pytest.raises(SessionEndedError):
        clinic.sessions.verified(cookie)
    with pytest.raises(SessionEndedError):
        clinic.reply(cookie, Private("Hi"), "key", clinic.trail())
    assert visit.link.verified_at is None


@pytest.mark.parametrize("cookie", ["", "secret-0000000000000000000000000", "x"])
def test_date_of_birth_alone_opens_nothing(visit: SecuredVisit, cookie: str) -> None:
    with pytest.raises(NotVerifiedError):
        visit.confirm(cookie)


def test_session_gets_a_new_id_at_each_step(clinic: Clinic, visit: SecuredVisit) -> None:
    first = visit.enter()
    second = visit.confirm(first)

    assert first != second
    with pytest.raises(SessionEndedError):
        clinic.sessions.verified(first)
    with pytest.raises(NotVerifiedError):
        visit.confirm(first)
    with pytest.raises(NotVerifiedError):
        visit.confirm(second)
    assert clinic.sessions.verified(second).stage is Stage.VERIFIED


def test_cookie_planted_before_the_visit_is_worth_nothing(clinic: Clinic, visit: SecuredVisit) -> None:
    visit.open()

    with pytest.raises(SessionEndedError):
        clinic.sessions.verified("planted")


def test_stored_session_does_not_hold_the_cookie(clinic: Clinic, visit: SecuredVisit) -> None:
    cookie = visit.open()

    assert cookie not in repr(clinic.world.state.sessions)


# --- C2: the code lives two hours, once; a resend voids it --------------------------------------------------------------


def test_code_is_good_up_to_two_hours(clinic: Clinic, visit: SecuredVisit) -> None:
    clinic.world.advance(CODE_LIFETIME - MOMENT)

    assert visit.enter()


@pytest.mark.parametrize("late", [timedelta(0), MOMENT, timedelta(days=1)])
def test_code_is_refused_from_two_hours_on_even_before_the_job_has_run(
    clinic: Clinic, visit: SecuredVisit, late: timedelta
) -> None:
    clinic.world.advance(CODE_LIFETIME + late)

    with pytest.raises(NotVerifiedError):
        visit.enter()


def test_code_is_used_up_by_being_right(visit: SecuredVisit) -> None:
    visit.enter()

    with pytest.raises(NotVerifiedError):
        visit.enter()


def test_resend_brings_another_code_and_voids_the_one_before(clinic: Clinic, visit: SecuredVisit) -> None:
    old = visit.code
    clinic.world.advance(RESEND_PAUSE)
    visit.ask_again()

    assert visit.code != old
    with pytest.raises(NotVerifiedError):
        visit.enter(old)
    assert visit.enter(visit.code)


def test_resend_helps_after_the_code_expired(clinic: Clinic, visit: SecuredVisit) -> None:
    clinic.world.advance(CODE_LIFETIME)
    visit.ask_again()

    assert visit.open()


def test_new_code_has_its_own_two_hours(clinic: Clinic, visit: SecuredVisit) -> None:
    clinic.world.advance(CODE_LIFETIME)
    visit.ask_again()
    clinic.world.advance(CODE_LIFETIME)

    with pytest.raises(NotVerifiedError):
        visit.enter()


# --- C3: the whole thread, and replies ----------------------------------------------------------------------------------


def test_patient_reads_plain_and_secured_messages_of_the_thread_only(clinic: Clinic) -> None:
    clinic.message_in("Any news?")
    clinic.compose("We will write.", key="plain")
    clinic.compose("For Ann only", to=clinic.demo.mother, key="other")
    visit = clinic.secured(body="All is well.", key="secured")

    session = clinic.sessions.verified(visit.open())
    _, page = clinic.read_conversation(session, PageRequest(), clinic.trail())

    said = [message.body.reveal() for message in page.items]
    assert said == ["All is well.", "We will write.", "Any news?"]


# --- C6: looking uses nothing up ----------------------------------------------------------------------------------------


def test_nothing_but_an_act_of_the_patient_marks_the_link_as_opened(visit: SecuredVisit) -> None:
    assert visit.link.opened_at is None
    assert visit.link.code_tries == 0


# --- C7: a shared phone; each link is one patient's ---------------------------------------------------------------------


def test_shared_phone_takes_the_links_own_patients_date_of_birth(clinic: Clinic) -> None:
    child_born = date(2015, 9, 1)
    clinic.world.patients.save(replace(clinic.demo.child, date_of_birth=child_born))
    visit = clinic.secured(to=clinic.demo.child)
    cookie = visit.enter()

    with pytest.raises(NotVerifiedError):
        visit.confirm(cookie, BORN)
    session = clinic.sessions.verified(visit.confirm(cookie, child_born))

    assert session.patient_id == clinic.demo.child.patient_id
    assert session.thread_id == clinic.demo.child.thread_id


def test_one_links_code_does_not_open_another_on_the_same_phone(clinic: Clinic) -> None:
    mother = clinic.secured(to=clinic.demo.mother, key="mother")
    mothers_code = mother.code
    child = clinic.secured(to=clinic.demo.child, key="child")

    with pytest.raises(NotVerifiedError):
        child.enter(mothers_code)


# --- C8: expiry ---------------------------------------------------------------------------------------------------------


def test_job_voids_expired_codes_and_leaves_live_ones(clinic: Clinic, visit: SecuredVisit) -> None:
    clinic.world.advance(timedelta(hours=1))
    later = clinic.secured(to=clinic.demo.mother, key="later")
    clinic.world.advance(timedelta(hours=1))

    assert clinic.expire_codes() == 1

    assert visit.link.code_expires_at is None
    assert later.enter()
    assert clinic.expire_codes() == 0


def test_job_takes_more_than_one_batch(clinic: Clinic) -> None:
    for number in range(130):
        clinic.secured(key=f"key-{number}")
    clinic.world.advance(CODE_LIFETIME)

    assert clinic.expire_codes() == 130


@pytest.mark.parametrize("age", [LINK_LIFETIME, LINK_LIFETIME + timedelta(days=1)])
def test_expired_link_opens_nothing(clinic: Clinic, visit: SecuredVisit, age: timedelta) -> None:
    clinic.world.advance(age - timedelta(hours=1))
    visit.ask_again()
    clinic.world.advance(timedelta(hours=1))

    with pytest.raises(NotVerifiedError):
        visit.enter()


def test_link_that_expires_between_the_steps_opens_nothing(clinic: Clinic, visit: SecuredVisit) -> None:
    clinic.world.advance(LINK_LIFETIME - timedelta(minutes=10))
    visit.ask_again()
    cookie = visit.enter()
    clinic.world.advance(timedelta(minutes=10))

    with pytest.raises(NotVerifiedError):
        visit.confirm(cookie)
