"""The `Texts` port: the claim-and-record steps of sending once (rows B7, J1, J2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.contract.material import Material, an_id
from tests.contract.races import race
from textward.domain.audit import Action
from textward.domain.errors import AlreadyDoneError, ConflictError
from textward.domain.message import Delivery, DeliveryState, Message
from textward.domain.text import OutboundText, Purpose

if TYPE_CHECKING:
    from tests.contract.backends import Backend

QUEUED, SENDING, SENT = DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.SENT
DELIVERED, FAILED = DeliveryState.DELIVERED, DeliveryState.FAILED


def queued(backend: Backend, material: Material) -> OutboundText:
    """Store a plain message and give its text."""
    message = material.outbound()
    backend.threads.add(message, claim=f"test:{message.message_id}")
    return stored(backend, message)


def stored(backend: Backend, what: Message | OutboundText) -> OutboundText:
    item_id = what.message_id if isinstance(what, Message) else what.item_id
    text = backend.texts.get(what.practice_id, what.thread_id, item_id)
    assert text is not None
    return text


def failed(backend: Backend, material: Material) -> OutboundText:
    text = backend.texts.claim(queued(backend, material), material.later(1))
    assert backend.texts.record_sent(text, "SM" + an_id(), material.later(1))
    assert backend.texts.record_delivery(text, FAILED, material.later(2), reason="30003")
    return stored(backend, text)


def test_a_plain_messages_text_is_its_body(backend: Backend, material: Material) -> None:
    """AP-20."""
    message = material.outbound()
    backend.threads.add(message, claim="key:1")
    assert stored(backend, message) == OutboundText(
        practice_id=message.practice_id,
        thread_id=message.thread_id,
        item_id=message.message_id,
        purpose=Purpose.BODY,
        to=material.phone,
        delivery=Delivery(QUEUED, material.now),
        patient_id=material.patient_id,
        body=message.body,
    )


def test_a_secured_messages_text_is_its_link_and_holds_no_content(
    backend: Backend, material: Material
) -> None:
    """AP-20 (row B3)."""
    message, link, code = material.secured()
    backend.threads.add(message, claim="key:1", link=link, code=code)
    text = stored(backend, message)
    assert (text.purpose, text.link_id, text.body) == (Purpose.LINK, link.link_id, None)
    assert stored(backend, code) == code


def test_what_is_no_text_is_none(backend: Backend, material: Material) -> None:
    """AP-20."""
    assert backend.texts.get(material.practice_id, material.thread_id, an_id()) is None
    text = queued(backend, material)
    assert backend.texts.get(an_id(), text.thread_id, text.item_id) is None


def test_a_link_and_code_sent_again_are_stored_with_the_link(backend: Backend, material: Material) -> None:
    """AP-21."""
    message, link, code = material.secured()
    backend.threads.add(message, claim="key:1", link=link, code=code)
    moved = replace(link, code_counter=2, resends=1, resends_since=material.now, version=2)
    texts = [replace(material.code(moved), purpose=Purpose.LINK, code_counter=None), material.code(moved)]
    entry = material.entry(Action.LINK_RESENT)
    backend.texts.queue(texts, moved, entry)
    assert backend.links.get(link.link_id) == moved
    for text in texts:
        assert stored(backend, text) == text
    assert backend.audit_ids(material.practice_id) == [entry.entry_id]


def test_of_two_resends_of_one_link_the_second_conflicts(backend: Backend, material: Material) -> None:
    """AP-21."""
    message, link, code = material.secured()
    backend.threads.add(message, claim="key:1", link=link, code=code)
    moved = replace(link, code_counter=2, version=2)
    backend.texts.queue([material.code(moved)], moved)
    late = material.code(moved)
    with pytest.raises(ConflictError):
        backend.texts.queue([late], moved, material.entry())
    assert backend.texts.get(late.practice_id, late.thread_id, late.item_id) is None
    assert backend.audit_ids(material.practice_id) == []


@pytest.mark.slow
def test_of_resends_at_once_one_is_queued(racing: Backend, material: Material) -> None:
    """AP-21."""
    message, link, code = material.secured()
    racing.threads.add(message, claim="key:1", link=link, code=code)
    moved = replace(link, code_counter=2, version=2)
    outcomes = race(6, lambda _: racing.texts.queue([material.code(moved)], moved))
    assert len(outcomes.given) == 1
    assert set(outcomes.refused) == {ConflictError}


def test_a_failed_text_goes_back_to_queued_as_the_next_attempt(backend: Backend, material: Material) -> None:
    """AP-22."""
    text = failed(backend, material)
    backend.texts.mark_redacted(text)
    entry = material.entry(Action.MESSAGE_RETRIED)
    backend.texts.retry(stored(backend, text), material.later(5), "retry:1", entry)
    again = replace(
        text, delivery=Delivery(QUEUED, material.later(5), attempt=2), claimed_at=None, redacted=False
    )
    assert stored(backend, text) == again
    claimed = backend.threads.claimed(material.practice_id, "retry:1")
    assert claimed is not None
    assert (claimed.message_id, claimed.delivery) == (text.item_id, again.delivery)
    assert backend.audit_ids(material.practice_id) == [entry.entry_id]


def test_the_same_retry_is_done_once(backend: Backend, material: Material) -> None:
    """AP-22."""
    text = failed(backend, material)
    backend.texts.retry(text, material.later(5), "retry:1")
    with pytest.raises(AlreadyDoneError):
        backend.texts.retry(text, material.later(6), "retry:1", material.entry())
    with pytest.raises(ConflictError):
        backend.texts.retry(text, material.later(6), "retry:2", material.entry())
    assert stored(backend, text).delivery == Delivery(QUEUED, material.later(5), attempt=2)
    assert backend.threads.claimed(material.practice_id, "retry:2") is None
    assert backend.audit_ids(material.practice_id) == []


def test_what_has_not_failed_is_not_retried(backend: Backend, material: Material) -> None:
    """AP-22."""
    text = queued(backend, material)
    with pytest.raises(ConflictError):
        backend.texts.retry(text, material.later(1), "retry:1")
    claimed = backend.texts.claim(text, material.later(1))
    backend.texts.record_delivery(claimed, DELIVERED, material.later(2))
    with pytest.raises(ConflictError):
        backend.texts.retry(stored(backend, text), material.later(3), "retry:1")


def test_a_claim_moves_to_sending_once(backend: Backend, material: Material) -> None:
    """AP-23."""
    text = queued(backend, material)
    claimed = backend.texts.claim(text, material.later(1))
    assert claimed == replace(
        text, delivery=Delivery(SENDING, material.later(1)), claimed_at=material.later(1)
    )
    assert stored(backend, text) == claimed
    with pytest.raises(ConflictError):
        backend.texts.claim(text, material.later(2))
    assert stored(backend, text) == claimed
    message = backend.threads.message(text.practice_id, text.thread_id, text.item_id)
    assert message.delivery == claimed.delivery


def test_a_code_is_claimed_like_a_message(backend: Backend, material: Material) -> None:
    """AP-23."""
    message, link, code = material.secured()
    backend.threads.add(message, claim="key:1", link=link, code=code)
    claimed = backend.texts.claim(code, material.later(1))
    assert stored(backend, code) == claimed
    assert claimed.delivery.state is SENDING
    with pytest.raises(ConflictError):
        backend.texts.claim(code, material.later(1))


@pytest.mark.slow
def test_of_workers_that_claim_at_once_one_sends(racing: Backend, material: Material) -> None:
    """AP-23 (row J2)."""
    text = queued(racing, material)
    outcomes = race(8, lambda _: racing.texts.claim(text, material.later(1)))
    assert len(outcomes.given) == 1
    assert set(outcomes.refused) == {ConflictError}


def test_a_claim_of_an_earlier_attempt_is_void(backend: Backend, material: Material) -> None:
    """AP-23."""
    text = failed(backend, material)
    backend.texts.retry(text, material.later(5), "retry:1")
    with pytest.raises(ConflictError):
        backend.texts.claim(replace(text, delivery=Delivery(QUEUED, material.now)), material.later(6))


def test_setting_out_again_is_for_who_saw_the_last_claim(backend: Backend, material: Material) -> None:
    """AP-23."""
    claimed = backend.texts.claim(queued(backend, material), material.later(1))
    again = backend.texts.reclaim(claimed, material.later(3))
    assert again.claimed_at == material.later(3)
    assert again.delivery.state is SENDING
    assert stored(backend, claimed) == again
    with pytest.raises(ConflictError):
        backend.texts.reclaim(claimed, material.later(4))


@pytest.mark.slow
def test_of_workers_that_set_out_again_at_once_one_does(racing: Backend, material: Material) -> None:
    """AP-23 (row J2)."""
    claimed = racing.texts.claim(queued(racing, material), material.later(1))
    outcomes = race(6, lambda number: racing.texts.reclaim(claimed, material.later(3 + number)))
    assert len(outcomes.given) == 1
    assert set(outcomes.refused) == {ConflictError}


def test_what_has_become_known_is_not_sent_again(backend: Backend, material: Material) -> None:
    """AP-23, AP-24: a callback may bring the provider's id while somebody looks for the text."""
    known = backend.texts.claim(queued(backend, material), material.later(1))
    assert backend.texts.record_sent(known, "SM" + an_id(), material.later(2))
    ended = backend.texts.claim(queued(backend, material), material.later(1))
    assert backend.texts.record_delivery(ended, FAILED, material.later(2), reason="21610")
    for text in (known, ended):
        with pytest.raises(ConflictError):
            backend.texts.reclaim(text, material.later(3))
        before = stored(backend, text)
        backend.texts.release(text)
        assert stored(backend, text) == before


