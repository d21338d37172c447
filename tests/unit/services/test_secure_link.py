"""The secure link, rows C1 to C8: one-time password, date of birth, session. Every refusal is the same error."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.unit.services.clinic import BORN
from textward.domain.audit import Action
from textward.domain.consent import Consent
from textward.domain.errors import NotVerifiedError, SessionEndedError
from textward.domain.paging import PageRequest
from textward.domain.private import Private
from textward.domain.secure_link import (
    BIRTH_DATE_TRIES,
    CODE_FAILURES_PER_PATIENT,
    CODE_LIFETIME,
    CODE_TRIES,
    LINK_LIFETIME,
    RESEND_PAUSE,
    RESENDS_PER_DAY,
    SESSION_IDLE,
    SESSION_LIFETIME,
    Stage,
)

if TYPE_CHECKING:
    from tests.unit.services.clinic import Clinic, SecuredVisit

WRONG_DATE = date(1981, 5, 17)
MOMENT = timedelta(milliseconds=1)


@pytest.fixture
def visit(clinic: Clinic) -> SecuredVisit:
    return clinic.secured()


def _fail_codes(visit: SecuredVisit, times: int) -> None:
    for _ in range(times):
        with pytest.raises(NotVerifiedError):
            visit.enter(visit.wrong_code)


def _fail_dates(visit: SecuredVisit, cookie: str, times: int) -> None:
    for _ in range(times):
        with pytest.raises(NotVerifiedError):
            visit.confirm(cookie, WRONG_DATE)


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


# --- C5: tries are counted, limits lock, answers tell nothing ------------------------------------------------------------


def test_right_code_at_the_fifth_try_is_good(visit: SecuredVisit) -> None:
    _fail_codes(visit, CODE_TRIES - 1)

    assert visit.enter()


def test_five_wrong_tries_void_the_code(clinic: Clinic, visit: SecuredVisit) -> None:
    _fail_codes(visit, CODE_TRIES)

    with pytest.raises(NotVerifiedError):
        visit.enter()
    clinic.world.advance(RESEND_PAUSE)
    visit.ask_again()
    assert visit.enter()


def test_wrong_codes_over_all_links_lock_the_patient(clinic: Clinic) -> None:
    """A lock that new links and resends don't lift: fewer than 100 tries in a row per patient (NIST SP 800-63B)."""
    failed = 0
    for number in range(CODE_FAILURES_PER_PATIENT // CODE_TRIES):
        visit = clinic.secured(key=f"key-{number}")
        _fail_codes(visit, CODE_TRIES)
        failed += CODE_TRIES
    assert failed == CODE_FAILURES_PER_PATIENT
    last = clinic.secured(key="last")

    with pytest.raises(NotVerifiedError):
        last.enter()

    alice, maria = clinic.demo.alice, clinic.demo.maria
    clinic.manage_link.unlock(alice, maria.patient_id, clinic.trail(alice))
    assert last.open()


def test_right_code_forgets_the_wrong_ones_before(clinic: Clinic, visit: SecuredVisit) -> None:
    _fail_codes(visit, CODE_TRIES - 1)
    visit.enter()

    record = clinic.world.patients.verification(clinic.practice_id, clinic.demo.maria.patient_id)
    assert record.code_failures == 0


def test_one_patients_lock_is_not_anothers(clinic: Clinic) -> None:
    for number in range(CODE_FAILURES_PER_PATIENT // CODE_TRIES):
        _fail_codes(clinic.secured(key=f"key-{number}"), CODE_TRIES)

    assert clinic.secured(to=clinic.demo.mother, key="mother").open()


def test_five_wrong_dates_lock_until_staff_unlock(clinic: Clinic, visit: SecuredVisit) -> None:
    cookie = visit.enter()
    _fail_dates(visit, cookie, BIRTH_DATE_TRIES)

    with pytest.raises(NotVerifiedError):
        visit.confirm(cookie)
    clinic.world.advance(RESEND_PAUSE)
    before = len(clinic.rings())
    visit.ask_again()
    assert len(clinic.rings()) == before, "a locked patient gets no more codes"
    record = clinic.world.patients.verification(clinic.practice_id, clinic.demo.maria.patient_id)
    assert record.locked
    assert record.locked_at

    alice = clinic.demo.alice
    clinic.manage_link.unlock(alice, clinic.demo.maria.patient_id, clinic.trail(alice))
    assert visit.confirm(cookie)


def test_wrong_dates_count_per_patient_over_all_links(clinic: Clinic) -> None:
    first, second = clinic.secured(key="key-1"), clinic.secured(key="key-2")
    _fail_dates(first, first.enter(), BIRTH_DATE_TRIES - 1)
    cookie = second.enter()
    _fail_dates(second, cookie, 1)

    with pytest.raises(NotVerifiedError):
        second.confirm(cookie)


def test_right_date_at_the_fifth_try_opens_and_forgets_the_wrong_ones(
    clinic: Clinic, visit: SecuredVisit
) -> None:
    cookie = visit.enter()
    _fail_dates(visit, cookie, BIRTH_DATE_TRIES - 1)

    visit.confirm(cookie)

    record = clinic.world.patients.verification(clinic.practice_id, clinic.demo.maria.patient_id)
    assert not record.locked
    assert record.birth_date_failures == 0


def test_locked_patient_gets_no_new_session_by_another_link(clinic: Clinic, visit: SecuredVisit) -> None:
    _fail_dates(visit, visit.enter(), BIRTH_DATE_TRIES)

    with pytest.raises(NotVerifiedError):
        clinic.secured(key="key-2").enter()


def test_resend_waits_a_minute(clinic: Clinic, visit: SecuredVisit) -> None:
    before = len(clinic.rings())

    clinic.world.advance(RESEND_PAUSE - MOMENT)
    visit.ask_again()
    assert len(clinic.rings()) == before
    clinic.world.advance(MOMENT)
    visit.ask_again()

    assert len(clinic.rings()) == before + 1


def test_resends_per_day_are_limited(clinic: Clinic, visit: SecuredVisit) -> None:
    before = len(clinic.rings())
    for _ in range(RESENDS_PER_DAY + 3):
        clinic.world.advance(RESEND_PAUSE)
        visit.ask_again()
    assert len(clinic.rings()) == before + RESENDS_PER_DAY

    clinic.world.advance(timedelta(days=1))
    visit.ask_again()

    assert len(clinic.rings()) == before + RESENDS_PER_DAY + 1
    assert visit.enter()


def test_two_requests_for_a_code_at_once_bring_one(clinic: Clinic, visit: SecuredVisit) -> None:
    clinic.world.advance(RESEND_PAUSE)
    seen = visit.link
    before = len(clinic.rings())
    clinic.resend_code(visit.token)

    clinic.resend_code._resend(seen, clinic.recipients.of_thread(clinic.practice_id, seen.thread_id))
    clinic.hand_over()

    assert len(clinic.rings()) == before + 1


@pytest.mark.parametrize("token", ["", "x", "A" * 32])
def test_unknown_link_is_refused_as_any_other(clinic: Clinic, token: str) -> None:
    with pytest.raises(NotVerifiedError):
        clinic.verify_code(token, "000000", clinic.trail())
    clinic.resend_code(token)
    assert not clinic.world.state.audit


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "é" * 6, "0" * 500])
def test_any_text_for_a_code_is_just_wrong(visit: SecuredVisit, code: str) -> None:
    with pytest.raises(NotVerifiedError):
        visit.clinic.verify_code(visit.token, code, visit.clinic.trail())


