"""Signing in to the portal without a password: phone, code, date of birth, with the secure link's limits (rows H4, C1-C8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.unit.services.clinic import BORN, MOMENT, WRONG_DATE
from textward.domain.audit import Action
from textward.domain.consent import Consent
from textward.domain.errors import NotVerifiedError, SessionEndedError
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
    SessionScope,
    Stage,
)

if TYPE_CHECKING:
    from tests.unit.services.clinic import SecuredVisit
    from tests.unit.services.portal_clinic import PortalClinic
    from textward.domain.patient import Patient

MARIAS, SHARED = "+12125550101", "+12125550102"
CHILDS_BIRTHDAY = date(2015, 8, 30)


def wrong_code(portal: PortalClinic, phone: str = MARIAS) -> str:
    """Give a code that is none of this phone's, nor will be in a test."""
    keys, link_id = (
        portal.world.link_keys,
        portal.phones.link_id(portal.practice_id, Private(phone)),
    )
    good = {keys.code(link_id, counter) for counter in range(60)}
    return next(code for code in (f"{number:06d}" for number in range(99)) if code not in good)


def fail_codes(portal: PortalClinic, times: int, phone: str = MARIAS) -> None:
    for _ in range(times):
        with pytest.raises(NotVerifiedError):
            portal.enter(phone, wrong_code(portal, phone))


def fail_dates(portal: PortalClinic, secret: str, times: int) -> None:
    for _ in range(times):
        with pytest.raises(NotVerifiedError):
            portal.confirm(secret, WRONG_DATE)


def wrong_dates(portal: PortalClinic, patient: Patient) -> int:
    record = portal.world.patients.verification(portal.practice_id, patient.patient_id)
    return record.birth_date_failures


def grown_apart(portal: PortalClinic) -> Patient:
    """Let the child that shares the mother's phone have a birthday of its own."""
    child = replace(portal.demo.child, date_of_birth=CHILDS_BIRTHDAY)
    portal.world.patients.save(child)
    return child


def actions(portal: PortalClinic) -> list[Action]:
    return [entry.action for entry in portal.world.state.audit]


# --- C1: code, then date of birth ---


def test_phone_code_and_date_of_birth_open_the_portal(portal: PortalClinic) -> None:
    assert portal.sign_in() == portal.demo.maria
    assert [action for action in actions(portal) if action.value.startswith("patient.")] == [
        Action.CODE_RESENT,
        Action.CODE_ACCEPTED,
        Action.IDENTITY_CONFIRMED,
    ]


@pytest.mark.parametrize("typed", ["(212) 555-0101", "212.555.0101", "1 212 555 0101"])
def test_a_phone_may_be_typed_as_people_write_it(portal: PortalClinic, typed: str) -> None:
    portal.request_code(portal.practice_id, typed, portal.trail())
    portal.hand_over()

    assert portal.verify_portal_code(portal.practice_id, typed, portal.codes()[-1], portal.trail())


def test_the_text_says_the_code_and_no_word_of_who_is_meant(portal: PortalClinic) -> None:
    portal.ask_code()

    (text,) = portal.rings()
    assert portal.codes() == [text.split()[0]]
    assert "María" not in text
    assert "Lakeview" not in text


def test_a_code_alone_opens_nothing(portal: PortalClinic) -> None:
    portal.ask_code()
    secret = portal.enter()

    with pytest.raises(SessionEndedError):
        portal.portal_sessions.patient(secret)


def test_the_session_before_the_date_is_not_the_one_after(portal: PortalClinic) -> None:
    portal.ask_code()
    first = portal.enter()
    second = portal.confirm(first)

    assert first != second
    with pytest.raises(NotVerifiedError):
        portal.confirm(first)
    with pytest.raises(NotVerifiedError):
        portal.confirm(second)
    with pytest.raises(SessionEndedError):
        portal.portal_sessions.patient(first)
    assert portal.portal_sessions.patient(second) == portal.demo.maria


def test_secrets_are_stored_as_their_hashes(portal: PortalClinic) -> None:
    portal.ask_code()
    first = portal.enter()
    assert first not in portal.world.state.sessions
    assert portal.confirm(first) not in portal.world.state.sessions


# --- C2, C8: codes end ---


def test_a_code_is_good_once(portal: PortalClinic) -> None:
    portal.ask_code()
    portal.enter()
    with pytest.raises(NotVerifiedError):
        portal.enter()


