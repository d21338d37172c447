"""A phone's way into the portal: what its sign-in needs of the ports `Links`, `Texts` and `Patients` (row H4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.contract.material import Material, an_id
from tests.contract.races import race
from textward.domain.audit import Action
from textward.domain.errors import ConflictError, NotVerifiedError
from textward.domain.secure_link import (
    BIRTH_DATE_TRIES,
    CODE_LIFETIME,
    CODE_TRIES,
    LINK_LIFETIME,
    PatientSession,
    SecureLink,
    SessionScope,
    Stage,
    portal_access,
)
from textward.domain.text import OutboundText, Purpose

if TYPE_CHECKING:
    from tests.contract.backends import Backend


def way_in(material: Material) -> SecureLink:
    return portal_access(material.practice_id, "N" + an_id(), material.thread_id, material.now)


def coded(backend: Backend, material: Material, link: SecureLink) -> SecureLink:
    """Queue the next code of a way in; give it as it became by it."""
    moved = replace(
        link,
        code_counter=link.code_counter + 1,
        code_expires_at=material.now + CODE_LIFETIME,
        code_tries=0,
        code_sent_at=material.now,
        resends=link.resends + 1,
        resends_since=material.now,
        version=link.version + 1,
    )
    backend.texts.queue([portal_code(material, moved)], moved, material.entry(Action.CODE_RESENT))
    return moved


def portal_code(material: Material, link: SecureLink) -> OutboundText:
    return replace(material.code(link), purpose=Purpose.PORTAL_CODE, patient_id=None)


def session_of(material: Material, link: SecureLink) -> PatientSession:
    return replace(material.session(link), scope=SessionScope.PORTAL)


def test_a_way_in_is_stored_once(backend: Backend, material: Material) -> None:
    """AP-68, AP-27."""
    wanted = way_in(material)
    assert backend.links.open(wanted) == wanted
    later = replace(wanted, thread_id="P" + an_id(), expires_at=material.now + timedelta(days=90))
    assert backend.links.open(later) == wanted
    assert backend.links.get(wanted.link_id) == wanted
    moved = coded(backend, material, wanted)
    assert backend.links.open(wanted) == backend.links.get(wanted.link_id) == moved


def test_a_code_for_the_portal_reads_back_whole(backend: Backend, material: Material) -> None:
    """AP-20, AP-21, AP-68: of no one patient; the way in follows whom the code went to, and lives on."""
    link = backend.links.open(way_in(material))
    elsewhere = replace(
        link,
        thread_id="P" + an_id(),
        expires_at=material.now + 2 * LINK_LIFETIME,
        code_counter=1,
        code_expires_at=material.now + CODE_LIFETIME,
        version=link.version + 1,
    )
    text = portal_code(material, elsewhere)
    backend.texts.queue([text], elsewhere)
    assert backend.texts.get(text.practice_id, text.thread_id, text.item_id) == text
    assert backend.links.get(link.link_id) == elsewhere
    with pytest.raises(ConflictError):
        backend.texts.queue([replace(text, item_id=an_id())], elsewhere)


def test_without_a_code_there_is_nothing_to_try(backend: Backend, material: Material) -> None:
    """AP-29, AP-30, AP-68."""
    link = backend.links.open(way_in(material))
    with pytest.raises(NotVerifiedError):
        backend.links.count_try(link, material.now)
    with pytest.raises(NotVerifiedError):
        backend.links.accept_code(link, session_of(material, link), material.entry(Action.CODE_ACCEPTED))


def test_tries_void_the_code_and_time_does(backend: Backend, material: Material) -> None:
    """AP-29, AP-33, AP-68 (rows C2, C5, C8)."""
    link = coded(backend, material, backend.links.open(way_in(material)))
    with pytest.raises(NotVerifiedError):
        backend.links.count_try(link, material.now + CODE_LIFETIME)
    for _ in range(CODE_TRIES):
        backend.links.count_try(link, material.now)
    with pytest.raises(NotVerifiedError):
        backend.links.count_try(link, material.now)


def test_the_way_in_is_used_over_and_over(backend: Backend, material: Material) -> None:
    """AP-30, AP-31, AP-34, AP-68: each code once; and sessions keep their scope."""
    link = backend.links.open(way_in(material))
    for _ in range(3):
        link = backend.links.count_try(coded(backend, material, link), material.now)
        first = replace(session_of(material, link), patient_id="")
        backend.links.accept_code(link, first, material.entry(Action.CODE_ACCEPTED))
        assert backend.links.session(first.session_key) == first
        with pytest.raises(NotVerifiedError):
            backend.links.accept_code(link, first, material.entry(Action.CODE_ACCEPTED))
        patient_id = an_id()
        verified = replace(
            first,
            session_key=an_id(),
            patient_id=patient_id,
            thread_id="P" + patient_id,
            stage=Stage.VERIFIED,
        )
        backend.patients.count_birth_date_try(material.practice_id, patient_id)
        backend.links.confirm_identity(link, first, verified, material.entry(Action.IDENTITY_CONFIRMED))
        assert backend.links.session(first.session_key) is None
        assert backend.links.session(verified.session_key) == verified
        assert backend.patients.verification(material.practice_id, patient_id).birth_date_failures == 0
        with pytest.raises(NotVerifiedError):
            backend.links.confirm_identity(link, first, verified, material.entry())
        found = backend.links.get(link.link_id)
        assert found
        link = found


def test_a_session_of_a_link_is_one_of_a_link(backend: Backend, material: Material) -> None:
    """AP-34: also those that were stored before there was a portal."""
    message, link, code = material.secured()
    backend.threads.add(message, claim=an_id(), link=link, code=code)
    tried = backend.links.count_try(link, material.now)
    session = material.session(link)
    backend.links.accept_code(tried, session, material.entry(Action.CODE_ACCEPTED))
    found = backend.links.session(session.session_key)
    assert found
    assert found.scope is SessionScope.LINK


def test_a_try_that_was_anothers_is_given_back(backend: Backend, material: Material) -> None:
    """AP-10: one at a time, never below none, and the one that locked with it."""
    ids = (material.practice_id, material.patient_id)
    backend.patients.give_back_birth_date_try(*ids)
    assert backend.patients.verification(*ids).birth_date_failures == 0
    for _ in range(BIRTH_DATE_TRIES):
        backend.patients.count_birth_date_try(*ids)
    assert backend.patients.verification(*ids).locked
    backend.patients.give_back_birth_date_try(*ids)
    record = backend.patients.verification(*ids)
    assert (record.birth_date_failures, record.locked, record.locked_at) == (
        BIRTH_DATE_TRIES - 1,
        False,
        None,
    )
    backend.patients.count_birth_date_try(*ids)
    with pytest.raises(NotVerifiedError):
        backend.patients.count_birth_date_try(*ids)
    backend.patients.count_code_try(material.practice_id, an_id())
    assert backend.patients.verification(*ids).code_failures == 0


@pytest.mark.slow
def test_a_way_in_wanted_many_times_at_once_is_one(racing: Backend, material: Material) -> None:
    """AP-68, AP-21: and of codes asked for at once one is sent."""
    wanted = way_in(material)
    opened = race(6, lambda _: racing.links.open(wanted))
    assert opened.given == [wanted] * 6
    outcomes = race(6, lambda _: coded(racing, material, wanted))
    assert len(outcomes.given) == 1
    assert set(outcomes.refused) == {ConflictError}