def test_a_released_text_can_be_claimed_again(backend: Backend, material: Material) -> None:
    """AP-23."""
    claimed = backend.texts.claim(queued(backend, material), material.later(1))
    backend.texts.release(claimed)
    released = stored(backend, claimed)
    assert (released.delivery.state, released.delivery.attempt, released.claimed_at) == (QUEUED, 1, None)
    assert backend.texts.claim(released, material.later(2)).claimed_at == material.later(2)


def test_only_the_last_claim_is_released(backend: Backend, material: Material) -> None:
    """AP-23."""
    claimed = backend.texts.claim(queued(backend, material), material.later(1))
    again = backend.texts.reclaim(claimed, material.later(3))
    backend.texts.release(claimed)
    assert stored(backend, claimed) == again


def test_what_the_provider_has_taken_is_sent_under_its_id(backend: Backend, material: Material) -> None:
    """AP-24."""
    claimed = backend.texts.claim(queued(backend, material), material.later(1))
    sid = "SM" + an_id()
    for minute in (2, 3):
        assert backend.texts.record_sent(claimed, sid, material.later(minute))
        assert stored(backend, claimed).delivery == Delivery(SENT, material.later(2), provider_id=sid)


def test_a_providers_id_is_never_two_texts(backend: Backend, material: Material) -> None:
    """AP-24: two texts alike to one phone are told apart by it."""
    one, two = (backend.texts.claim(queued(backend, material), material.later(1)) for _ in range(2))
    sid = "SM" + an_id()
    assert backend.texts.record_sent(one, sid, material.later(2))
    assert not backend.texts.record_sent(two, sid, material.later(2))
    assert not backend.texts.record_delivery(two, SENT, material.later(3), provider_id=sid)
    assert stored(backend, two) == two


