"""The `Links` port: links, codes and sessions (rows C1, C2, C5, C8, J13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.contract.material import Material, an_id
from tests.contract.races import race
from textward.domain.audit import Action
from textward.domain.errors import NotVerifiedError
from textward.domain.secure_link import (
    CODE_LIFETIME,
    CODE_TRIES,
    LINK_LIFETIME,
    LinkState,
    PatientSession,
    SecureLink,
    Stage,
    VerificationRecord,
)

if TYPE_CHECKING:
    from tests.contract.backends import Backend


def a_link(backend: Backend, material: Material) -> SecureLink:
    """Store a secured message and give its link."""
    message, link, code = material.secured()
    backend.threads.add(message, claim=f"test:{message.message_id}", link=link, code=code)
    return link


def stored(backend: Backend, link: SecureLink) -> SecureLink:
    found = backend.links.get(link.link_id)
    assert found is not None
    return found


def opened(backend: Backend, material: Material) -> tuple[SecureLink, PatientSession]:
    """Give a link whose code was accepted, and the session that it started."""
    link = backend.links.count_try(a_link(backend, material), material.later(1))
    session = material.session(link)
    backend.links.accept_code(link, session, material.entry(Action.CODE_ACCEPTED))
    return stored(backend, link), session


def test_a_link_is_found_by_token_and_id(backend: Backend, material: Material) -> None:
    """AP-27."""
    link = a_link(backend, material)
    assert backend.links.by_token(backend.link_keys.token(link.link_id)) == link
    assert backend.links.get(link.link_id) == link
    for strange in (an_id(), "", link.link_id, "é" * 40, "x" * 3000):
        assert backend.links.by_token(strange) is None
    assert backend.links.get(an_id()) is None


def test_many_links_are_found_at_once(backend: Backend, material: Material) -> None:
    """AP-28."""
    one, two = a_link(backend, material), a_link(backend, material)
    found = backend.links.many([one.link_id, two.link_id, an_id()])
    assert found == {one.link_id: one, two.link_id: two}
    assert backend.links.many([]) == {}
    assert backend.links.many([one.link_id] * 3) == {one.link_id: one}


def test_a_try_is_counted_and_the_first_opening_noted(backend: Backend, material: Material) -> None:
    """AP-29."""
    link = a_link(backend, material)
    first = backend.links.count_try(link, material.later(1))
    assert (first.code_tries, first.opened_at) == (1, material.later(1))
    assert stored(backend, link) == first
    second = backend.links.count_try(link, material.later(2))
    assert (second.code_tries, second.opened_at) == (2, material.later(1))


def test_five_tries_use_a_code_up(backend: Backend, material: Material) -> None:
    """AP-29 (row C5)."""
    link = a_link(backend, material)
    for _ in range(CODE_TRIES):
        backend.links.count_try(link, material.later(1))
    with pytest.raises(NotVerifiedError):
        backend.links.count_try(link, material.later(1))
    assert stored(backend, link).code_tries == CODE_TRIES


def test_a_code_past_its_time_is_refused_even_before_the_job_has_run(
    backend: Backend, material: Material
) -> None:
    """AP-29 (row C8)."""
    link = a_link(backend, material)
    with pytest.raises(NotVerifiedError):
        backend.links.count_try(link, material.now + CODE_LIFETIME)
    backend.links.count_try(link, material.now + CODE_LIFETIME - timedelta(milliseconds=1))


def test_a_dead_link_is_not_tried(backend: Backend, material: Material) -> None:
    """AP-29, AP-32."""
    revoked, late = a_link(backend, material), a_link(backend, material)
    backend.links.revoke(revoked, material.later(1), material.entry(Action.LINK_REVOKED))
    with pytest.raises(NotVerifiedError):
        backend.links.count_try(revoked, material.later(2))
    over = late.expires_at
    resent = replace(late, code_counter=2, code_expires_at=over + CODE_LIFETIME, version=2)
    backend.texts.queue([material.code(resent)], resent)
    with pytest.raises(NotVerifiedError):
        backend.links.count_try(resent, material.now + LINK_LIFETIME)
    with pytest.raises(NotVerifiedError):
        backend.links.count_try(replace(late, link_id=an_id()), material.later(1))


def test_a_resend_voids_the_code_before(backend: Backend, material: Material) -> None:
    """AP-29, AP-30 (row C2)."""
    link = a_link(backend, material)
    tried = backend.links.count_try(link, material.later(1))
    resent = replace(tried, code_counter=2, code_tries=0, version=tried.version + 1)
    backend.texts.queue([material.code(resent)], resent)
    with pytest.raises(NotVerifiedError):
        backend.links.count_try(link, material.later(2))
    with pytest.raises(NotVerifiedError):
        backend.links.accept_code(tried, material.session(link), material.entry())
    assert backend.links.count_try(resent, material.later(2)).code_tries == 1


@pytest.mark.slow
def test_tries_made_at_once_never_exceed_the_limit(racing: Backend, material: Material) -> None:
    """AP-29 (row C5)."""
    link = a_link(racing, material)
    outcomes = race(12, lambda _: racing.links.count_try(link, material.later(1)))
    assert len(outcomes.given) == CODE_TRIES
    assert set(outcomes.refused) == {NotVerifiedError}
    assert stored(racing, link).code_tries == CODE_TRIES


def test_a_right_code_is_used_up_and_starts_the_session(backend: Backend, material: Material) -> None:
    """AP-30, AP-34."""
    link = backend.links.count_try(a_link(backend, material), material.later(1))
    session, entry = material.session(link), material.entry(Action.CODE_ACCEPTED)
    backend.links.accept_code(link, session, entry)
    assert backend.links.session(session.session_key) == session
    assert stored(backend, link).code_expires_at is None
    assert backend.audit_ids(material.practice_id) == [entry.entry_id]
    again = material.session(link)
    with pytest.raises(NotVerifiedError):
        backend.links.accept_code(link, again, material.entry())
    assert backend.links.session(again.session_key) is None
    with pytest.raises(NotVerifiedError):
        backend.links.count_try(link, material.later(1))


def test_the_last_try_may_be_the_right_one(backend: Backend, material: Material) -> None:
    """AP-30."""
    link = a_link(backend, material)
    for _ in range(CODE_TRIES):
        link = backend.links.count_try(link, material.later(1))
    session = material.session(link)
    backend.links.accept_code(link, session, material.entry())
    assert backend.links.session(session.session_key) == session


def test_a_code_is_not_accepted_on_a_revoked_link(backend: Backend, material: Material) -> None:
    """AP-30, AP-32."""
    link = backend.links.count_try(a_link(backend, material), material.later(1))
    backend.links.revoke(link, material.later(1), material.entry())
    session = material.session(link)
    with pytest.raises(NotVerifiedError):
        backend.links.accept_code(link, session, material.entry())
    assert backend.links.session(session.session_key) is None


@pytest.mark.slow
def test_a_code_entered_many_times_at_once_starts_one_session(racing: Backend, material: Material) -> None:
    """AP-30 (row C2)."""
    link = racing.links.count_try(a_link(racing, material), material.later(1))
    sessions = [material.session(link) for _ in range(6)]
    outcomes = race(6, lambda number: racing.links.accept_code(link, sessions[number], material.entry()))
    assert len(outcomes.given) == 1
    assert set(outcomes.refused) == {NotVerifiedError}
    assert sum(racing.links.session(session.session_key) is not None for session in sessions) == 1


def test_a_confirmed_identity_changes_the_session(backend: Backend, material: Material) -> None:
    """AP-31, AP-10 (row C1): a new id after verification, and the wrong dates forgotten."""
    link, old = opened(backend, material)
    who = (material.practice_id, material.patient_id)
    backend.patients.count_birth_date_try(*who)
    new = replace(material.session(link, Stage.VERIFIED), started_at=material.later(2))
    entry = material.entry(Action.IDENTITY_CONFIRMED)
    backend.links.confirm_identity(link, old, new, entry)
    assert backend.links.session(old.session_key) is None
    assert backend.links.session(new.session_key) == new
    assert stored(backend, link).verified_at == material.later(2)
    assert backend.patients.verification(*who) == VerificationRecord()
    assert backend.audit_ids(material.practice_id)[-1] == entry.entry_id


def test_the_first_verification_is_the_one_that_is_kept(backend: Backend, material: Material) -> None:
    """AP-31."""
    link, old = opened(backend, material)
    new = replace(material.session(link, Stage.VERIFIED), started_at=material.later(2))
    backend.links.confirm_identity(link, old, new, material.entry())
    link = stored(backend, link)
    resent = replace(
        link, code_counter=2, code_expires_at=material.later(60), code_tries=0, version=link.version + 1
    )
    backend.texts.queue([material.code(resent)], resent)
    tried = backend.links.count_try(resent, material.later(5))
    second = material.session(tried)
    backend.links.accept_code(tried, second, material.entry())
    last = replace(material.session(link, Stage.VERIFIED), started_at=material.later(6))
    backend.links.confirm_identity(stored(backend, link), second, last, material.entry())
    assert stored(backend, link).verified_at == material.later(2)
    assert stored(backend, link).opened_at == material.later(1)
    assert backend.links.session(new.session_key) == new


def test_an_identity_is_confirmed_once_per_session(backend: Backend, material: Material) -> None:
    """AP-31."""
    link, old = opened(backend, material)
    first, second = (material.session(link, Stage.VERIFIED) for _ in range(2))
    backend.links.confirm_identity(link, old, first, material.entry())
    with pytest.raises(NotVerifiedError):
        backend.links.confirm_identity(stored(backend, link), old, second, material.entry())
    assert backend.links.session(second.session_key) is None


def test_an_identity_is_not_confirmed_on_a_revoked_link(backend: Backend, material: Material) -> None:
    """AP-31, AP-32: nor are the wrong dates forgotten."""
    link, old = opened(backend, material)
    who = (material.practice_id, material.patient_id)
    backend.patients.count_birth_date_try(*who)
    backend.links.revoke(link, material.later(2), material.entry())
    new = material.session(link, Stage.VERIFIED)
    with pytest.raises(NotVerifiedError):
        backend.links.confirm_identity(link, old, new, material.entry())
    assert backend.links.session(new.session_key) is None
    assert backend.patients.verification(*who).birth_date_failures == 1
    assert stored(backend, link).verified_at is None


@pytest.mark.slow
def test_of_identities_confirmed_at_once_one_holds(racing: Backend, material: Material) -> None:
    """AP-31."""
    link, old = opened(racing, material)
    new = [material.session(link, Stage.VERIFIED) for _ in range(5)]
    outcomes = race(5, lambda n: racing.links.confirm_identity(link, old, new[n], material.entry()))
    assert len(outcomes.given) == 1
    assert sum(racing.links.session(session.session_key) is not None for session in new) == 1


def test_a_revoked_link_stays_revoked_and_ends_its_visits(backend: Backend, material: Material) -> None:
    """AP-32 (row J13)."""
    link, session = opened(backend, material)
    other, elsewhere = opened(backend, material)
    entry = material.entry(Action.LINK_REVOKED)
    backend.links.revoke(link, material.later(3), entry)
    revoked = stored(backend, link)
    assert revoked.state(material.later(3)) is LinkState.REVOKED
    assert revoked.revoked_at == material.later(3)
    assert backend.links.session(session.session_key) is None
    assert backend.links.session(elsewhere.session_key) == elsewhere
    assert stored(backend, other).revoked_at is None
    assert entry.entry_id in backend.audit_ids(material.practice_id)


def test_a_link_tried_meanwhile_is_revoked_all_the_same(backend: Backend, material: Material) -> None:
    """AP-32: staff's word does not depend on what the patient does."""
    link = a_link(backend, material)
    backend.links.count_try(link, material.later(1))
    backend.links.revoke(link, material.later(2), material.entry())
    assert stored(backend, link).revoked_at == material.later(2)