@pytest.mark.parametrize(("age", "good"), [(CODE_LIFETIME - MOMENT, True), (CODE_LIFETIME, False)])
def test_a_code_is_good_for_two_hours(portal: PortalClinic, age: timedelta, *, good: bool) -> None:
    """Also before the job that expires codes has run."""
    portal.ask_code()
    portal.world.advance(age)
    if good:
        assert portal.enter()
        return
    with pytest.raises(NotVerifiedError):
        portal.enter()
    assert portal.expire_codes() == 1
    portal.ask_code()
    assert portal.enter()


def test_another_code_voids_the_one_before(portal: PortalClinic) -> None:
    portal.ask_code()
    portal.world.advance(RESEND_PAUSE)
    portal.ask_code()
    first, second = portal.codes()

    with pytest.raises(NotVerifiedError):
        portal.enter(code=first)
    assert portal.enter(code=second)


# --- C5: tries are counted, limits lock, the answers tell nothing ---


def test_five_wrong_codes_void_the_code(portal: PortalClinic) -> None:
    portal.ask_code()
    fail_codes(portal, CODE_TRIES - 1)
    assert portal.enter()
    portal.world.advance(RESEND_PAUSE)
    portal.ask_code()
    fail_codes(portal, CODE_TRIES)
    with pytest.raises(NotVerifiedError):
        portal.enter()
    portal.world.advance(RESEND_PAUSE)
    portal.ask_code()
    assert portal.enter()


def test_wrong_codes_lock_and_no_new_code_lifts_that(portal: PortalClinic) -> None:
    for number in range(CODE_FAILURES_PER_PATIENT // CODE_TRIES):
        portal.world.advance(RESEND_PAUSE if number % RESENDS_PER_DAY else timedelta(days=1))
        portal.ask_code()
        fail_codes(portal, CODE_TRIES)
    shown = len(portal.codes())
    portal.world.advance(timedelta(days=1))
    portal.ask_code()
    assert len(portal.codes()) == shown, "a locked patient gets no more codes"
    with pytest.raises(NotVerifiedError):
        portal.enter()

    alice = portal.demo.alice
    portal.manage_link.unlock(alice, portal.demo.maria.patient_id, portal.trail(alice))
    assert portal.sign_in() == portal.demo.maria


def test_wrong_codes_at_the_portal_shut_nobody_out_of_secure_links(portal: PortalClinic) -> None:
    """Whoever knows a number can ask for codes and waste them; a secure link takes the link first."""
    visit = portal.secured()
    visit.fail_codes(2)
    for number in range(CODE_FAILURES_PER_PATIENT // CODE_TRIES):
        portal.world.advance(RESEND_PAUSE if number % RESENDS_PER_DAY else timedelta(days=1))
        portal.ask_code()
        fail_codes(portal, CODE_TRIES)
    record = portal.world.patients.verification(portal.practice_id, portal.demo.maria.patient_id)
    assert (record.code_failures, record.locked) == (2, False)
    alice = portal.demo.alice
    thread_id = portal.demo.maria.thread_id
    _, shown = portal.read_thread.head(alice, thread_id, portal.trail(alice))
    assert shown.locked, "staff see that the portal is locked, and can unlock it"


def test_who_signs_in_often_is_not_refused(portal: PortalClinic) -> None:
    for _ in range(2 * RESENDS_PER_DAY):
        portal.world.advance(RESEND_PAUSE)
        assert portal.sign_in() == portal.demo.maria


def test_codes_have_a_pause_between_them_and_so_many_a_day(portal: PortalClinic) -> None:
    portal.ask_code()
    portal.world.advance(RESEND_PAUSE - MOMENT)
    portal.ask_code()
    assert len(portal.codes()) == 1
    for _ in range(RESENDS_PER_DAY + 3):
        portal.world.advance(RESEND_PAUSE)
        portal.ask_code()
    assert len(portal.codes()) == RESENDS_PER_DAY
    portal.world.advance(timedelta(days=1))
    portal.ask_code()
    assert len(portal.codes()) == RESENDS_PER_DAY + 1


def test_five_wrong_dates_lock_until_staff_unlock(portal: PortalClinic) -> None:
    portal.ask_code()
    secret = portal.enter()
    fail_dates(portal, secret, BIRTH_DATE_TRIES)
    with pytest.raises(NotVerifiedError):
        portal.confirm(secret)

    alice = portal.demo.alice
    portal.manage_link.unlock(alice, portal.demo.maria.patient_id, portal.trail(alice))
    assert portal.confirm(secret)


def test_the_right_date_at_the_fifth_try_opens_and_forgets_the_wrong_ones(portal: PortalClinic) -> None:
    portal.ask_code()
    secret = portal.enter()
    fail_dates(portal, secret, BIRTH_DATE_TRIES - 1)
    assert portal.confirm(secret)
    assert wrong_dates(portal, portal.demo.maria) == 0


def test_wrong_dates_at_the_portal_and_behind_links_are_one_count(portal: PortalClinic) -> None:
    visit: SecuredVisit = portal.secured()
    visit.fail_dates(visit.enter(), BIRTH_DATE_TRIES - 1)
    portal.ask_code()
    secret = portal.enter()
    fail_dates(portal, secret, 1)
    with pytest.raises(NotVerifiedError):
        portal.confirm(secret)


@pytest.mark.parametrize("phone", ["+12125559999", "not a phone", "", "+442071838750"])
def test_a_phone_of_nobody_gets_no_code_and_is_told_nothing(portal: PortalClinic, phone: str) -> None:
    portal.request_code(portal.practice_id, phone, portal.trail())

    assert portal.world.stream() == []
    assert portal.world.state.links == {}
    with pytest.raises(NotVerifiedError):
        portal.verify_portal_code(portal.practice_id, phone, "123456", portal.trail())


@pytest.mark.parametrize("who", ["opted_out", "notifications_off"])
def test_who_can_not_be_texted_gets_no_code(portal: PortalClinic, who: str) -> None:
    patient: Patient = getattr(portal.demo, who)
    assert patient.phone

    portal.ask_code(patient.phone.reveal())

    assert portal.rings(patient) == []


def test_another_practices_code_opens_nothing_here(portal: PortalClinic) -> None:
    portal.ask_code()
    with pytest.raises(NotVerifiedError):
        portal.verify_portal_code("0" * 26, MARIAS, portal.codes()[-1], portal.trail())
    assert portal.enter()


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "\uff11\uff12\uff13\uff14\uff15\uff16"])
def test_what_is_no_code_is_a_wrong_one(portal: PortalClinic, code: str) -> None:
    portal.ask_code()
    with pytest.raises(NotVerifiedError):
        portal.verify_portal_code(portal.practice_id, MARIAS, code, portal.trail())


