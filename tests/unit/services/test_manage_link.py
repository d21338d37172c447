from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from textward.domain.audit import Action
from textward.domain.consent import Consent
from textward.domain.errors import (
    CannotMessageError,
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    NotVerifiedError,
)
from textward.domain.events import EventType
from textward.domain.private import Private
from textward.domain.secure_link import LINK_LIFETIME, LinkState

if TYPE_CHECKING:
    from tests.unit.services.clinic import Clinic, SecuredVisit
    from textward.domain.message import Message
    from textward.domain.role import Viewer


def _resend(clinic: Clinic, visit: SecuredVisit, by: Viewer | None = None) -> Message:
    viewer = by or clinic.demo.alice
    ids = (visit.message.thread_id, visit.message.message_id)
    return clinic.manage_link.resend(viewer, *ids, clinic.trail(viewer))


def _revoke(clinic: Clinic, visit: SecuredVisit, by: Viewer | None = None) -> Message:
    viewer = by or clinic.demo.alice
    ids = (visit.message.thread_id, visit.message.message_id)
    return clinic.manage_link.revoke(viewer, *ids, clinic.trail(viewer))


def test_resend_texts_the_same_link_and_a_new_code(clinic: Clinic) -> None:
    visit = clinic.secured()
    token, code = visit.token, visit.code

    message = _resend(clinic, visit)
    clinic.hand_over()

    assert message.message_id == visit.message.message_id
    assert len(clinic.rings()) == 4
    assert visit.token == token
    assert visit.code != code
    with pytest.raises(NotVerifiedError):
        visit.enter(code)
    assert visit.open()
    assert [entry.action for entry in clinic.world.state.audit].count(Action.LINK_RESENT) == 1


def test_resend_gives_an_expired_link_new_life(clinic: Clinic) -> None:
    visit = clinic.secured()
    clinic.world.advance(LINK_LIFETIME)
    assert visit.link.state(clinic.world.clock.now()) is LinkState.EXPIRED

    _resend(clinic, visit)
    clinic.hand_over()

    assert visit.open()


def test_resend_gives_a_code_voided_by_wrong_tries_new_life(clinic: Clinic) -> None:
    visit = clinic.secured()
    for _ in range(5):
        with pytest.raises(NotVerifiedError):
            visit.enter(visit.wrong_code)

    _resend(clinic, visit)
    clinic.hand_over()

    assert visit.open()


def test_revoked_link_is_not_sent_again(clinic: Clinic) -> None:
    visit = clinic.secured()
    _revoke(clinic, visit)

    with pytest.raises(InvalidInputError):
        _resend(clinic, visit)


def test_patient_who_opted_out_gets_no_link_again(clinic: Clinic) -> None:
    visit = clinic.secured()
    consent = Consent(opted_out=True, changed_at=clinic.world.clock.now())
    clinic.world.patients.save_consent(clinic.practice_id, Private("+12125550101"), consent)

    with pytest.raises(CannotMessageError):
        _resend(clinic, visit)


def test_link_changed_meanwhile_is_a_conflict(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    visit = clinic.secured()
    seen = visit.link
    clinic.world.advance(timedelta(minutes=2))
    visit.ask_again()
    monkeypatch.setattr(clinic.world.links, "get", lambda _: seen)

    with pytest.raises(ConflictError):
        _resend(clinic, visit)


def test_revoking_again_changes_nothing(clinic: Clinic) -> None:
    visit = clinic.secured()
    _revoke(clinic, visit)
    revoked_at, lines = visit.link.revoked_at, len(clinic.world.state.audit)
    clinic.world.advance(timedelta(minutes=1))

    _revoke(clinic, visit)

    assert visit.link.revoked_at == revoked_at
    assert [entry.action for entry in clinic.world.state.audit[lines:]] == [Action.MESSAGE_VIEWED]


def test_opening_and_revoking_are_told_to_open_pages(clinic: Clinic) -> None:
    visit = clinic.secured()
    clinic.world.stream()
    visit.open()
    _revoke(clinic, visit)

    changed = [event for event in clinic.world.stream() if event.type is EventType.LINK_CHANGED]
    assert len(changed) >= 3
    assert {event.message_id for event in changed} == {visit.message.message_id}


def test_plain_message_has_no_link(clinic: Clinic) -> None:
    message, _ = clinic.compose()

    for act in (clinic.manage_link.resend, clinic.manage_link.revoke):
        with pytest.raises(NotFoundError):
            act(clinic.demo.alice, message.thread_id, message.message_id, clinic.trail(clinic.demo.alice))


def test_members_whom_it_does_not_concern_are_refused(clinic: Clinic) -> None:
    visit, demo = clinic.secured(), clinic.demo

    for act in (_resend, _revoke):
        with pytest.raises(NotFoundError):
            act(clinic, visit, demo.bob)
        with pytest.raises(NotAllowedError):
            act(clinic, visit, demo.carol)
    with pytest.raises(NotFoundError):
        clinic.manage_link.unlock(demo.bob, demo.maria.patient_id, clinic.trail(demo.bob))
    with pytest.raises(NotAllowedError):
        clinic.manage_link.unlock(demo.carol, demo.maria.patient_id, clinic.trail(demo.carol))


def test_unlocking_nobody_is_not_found(clinic: Clinic) -> None:
    with pytest.raises(NotFoundError):
        clinic.manage_link.unlock(clinic.demo.alice, "0" * 26, clinic.trail(clinic.demo.alice))


def test_unlocking_is_in_the_audit_trail(clinic: Clinic) -> None:
    alice, maria = clinic.demo.alice, clinic.demo.maria

    clinic.manage_link.unlock(alice, maria.patient_id, clinic.trail(alice))

    entry = clinic.world.state.audit[-1]
    assert (entry.action, entry.patient_id) == (Action.PATIENT_UNLOCKED, maria.patient_id)
    assert entry.actor.actor_id == alice.member_id