@pytest.mark.slow
@pytest.mark.parametrize("_round", range(3))
def test_no_visit_outlives_a_link_revoked_at_the_same_moment(
    _round: int, racing: Backend, material: Material
) -> None:
    """AP-30, AP-31, AP-32: whichever comes first, staff's word holds."""
    tried = racing.links.count_try(a_link(racing, material), material.later(1))
    link, old = opened(racing, material)
    first, verified = material.session(tried), material.session(link, Stage.VERIFIED)
    calls = [
        lambda: racing.links.accept_code(tried, first, material.entry()),
        lambda: racing.links.revoke(tried, material.later(1), material.entry()),
        lambda: racing.links.confirm_identity(link, old, verified, material.entry()),
        lambda: racing.links.revoke(link, material.later(1), material.entry()),
    ]
    outcomes = race(len(calls), lambda number: calls[number]())
    assert set(outcomes.refused) <= {NotVerifiedError}
    for revoked in (tried, link):
        assert stored(racing, revoked).revoked_at == material.later(1)
    for session in (first, old, verified):
        assert racing.links.session(session.session_key) is None


def test_codes_past_their_time_are_voided_and_others_not(backend: Backend, material: Material) -> None:
    """AP-33 (row C8)."""
    past, live = a_link(backend, material), a_link(backend, replace(material, now=material.later(1)))
    used, _ = opened(backend, material)
    while backend.links.expire_codes(material.now + CODE_LIFETIME, 100):
        pass
    assert stored(backend, past).code_expires_at is None
    assert stored(backend, live).code_expires_at == live.code_expires_at
    assert stored(backend, used) == used
    backend.links.count_try(live, material.later(1))