def test_refusals_stand_in_the_trail(portal: PortalClinic) -> None:
    portal.ask_code()
    fail_codes(portal, 1)
    secret = portal.enter()
    fail_dates(portal, secret, 1)
    assert [action for action in actions(portal) if action.value.endswith("refused")] == [
        Action.CODE_REFUSED,
        Action.IDENTITY_REFUSED,
    ]


# --- C7: a phone that several share ---


def test_the_date_of_birth_says_who_of_a_shared_phone_it_is(portal: PortalClinic) -> None:
    child = grown_apart(portal)
    assert portal.sign_in(SHARED) == portal.demo.mother
    portal.world.advance(RESEND_PAUSE)
    assert portal.sign_in(SHARED, CHILDS_BIRTHDAY) == child


def test_twins_choose_having_shown_code_and_date(portal: PortalClinic) -> None:
    """Mother and child of the demo were born on one day."""
    portal.ask_code(SHARED)
    secret = portal.enter(SHARED)

    asked = portal.confirm_identity(secret, BORN, None, portal.trail())

    assert asked.secret is None
    assert [patient.name.reveal() for patient in asked.choices] == ["Ann Parker", "Ben Parker"]
    for choice in (0, 3, -1):
        with pytest.raises(NotVerifiedError):
            portal.confirm(secret, BORN, choice)
    assert portal.portal_sessions.patient(portal.confirm(secret, BORN, 2)) == portal.demo.child


def test_a_choice_needs_the_date_again(portal: PortalClinic) -> None:
    portal.ask_code(SHARED)
    secret = portal.enter(SHARED)
    portal.confirm_identity(secret, BORN, None, portal.trail())
    with pytest.raises(NotVerifiedError):
        portal.confirm(secret, WRONG_DATE, 1)


def test_a_choice_of_one_needs_no_number(portal: PortalClinic) -> None:
    assert portal.sign_in(choice=1) == portal.demo.maria
    portal.world.advance(RESEND_PAUSE)
    portal.ask_code()
    with pytest.raises(NotVerifiedError):
        portal.confirm(portal.enter(), BORN, 2)
    assert actions(portal)[-1] is Action.IDENTITY_REFUSED


def test_a_wrong_date_counts_for_all_who_may_be_meant(portal: PortalClinic) -> None:
    child = grown_apart(portal)
    portal.ask_code(SHARED)
    secret = portal.enter(SHARED)

    fail_dates(portal, secret, 2)

    assert (wrong_dates(portal, portal.demo.mother), wrong_dates(portal, child)) == (2, 2)


