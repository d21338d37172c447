"""A practice admin says where events go (row J10)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.unit.services.hook_desk import ALL, URL, HookDesk
from textward.domain.audit import Action
from textward.domain.errors import (
    ConflictError,
    FeedGoneError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
)
from textward.domain.outward import KEPT_DAYS, OutwardType
from textward.domain.paging import PageRequest
from textward.domain.webhook import MOST_ENDPOINTS, OVERLAP, Refusal, Tried, TryOutcome
from textward.domain.webhook_signature import signature
from textward.services.manage_endpoints import EndpointWish

if TYPE_CHECKING:
    from collections.abc import Callable

    from textward.domain.role import Viewer
    from textward.services.record_audit import AuditTrail

WISH = EndpointWish(URL, ALL, include_content=False)


@pytest.fixture
def desk() -> HookDesk:
    return HookDesk()


def test_nobody_but_an_admin(desk: HookDesk) -> None:
    endpoint = desk.add()
    where, manage = endpoint.endpoint_id, desk.manage
    calls: list[Callable[[Viewer, AuditTrail], object]] = [
        lambda viewer, _: manage.listed(viewer),
        lambda viewer, trail: manage.add(viewer, WISH, trail),
        lambda viewer, trail: manage.change(viewer, where, WISH, 1, trail),
        lambda viewer, trail: manage.delete(viewer, where, trail),
        lambda viewer, trail: manage.rotate(viewer, where, trail),
        lambda viewer, trail: manage.test(viewer, where, trail),
        lambda viewer, trail: manage.replay(viewer, where, 0, trail),
        lambda viewer, _: manage.waiting_page(viewer, where, PageRequest()),
    ]
    for viewer in (desk.clinic.demo.bob, desk.clinic.demo.carol):
        for call in calls:
            with pytest.raises(NotAllowedError):
                call(viewer, desk.clinic.trail(viewer))
    assert desk.now(endpoint).version == 1
    assert desk.sender.posted == []


def test_each_change_has_its_line_in_the_trail(desk: HookDesk) -> None:
    alice, endpoint = desk.clinic.demo.alice, desk.add()
    trail, where = desk.clinic.trail(alice), endpoint.endpoint_id
    desk.clinic.message_in()
    desk.queue()
    desk.manage.change(alice, where, WISH, 1, trail)
    desk.manage.rotate(alice, where, trail)
    desk.manage.test(alice, where, trail)
    desk.manage.replay(alice, where, 0, trail)
    desk.manage.delete(alice, where, trail)
    entries = desk.clinic.world.state.audit
    assert [(entry.action, entry.target_id) for entry in entries] == [
        (Action.ENDPOINT_SAVED, where),
        (Action.ENDPOINT_SAVED, where),
        (Action.ENDPOINT_SECRET_MADE, where),
        (Action.ENDPOINT_TESTED, where),
        (Action.EVENTS_REPLAYED, where),
        (Action.ENDPOINT_DELETED, where),
    ]
    for call in (
        lambda: desk.manage.change(alice, where, WISH, 4, trail),
        lambda: desk.manage.delete(alice, where, trail),
        lambda: desk.manage.test(alice, where, trail),
    ):
        with pytest.raises(NotFoundError):
            call()


def test_there_are_only_so_many(desk: HookDesk) -> None:
    for _ in range(MOST_ENDPOINTS):
        desk.add()
    with pytest.raises(InvalidInputError):
        desk.add()


@pytest.mark.parametrize(
    "url",
    [
        "http://records.example/",
        "https://",
        "https://user:secret@records.example/",
        "https://records.example/#part",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://records.example:99999/",
        "https://[bad/",
        "ftp://records.example/",
        "records.example",
        "https://records.example/with space",
        "https://récords.example/",
        "https://records.example/" + "x" * 500,
        "http://127.0.0.1:8000/",
    ],
)
def test_an_address_that_must_not_be_called_is_refused(desk: HookDesk, url: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        desk.add(url)
    assert refused.value.pointer == "/url"
    assert desk.clinic.world.state.endpoints == {}


def test_a_change_of_what_somebody_else_changed_is_refused(desk: HookDesk) -> None:
    alice, endpoint = desk.clinic.demo.alice, desk.add()
    trail = desk.clinic.trail(alice)
    desk.manage.rotate(alice, endpoint.endpoint_id, trail)
    with pytest.raises(ConflictError):
        desk.manage.change(alice, endpoint.endpoint_id, WISH, 1, trail)


def test_the_old_secret_signs_for_a_day_beside_the_new_one(desk: HookDesk) -> None:
    alice = desk.clinic.demo.alice
    trail = desk.clinic.trail(alice)
    endpoint, old = desk.manage.add(alice, WISH, trail)
    _, new = desk.manage.rotate(alice, endpoint.endpoint_id, trail)
    assert old != new

    def signed_by() -> list[bool]:
        desk.manage.test(alice, endpoint.endpoint_id, trail)
        sent = desk.arrived()[-1]
        made = sent.headers["webhook-signature"].split(" ")
        stamp = int(sent.headers["webhook-timestamp"])
        return [
            signature(secret, sent.headers["webhook-id"], stamp, sent.body) in made for secret in (old, new)
        ]

    assert signed_by() == [True, True]
    desk.clinic.world.advance(OVERLAP)
    assert signed_by() == [False, True]


def test_a_ping_tells_how_it_went_and_is_in_no_feed(desk: HookDesk) -> None:
    alice, endpoint = desk.clinic.demo.alice, desk.add()
    trail = desk.clinic.trail(alice)
    assert desk.manage.test(alice, endpoint.endpoint_id, trail) == Tried(200)
    assert desk.arrived()[0].event["type"] == OutwardType.PING.value
    desk.sender.refuse(URL, Refusal.STATUS, 404)
    assert desk.manage.test(alice, endpoint.endpoint_id, trail) == Tried(404, Refusal.STATUS)
    last = desk.now(endpoint).last
    assert last
    assert last.outcome is TryOutcome.FAILED
    assert (desk.feed(), desk.waiting(endpoint)) == ([], [])


def test_only_what_the_feed_holds_is_sent_again(desk: HookDesk) -> None:
    alice, endpoint = desk.clinic.demo.alice, desk.add()
    trail = desk.clinic.trail(alice)
    for after in (0, 1):
        with pytest.raises(InvalidInputError):
            desk.manage.replay(alice, endpoint.endpoint_id, after, trail)
    desk.clinic.message_in()
    desk.queue()
    with pytest.raises(InvalidInputError):
        desk.manage.replay(alice, endpoint.endpoint_id, 1, trail)
    desk.manage.replay(alice, endpoint.endpoint_id, 0, trail)
    desk.clinic.world.advance(timedelta(days=KEPT_DAYS + 1))
    with pytest.raises(InvalidInputError):
        desk.manage.replay(alice, endpoint.endpoint_id, 0, trail)


def test_a_record_system_reads_the_feed_from_where_it_left_off(desk: HookDesk) -> None:
    desk.add()
    trail = desk.clinic.trail(desk.clinic.demo.alice)
    assert desk.read(desk.practice_id, None, 10, trail) == ((), 0)
    for number in range(5):
        desk.clinic.message_in(sid=f"SM{number}")
    desk.queue()
    before = len(desk.clinic.world.state.audit)
    first, after = desk.read(desk.practice_id, None, 3, trail)
    rest, end = desk.read(desk.practice_id, after, 3, trail)
    assert [event.sequence for event in (*first, *rest)] == [1, 2, 3, 4, 5]
    assert desk.read(desk.practice_id, end, 3, trail) == ((), 5)
    actions = [entry.action for entry in desk.clinic.world.state.audit[before:]]
    assert actions == [Action.EVENTS_READ] * 2
    with pytest.raises(InvalidInputError):
        desk.read(desk.practice_id, 6, 3, trail)


def test_who_comes_too_late_is_told_where_the_feed_begins(desk: HookDesk) -> None:
    desk.add()
    trail = desk.clinic.trail(desk.clinic.demo.alice)
    desk.clinic.message_in()
    desk.queue()
    desk.clinic.world.advance(timedelta(days=KEPT_DAYS + 1))
    desk.clinic.message_in(sid="SM2")
    desk.queue()
    with pytest.raises(FeedGoneError) as gone:
        desk.read(desk.practice_id, 0, 10, trail)
    assert gone.value.after == 1
    events, _ = desk.read(desk.practice_id, gone.value.after, 10, trail)
    assert [event.sequence for event in events] == [2]
    events, _ = desk.read(desk.practice_id, None, 10, trail)
    assert [event.sequence for event in events] == [2]