def test_a_run_voids_no_more_than_asked_and_says_how_many(backend: Backend, material: Material) -> None:
    """AP-33."""
    end = material.now + CODE_LIFETIME
    while backend.links.expire_codes(end, 100):
        pass
    links = [a_link(backend, material) for _ in range(3)]
    assert backend.links.expire_codes(end, 2) == 2
    assert sum(stored(backend, link).code_expires_at is None for link in links) == 2
    assert backend.links.expire_codes(end, 2) == 1
    assert backend.links.expire_codes(end, 2) == 0


def test_a_code_sent_again_meanwhile_is_not_voided(backend: Backend, material: Material) -> None:
    """AP-33."""
    link = a_link(backend, material)
    later = material.now + CODE_LIFETIME
    resent = replace(link, code_counter=2, code_expires_at=later + CODE_LIFETIME, version=2)
    backend.texts.queue([material.code(resent)], resent)
    while backend.links.expire_codes(later, 100):
        pass
    assert stored(backend, link) == resent


def test_a_session_that_is_not_there_is_none(backend: Backend) -> None:
    """AP-34."""
    assert backend.links.session(an_id()) is None


def test_a_session_notes_its_use_and_ends(backend: Backend, material: Material) -> None:
    """AP-34."""
    _, session = opened(backend, material)
    backend.links.touch(session, material.later(3))
    used = replace(session, last_seen_at=material.later(3))
    assert backend.links.session(session.session_key) == used
    backend.links.end_session(session.session_key)
    assert backend.links.session(session.session_key) is None
    backend.links.end_session(session.session_key)


def test_noting_use_never_brings_an_ended_session_back(backend: Backend, material: Material) -> None:
    """AP-34."""
    _, session = opened(backend, material)
    backend.links.end_session(session.session_key)
    backend.links.touch(session, material.later(3))
    assert backend.links.session(session.session_key) is None
