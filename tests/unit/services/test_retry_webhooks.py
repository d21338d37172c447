"""The schedule delivers what endpoints did not take, and gives up in the end (row J10)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.unit.services.hook_desk import MINUTE, URL, HookDesk
from textward.domain.audit import Action
from textward.domain.outward import OutwardType
from textward.domain.webhook import FAILING, Refusal, Tried, TryOutcome
from textward.services.manage_endpoints import EndpointWish

SECOND = "https://second.example/in"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FAULTS = [
    (Refusal.UNREACHABLE, None),
    (Refusal.REDIRECT, 302),
    (Refusal.STATUS, 503),
]


@pytest.fixture
def desk() -> HookDesk:
    return HookDesk()


@pytest.mark.parametrize(("refusal", "status"), FAULTS)
def test_what_failed_is_tried_again_later_and_then_less_often(
    desk: HookDesk, refusal: Refusal, status: int | None
) -> None:
    endpoint = desk.add()
    desk.sender.refuse(URL, refusal, status)
    desk.clinic.message_in()
    desk.queue()
    desk.later(4 * DAY)
    minutes = [1, 5, 30, 2 * 60, 6 * 60, 12 * 60, 12 * 60, 12 * 60, 12 * 60]
    assert desk.moments()[: len(minutes)] == [MINUTE * n for n in minutes]
    assert len({one.headers["webhook-id"] for one in desk.arrived()}) == 1
    (given_up,) = desk.waiting(endpoint)
    assert (given_up.failed, given_up.last) == (True, Tried(status, refusal))
    last = desk.now(endpoint).last
    assert last
    assert (last.outcome, last.tried) == (TryOutcome.FAILED, Tried(status, refusal))
    first = int(desk.arrived()[0].headers["webhook-timestamp"])
    final = int(desk.arrived()[-1].headers["webhook-timestamp"])
    assert 2 * DAY < timedelta(seconds=final - first) <= 3 * DAY


def test_an_endpoint_that_comes_back_gets_all_of_it_in_order(desk: HookDesk) -> None:
    endpoint = desk.add()
    desk.sender.refuse(URL, Refusal.UNREACHABLE)
    for number in range(30):
        desk.clinic.message_in(sid=f"SM{number}")
    desk.queue()
    desk.sender.posted.clear()
    desk.sender.down.clear()
    desk.later(10 * MINUTE)
    assert sorted(one.event["sequence"] for one in desk.arrived()) == list(range(1, 31))
    assert desk.waiting(endpoint) == []
    assert desk.now(endpoint).failures == 0
    desk.sender.posted.clear()
    desk.later(10 * MINUTE)
    assert desk.arrived() == []
    assert not desk.clinic.world.state.endpoints_due


def test_a_dead_endpoint_costs_a_few_tries_a_minute_and_holds_up_no_other(desk: HookDesk) -> None:
    dead = desk.add()
    other = desk.add(SECOND)
    desk.sender.refuse(URL, Refusal.TIME_OUT)
    desk.sender.refuse(SECOND, Refusal.STATUS, 500)
    for number in range(40):
        desk.clinic.message_in(sid=f"SM{number}")
    desk.queue()
    desk.sender.posted.clear()
    del desk.sender.down[SECOND]
    desk.later(MINUTE)
    assert len(desk.arrived()) == FAILING
    assert len(desk.arrived(SECOND)) >= 37
    desk.later(6 * MINUTE)
    assert desk.waiting(other) == []
    assert len(desk.waiting(dead)) == 40


def test_an_endpoint_that_says_it_is_gone_is_switched_off(desk: HookDesk) -> None:
    endpoint = desk.add()
    desk.sender.refuse(URL, Refusal.GONE, 410)
    desk.clinic.message_in()
    desk.queue()
    assert not desk.now(endpoint).active
    desk.clinic.message_in(sid="SM2")
    desk.queue()
    desk.later(HOUR)
    assert len(desk.arrived()) == 1
    assert len(desk.feed()) == 2, "the feed goes on"


def test_events_given_up_are_counted(desk: HookDesk) -> None:
    desk.add()
    desk.sender.refuse(URL, Refusal.STATUS, 500)
    for number in range(2):
        desk.clinic.message_in(sid=f"SM{number}")
    desk.queue()
    assert desk.later(2 * DAY) == 0
    assert desk.later(2 * DAY) == 2


def test_events_are_sent_again_from_the_feed(desk: HookDesk) -> None:
    endpoint = desk.add(types=frozenset({OutwardType.MESSAGE_RECEIVED}))
    for number in range(60):
        desk.clinic.message_in(sid=f"SM{number}")
    desk.queue()
    desk.sender.posted.clear()
    alice = desk.clinic.demo.alice
    desk.manage.replay(alice, endpoint.endpoint_id, 7, desk.clinic.trail(alice))
    desk.clinic.message_in(sid="new")
    desk.queue()
    desk.later(2 * MINUTE)
    assert sorted(one.event["sequence"] for one in desk.arrived()) == [*range(8, 61), 61]
    assert desk.now(endpoint).replay_after is None
    assert desk.waiting(endpoint) == []


def test_what_was_given_up_is_delivered_when_it_is_asked_for_again(desk: HookDesk) -> None:
    endpoint = desk.add()
    desk.sender.refuse(URL, Refusal.STATUS, 500)
    desk.clinic.message_in()
    desk.queue()
    desk.later(4 * DAY)
    desk.sender.down.clear()
    desk.sender.posted.clear()
    alice = desk.clinic.demo.alice
    desk.manage.replay(alice, endpoint.endpoint_id, 0, desk.clinic.trail(alice))
    desk.later(MINUTE)
    assert [one.event["sequence"] for one in desk.arrived()] == [1]
    assert desk.waiting(endpoint) == []


def test_a_replay_goes_on_after_a_crash(desk: HookDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint = desk.add()
    for number in range(30):
        desk.clinic.message_in(sid=f"SM{number}")
    desk.queue()
    desk.sender.posted.clear()
    alice = desk.clinic.demo.alice
    desk.manage.replay(alice, endpoint.endpoint_id, 0, desk.clinic.trail(alice))

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(type(desk.clinic.world.deliveries), "claim", crash)
        with pytest.raises(KeyboardInterrupt):
            desk.retry()
    desk.later(2 * MINUTE)
    assert sorted(one.event["sequence"] for one in desk.arrived()) == list(range(1, 31))


def test_an_endpoint_taken_away_during_a_run_stops_it(desk: HookDesk) -> None:
    endpoint = desk.add()
    desk.sender.refuse(URL, Refusal.STATUS, 500)
    desk.clinic.message_in()
    desk.queue()
    alice = desk.clinic.demo.alice
    desk.manage.replay(alice, endpoint.endpoint_id, 0, desk.clinic.trail(alice))
    entry = desk.clinic.trail(alice).entry(desk.practice_id, Action.ENDPOINT_DELETED)
    desk.sender.meanwhile = lambda: desk.clinic.world.endpoints.delete(endpoint, entry)
    desk.later(2 * MINUTE)
    assert desk.clinic.world.state.endpoints == {}


def test_an_event_that_is_no_longer_kept_is_given_up(desk: HookDesk) -> None:
    endpoint = desk.add()
    desk.sender.refuse(URL, Refusal.STATUS, 500)
    desk.clinic.message_in()
    desk.queue()
    desk.clinic.world.state.feeds.clear()
    desk.later(2 * MINUTE)
    (given_up,) = desk.waiting(endpoint)
    assert (given_up.failed, given_up.last) == (True, Tried(None, Refusal.EXPIRED))
    assert len(desk.arrived()) == 1


def test_while_it_is_switched_off_nothing_is_tried_and_after_that_everything(desk: HookDesk) -> None:
    endpoint = desk.add()
    desk.sender.refuse(URL, Refusal.GONE, 410)
    desk.clinic.message_in()
    desk.queue()
    desk.sender.down.clear()
    desk.later(10 * MINUTE)
    assert len(desk.arrived()) == 1
    alice, now = desk.clinic.demo.alice, desk.now(endpoint)
    wish = EndpointWish(URL, now.types, include_content=False, active=True)
    desk.manage.change(alice, now.endpoint_id, wish, now.version, desk.clinic.trail(alice))
    desk.later(10 * MINUTE)
    assert len(desk.arrived()) == 2
    assert desk.waiting(endpoint) == []
