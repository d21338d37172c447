from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from textward.domain.consent import Consent
from textward.domain.errors import (
    CannotMessageError,
    ConflictError,
    IdempotencyKeyReusedError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
)
from textward.domain.message import DeliveryState, Message
from textward.domain.private import Private

if TYPE_CHECKING:
    from tests.unit.services.clinic import Clinic
    from textward.domain.role import Viewer


def _failed(clinic: Clinic, reason: str = "30003", key: str = "key-1") -> Message:
    message, _ = clinic.compose("See you at 3.", key=key)
    clinic.hand_over()
    text = clinic.text_of(message)
    now = clinic.world.clock.now()
    clinic.world.texts.record_delivery(text, DeliveryState.UNDELIVERED, now, reason=reason)
    return message


def _retry(clinic: Clinic, message: Message, key: str = "retry-1", by: Viewer | None = None) -> Message:
    viewer = by or clinic.demo.alice
    return clinic.retry(viewer, (message.thread_id, message.message_id), key, clinic.trail(viewer))


def test_failed_text_leaves_again_as_the_next_attempt(clinic: Clinic) -> None:
    message = _failed(clinic)

    again = _retry(clinic, message)

    assert again.delivery
    assert (again.delivery.state, again.delivery.attempt) == (DeliveryState.QUEUED, 2)
    assert again.delivery.reason is None
    clinic.hand_over()
    assert clinic.rings() == ["See you at 3."] * 2


def test_same_key_retries_once(clinic: Clinic) -> None:
    message = _failed(clinic)
    _retry(clinic, message)
    clinic.hand_over()

    again = _retry(clinic, message)
    clinic.hand_over()

    assert again.delivery
    assert again.delivery.attempt == 2
    assert len(clinic.rings()) == 2


def test_key_of_another_messages_retry_is_refused(clinic: Clinic) -> None:
    first, second = _failed(clinic, key="key-1"), _failed(clinic, key="key-2")
    _retry(clinic, first)

    with pytest.raises(IdempotencyKeyReusedError):
        _retry(clinic, second)


def test_two_members_at_once_retry_once(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    message = _failed(clinic)
    seen = clinic.text_of(message)
    _retry(clinic, message)
    monkeypatch.setattr(clinic.world.texts, "get", lambda *_: seen)

    with pytest.raises(ConflictError):
        _retry(clinic, message, key="retry-2")


@pytest.mark.parametrize("reason", ["21614", "21610", "W-link", "W-consent"])
def test_failure_that_no_repetition_mends_is_not_retried(clinic: Clinic, reason: str) -> None:
    with pytest.raises(InvalidInputError):
        _retry(clinic, _failed(clinic, reason))


def test_text_that_did_not_fail_is_not_retried(clinic: Clinic) -> None:
    message, _ = clinic.compose()
    clinic.hand_over()

    with pytest.raises(InvalidInputError):
        _retry(clinic, message)


def test_patient_who_opted_out_meanwhile_is_not_texted(clinic: Clinic) -> None:
    message = _failed(clinic)
    consent = Consent(opted_out=True, changed_at=clinic.world.clock.now())
    clinic.world.patients.save_consent(clinic.practice_id, Private("+12125550101"), consent)

    with pytest.raises(CannotMessageError):
        _retry(clinic, message)


def test_number_corrected_meanwhile_asks_for_a_new_message(clinic: Clinic) -> None:
    message = _failed(clinic)
    clinic.world.patients.save(replace(clinic.demo.maria, phone=Private("+12125550188")))

    with pytest.raises(InvalidInputError) as refused:
        _retry(clinic, message)

    assert "new number" in refused.value.detail


def test_received_text_can_not_be_retried(clinic: Clinic) -> None:
    with pytest.raises(NotFoundError):
        _retry(clinic, clinic.message_in())


def test_members_whom_it_does_not_concern_are_refused(clinic: Clinic) -> None:
    message = _failed(clinic)

    with pytest.raises(NotFoundError):
        _retry(clinic, message, by=clinic.demo.bob)
    with pytest.raises(NotAllowedError):
        _retry(clinic, message, by=clinic.demo.carol)
