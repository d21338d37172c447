from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.unit.services.clinic import BASE_URL, LONG_ENOUGH
from tests.unit.services.crashing import CrashError, Plan, planned
from textward.domain.consent import Consent
from textward.domain.delivery_reasons import CONSENT_GONE, LINK_GONE, NUMBER_CHANGED, REFUSED
from textward.domain.errors import TransientError
from textward.domain.message import DeliveryState, Message, Mode
from textward.domain.private import Private
from textward.domain.secure_link import CODE_LIFETIME
from textward.domain.text import OutboundText, Purpose

if TYPE_CHECKING:
    from tests.unit.services.clinic import Clinic


def _ids(item: Message | OutboundText) -> tuple[str, str, str]:
    return (
        item.practice_id,
        item.thread_id,
        item.message_id if isinstance(item, Message) else item.item_id,
    )


def _again(clinic: Clinic, message: Message) -> None:
    """Bring the work again when the provider may be asked."""
    clinic.world.advance(LONG_ENOUGH)
    clinic.deliver(*_ids(message))


def _opt_out(clinic: Clinic) -> None:
    consent = Consent(opted_out=True, changed_at=clinic.world.clock.now())
    clinic.world.patients.save_consent(clinic.practice_id, Private("+12125550101"), consent)


def _state(clinic: Clinic, message: Message) -> tuple[DeliveryState, str | None]:
    delivery = clinic.text_of(message).delivery
    return delivery.state, delivery.reason


def _code_text(clinic: Clinic) -> OutboundText:
    texts = [text for text in clinic.world.state.texts.values() if text.purpose is Purpose.CODE]
    return texts[-1]


def test_text_leaves_once_however_often_the_queue_brings_it(clinic: Clinic) -> None:
    message, _ = clinic.compose("See you at 3.")

    for _ in range(3):
        clinic.deliver(*_ids(message))

    assert clinic.rings() == ["See you at 3."]
    text = clinic.text_of(message)
    assert text.delivery.state is DeliveryState.SENT
    assert text.delivery.provider_id in clinic.world.sms.texts


def test_status_address_names_the_text_by_ids_only(clinic: Clinic) -> None:
    message, _ = clinic.compose("See you at 3.")
    clinic.hand_over()

    (url,) = clinic.world.sms.status_urls.values()

    assert url.startswith(f"{BASE_URL}/webhooks/sms/status?")
    assert parse_qs(urlsplit(url).query) == {
        "p": [message.practice_id],
        "t": [message.thread_id],
        "m": [message.message_id],
        "a": ["1"],
    }


def test_unknown_text_is_nothing_to_do(clinic: Clinic) -> None:
    clinic.deliver(clinic.practice_id, clinic.demo.maria.thread_id, "0" * 26)

    assert not clinic.world.sms.texts


@pytest.mark.parametrize("after", [False, True], ids=["before the effect", "after the effect"])
@pytest.mark.parametrize("mode", list(Mode))
def test_crash_at_any_call_still_rings_exactly_once(clinic: Clinic, mode: Mode, *, after: bool) -> None:
    """Crash a fresh message's hand-over at the first call, the second, and so on, until none crashes any more."""
    crashes = 0
    for at_call in range(1, 40):
        plan = Plan(at_call, after)
        message, _ = clinic.compose(f"Message number {at_call}", mode=mode, key=f"key-{at_call}")
        rung = len(clinic.world.sms.texts)
        try:
            planned(clinic, plan)(*_ids(message))
        except CrashError:
            crashes += 1

        _again(clinic, message)
        _again(clinic, message)

        assert len(clinic.world.sms.texts) == rung + 1, f"crash at call {at_call}"
        assert clinic.text_of(message).delivery.provider_id in clinic.world.sms.texts
        if not plan.happened:
            break
    assert crashes > 4