def test_a_text_has_one_providers_id_per_attempt(backend: Backend, material: Material) -> None:
    """AP-24."""
    text = backend.texts.claim(queued(backend, material), material.later(1))
    first, second = "SM" + an_id(), "SM" + an_id()
    assert backend.texts.record_sent(text, first, material.later(2))
    assert not backend.texts.record_sent(text, second, material.later(2))
    assert stored(backend, text).delivery.provider_id == first


@pytest.mark.slow
def test_of_texts_that_take_one_providers_id_at_once_one_has_it(racing: Backend, material: Material) -> None:
    """AP-24."""
    texts = [racing.texts.claim(queued(racing, material), material.later(1)) for _ in range(5)]
    sid = "SM" + an_id()
    outcomes = race(5, lambda number: racing.texts.record_sent(texts[number], sid, material.later(2)))
    assert outcomes.refused == []
    assert sorted(outcomes.given) == [False] * 4 + [True]
    holders = [text for text in texts if stored(racing, text).delivery.provider_id == sid]
    assert len(holders) == 1


def test_reports_move_a_text_forward_only(backend: Backend, material: Material) -> None:
    """AP-25 (row B7): they come duplicated, late and out of order."""
    text = backend.texts.claim(queued(backend, material), material.later(1))
    sid = "SM" + an_id()
    backend.texts.record_sent(text, sid, material.later(1))
    steps = [
        (SENDING, False),
        (SENT, False),
        (DELIVERED, True),
        (SENT, False),
        (FAILED, False),
        (DELIVERED, False),
    ]
    moved_at = material.later(1)
    for minute, (state, news) in enumerate(steps, start=2):
        at = material.later(minute)
        assert backend.texts.record_delivery(text, state, at, provider_id=sid) is news
        moved_at = at if news else moved_at
        assert stored(backend, text).delivery.at == moved_at
    assert stored(backend, text).delivery == Delivery(DELIVERED, moved_at, provider_id=sid)
    message = backend.threads.message(text.practice_id, text.thread_id, text.item_id)
    assert message.delivery == stored(backend, text).delivery


