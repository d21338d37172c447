from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from textward.domain.delivery_reasons import UNKNOWN
from textward.domain.errors import TransientError
from textward.domain.inbox import Badge
from textward.domain.message import DeliveryState
from textward.domain.paging import PageRequest
from textward.services.reconcile import BATCH, TIME_FOR_TEXTS, Reconciled

if TYPE_CHECKING:
    from tests.unit.services.clinic import Clinic
    from textward.domain.message import Message

NUMBER = "+13125550100"
LATER = timedelta(minutes=10)


def _sent(clinic: Clinic, body: str = "See you at 3.", key: str = "key-1") -> tuple[Message, str]:
    message, _ = clinic.compose(body, key=key)
    clinic.hand_over()
    provider_id = clinic.text_of(message).delivery.provider_id
    assert provider_id
    return message, provider_id


def _inbound(clinic: Clinic) -> list[str]:
    page = clinic.world.threads.messages(clinic.practice_id, clinic.demo.maria.thread_id, PageRequest())
    return [message.body.reveal() for message in page.items]


def test_missed_text_is_fetched_once(clinic: Clinic) -> None:
    clinic.world.sms.receive(NUMBER, "+12125550101", "Did you get this?")

    assert clinic.reconcile().recovered == 1
    clinic.world.advance(timedelta(minutes=5))
    assert clinic.reconcile().recovered == 0

    assert _inbound(clinic) == ["Did you get this?"]
    assert clinic.read_inbox.badge(clinic.demo.alice) == Badge(1, 0)


def test_text_that_came_by_the_webhook_is_not_fetched_again(clinic: Clinic) -> None:
    text = clinic.world.sms.receive(NUMBER, "+12125550101", "Hello")
    clinic.text_in("Hello", sid=text.provider_id)

    assert clinic.reconcile().recovered == 0


def test_webhook_that_comes_after_the_fetch_stores_nothing_more(clinic: Clinic) -> None:
    text = clinic.world.sms.receive(NUMBER, "+12125550101", "Hello")
    clinic.reconcile()

    assert clinic.text_in("Hello", sid=text.provider_id) is None


def test_picture_without_words_is_fetched_too(clinic: Clinic) -> None:
    clinic.world.sms.receive(NUMBER, "+12125550101", "")

    assert clinic.reconcile().recovered == 1


def test_text_missed_while_the_schedule_stood_still_is_fetched(clinic: Clinic) -> None:
    clinic.reconcile()
    clinic.world.advance(timedelta(hours=2))
    clinic.world.sms.receive(NUMBER, "+12125550101", "Did you get this?")
    clinic.world.advance(timedelta(days=3))

    assert clinic.reconcile().recovered == 1


def test_text_that_the_provider_lists_late_is_fetched(clinic: Clinic) -> None:
    clinic.world.sms.receive(NUMBER, "+12125550101", "Late in the list")
    held_back = dict(clinic.world.sms.texts)
    clinic.world.sms.texts.clear()
    clinic.reconcile()
    clinic.world.advance(timedelta(minutes=5))
    clinic.world.sms.texts.update(held_back)

    assert clinic.reconcile().recovered == 1


def test_provider_out_of_reach_leaves_the_gap_open(clinic: Clinic) -> None:
    clinic.world.sms.receive(NUMBER, "+12125550101", "Did you get this?")
    clinic.world.sms.down = True

    assert clinic.reconcile() == Reconciled(left=1)
    assert not clinic.world.state.checkpoints
    clinic.world.sms.down = False
    clinic.world.advance(timedelta(hours=20))

    assert clinic.reconcile().recovered == 1


