"""What record systems are told: the ports `Feeds`, `Endpoints` and `Deliveries` (row J10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.contract.hooks import Hooks
from tests.contract.material import an_id
from tests.contract.races import race
from textward.domain.audit import Action
from textward.domain.errors import AlreadyDoneError, ConflictError, NotFoundError
from textward.domain.outward import KEPT_DAYS, OutwardType
from textward.domain.paging import PageRequest
from textward.domain.webhook import Refusal, Tried, TryOutcome

if TYPE_CHECKING:
    from tests.contract.backends import Backend
    from tests.contract.material import Material

MINUTE = timedelta(minutes=1)
DOWN = Tried(503, Refusal.STATUS)


@pytest.fixture
def hooks(backend: Backend, material: Material) -> Hooks:
    return Hooks(backend, material)


def test_who_listens_is_asked_at_once(hooks: Hooks) -> None:
    """AP-100: clients let in, endpoints, and how far the feed reaches."""
    assert not hooks.audience().listens
    clients = hooks.backend.ehr_clients
    entry = hooks.material.entry(Action.RECORD_SYSTEM_SAVED)
    clients.change(hooks.practice_id, frozenset({"one"}), frozenset(), entry)
    assert hooks.audience().listens
    first, second = hooks.added(), hooks.added(include_content=True)
    hooks.record()
    found = hooks.audience()
    assert found.client_ids == {"one"}
    assert [one.endpoint_id for one in found.endpoints] == [first.endpoint_id, second.endpoint_id]
    assert found.endpoints[1].include_content
    assert (found.feed.last, found.feed.begins(hooks.now.date())) == (1, 1)
    assert clients.granted(hooks.practice_id) == {"one"}


def test_events_get_a_sequence_without_a_gap_and_each_once(hooks: Hooks) -> None:
    """AP-101, AP-102, AP-103."""
    events = [hooks.record(hooks.event()) for _ in range(5)]
    assert [event.sequence for event in events] == [1, 2, 3, 4, 5]
    with pytest.raises(AlreadyDoneError):
        hooks.record(events[2])
    assert hooks.backend.feeds.recorded(hooks.practice_id, events[2].event_id)
    assert not hooks.backend.feeds.recorded(hooks.practice_id, an_id())
    assert not hooks.backend.feeds.recorded(an_id(), events[2].event_id)
    feed = hooks.backend.feeds.events
    assert feed(hooks.practice_id, 0, 10) == tuple(events)
    assert feed(hooks.practice_id, 2, 2) == tuple(events[2:4])
    assert feed(hooks.practice_id, 5, 10) == ()
    assert feed(an_id(), 0, 10) == ()


def test_the_feed_knows_where_it_begins(hooks: Hooks) -> None:
    """AP-102: of each day lately, the first sequence is kept."""
    for days in (0, 0, 1, KEPT_DAYS, KEPT_DAYS + 1):
        hooks.record(at=hooks.now + timedelta(days=days))
    mark, today = hooks.audience().feed, hooks.now.date()
    assert mark.begins(today + timedelta(days=KEPT_DAYS + 1)) == 3
    assert mark.begins(today + timedelta(days=KEPT_DAYS + 2)) == 4
    assert mark.begins(today + timedelta(days=90)) == 6


def test_nothing_is_recorded_for_an_audience_that_has_changed(hooks: Hooks) -> None:
    """AP-102: somebody else recorded, or an endpoint was switched off or deleted."""
    endpoint, feeds = hooks.added(), hooks.backend.feeds
    before = hooks.audience()
    hooks.record()
    with pytest.raises(ConflictError):
        feeds.record(hooks.event(), before, hooks.now)
    before = hooks.audience()
    hooks.backend.endpoints.note(endpoint.after(Tried(410, Refusal.GONE), hooks.now))
    with pytest.raises(ConflictError):
        feeds.record(hooks.event(), before, hooks.now)
    assert hooks.record().sequence == 2
    before = hooks.audience()
    hooks.backend.endpoints.delete(endpoint, hooks.material.entry())
    assert feeds.record(hooks.event(), before, hooks.now)[1] == ()


def test_patients_of_a_phone_are_found_by_its_hash(hooks: Hooks) -> None:
    """AP-104."""
    material, patients = hooks.material, hooks.backend.patients
    one, two = material.patient("Ann Lee"), material.patient("Ben Lee")
    for patient in (one, two):
        patients.save(patient)
    phone_hash = hooks.hash_of(material.phone)
    assert set(hooks.backend.feeds.owners(hooks.practice_id, phone_hash)) == {one.patient_id, two.patient_id}
    assert hooks.backend.feeds.owners(hooks.practice_id, "0" * 64) == ()


def test_an_endpoint_is_changed_on_the_version_that_was_read(hooks: Hooks) -> None:
    """AP-105, AP-106, AP-107: with a line in the trail each time."""
    endpoints = hooks.backend.endpoints
    made = hooks.added()
    where = (made.practice_id, made.endpoint_id)
    assert hooks.stored(made) == made
    for unknown in ((made.practice_id, an_id()), (an_id(), made.endpoint_id)):
        with pytest.raises(NotFoundError):
            endpoints.get(*unknown)
    rotated = made.with_new_secret(hooks.now)
    endpoints.save(rotated, hooks.material.entry())
    assert hooks.stored(made) == replace(rotated, touched=2)
    with pytest.raises(ConflictError):
        endpoints.save(rotated, hooks.material.entry())
    with pytest.raises(ConflictError):
        endpoints.save(made, hooks.material.entry())
    endpoints.delete(rotated, hooks.material.entry())
    with pytest.raises(NotFoundError):
        endpoints.get(*where)
    with pytest.raises(ConflictError):
        endpoints.save(rotated.with_new_secret(hooks.now), hooks.material.entry())
    assert len(hooks.backend.audit_ids(hooks.practice_id)) == 3


def test_how_a_try_went_is_noted_and_switches_off_what_is_gone(hooks: Hooks) -> None:
    """AP-109: a person's change that came meanwhile stays."""
    endpoints, made = hooks.backend.endpoints, hooks.added()
    endpoints.save(made.with_new_secret(hooks.now), hooks.material.entry())
    endpoints.note(made.after(DOWN, hooks.now))
    found = hooks.stored(made)
    assert (found.version, found.secret_version, found.failures, found.active) == (2, 2, 1, True)
    assert found.last
    assert (found.last.outcome, found.last.tried) == (TryOutcome.FAILING, DOWN)
    endpoints.note(found.after(Tried(200), hooks.now))
    found = hooks.stored(made)
    assert found.last
    assert (found.last.outcome, found.last.tried, found.failures) == (TryOutcome.DELIVERED, Tried(200), 0)
    endpoints.note(found.after(Tried(410, Refusal.GONE), hooks.now))
    assert not hooks.stored(made).active
    endpoints.note(found.after(Tried(200), hooks.now))
    assert not hooks.stored(made).active
    endpoints.delete(made, hooks.material.entry())
    endpoints.note(found)
    with pytest.raises(NotFoundError):
        hooks.stored(made)


