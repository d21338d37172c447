from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from textward.domain.events import EventType
from textward.services.assign_message import AssignMessage
from textward.services.watch_live import TICKET_LIFETIME

if TYPE_CHECKING:
    from tests.unit.services.clinic import Clinic
    from textward.domain.role import Viewer


def _connect(clinic: Clinic, viewer: Viewer, connection_id: str) -> None:
    assert clinic.open_live.connect(clinic.open_live.ticket(viewer), connection_id)


def _push_all(clinic: Clinic) -> list[tuple[str, dict[str, str]]]:
    for event in clinic.world.stream():
        clinic.push_to_staff(event)
    return clinic.world.push.pushed


def test_ticket_is_good_once(clinic: Clinic) -> None:
    ticket = clinic.open_live.ticket(clinic.demo.alice)

    assert clinic.open_live.connect(ticket, "c1")
    assert not clinic.open_live.connect(ticket, "c2")
    assert list(clinic.world.state.connections) == ["c1"]


@pytest.mark.parametrize(
    ("age", "good"), [(TICKET_LIFETIME - timedelta(milliseconds=1), True), (TICKET_LIFETIME, False)]
)
def test_ticket_is_good_for_thirty_seconds(clinic: Clinic, age: timedelta, *, good: bool) -> None:
    ticket = clinic.open_live.ticket(clinic.demo.alice)
    clinic.world.advance(age)

    assert clinic.open_live.connect(ticket, "c1") is good


@pytest.mark.parametrize("ticket", ["", "made up"])
def test_ticket_of_nobody_is_refused(clinic: Clinic, ticket: str) -> None:
    assert not clinic.open_live.connect(ticket, "c1")


def test_ticket_is_stored_as_its_hash(clinic: Clinic) -> None:
    ticket = clinic.open_live.ticket(clinic.demo.alice)

    assert ticket not in clinic.world.state.tickets


def test_member_without_the_privilege_gets_a_ticket_and_hears_of_no_text(clinic: Clinic) -> None:
    """A member of a group needs no part in text messages."""
    _connect(clinic, clinic.demo.carol, "carol")
    clinic.message_in()

    assert _push_all(clinic) == []


def test_new_text_is_pushed_to_who_sees_all_and_not_to_who_sees_assigned(clinic: Clinic) -> None:
    _connect(clinic, clinic.demo.alice, "alice")
    _connect(clinic, clinic.demo.bob, "bob")
    message = clinic.message_in("I am in pain")

    pushed = _push_all(clinic)

    assert [connection for connection, _ in pushed] == ["alice"]
    assert pushed[0][1] == {
        "type": "inbox.changed",
        "thread_id": message.thread_id,
        "message_id": message.message_id,
    }


def test_assigned_message_is_pushed_to_its_assignee(clinic: Clinic) -> None:
    _connect(clinic, clinic.demo.bob, "bob")
    clinic.assign(clinic.message_in(), clinic.demo.bob)

    assert {connection for connection, _ in _push_all(clinic)} == {"bob"}


def test_author_hears_of_the_delivery_of_what_they_sent(clinic: Clinic) -> None:
    message = clinic.assign(clinic.message_in(), clinic.demo.bob)
    clinic.compose(to=message.thread_id, by=clinic.demo.bob)
    clinic.world.stream()
    _connect(clinic, clinic.demo.bob, "bob")
    event = replace(clinic.world.state.events[-1], type=EventType.MESSAGE_DELIVERY_CHANGED)

    clinic.push_to_staff(event)

    assert clinic.world.push.pushed[0][1]["type"] == "thread.changed"


def test_push_carries_no_word_of_the_patients(clinic: Clinic) -> None:
    _connect(clinic, clinic.demo.alice, "alice")
    clinic.message_in("I am in pain")

    told = json.dumps([payload for _, payload in _push_all(clinic)])

    for private in ("pain", "López", "5550101"):
        assert private not in told


def test_other_practices_hear_nothing(clinic: Clinic) -> None:
    alice = clinic.demo.alice
    stranger = replace(alice.member, practice_id="0" * 26)
    clinic.world.staff.save_member(stranger)
    _connect(clinic, replace(alice, member=stranger), "stranger")
    clinic.message_in()

    assert _push_all(clinic) == []


def test_page_that_is_gone_is_forgotten_and_stops_no_other(clinic: Clinic) -> None:
    _connect(clinic, clinic.demo.alice, "gone")
    _connect(clinic, clinic.demo.alice, "here")
    clinic.world.push.gone.add("gone")
    clinic.message_in()

    assert [connection for connection, _ in _push_all(clinic)] == ["here"]
    assert list(clinic.world.state.connections) == ["here"]


def test_closed_page_hears_nothing_more(clinic: Clinic) -> None:
    _connect(clinic, clinic.demo.alice, "alice")
    clinic.open_live.disconnect("alice")
    clinic.message_in()

    assert _push_all(clinic) == []
    clinic.open_live.disconnect("alice")


def test_event_of_a_code_tells_who_sees_assigned_nothing(clinic: Clinic) -> None:
    _connect(clinic, clinic.demo.bob, "bob")
    clinic.secured()

    assert _push_all(clinic) == []


def test_ticket_of_a_member_whose_access_has_ended_opens_nothing(clinic: Clinic) -> None:
    ticket = clinic.open_live.ticket(clinic.demo.bob)
    clinic.world.staff.save_member(replace(clinic.demo.bob.member, active=False))

    assert not clinic.open_live.connect(ticket, "c1")
    assert not clinic.world.connections.of_practice(clinic.practice_id)


def test_member_who_had_it_hears_that_it_was_taken_back(clinic: Clinic) -> None:
    demo, trail = clinic.demo, clinic.trail(clinic.demo.alice)
    message = clinic.message_in()
    ids = (message.thread_id, message.message_id)
    assign = AssignMessage(clinic.world.threads, clinic.world.staff)
    mine = assign(demo.alice, ids, frozenset({demo.bob.member_id}), message.version, trail)
    clinic.world.stream()
    _connect(clinic, demo.bob, "bob's page")

    assign(demo.alice, ids, frozenset(), mine.version, trail)

    assert [connection for connection, _ in _push_all(clinic)] == ["bob's page"]