def test_one_practices_trouble_keeps_no_other_from_its_texts(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = replace(clinic.demo.practice, practice_id=clinic.world.ids.new(), number="+13125550999")
    fine = clinic.demo.practice
    clinic.world.sms.receive("+13125550999", "+12125550101", "To the broken one")
    clinic.world.sms.receive(NUMBER, "+12125550101", "To the fine one")
    monkeypatch.setattr(clinic.world.practices, "all_with_numbers", lambda: (broken, fine))
    monkeypatch.setattr(
        clinic.world.practices, "by_number", lambda number: fine if number == NUMBER else None
    )

    done = clinic.reconcile()

    assert (done.left, done.recovered) == (1, 1)


def test_copy_of_a_received_text_is_emptied_after_a_while(clinic: Clinic) -> None:
    text = clinic.world.sms.receive(NUMBER, "+12125550101", "It hurts")
    clinic.reconcile()
    assert clinic.world.sms.texts[text.provider_id].body

    clinic.world.advance(LATER + timedelta(seconds=1))
    clinic.reconcile()
    assert not clinic.world.sms.texts[text.provider_id].body
    clinic.world.advance(timedelta(minutes=5))
    clinic.reconcile()

    assert _inbound(clinic) == ["It hurts"]


def test_copy_of_a_sent_text_is_emptied_after_its_final_state(clinic: Clinic) -> None:
    message, provider_id = _sent(clinic)
    clinic.world.texts.record_delivery(
        clinic.text_of(message), DeliveryState.DELIVERED, clinic.world.clock.now()
    )

    clinic.reconcile()
    assert clinic.world.sms.texts[provider_id].body
    clinic.world.advance(LATER)
    clinic.reconcile()

    assert not clinic.world.sms.texts[provider_id].body
    assert clinic.text_of(message).redacted
    assert not clinic.world.state.due


def test_text_whose_reports_were_lost_is_asked_about(clinic: Clinic) -> None:
    message, provider_id = _sent(clinic)
    clinic.world.sms.report(provider_id, DeliveryState.UNDELIVERED, "30005")
    clinic.world.advance(LATER)

    clinic.reconcile()

    delivery = clinic.text_of(message).delivery
    assert (delivery.state, delivery.reason) == (DeliveryState.UNDELIVERED, "30005")


def test_text_that_the_provider_no_longer_has_ends_as_unknown(clinic: Clinic) -> None:
    message, provider_id = _sent(clinic)
    del clinic.world.sms.texts[provider_id]
    clinic.world.advance(LATER)

    clinic.reconcile()

    delivery = clinic.text_of(message).delivery
    assert (delivery.state, delivery.reason) == (DeliveryState.UNDELIVERED, UNKNOWN)


def test_text_whose_event_was_lost_leaves_by_the_schedule(clinic: Clinic) -> None:
    message, _ = clinic.compose("See you at 3.")
    clinic.world.advance(LATER)

    clinic.reconcile()

    assert clinic.rings() == ["See you at 3."]
    assert clinic.text_of(message).delivery.provider_id


def test_text_of_unknown_outcome_is_found_by_the_schedule(clinic: Clinic) -> None:
    clinic.world.sms.lose_answer_of_next()
    message, _ = clinic.compose("See you at 3.")
    clinic.hand_over()
    clinic.world.advance(LATER)

    clinic.reconcile()

    assert clinic.rings() == ["See you at 3."]
    assert clinic.text_of(message).delivery.provider_id


def test_refused_text_ends_the_scheduled_work(clinic: Clinic) -> None:
    clinic.world.sms.refuse_next("21614")
    clinic.compose()
    clinic.hand_over()
    clinic.world.advance(LATER)

    assert clinic.reconcile().looked_at == 1
    clinic.world.advance(LATER)
    assert clinic.reconcile().looked_at == 0


def test_texts_never_confirmed_do_not_keep_others_from_their_turn(clinic: Clinic) -> None:
    """Some carriers give no receipts: more such texts than a run takes must not stop the rest."""
    for number in range(BATCH + 1):
        _sent(clinic, f"Unconfirmed {number}", key=f"key-{number}")
    clinic.world.advance(timedelta(seconds=1))
    last, provider_id = _sent(clinic, "The last one", key="last")
    clinic.world.sms.report(provider_id, DeliveryState.DELIVERED)
    clinic.world.advance(LATER)

    assert clinic.reconcile().looked_at == BATCH + 2

    assert clinic.text_of(last).delivery.state is DeliveryState.DELIVERED


def test_one_texts_trouble_is_left_for_the_next_run_and_stops_no_other(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = clinic.compose("First", key="key-1")
    second, _ = clinic.compose("Second", to=clinic.demo.mother, key="key-2")
    clinic.world.advance(LATER)
    real = clinic.world.threads.head

    def head(practice_id: str, thread_id: str) -> object:
        if thread_id == first.thread_id:
            raise TransientError
        return real(practice_id, thread_id)

    monkeypatch.setattr(clinic.world.threads, "head", head)

    done = clinic.reconcile()

    assert (done.looked_at, done.left) == (2, 1)
    assert clinic.text_of(second).delivery.provider_id


def test_texts_that_can_not_be_settled_do_not_keep_others_from_their_turn(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More of them than are read at once, and no time but for those: the next run begins with the others."""
    for number in range(BATCH + 1):
        clinic.compose(f"Stuck {number}", key=f"key-{number}")
    clinic.world.advance(timedelta(seconds=1))
    last, _ = clinic.compose("The last one", to=clinic.demo.mother, key="last")
    clinic.world.advance(LATER)
    real = clinic.world.threads.head

    def head(practice_id: str, thread_id: str) -> object:
        if thread_id != last.thread_id:
            clinic.world.advance(TIME_FOR_TEXTS / (BATCH + 1))
            raise TransientError
        return real(practice_id, thread_id)

    monkeypatch.setattr(clinic.world.threads, "head", head)

    assert clinic.reconcile().left == BATCH + 1
    assert clinic.reconcile().left == 0

    assert clinic.text_of(last).delivery.provider_id


def test_a_text_with_a_defect_is_told_of_after_the_others_are_done(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = clinic.compose("First", key="key-1")
    second, _ = clinic.compose("Second", to=clinic.demo.mother, key="key-2")
    clinic.world.sms.receive(NUMBER, "+12125550101", "Did you get this?")
    clinic.world.advance(LATER)
    real = clinic.world.threads.head

    def head(practice_id: str, thread_id: str) -> object:
        if thread_id == first.thread_id:
            raise KeyError(thread_id)
        return real(practice_id, thread_id)

    monkeypatch.setattr(clinic.world.threads, "head", head)

    with pytest.raises(KeyError):
        clinic.reconcile()

    assert clinic.text_of(second).delivery.provider_id
    assert "Did you get this?" in _inbound(clinic)


def test_a_text_done_with_meanwhile_is_not_put_off(clinic: Clinic) -> None:
    message, _ = _sent(clinic)
    stale = clinic.text_of(message)
    clinic.world.texts.record_delivery(stale, DeliveryState.DELIVERED, clinic.world.clock.now())
    clinic.world.texts.mark_redacted(stale)

    clinic.world.texts.put_off(stale, clinic.world.clock.now())

    assert not clinic.world.state.due


def test_texts_that_can_not_even_be_read_keep_no_missed_one_from_the_inbox(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic.world.sms.receive(NUMBER, "+12125550101", "Did you get this?")

    def unreadable(*_: object) -> None:
        raise KeyError

    monkeypatch.setattr(clinic.world.texts, "due", unreadable)

    with pytest.raises(KeyError):
        clinic.reconcile()

    assert _inbound(clinic) == ["Did you get this?"]