@pytest.mark.parametrize("after", [False, True])
def test_two_workers_at_once_ring_once(clinic: Clinic, *, after: bool) -> None:
    for at_call in range(1, 40):
        message, _ = clinic.compose(f"Message number {at_call}", key=f"key-{at_call}")
        rung = len(clinic.world.sms.texts)
        plan = Plan(at_call, after, what=partial(clinic.try_deliver, *_ids(message)))
        try:
            planned(clinic, plan)(*_ids(message))
        except TransientError:
            _again(clinic, message)

        assert len(clinic.world.sms.texts) == rung + 1, f"overtaken at call {at_call}"
        if not plan.happened:
            return
    pytest.fail("the plan always happened")


def test_lost_answer_is_looked_for_and_not_sent_again(clinic: Clinic) -> None:
    clinic.world.sms.lose_answer_of_next()
    message, _ = clinic.compose("See you at 3.")
    assert clinic.hand_over()

    with pytest.raises(TransientError):
        clinic.deliver(*_ids(message))  # too early to ask: the list of the provider may lag
    _again(clinic, message)

    assert clinic.rings() == ["See you at 3."]
    assert clinic.text_of(message).delivery.provider_id in clinic.world.sms.texts


def test_lost_request_is_sent_again_once(clinic: Clinic) -> None:
    clinic.world.sms.lose_request_of_next()
    message, _ = clinic.compose("See you at 3.")
    assert clinic.hand_over()
    assert clinic.rings() == []

    _again(clinic, message)
    _again(clinic, message)

    assert clinic.rings() == ["See you at 3."]


def test_outcome_found_later_brings_the_providers_state_and_reason(clinic: Clinic) -> None:
    clinic.world.sms.lose_answer_of_next()
    message, _ = clinic.compose("See you at 3.")
    clinic.hand_over()
    (provider_id,) = clinic.world.sms.texts
    clinic.world.sms.report(provider_id, DeliveryState.UNDELIVERED, "30003")

    _again(clinic, message)

    assert _state(clinic, message) == (DeliveryState.UNDELIVERED, "30003")


def test_two_messages_with_the_same_words_both_ring(clinic: Clinic) -> None:
    clinic.world.sms.lose_request_of_next()
    clinic.world.sms.lose_answer_of_next()
    first, _ = clinic.compose("Please call us.", key="key-1")
    second, _ = clinic.compose("Please call us.", key="key-2")
    clinic.hand_over()

    clinic.world.advance(LONG_ENOUGH)
    for message in (first, second):
        clinic.deliver(*_ids(message))

    assert clinic.rings() == ["Please call us."] * 2
    ids = {clinic.text_of(message).delivery.provider_id for message in (first, second)}
    assert ids == set(clinic.world.sms.texts)


def test_provider_that_can_not_be_asked_is_asked_later(clinic: Clinic) -> None:
    clinic.world.sms.lose_answer_of_next()
    message, _ = clinic.compose("See you at 3.")
    clinic.hand_over()
    clinic.world.sms.down = True
    with pytest.raises(TransientError):
        _again(clinic, message)
    clinic.world.sms.down = False

    _again(clinic, message)

    assert clinic.rings() == ["See you at 3."]


def test_refused_for_good_fails_with_the_providers_reason(clinic: Clinic) -> None:
    clinic.world.sms.refuse_next("21614")
    message, _ = clinic.compose("See you at 3.")

    assert clinic.hand_over() == []
    _again(clinic, message)

    assert _state(clinic, message) == (DeliveryState.FAILED, "21614")
    assert clinic.rings() == []


def test_refusal_for_stop_records_the_opt_out(clinic: Clinic) -> None:
    clinic.world.sms.refuse_next("21610")
    message, _ = clinic.compose("See you at 3.")
    clinic.hand_over()

    assert _state(clinic, message) == (DeliveryState.FAILED, "21610")
    record = clinic.world.patients.phone(clinic.practice_id, Private("+12125550101"))
    assert record.consent.opted_out