def test_endpoints_are_due_with_what_is_recorded_for_them(hooks: Hooks) -> None:
    """AP-108, AP-110: one that rests is due again with the next event, whoever was faster."""
    endpoints, made = hooks.backend.endpoints, hooks.added()
    assert not hooks.is_due(made)
    hooks.record()
    assert not hooks.is_due(made, hooks.now)
    assert hooks.is_due(made)
    read = hooks.stored(made)
    endpoints.rest(read, hooks.now + 5 * MINUTE)
    assert not hooks.is_due(made)
    assert hooks.is_due(made, hooks.now + 5 * MINUTE)
    hooks.record()
    endpoints.rest(read, None)
    assert hooks.is_due(made)
    endpoints.rest(hooks.stored(made), None)
    assert not hooks.is_due(made, hooks.now + timedelta(days=9))
    endpoints.save(hooks.stored(made).replaying(0, 2), hooks.material.entry(), hooks.now)
    assert hooks.is_due(made, hooks.now)
    endpoints.delete(made, hooks.material.entry())
    assert not hooks.is_due(made)


def test_a_delivery_is_recorded_for_each_endpoint_that_wants_the_event(hooks: Hooks) -> None:
    """AP-102, AP-111: and is due a minute later."""
    all_types, one_type = hooks.added(), hooks.added(types=frozenset({OutwardType.MESSAGE_SENT}))
    sent = hooks.record(hooks.event(OutwardType.MESSAGE_SENT))
    received = hooks.record(hooks.event(OutwardType.MESSAGE_RECEIVED))
    assert hooks.waiting(all_types) == [sent.sequence, received.sequence]
    assert hooks.waiting(one_type) == [sent.sequence]
    (first, _) = hooks.due(all_types)
    assert (first.event_id, first.type, first.since, first.tries) == (
        sent.event_id,
        OutwardType.MESSAGE_SENT,
        hooks.now,
        0,
    )
    assert hooks.backend.deliveries.due(all_types, hooks.now, 10) == ()


