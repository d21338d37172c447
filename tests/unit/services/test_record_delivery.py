from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.services.clinic import LONG_ENOUGH, Clinic
from textward.domain.message import DeliveryState
from textward.services.record_delivery import DeliveryReport

if TYPE_CHECKING:
    from random import Random

    from textward.domain.message import Message

_REPORTABLE = [state for state in DeliveryState if state is not DeliveryState.QUEUED]
_FINAL = [state for state in DeliveryState if state.is_final]


def _sent(clinic: Clinic) -> tuple[Message, str]:
    message, _ = clinic.compose("See you at 3.")
    clinic.hand_over()
    (provider_id,) = clinic.world.sms.texts
    return message, provider_id


def _report(
    message: Message,
    provider_id: str,
    state: DeliveryState,
    reason: str | None = None,
    *,
    attempt: int = 1,
) -> DeliveryReport:
    return DeliveryReport(
        message.practice_id, message.thread_id, message.message_id, attempt, provider_id, state, reason
    )


def test_reports_move_a_text_to_delivered(clinic: Clinic) -> None:
    message, provider_id = _sent(clinic)

    assert not clinic.record_delivery(_report(message, provider_id, DeliveryState.SENT))
    assert clinic.record_delivery(_report(message, provider_id, DeliveryState.DELIVERED))

    assert clinic.text_of(message).delivery.state is DeliveryState.DELIVERED


def test_failure_keeps_the_providers_reason(clinic: Clinic) -> None:
    message, provider_id = _sent(clinic)

    clinic.record_delivery(_report(message, provider_id, DeliveryState.UNDELIVERED, "30005"))

    assert clinic.text_of(message).delivery.reason == "30005"


@given(
    final=st.sampled_from([*_FINAL, None]),
    others=st.lists(st.sampled_from([s for s in _REPORTABLE if not s.is_final]), max_size=6),
    order=st.randoms(use_true_random=False),
    copies=st.integers(1, 3),
)
def test_any_order_and_number_of_reports_ends_in_the_same_state(
    final: DeliveryState | None, others: list[DeliveryState], order: Random, copies: int
) -> None:
    clinic = Clinic()
    message, provider_id = _sent(clinic)
    reports = (others + ([final] if final else [])) * copies
    order.shuffle(reports)
    seen = [clinic.text_of(message).delivery.state]

    for state in reports:
        clinic.record_delivery(_report(message, provider_id, state))
        seen.append(clinic.text_of(message).delivery.state)

    ranks = [state.rank for state in seen]
    assert ranks == sorted(ranks), "a status went backwards"
    assert ranks[-1] == max([DeliveryState.SENT.rank, *(state.rank for state in reports)])
    if final:
        assert seen[-1] is final


@pytest.mark.parametrize("first", _FINAL)
@pytest.mark.parametrize("second", _FINAL)
def test_first_final_report_stands(clinic: Clinic, first: DeliveryState, second: DeliveryState) -> None:
    message, provider_id = _sent(clinic)
    clinic.record_delivery(_report(message, provider_id, first))

    assert not clinic.record_delivery(_report(message, provider_id, second))

    assert clinic.text_of(message).delivery.state is first


def test_report_of_an_earlier_attempt_is_ignored(clinic: Clinic) -> None:
    message, first_id = _sent(clinic)
    clinic.record_delivery(_report(message, first_id, DeliveryState.FAILED, "30003"))
    alice = clinic.demo.alice
    clinic.retry(alice, (message.thread_id, message.message_id), "retry-1", clinic.trail(alice))

    assert not clinic.record_delivery(_report(message, first_id, DeliveryState.UNDELIVERED, "30003"))

    assert clinic.text_of(message).delivery.state is DeliveryState.QUEUED
    clinic.hand_over()
    second_id = clinic.text_of(message).delivery.provider_id or ""
    assert second_id != first_id
    assert clinic.record_delivery(_report(message, second_id, DeliveryState.DELIVERED, attempt=2))


def test_earlier_attempts_report_under_the_new_attempts_number_is_ignored(clinic: Clinic) -> None:
    message, first_id = _sent(clinic)
    clinic.record_delivery(_report(message, first_id, DeliveryState.FAILED))
    alice = clinic.demo.alice
    clinic.retry(alice, (message.thread_id, message.message_id), "retry-1", clinic.trail(alice))

    assert not clinic.record_delivery(_report(message, first_id, DeliveryState.DELIVERED, attempt=2))


@pytest.mark.parametrize("early", [DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.DELIVERED])
def test_report_before_the_answer_to_the_create_request_brings_the_id(
    clinic: Clinic, early: DeliveryState
) -> None:
    message, _ = clinic.compose("See you at 3.")
    news = []

    def overtake(provider_id: str) -> None:
        news.append(clinic.record_delivery(_report(message, provider_id, early)))

    clinic.world.sms.before_answer = overtake
    clinic.hand_over()

    assert news == [True]
    delivery = clinic.text_of(message).delivery
    assert delivery.state is (DeliveryState.DELIVERED if early.is_final else DeliveryState.SENT)
    assert delivery.provider_id in clinic.world.sms.texts


def test_report_with_another_texts_id_changes_nothing(clinic: Clinic) -> None:
    message, _ = _sent(clinic)

    assert not clinic.record_delivery(_report(message, "SMforged", DeliveryState.DELIVERED))

    assert clinic.text_of(message).delivery.state is DeliveryState.SENT


def test_report_of_a_text_we_do_not_know_is_no_news(clinic: Clinic) -> None:
    message, provider_id = _sent(clinic)
    unknown = DeliveryReport(
        message.practice_id, message.thread_id, "0" * 26, 1, provider_id, DeliveryState.DELIVERED
    )

    assert not clinic.record_delivery(unknown)


def test_late_report_of_an_attempt_given_up_as_unknown_is_ignored(clinic: Clinic) -> None:
    """Nothing but the attempt's number tells such a report from one of the next attempt: its id was never recorded."""
    clinic.world.sms.lose_answer_of_next()
    message, _ = clinic.compose("See you at 3.")
    clinic.hand_over()
    (first_id,) = clinic.world.sms.texts
    unmarked = replace(
        clinic.text_of(message), claimed_from=None, claimed_mark=None
    )  # as before there were marks
    clinic.world.state.put_text(unmarked, clinic.world.clock.now())
    clinic.world.advance(LONG_ENOUGH)
    clinic.deliver(message.practice_id, message.thread_id, message.message_id)
    alice = clinic.demo.alice
    clinic.retry(alice, (message.thread_id, message.message_id), "retry-1", clinic.trail(alice))

    assert not clinic.record_delivery(_report(message, first_id, DeliveryState.DELIVERED))

    delivery = clinic.text_of(message).delivery
    assert (delivery.state, delivery.attempt) == (DeliveryState.QUEUED, 2)