def test_start_said_while_the_provider_refuses_for_stop_is_the_last_word(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The refusal is of the moment when the text set out; its answer, and START's way to us, take their time."""
    clinic.world.sms.refuse_next("21610")
    send = clinic.world.sms.send

    def slow(*args: Any) -> object:  # noqa: ANN401 - as the port's
        clinic.world.advance(timedelta(seconds=2))
        start = clinic.message_in("START")
        clinic.world.advance(timedelta(seconds=3))
        try:
            return send(*args)
        finally:
            clinic.world.advance(timedelta(seconds=1))
            started.append(start)

    started: list[Message] = []
    monkeypatch.setattr(clinic.world.sms, "send", slow)
    clinic.compose("See you at 3.")
    clinic.hand_over()
    (start,) = started

    clinic.route(start.practice_id, start.thread_id, start.message_id)

    assert not clinic.world.patients.phone(clinic.practice_id, Private("+12125550101")).consent.opted_out


def test_not_taken_goes_back_to_queued_and_leaves_the_next_time(clinic: Clinic) -> None:
    clinic.world.sms.not_take_next()
    message, _ = clinic.compose("See you at 3.")

    assert clinic.hand_over()
    assert _state(clinic, message) == (DeliveryState.QUEUED, None)
    clinic.deliver(*_ids(message))

    assert clinic.rings() == ["See you at 3."]


def test_opt_out_while_queued_keeps_the_text_back(clinic: Clinic) -> None:
    message, _ = clinic.compose("See you at 3.")
    _opt_out(clinic)

    clinic.hand_over()

    assert _state(clinic, message) == (DeliveryState.FAILED, CONSENT_GONE)
    assert clinic.rings() == []


def test_opt_out_while_the_outcome_was_unknown_keeps_the_text_back(clinic: Clinic) -> None:
    clinic.world.sms.lose_request_of_next()
    message, _ = clinic.compose("See you at 3.")
    clinic.hand_over()
    _opt_out(clinic)

    _again(clinic, message)

    assert _state(clinic, message) == (DeliveryState.FAILED, CONSENT_GONE)
    assert clinic.rings() == []


def test_opt_out_after_the_text_rang_does_not_call_it_failed(clinic: Clinic) -> None:
    clinic.world.sms.lose_answer_of_next()
    message, _ = clinic.compose("See you at 3.")
    clinic.hand_over()
    _opt_out(clinic)

    _again(clinic, message)

    assert _state(clinic, message) == (DeliveryState.SENT, None)
    assert clinic.text_of(message).delivery.provider_id


def test_notifications_switched_off_meanwhile_keep_the_text_back(clinic: Clinic) -> None:
    message, _ = clinic.compose("See you at 3.")
    clinic.world.patients.save(replace(clinic.demo.maria, text_notifications=False))

    clinic.hand_over()

    assert _state(clinic, message) == (DeliveryState.FAILED, REFUSED)


@pytest.mark.parametrize("mode", list(Mode))
def test_number_corrected_meanwhile_never_gets_it_to_the_old_phone(clinic: Clinic, mode: Mode) -> None:
    message, _ = clinic.compose("See you at 3.", mode=mode)
    clinic.world.patients.save(replace(clinic.demo.maria, phone=Private("+12125550188")))

    clinic.hand_over()

    assert _state(clinic, message) == (DeliveryState.FAILED, NUMBER_CHANGED)
    assert not clinic.world.sms.texts


def test_patient_who_is_gone_fails_the_text(clinic: Clinic) -> None:
    message, _ = clinic.compose("See you at 3.")
    del clinic.world.state.patients[clinic.practice_id, clinic.demo.maria.patient_id]

    clinic.hand_over()

    assert _state(clinic, message)[0] is DeliveryState.FAILED


def _undo(clinic: Clinic, gone: str) -> None:
    if gone == "patient":
        del clinic.world.state.patients[clinic.practice_id, clinic.demo.maria.patient_id]
    elif gone == "number":
        clinic.world.practices.save(replace(clinic.demo.practice, number=None))
    elif gone == "another number":
        clinic.world.practices.save(replace(clinic.demo.practice, number="+12125550999"))
    else:
        clinic.world.practices.save(replace(clinic.demo.practice, name="Hillside Clinic"))
        clinic.world.patients.save(replace(clinic.demo.maria, language="fr"))


@pytest.mark.parametrize("gone", ["patient", "number", "another number", "name and language"])
@pytest.mark.parametrize("mode", list(Mode))
def test_what_the_provider_took_is_known_again_whatever_changed_meanwhile(
    clinic: Clinic, gone: str, mode: Mode
) -> None:
    message, _ = clinic.compose("See you at 3.", mode=mode)
    clinic.world.sms.lose_answer_of_next()
    with pytest.raises(TransientError):
        clinic.deliver(*_ids(message))
    rung = len(clinic.world.sms.texts)
    _undo(clinic, gone)

    clinic.world.advance(LONG_ENOUGH)
    clinic.deliver(*_ids(message))

    assert _state(clinic, message) == (DeliveryState.SENT, None)
    assert len(clinic.world.sms.texts) == rung == 1


@pytest.mark.parametrize("gone", ["patient", "number"])
def test_what_the_provider_never_took_is_not_sent_where_nobody_is_left(clinic: Clinic, gone: str) -> None:
    clinic.world.sms.lose_request_of_next()
    message, _ = clinic.compose("See you at 3.")
    clinic.hand_over()
    _undo(clinic, gone)

    _again(clinic, message)

    assert _state(clinic, message) == (DeliveryState.FAILED, REFUSED)
    assert not clinic.world.sms.texts


def test_revoked_link_and_its_code_are_not_sent(clinic: Clinic) -> None:
    message, _ = clinic.compose(mode=Mode.SECURED)
    alice = clinic.demo.alice
    clinic.manage_link.revoke(alice, message.thread_id, message.message_id, clinic.trail(alice))

    clinic.hand_over()

    assert _state(clinic, message) == (DeliveryState.FAILED, LINK_GONE)
    assert clinic.rings() == []


def test_superseded_code_is_not_sent(clinic: Clinic) -> None:
    visit = clinic.secured()
    clinic.world.advance(timedelta(minutes=2))
    clinic.resend_code(visit.token, clinic.trail())
    superseded = _code_text(clinic)
    clinic.world.advance(timedelta(minutes=2))
    clinic.resend_code(visit.token, clinic.trail())
    before = list(clinic.rings())

    clinic.hand_over()

    assert len(clinic.rings()) == len(before) + 1
    stored = clinic.world.texts.get(*_ids(superseded))
    assert stored
    assert stored.delivery.reason == LINK_GONE
    assert visit.enter()


def test_code_that_expired_in_the_queue_is_not_sent(clinic: Clinic) -> None:
    clinic.compose(mode=Mode.SECURED)
    clinic.world.advance(CODE_LIFETIME)

    clinic.hand_over()

    (only_text,) = clinic.rings()
    assert "/m/#" in only_text
    assert _code_text(clinic).delivery.reason == LINK_GONE


def test_callback_that_overtakes_the_answer_is_kept(clinic: Clinic) -> None:
    message, _ = clinic.compose("See you at 3.")

    def delivered(provider_id: str) -> None:
        text = clinic.text_of(message)
        assert clinic.world.texts.record_delivery(
            text, DeliveryState.DELIVERED, clinic.world.clock.now(), provider_id=provider_id
        )

    clinic.world.sms.before_answer = delivered
    clinic.hand_over()

    assert _state(clinic, message) == (DeliveryState.DELIVERED, None)
    assert clinic.text_of(message).delivery.provider_id in clinic.world.sms.texts


def test_callback_that_overtakes_a_lost_answer_settles_it(clinic: Clinic) -> None:
    clinic.world.sms.lose_answer_of_next()
    message, _ = clinic.compose("See you at 3.")

    def sent(provider_id: str) -> None:
        clinic.world.texts.record_sent(clinic.text_of(message), provider_id, clinic.world.clock.now())

    clinic.world.sms.before_answer = sent
    clinic.hand_over()

    _again(clinic, message)

    assert clinic.rings() == ["See you at 3."]


@pytest.mark.parametrize(
    ("language", "word"), [("en", "code"), ("es", "código"), ("fr", "code"), ("xx", "code")]
)
def test_product_texts_are_in_the_patients_language(clinic: Clinic, language: str, word: str) -> None:
    clinic.world.patients.save(replace(clinic.demo.maria, language=language))

    clinic.secured()

    assert word in clinic.rings()[1]
    assert clinic.demo.practice.name in clinic.rings()[0]