def test_a_try_is_begun_once_and_due_again_later(hooks: Hooks) -> None:
    """AP-112, AP-113: what failed is tried again, what was delivered is not."""
    made, deliveries = hooks.added(), hooks.backend.deliveries
    hooks.record()
    (waiting,) = hooks.due(made)
    begun = deliveries.claim(waiting, hooks.now)
    with pytest.raises(ConflictError):
        deliveries.claim(waiting, hooks.now)
    assert (begun.tries, begun.next_at) == (1, hooks.now + MINUTE)
    deliveries.settle(begun, DOWN, hooks.now)
    (again,) = hooks.due(made)
    assert (again.tries, again.last) == (1, DOWN)
    begun = deliveries.claim(again, hooks.now + MINUTE)
    assert begun.next_at == hooks.now + 6 * MINUTE
    assert hooks.due(made, hooks.now + 5 * MINUTE) == []
    deliveries.settle(begun, Tried(204), hooks.now)
    assert hooks.due(made, hooks.now + timedelta(days=9)) == []
    with pytest.raises(ConflictError):
        deliveries.claim(begun, hooks.now)
    deliveries.settle(begun, DOWN, hooks.now)
    assert deliveries.page(made.practice_id, made.endpoint_id, PageRequest()).items == ()


def test_what_was_given_up_is_kept_to_be_seen(hooks: Hooks) -> None:
    """AP-113, AP-114: waiting ones first, newest first each, page by page."""
    made, deliveries = hooks.added(), hooks.backend.deliveries
    for _ in range(4):
        hooks.record()
    for delivery in hooks.due(made)[:2]:
        late = hooks.now + timedelta(days=3)
        ended = deliveries.settle(deliveries.claim(delivery, late), DOWN, late)
        assert ended.failed
    where = (made.practice_id, made.endpoint_id)
    seen, after = [], None
    while True:
        page = deliveries.page(*where, PageRequest(3, after))
        seen += [(one.sequence, one.failed) for one in page.items]
        after = page.next_after
        if after is None:
            break
    assert seen == [(4, False), (3, False), (2, True), (1, True)]
    assert (deliveries.waiting(*where, 10), deliveries.waiting(*where, 1)) == (2, 1)
    assert [one.sequence for one in hooks.due(made)] == [3, 4]


def test_events_are_queued_again_page_by_page(hooks: Hooks) -> None:
    """AP-115: those that the endpoint wants, due at once, until the sequence that was the last when it was asked for."""
    made, deliveries = hooks.added(types=frozenset({OutwardType.MESSAGE_SENT})), hooks.backend.deliveries
    kinds = [OutwardType.MESSAGE_SENT, OutwardType.MESSAGE_RECEIVED] * 2
    events = [hooks.record(hooks.event(kind)) for kind in kinds]
    for delivery in hooks.due(made):
        deliveries.settle(deliveries.claim(delivery, hooks.now), Tried(200), hooks.now)
    asked = hooks.stored(made).replaying(0, 4)
    hooks.backend.endpoints.save(asked, hooks.material.entry(), hooks.now)
    first = deliveries.queue_again(hooks.stored(made), events[:3], hooks.now)
    assert (first.replay_after, first.replay_until) == (3, 4)
    assert hooks.waiting(made, hooks.now) == [1, 3]
    with pytest.raises(ConflictError):
        deliveries.queue_again(asked, events[:3], hooks.now)
    last = deliveries.queue_again(hooks.stored(made), events[3:], hooks.now)
    assert (last.replay_after, hooks.stored(made).replay_after) == (None, None)
    assert hooks.waiting(made, hooks.now) == [1, 3]


def test_events_recorded_at_once_are_in_one_order_without_a_gap(racing: Backend, material: Material) -> None:
    """AP-102: whoever comes second reads again."""
    hooks = Hooks(racing, material)
    hooks.added()

    def record(_: int) -> int:
        event = hooks.event()
        while True:
            try:
                return racing.feeds.record(event, hooks.audience(), hooks.now)[0].sequence
            except ConflictError:
                continue

    outcomes = race(8, record)
    assert sorted(outcomes.given) == list(range(1, 9))
    assert [event.sequence for event in racing.feeds.events(material.practice_id, 0, 20)] == list(range(1, 9))


def test_one_event_recorded_twice_at_once_is_recorded_once(racing: Backend, material: Material) -> None:
    """AP-102: the queue brings an event twice, to two functions."""
    hooks = Hooks(racing, material)
    event = hooks.event()
    outcomes = race(6, lambda _: racing.feeds.record(event, hooks.audience(), hooks.now))
    assert len(outcomes.given) == 1
    assert set(outcomes.refused) <= {AlreadyDoneError, ConflictError}
    assert len(racing.feeds.events(material.practice_id, 0, 20)) == 1


def test_of_two_that_begin_one_try_one_does(racing: Backend, material: Material) -> None:
    """AP-112."""
    hooks = Hooks(racing, material)
    made = hooks.added()
    hooks.record()
    (waiting,) = hooks.due(made)
    outcomes = race(6, lambda _: racing.deliveries.claim(waiting, hooks.now))
    assert len(outcomes.given) == 1
    assert set(outcomes.refused) == {ConflictError}
