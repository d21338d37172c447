from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from textward.domain.audit import Action
from textward.domain.consent import Consent
from textward.domain.errors import (
    CannotMessageError,
    IdempotencyKeyReusedError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
)
from textward.domain.message import DeliveryState, Direction, Mode
from textward.domain.messaging_check import RefusalCode
from textward.domain.secure_link import LINK_LIFETIME
from textward.domain.text import Purpose

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes import Demo
    from tests.unit.services.clinic import Clinic
    from textward.domain.patient import Patient


def _stored(clinic: Clinic) -> tuple[int, int, int, int, int]:
    state = clinic.world.state
    return (len(state.messages), len(state.texts), len(state.links), len(state.claims), len(state.audit))


def _opt_out(clinic: Clinic) -> None:
    phone = clinic.demo.maria.phone
    assert phone
    clinic.world.patients.save_consent(
        clinic.practice_id, phone, Consent(opted_out=True, changed_at=clinic.world.clock.now())
    )


def test_plain_message_is_queued_with_its_words(clinic: Clinic) -> None:
    message, replayed = clinic.compose("See you at 3.")

    assert not replayed
    assert (message.direction, message.mode) == (Direction.OUT, Mode.PLAIN)
    assert message.author_id == clinic.demo.alice.member_id
    assert message.delivery
    assert message.delivery.state is DeliveryState.QUEUED
    assert message.status is None
    clinic.hand_over()
    assert clinic.rings() == ["See you at 3."]


def test_secured_message_sends_a_link_and_a_code_and_no_content(clinic: Clinic) -> None:
    message, _ = clinic.compose("Your biopsy was benign.", mode=Mode.SECURED)

    purposes = {text.purpose for text in clinic.world.state.texts.values()}
    assert purposes == {Purpose.LINK, Purpose.CODE}
    assert all(text.body is None for text in clinic.world.state.texts.values())
    clinic.hand_over()
    link_text, code_text = clinic.rings()
    assert "https://clinic.example/m/#" in link_text
    assert not any("biopsy" in text for text in clinic.rings())
    link = clinic.world.state.links[message.link_id or ""]
    assert link.patient_id == clinic.demo.maria.patient_id
    assert link.expires_at - link.created_at == LINK_LIFETIME
    assert clinic.world.link_keys.code(link.link_id, 1) in code_text
    assert clinic.world.link_keys.token(link.link_id) not in code_text


def test_sending_is_in_the_audit_trail_with_ids_only(clinic: Clinic) -> None:
    message, _ = clinic.compose("See you at 3.")

    (entry,) = clinic.world.state.audit
    assert entry.action is Action.MESSAGE_SENT
    assert (entry.message_id, entry.patient_id) == (message.message_id, clinic.demo.maria.patient_id)
    assert "See you" not in repr(entry)


REFUSALS: dict[str, tuple[Callable[[Demo], Patient], set[RefusalCode]]] = {
    "notifications off": (lambda demo: demo.notifications_off, {RefusalCode.NOTIFICATIONS_OFF}),
    "opted out": (lambda demo: demo.opted_out, {RefusalCode.OPTED_OUT}),
    "no mobile": (lambda demo: demo.no_mobile, {RefusalCode.NO_MOBILE}),
}


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("case", REFUSALS)
def test_refusal_comes_before_anything_is_stored(clinic: Clinic, case: str, mode: Mode) -> None:
    whom, codes = REFUSALS[case]
    before = _stored(clinic)

    with pytest.raises(CannotMessageError) as refused:
        clinic.compose(to=whom(clinic.demo), mode=mode)

    assert {refusal.code for refusal in refused.value.refusals} == codes
    assert _stored(clinic) == before
    assert clinic.world.stream() == []


@pytest.mark.parametrize(("enabled", "number"), [(False, "+13125550100"), (True, None)])
def test_practice_without_texting_is_refused(clinic: Clinic, number: str | None, *, enabled: bool) -> None:
    clinic.world.practices.save(replace(clinic.demo.practice, texting_enabled=enabled, number=number))

    with pytest.raises(CannotMessageError) as refused:
        clinic.compose()

    assert [refusal.code for refusal in refused.value.refusals] == [RefusalCode.TEXTING_OFF]
    assert not clinic.world.state.messages


def test_every_reason_is_named_at_once(clinic: Clinic) -> None:
    patient = replace(clinic.demo.notifications_off, phone=None)
    clinic.world.patients.save(patient)

    with pytest.raises(CannotMessageError) as refused:
        clinic.compose(to=patient)

    codes = {refusal.code for refusal in refused.value.refusals}
    assert codes == {RefusalCode.NOTIFICATIONS_OFF, RefusalCode.NO_MOBILE}