def test_refusals_are_in_the_audit_trail(clinic: Clinic, visit: SecuredVisit) -> None:
    _fail_codes(visit, 1)
    cookie = visit.enter()
    _fail_dates(visit, cookie, 1)

    assert Action.CODE_REFUSED in _actions(clinic)
    assert Action.IDENTITY_REFUSED in _actions(clinic)


@pytest.mark.parametrize("state", ["opted out", "number gone", "patient gone", "revoked", "expired"])
def test_resend_says_nothing_and_texts_nobody(clinic: Clinic, visit: SecuredVisit, state: str) -> None:
    maria, alice, world = clinic.demo.maria, clinic.demo.alice, clinic.world
    token, before = visit.token, len(clinic.rings())
    world.advance(RESEND_PAUSE)
    if state == "opted out":
        consent = Consent(opted_out=True, changed_at=world.clock.now())
        world.patients.save_consent(clinic.practice_id, Private("+12125550101"), consent)
    elif state == "number gone":
        world.patients.save(replace(maria, phone=None))
    elif state == "patient gone":
        del world.state.patients[clinic.practice_id, maria.patient_id]
    elif state == "revoked":
        clinic.manage_link.revoke(alice, maria.thread_id, visit.message.message_id, clinic.trail(alice))
    else:
        world.advance(LINK_LIFETIME)

    clinic.resend_code(token)
    clinic.hand_over()

    assert len(clinic.rings()) == before


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
