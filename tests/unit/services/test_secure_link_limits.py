"""What the secure link refuses, row C5: tries are counted, limits lock, and the answers tell nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.unit.services.clinic import MOMENT
from textward.domain.audit import Action
from textward.domain.consent import Consent
from textward.domain.errors import NotVerifiedError
from textward.domain.private import Private
from textward.domain.secure_link import (
    BIRTH_DATE_TRIES,
    CODE_FAILURES_PER_PATIENT,
    CODE_TRIES,
    LINK_LIFETIME,
    RESEND_PAUSE,
    RESENDS_PER_DAY,
)

if TYPE_CHECKING:
    from tests.unit.services.clinic import Clinic, SecuredVisit


def _actions(clinic: Clinic) -> list[Action]:
    return [entry.action for entry in clinic.world.state.audit]


# --- C5: tries are counted, limits lock, answers tell nothing ------------------------------------------------------------


def test_right_code_at_the_fifth_try_is_good(visit: SecuredVisit) -> None:
    visit.fail_codes(CODE_TRIES - 1)

    assert visit.enter()


def test_five_wrong_tries_void_the_code(clinic: Clinic, visit: SecuredVisit) -> None:
    visit.fail_codes(CODE_TRIES)

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
        visit.fail_codes(CODE_TRIES)
        failed += CODE_TRIES
    assert failed == CODE_FAILURES_PER_PATIENT
    last = clinic.secured(key="last")

    with pytest.raises(NotVerifiedError):
        last.enter()

    alice, maria = clinic.demo.alice, clinic.demo.maria
    clinic.manage_link.unlock(alice, maria.patient_id, clinic.trail(alice))
    assert last.open()


def test_right_code_forgets_the_wrong_ones_before(clinic: Clinic, visit: SecuredVisit) -> None:
    visit.fail_codes(CODE_TRIES - 1)
    visit.enter()

    record = clinic.world.patients.verification(clinic.practice_id, clinic.demo.maria.patient_id)
    assert record.code_failures == 0


def test_one_patients_lock_is_not_anothers(clinic: Clinic) -> None:
    for number in range(CODE_FAILURES_PER_PATIENT // CODE_TRIES):
        clinic.secured(key=f"key-{number}").fail_codes(CODE_TRIES)

    assert clinic.secured(to=clinic.demo.mother, key="mother").open()


def test_five_wrong_dates_lock_until_staff_unlock(clinic: Clinic, visit: SecuredVisit) -> None:
    cookie = visit.enter()
    visit.fail_dates(cookie, BIRTH_DATE_TRIES)

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
    first.fail_dates(first.enter(), BIRTH_DATE_TRIES - 1)
    cookie = second.enter()
    second.fail_dates(cookie, 1)

    with pytest.raises(NotVerifiedError):
        second.confirm(cookie)


def test_right_date_at_the_fifth_try_opens_and_forgets_the_wrong_ones(
    clinic: Clinic, visit: SecuredVisit
) -> None:
    cookie = visit.enter()
    visit.fail_dates(cookie, BIRTH_DATE_TRIES - 1)

    visit.confirm(cookie)

    record = clinic.world.patients.verification(clinic.practice_id, clinic.demo.maria.patient_id)
    assert not record.locked
    assert record.birth_date_failures == 0


def test_locked_patient_gets_no_new_session_by_another_link(clinic: Clinic, visit: SecuredVisit) -> None:
    visit.fail_dates(visit.enter(), BIRTH_DATE_TRIES)

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
    clinic.resend_code(visit.token, clinic.trail())

    entry = clinic.trail().entry(clinic.practice_id, Action.CODE_RESENT, seen.thread_id)
    recipient = clinic.recipients.of_thread(clinic.practice_id, seen.thread_id)
    clinic.resend_code._resend(seen, recipient, entry)
    clinic.hand_over()

    assert len(clinic.rings()) == before + 1


@pytest.mark.parametrize("token", ["", "x", "A" * 32])
def test_unknown_link_is_refused_as_any_other(clinic: Clinic, token: str) -> None:
    with pytest.raises(NotVerifiedError):
        clinic.verify_code(token, "000000", clinic.trail())
    clinic.resend_code(token, clinic.trail())
    assert not clinic.world.state.audit


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "é" * 6, "0" * 500])
def test_any_text_for_a_code_is_just_wrong(visit: SecuredVisit, code: str) -> None:
    with pytest.raises(NotVerifiedError):
        visit.clinic.verify_code(visit.token, code, visit.clinic.trail())


def test_refusals_are_in_the_audit_trail(clinic: Clinic, visit: SecuredVisit) -> None:
    visit.fail_codes(1)
    cookie = visit.enter()
    visit.fail_dates(cookie, 1)

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

    clinic.resend_code(token, clinic.trail())
    clinic.hand_over()

    assert len(clinic.rings()) == before