def test_a_right_date_counts_for_nobody_else(portal: PortalClinic) -> None:
    child = grown_apart(portal)
    portal.ask_code(SHARED)
    secret = portal.enter(SHARED)
    fail_dates(portal, secret, 2)

    portal.confirm(secret)

    assert (wrong_dates(portal, portal.demo.mother), wrong_dates(portal, child)) == (0, 2)


def test_the_last_try_of_one_does_not_lock_the_other(portal: PortalClinic) -> None:
    child = grown_apart(portal)
    portal.ask_code(SHARED)
    secret = portal.enter(SHARED)
    fail_dates(portal, secret, BIRTH_DATE_TRIES - 1)

    portal.confirm(secret)

    assert not portal.world.patients.verification(portal.practice_id, child.patient_id).locked
    portal.world.advance(RESEND_PAUSE)
    assert portal.sign_in(SHARED, CHILDS_BIRTHDAY) == child


def test_knowing_ones_own_date_gives_no_further_tries_at_anothers(portal: PortalClinic) -> None:
    """Row C7: a child who guesses the mother's date is not helped by entering their own in between."""
    grown_apart(portal)
    for _ in range(BIRTH_DATE_TRIES):
        portal.world.advance(timedelta(days=1))
        portal.ask_code(SHARED)
        secret = portal.enter(SHARED)
        fail_dates(portal, secret, 1)
        portal.confirm(secret, CHILDS_BIRTHDAY)

    assert portal.world.patients.verification(portal.practice_id, portal.demo.mother.patient_id).locked


def test_looking_at_the_choice_counts_for_nobody(portal: PortalClinic) -> None:
    portal.ask_code(SHARED)
    secret = portal.enter(SHARED)
    for _ in range(BIRTH_DATE_TRIES + 1):
        assert portal.confirm_identity(secret, BORN, None, portal.trail()).choices
    assert wrong_dates(portal, portal.demo.mother) == wrong_dates(portal, portal.demo.child) == 0


def test_a_locked_owner_is_left_out_and_keeps_nobody_else_out(portal: PortalClinic) -> None:
    child = grown_apart(portal)
    for _ in range(BIRTH_DATE_TRIES):
        portal.world.patients.count_birth_date_try(portal.practice_id, portal.demo.mother.patient_id)
    portal.ask_code(SHARED)
    secret = portal.enter(SHARED)

    with pytest.raises(NotVerifiedError):
        portal.confirm(secret)
    assert portal.portal_sessions.patient(portal.confirm(secret, CHILDS_BIRTHDAY)) == child


def test_where_one_can_be_texted_the_phone_gets_its_code(portal: PortalClinic) -> None:
    mother = replace(portal.demo.mother, text_notifications=False)
    portal.world.patients.save(mother)
    portal.ask_code(SHARED)
    assert len(portal.codes(SHARED)) == 1


def test_who_gave_the_phone_up_since_is_not_let_in(portal: PortalClinic) -> None:
    portal.ask_code()
    secret = portal.enter()
    portal.world.patients.save(replace(portal.demo.maria, phone=Private("+12125550199")))

    with pytest.raises(NotVerifiedError):
        portal.confirm(secret)


def test_who_stopped_texts_since_the_code_may_still_enter_it(portal: PortalClinic) -> None:
    portal.ask_code()
    portal.world.patients.save_consent(
        portal.practice_id, Private(MARIAS), Consent(opted_out=True, changed_at=portal.world.clock.now())
    )
    assert portal.confirm(portal.enter())


# --- sessions ---


