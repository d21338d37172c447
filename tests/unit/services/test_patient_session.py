"""A patient's visit ends: revoked, gone, idle, over, signed out (row C1, and OWASP ASVS on sessions)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.unit.services.clinic import MOMENT, WRONG_DATE
from textward.domain.errors import NotVerifiedError, SessionEndedError
from textward.domain.message import Mode
from textward.domain.private import Private
from textward.domain.secure_link import (
    SESSION_IDLE,
    SESSION_LIFETIME,
    Stage,
)

if TYPE_CHECKING:
    from tests.unit.services.clinic import Clinic, SecuredVisit


# --- revoked, gone, timed out -------------------------------------------------------------------------------------------


def _revoke(clinic: Clinic, visit: SecuredVisit) -> None:
    alice = clinic.demo.alice
    clinic.manage_link.revoke(alice, visit.message.thread_id, visit.message.message_id, clinic.trail(alice))


def test_revoked_link_takes_no_code(clinic: Clinic, visit: SecuredVisit) -> None:
    _revoke(clinic, visit)

    with pytest.raises(NotVerifiedError):
        visit.enter()


def test_revoked_link_takes_no_date_of_birth(clinic: Clinic, visit: SecuredVisit) -> None:
    cookie = visit.enter()
    _revoke(clinic, visit)

    with pytest.raises(NotVerifiedError):
        visit.confirm(cookie)


def test_revoking_ends_an_open_visit(clinic: Clinic, visit: SecuredVisit) -> None:
    cookie = visit.open()
    _revoke(clinic, visit)

    with pytest.raises(SessionEndedError):
        clinic.sessions.verified(cookie)
    with pytest.raises(SessionEndedError):
        clinic.reply(cookie, Private("Hi"), "key", clinic.trail())


def test_patient_who_is_gone_is_refused_as_any_other(clinic: Clinic, visit: SecuredVisit) -> None:
    cookie = visit.enter()
    del clinic.world.state.patients[clinic.practice_id, clinic.demo.maria.patient_id]

    with pytest.raises(NotVerifiedError):
        visit.confirm(cookie)


def test_idle_visit_ends(clinic: Clinic, visit: SecuredVisit) -> None:
    cookie = visit.open()
    clinic.world.advance(SESSION_IDLE - MOMENT)
    clinic.sessions.verified(cookie)
    clinic.world.advance(SESSION_IDLE - MOMENT)
    clinic.sessions.verified(cookie)
    clinic.world.advance(SESSION_IDLE)

    with pytest.raises(SessionEndedError):
        clinic.sessions.verified(cookie)


def test_visit_ends_after_an_hour_however_busy(clinic: Clinic, visit: SecuredVisit) -> None:
    cookie = visit.open()
    for _ in range(5):
        clinic.world.advance(timedelta(minutes=10))
        clinic.sessions.verified(cookie)
    clinic.world.advance(SESSION_LIFETIME - timedelta(minutes=50) - MOMENT)
    clinic.sessions.verified(cookie)
    clinic.world.advance(MOMENT)

    with pytest.raises(SessionEndedError):
        clinic.sessions.verified(cookie)


def test_first_step_waits_for_the_second_no_longer_than_an_idle_visit(
    clinic: Clinic, visit: SecuredVisit
) -> None:
    cookie = visit.enter()
    clinic.world.advance(SESSION_IDLE)

    with pytest.raises(NotVerifiedError):
        visit.confirm(cookie)


def test_sign_out_ends_the_visit_on_the_server(clinic: Clinic, visit: SecuredVisit) -> None:
    cookie = visit.open()
    clinic.sessions.end(cookie)

    with pytest.raises(SessionEndedError):
        clinic.sessions.verified(cookie)
    clinic.sessions.end(cookie)


def test_visit_outlives_its_used_up_code(clinic: Clinic, visit: SecuredVisit) -> None:
    cookie = visit.open()
    clinic.expire_codes()

    assert clinic.sessions.verified(cookie).stage is Stage.VERIFIED


def test_session_that_outlived_its_links_revocation_is_none(clinic: Clinic, visit: SecuredVisit) -> None:
    """A session stored just as the link was revoked: the link is looked at again at each use."""
    cookie = visit.open()
    sessions = dict(clinic.world.state.sessions)
    _revoke(clinic, visit)
    clinic.world.state.sessions.update(sessions)

    with pytest.raises(SessionEndedError):
        clinic.sessions.verified(cookie)


# --- the record says by now that phone or date of birth are others ------------------------------------------------------

NEW_PHONE = Private("+12125550199")


def _correct(visit: SecuredVisit, **changes: object) -> None:
    """Let the record system change the patient, a moment after whatever was done, and a moment pass."""
    world = visit.clinic.world
    world.advance(MOMENT)
    after = replace(visit.patient, **changes).after(visit.patient, world.clock.now())  # type: ignore[arg-type]
    world.patients.save(after)
    visit.patient = after
    world.advance(timedelta(minutes=2))


def test_a_code_on_a_phone_that_is_the_patients_no_more_opens_nothing(
    clinic: Clinic, visit: SecuredVisit
) -> None:
    token, code = visit.token, visit.code
    _correct(visit, phone=NEW_PHONE)

    with pytest.raises(NotVerifiedError):
        clinic.verify_code(token, code, clinic.trail())
    clinic.resend_code(token, clinic.trail())
    clinic.hand_over()
    with pytest.raises(NotVerifiedError):
        clinic.verify_code(token, code, clinic.trail())
    cookie = visit.confirm(clinic.verify_code(token, visit.code, clinic.trail()))
    assert clinic.sessions.verified(cookie).stage is Stage.VERIFIED


def test_a_code_that_was_still_on_its_way_to_the_phone_before_is_not_sent(clinic: Clinic) -> None:
    maria = clinic.demo.maria
    clinic.compose("Come in.", mode=Mode.SECURED, key="key-1")
    clinic.world.patients.save(replace(maria, phone=NEW_PHONE).after(maria, clinic.world.clock.now()))
    clinic.hand_over()

    assert clinic.rings(maria) == []
    assert clinic.rings(replace(maria, phone=NEW_PHONE)) == []


@pytest.mark.parametrize("changes", [{"phone": NEW_PHONE}, {"phone": None}, {"date_of_birth": WRONG_DATE}])
def test_a_visit_ends_with_the_phone_or_the_date_of_birth_that_it_began_with(
    clinic: Clinic, visit: SecuredVisit, changes: dict[str, object]
) -> None:
    first = visit.enter()
    visit.clinic.world.advance(MOMENT)
    cookie = visit.confirm(first)
    _correct(visit, **changes)

    with pytest.raises(SessionEndedError):
        clinic.sessions.verified(cookie)
    with pytest.raises(SessionEndedError):
        clinic.reply(cookie, Private("Hi"), "key", clinic.trail())


def test_a_first_step_taken_before_the_change_leads_to_no_second(clinic: Clinic, visit: SecuredVisit) -> None:
    cookie = visit.enter()
    _correct(visit, phone=NEW_PHONE)

    with pytest.raises(NotVerifiedError):
        visit.confirm(cookie)


def test_a_visit_goes_on_whatever_else_changes(clinic: Clinic, visit: SecuredVisit) -> None:
    cookie = visit.open()
    _correct(visit, name=Private("Maria Lopez-Berg"), language="es")

    assert clinic.sessions.verified(cookie).stage is Stage.VERIFIED