def test_same_key_and_content_sends_once(clinic: Clinic) -> None:
    first, _ = clinic.compose("See you at 3.")

    again, replayed = clinic.compose("See you at 3.")

    assert replayed
    assert again.message_id == first.message_id
    clinic.hand_over()
    assert clinic.rings() == ["See you at 3."]


def test_replay_after_opt_out_gives_the_message_that_was_sent(clinic: Clinic) -> None:
    first, _ = clinic.compose("See you at 3.")
    _opt_out(clinic)

    again, replayed = clinic.compose("See you at 3.")

    assert replayed
    assert again.message_id == first.message_id


@pytest.mark.parametrize("opted_out", [False, True])
def test_key_used_for_other_content_is_refused(clinic: Clinic, *, opted_out: bool) -> None:
    clinic.compose("See you at 3.")
    if opted_out:
        _opt_out(clinic)

    with pytest.raises(IdempotencyKeyReusedError):
        clinic.compose("See you at 4.")
    with pytest.raises(IdempotencyKeyReusedError):
        clinic.compose("See you at 3.", mode=Mode.SECURED)
    with pytest.raises(IdempotencyKeyReusedError):
        clinic.compose("See you at 3.", to=clinic.demo.mother)
    assert len(clinic.world.state.messages) == 1


def test_key_of_one_thread_is_not_answered_with_another_when_that_is_refused(clinic: Clinic) -> None:
    clinic.compose("See you at 3.")

    with pytest.raises(IdempotencyKeyReusedError):
        clinic.compose("See you at 3.", to=clinic.demo.opted_out)


def test_two_members_may_use_the_same_key(clinic: Clinic) -> None:
    message = clinic.assign(clinic.message_in(), clinic.demo.bob)
    clinic.compose("From Alice")

    _, replayed = clinic.compose("From Bob", to=message.thread_id, by=clinic.demo.bob)

    assert not replayed


def test_member_who_sees_assigned_writes_only_in_threads_with_work_of_theirs(clinic: Clinic) -> None:
    message = clinic.message_in()
    with pytest.raises(NotFoundError):
        clinic.compose(to=message.thread_id, by=clinic.demo.bob)

    clinic.assign(message, clinic.demo.bob)

    sent, _ = clinic.compose(to=message.thread_id, by=clinic.demo.bob)
    assert sent.author_id == clinic.demo.bob.member_id
    with pytest.raises(NotFoundError):
        clinic.compose(to=clinic.demo.mother, by=clinic.demo.bob, key="key-2")


def test_member_without_the_privilege_is_refused(clinic: Clinic) -> None:
    with pytest.raises(NotAllowedError):
        clinic.compose(by=clinic.demo.carol)


def test_secured_message_needs_a_known_patient(clinic: Clinic) -> None:
    message = clinic.message_in(phone="+12125550102")

    with pytest.raises(CannotMessageError) as refused:
        clinic.compose(to=message.thread_id, mode=Mode.SECURED)

    assert [refusal.code for refusal in refused.value.refusals] == [RefusalCode.NO_PATIENT]
    assert clinic.compose(to=message.thread_id, mode=Mode.PLAIN)[0].patient_id is None


@pytest.mark.parametrize("thread_id", ["P" + "0" * 26, "N" + "0" * 26])
def test_unknown_thread_is_not_found(clinic: Clinic, thread_id: str) -> None:
    with pytest.raises(NotFoundError):
        clinic.compose(to=thread_id)


def test_thread_of_another_practice_is_not_found(clinic: Clinic) -> None:
    other = replace(clinic.demo.practice, practice_id=clinic.world.ids.new(), number="+13125550777")
    clinic.world.practices.save(other)
    stranger = clinic.world.patient(other, "Olga Other", "+12125550777")

    with pytest.raises(NotFoundError):
        clinic.compose(to=stranger)


@pytest.mark.parametrize(("mode", "limit"), [(Mode.PLAIN, 1600), (Mode.SECURED, 4000)])
def test_body_limits(clinic: Clinic, mode: Mode, limit: int) -> None:
    with pytest.raises(InvalidInputError) as refused:
        clinic.compose("x" * (limit + 1), mode=mode)

    assert str(limit) in refused.value.detail
    assert refused.value.pointer == "/body"
    assert clinic.compose("x" * limit, mode=mode)[0].body.reveal() == "x" * limit


@pytest.mark.parametrize("body", ["", " \n\t"])
def test_empty_body_is_refused(clinic: Clinic, body: str) -> None:
    with pytest.raises(InvalidInputError):
        clinic.compose(body)
    assert not clinic.world.state.messages