def test_a_report_may_come_before_its_own_answer_and_brings_the_id(
    backend: Backend, material: Material
) -> None:
    """AP-24, AP-25."""
    text = backend.texts.claim(queued(backend, material), material.later(1))
    sid = "SM" + an_id()
    assert backend.texts.record_delivery(text, DELIVERED, material.later(2), provider_id=sid)
    assert stored(backend, text).delivery == Delivery(DELIVERED, material.later(2), provider_id=sid)
    assert backend.texts.record_sent(text, sid, material.later(3))
    assert stored(backend, text).delivery.state is DELIVERED


def test_a_failure_keeps_its_reason(backend: Backend, material: Material) -> None:
    """AP-25."""
    text = queued(backend, material)
    assert backend.texts.record_delivery(text, FAILED, material.later(1), reason="W-consent")
    assert stored(backend, text).delivery == Delivery(FAILED, material.later(1), reason="W-consent")


def test_a_report_on_an_earlier_attempt_changes_nothing(backend: Backend, material: Material) -> None:
    """AP-25."""
    first = failed(backend, material)
    old_sid = first.delivery.provider_id or ""
    backend.texts.retry(first, material.later(5), "retry:1")
    second = backend.texts.claim(stored(backend, first), material.later(6))
    assert not backend.texts.record_delivery(first, DELIVERED, material.later(7), provider_id=old_sid)
    assert not backend.texts.record_delivery(second, DELIVERED, material.later(7), provider_id=old_sid)
    assert not backend.texts.record_sent(first, "SM" + an_id(), material.later(7))
    assert not backend.texts.record_sent(second, old_sid, material.later(7))
    assert stored(backend, first) == second
    assert backend.texts.record_sent(second, "SM" + an_id(), material.later(8))


def test_a_report_on_another_id_than_the_recorded_one_changes_nothing(
    backend: Backend, material: Material
) -> None:
    """AP-25."""
    text = backend.texts.claim(queued(backend, material), material.later(1))
    backend.texts.record_sent(text, "SM" + an_id(), material.later(1))
    before = stored(backend, text)
    assert not backend.texts.record_delivery(text, DELIVERED, material.later(2), provider_id="SM" + an_id())
    assert stored(backend, text) == before


