"""A patient's visit ends: revoked, gone, idle, over, signed out (row C1, and OWASP ASVS on sessions)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.unit.services.clinic import MOMENT
from textward.domain.errors import NotVerifiedError, SessionEndedError
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