def test_sessions_end_when_idle_and_when_they_are_old(portal: PortalClinic) -> None:
    portal.ask_code()
    secret = portal.confirm(portal.enter())
    for _ in range(SESSION_LIFETIME // (SESSION_IDLE - MOMENT) - 1):
        portal.world.advance(SESSION_IDLE - MOMENT)
        assert portal.portal_sessions.patient(secret) == portal.demo.maria
    portal.world.advance(SESSION_IDLE)
    with pytest.raises(SessionEndedError):
        portal.portal_sessions.patient(secret)

    portal.ask_code()
    secret, began = portal.confirm(portal.enter()), portal.world.clock.now()
    while portal.world.clock.now() - began < SESSION_LIFETIME - SESSION_IDLE:
        portal.world.advance(SESSION_IDLE / 2)
        assert portal.portal_sessions.patient(secret) == portal.demo.maria
    portal.world.clock.moment = began + SESSION_LIFETIME
    with pytest.raises(SessionEndedError):
        portal.portal_sessions.patient(secret)


def test_a_code_stage_that_idles_ends(portal: PortalClinic) -> None:
    portal.ask_code()
    secret = portal.enter()
    portal.world.advance(SESSION_IDLE)
    with pytest.raises(NotVerifiedError):
        portal.confirm(secret)


def test_who_signs_out_is_out(portal: PortalClinic) -> None:
    portal.ask_code()
    secret = portal.confirm(portal.enter())
    portal.portal_sessions.end(secret)
    portal.portal_sessions.end("made up")
    with pytest.raises(SessionEndedError):
        portal.portal_sessions.patient(secret)


def test_the_portals_sessions_open_no_secure_link_and_the_other_way_round(portal: PortalClinic) -> None:
    visit = portal.secured()
    links_first = visit.enter()
    with pytest.raises(NotVerifiedError):
        portal.confirm(links_first)
    links = visit.confirm(links_first)
    with pytest.raises(SessionEndedError):
        portal.portal_sessions.patient(links)

    portal.ask_code()
    first = portal.enter()
    with pytest.raises(NotVerifiedError):
        visit.confirm(first)
    verified = portal.confirm(first)
    with pytest.raises(SessionEndedError):
        portal.sessions.verified(verified)
    with pytest.raises(SessionEndedError):
        portal.reply(verified, Private("Hello"), "key-1", portal.trail())
    assert portal.portal_sessions.patient(verified) == portal.demo.maria
    assert {(s.scope, s.stage) for s in portal.world.state.sessions.values()} == {
        (SessionScope.LINK, Stage.VERIFIED),
        (SessionScope.PORTAL, Stage.VERIFIED),
    }


def test_the_scope_alone_keeps_them_apart(portal: PortalClinic) -> None:
    """Even where a session of the one named the other's link."""
    visit = portal.secured()
    portal.ask_code()
    sessions = portal.world.state.sessions
    keys = portal.world.link_keys
    for secret, other in ((visit.enter(), SessionScope.PORTAL), (portal.enter(), SessionScope.LINK)):
        key = keys.session_key(secret)
        sessions[key] = replace(sessions[key], scope=other)
        with pytest.raises(NotVerifiedError):
            visit.confirm(secret) if other is SessionScope.PORTAL else portal.confirm(secret)
        sessions[key] = replace(sessions[key], scope=_other(other))
        assert visit.confirm(secret) if other is SessionScope.PORTAL else portal.confirm(secret)


def _other(scope: SessionScope) -> SessionScope:
    return SessionScope.LINK if scope is SessionScope.PORTAL else SessionScope.PORTAL


def test_a_links_code_opens_no_portal_and_the_other_way_round(portal: PortalClinic) -> None:
    visit = portal.secured()
    portal.ask_code()
    with pytest.raises(NotVerifiedError):
        visit.enter(portal.codes()[-1])
    with pytest.raises(NotVerifiedError):
        portal.enter(code=visit.code)


def test_the_way_in_outlives_a_secure_links_thirty_days(portal: PortalClinic) -> None:
    assert portal.sign_in() == portal.demo.maria
    portal.world.advance(LINK_LIFETIME + timedelta(days=400))
    assert portal.sign_in() == portal.demo.maria


def test_nobody_is_told_of_links_that_are_none(portal: PortalClinic) -> None:
    """A way into the portal is no secure link: what happens to it is no event for staff."""
    portal.world.stream()
    portal.sign_in()
    assert {event.type.value for event in portal.world.stream()} <= {"code.queued"}


@pytest.mark.parametrize("changes", [{"phone": Private("+12125550199")}, {"date_of_birth": CHILDS_BIRTHDAY}])
def test_a_session_ends_with_the_phone_or_the_date_of_birth_that_it_began_with(
    portal: PortalClinic, changes: dict[str, object]
) -> None:
    portal.ask_code()
    secret = portal.confirm(portal.enter())
    maria = portal.portal_sessions.patient(secret)
    portal.world.advance(MOMENT)
    renamed = replace(maria, name=Private("Maria")).after(maria, portal.world.clock.now())
    portal.world.patients.save(renamed)
    assert portal.portal_sessions.patient(secret) == renamed
    changed = replace(renamed, **changes).after(renamed, portal.world.clock.now())  # type: ignore[arg-type]
    portal.world.patients.save(changed)
    portal.world.advance(MOMENT)
    with pytest.raises(SessionEndedError):
        portal.portal_sessions.patient(secret)