@pytest.mark.slow
def test_of_final_reports_at_once_the_first_holds(racing: Backend, material: Material) -> None:
    """AP-25."""
    text = racing.texts.claim(queued(racing, material), material.later(1))
    sid = "SM" + an_id()
    racing.texts.record_sent(text, sid, material.later(1))
    finals = [DELIVERED, FAILED, DeliveryState.UNDELIVERED] * 2
    outcomes = race(
        6, lambda n: racing.texts.record_delivery(text, finals[n], material.later(2), provider_id=sid)
    )
    assert outcomes.refused == []
    assert outcomes.given.count(True) == 1
    assert stored(racing, text).delivery.state is finals[outcomes.given.index(True)]


def due(backend: Backend, material: Material, at: datetime, limit: int = 100) -> list[str]:
    """Give the ids of what is due of this practice."""
    found = backend.texts.due(at, limit)
    return [text.item_id for text in found if text.practice_id == material.practice_id]


@pytest.fixture
def long_ago() -> Material:
    """Material whose texts are due before those of other tests."""
    return Material(now=datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=hash(an_id()) % 10_000))


def test_a_text_is_due_ten_minutes_after_its_last_change(backend: Backend, long_ago: Material) -> None:
    """AP-26."""
    text = queued(backend, long_ago)
    assert due(backend, long_ago, long_ago.later(9.99)) == []
    assert due(backend, long_ago, long_ago.later(10)) == [text.item_id]
    claimed = backend.texts.claim(text, long_ago.later(5))
    assert due(backend, long_ago, long_ago.later(14.99)) == []
    assert due(backend, long_ago, long_ago.later(15)) == [text.item_id]
    backend.texts.reclaim(claimed, long_ago.later(7))
    assert due(backend, long_ago, long_ago.later(16)) == []
    (found,) = (t for t in backend.texts.due(long_ago.later(17), 100) if t.item_id == text.item_id)
    assert found == stored(backend, text)


def test_due_texts_come_oldest_first_and_no_more_than_asked(backend: Backend, long_ago: Material) -> None:
    """AP-26."""
    second = queued(backend, replace(long_ago, now=long_ago.later(1)))
    first = queued(backend, long_ago)
    assert due(backend, long_ago, long_ago.later(60)) == [first.item_id, second.item_id]
    assert len(backend.texts.due(long_ago.later(60), 1)) == 1


def test_a_text_put_off_is_due_again_after_a_while_and_one_done_with_never(
    backend: Backend, long_ago: Material
) -> None:
    """AP-140."""
    text = queued(backend, long_ago)
    backend.texts.put_off(text, long_ago.later(20))
    assert due(backend, long_ago, long_ago.later(29.99)) == []
    assert due(backend, long_ago, long_ago.later(30)) == [text.item_id]
    backend.texts.record_delivery(text, FAILED, long_ago.later(21))
    backend.texts.mark_redacted(text)
    backend.texts.put_off(text, long_ago.later(22))
    assert due(backend, long_ago, long_ago.later(9999)) == []


def test_codes_are_due_like_messages(backend: Backend, long_ago: Material) -> None:
    """AP-26."""
    message, link, code = long_ago.secured()
    backend.threads.add(message, claim="key:1", link=link, code=code)
    found = due(backend, long_ago, long_ago.later(10))
    assert sorted(found) == sorted([message.message_id, code.item_id])


def test_a_text_is_done_with_when_it_is_settled_and_emptied(backend: Backend, long_ago: Material) -> None:
    """AP-26 (row J9)."""
    text = failed(backend, long_ago)
    much_later = long_ago.later(1000)
    assert due(backend, long_ago, much_later) == [text.item_id]
    backend.texts.mark_redacted(text)
    assert stored(backend, text).redacted
    assert due(backend, long_ago, much_later) == []
    backend.texts.retry(stored(backend, text), long_ago.later(5), "retry:1")
    assert due(backend, long_ago, much_later) == [text.item_id]
