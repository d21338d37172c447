"""The `Connections`, `Checkpoints` and `Audit` ports."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.contract.material import Material, an_id
from tests.contract.races import race
from textward.domain.audit import Action, Actor
from textward.domain.paging import PageRequest
from textward.domain.role import Role, TextPrivilege, Viewer
from textward.services.staff_ports import Connection

if TYPE_CHECKING:
    from tests.contract.backends import Backend


def a_viewer(material: Material, privilege: TextPrivilege = TextPrivilege.ALL) -> Viewer:
    return Viewer(material.member(), Role(an_id(), "role", privilege))


@pytest.mark.parametrize("privilege", [TextPrivilege.ALL, TextPrivilege.ASSIGNED])
def test_a_ticket_becomes_one_connection(
    privilege: TextPrivilege, backend: Backend, material: Material
) -> None:
    """AP-35, AP-37."""
    viewer, ticket, connection_id = a_viewer(material, privilege), an_id(), an_id()
    backend.connections.issue_ticket(ticket, viewer, material.later(1))
    assert backend.connections.of_practice(material.practice_id) == ()
    assert backend.connections.redeem(ticket, connection_id, material.now)
    assert backend.connections.of_practice(material.practice_id) == (
        Connection(material.practice_id, connection_id, viewer.member_id, privilege is TextPrivilege.ALL),
    )
    assert not backend.connections.redeem(ticket, an_id(), material.now)
    assert len(backend.connections.of_practice(material.practice_id)) == 1


def test_no_ticket_and_a_late_one_connect_nobody(backend: Backend, material: Material) -> None:
    """AP-35."""
    ticket = an_id()
    backend.connections.issue_ticket(ticket, a_viewer(material), material.later(1))
    assert not backend.connections.redeem(ticket, an_id(), material.later(1))
    assert not backend.connections.redeem(an_id(), an_id(), material.now)
    assert backend.connections.of_practice(material.practice_id) == ()


def test_a_ticket_is_good_to_its_last_moment(backend: Backend, material: Material) -> None:
    """AP-35."""
    ticket = an_id()
    backend.connections.issue_ticket(ticket, a_viewer(material), material.later(1))
    last = material.later(1) - timedelta(milliseconds=1)
    assert backend.connections.redeem(ticket, an_id(), last)


@pytest.mark.slow
def test_a_ticket_taken_many_times_at_once_connects_once(racing: Backend, material: Material) -> None:
    """AP-35."""
    ticket = an_id()
    racing.connections.issue_ticket(ticket, a_viewer(material), material.later(1))
    outcomes = race(6, lambda _: racing.connections.redeem(ticket, an_id(), material.now))
    assert outcomes.refused == []
    assert outcomes.given.count(True) == 1
    assert len(racing.connections.of_practice(material.practice_id)) == 1


def test_a_closed_page_is_forgotten(backend: Backend, material: Material) -> None:
    """AP-36, AP-37."""
    kept, closed = an_id(), an_id()
    for connection_id in (kept, closed):
        ticket = an_id()
        backend.connections.issue_ticket(ticket, a_viewer(material), material.later(1))
        backend.connections.redeem(ticket, connection_id, material.now)
    backend.connections.forget(closed)
    backend.connections.forget(closed)
    backend.connections.forget(an_id())
    found = backend.connections.of_practice(material.practice_id)
    assert [connection.connection_id for connection in found] == [kept]


def test_a_page_tells_which_thread_it_has_open(backend: Backend, material: Material) -> None:
    """AP-44, AP-37 (row D11)."""
    ticket, connection_id = an_id(), an_id()
    backend.connections.issue_ticket(ticket, a_viewer(material), material.later(1))
    backend.connections.redeem(ticket, connection_id, material.now)
    page = backend.connections.get(connection_id)
    assert page is not None
    assert (page.thread_id, page.doing) == (None, "")
    watching = replace(page, thread_id=material.thread_id, doing="typing")
    backend.connections.watch(watching)
    assert backend.connections.get(connection_id) == watching
    assert backend.connections.of_practice(material.practice_id) == (watching,)
    backend.connections.watch(page)
    assert backend.connections.get(connection_id) == page
    assert backend.connections.of_practice(material.practice_id) == (page,)


def test_a_page_that_is_gone_watches_nothing(backend: Backend, material: Material) -> None:
    """AP-36, AP-44."""
    ticket, connection_id = an_id(), an_id()
    backend.connections.issue_ticket(ticket, a_viewer(material), material.later(1))
    backend.connections.redeem(ticket, connection_id, material.now)
    page = backend.connections.get(connection_id)
    assert page is not None
    backend.connections.forget(connection_id)
    backend.connections.watch(replace(page, thread_id=material.thread_id, doing="viewing"))
    assert backend.connections.get(connection_id) is None
    assert backend.connections.get(an_id()) is None
    assert backend.connections.of_practice(material.practice_id) == ()


def test_pages_are_of_one_practice(backend: Backend, material: Material) -> None:
    """AP-37."""
    ticket = an_id()
    backend.connections.issue_ticket(ticket, a_viewer(material), material.later(1))
    backend.connections.redeem(ticket, an_id(), material.now)
    assert backend.connections.of_practice(an_id()) == ()


def test_a_checkpoint_is_kept_under_its_name(backend: Backend, material: Material) -> None:
    """AP-45."""
    name = f"received:{material.practice_id}"
    assert backend.checkpoints.get(name) is None
    backend.checkpoints.save(name, material.now)
    backend.checkpoints.save(name, material.later(5))
    assert backend.checkpoints.get(name) == material.later(5)
    assert backend.checkpoints.get(f"received:{an_id()}") is None


def test_the_trail_grows_in_order(backend: Backend, material: Material) -> None:
    """AP-46."""
    entries = [material.entry() for _ in range(3)]
    for entry in entries:
        backend.audit.append(entry)
    assert backend.audit_ids(material.practice_id) == [entry.entry_id for entry in entries]
    assert backend.audit_ids(an_id()) == []


def test_the_trail_is_read_by_month_newest_first(backend: Backend, material: Material) -> None:
    """AP-43."""
    entries = [
        material.entry(Action.INBOX_VIEWED),
        replace(material.entry(Action.ROLE_SAVED), target_id=an_id(), thread_id=None, patient_id=None),
        replace(material.entry(), message_id=an_id(), actor=Actor("patient", an_id())),
    ]
    next_month = replace(material.entry(), at=datetime(2026, 4, 1, tzinfo=UTC))
    last_moment = replace(material.entry(), at=datetime(2026, 3, 31, 23, 59, 59, 999_000, tzinfo=UTC))
    for entry in (*entries, next_month, last_moment):
        backend.audit.append(entry)
    newest_first = [last_moment, *reversed(entries)]
    first = backend.audit.entries(material.practice_id, "2026-03", PageRequest(limit=3))
    assert list(first.items) == newest_first[:3]
    rest = backend.audit.entries(
        material.practice_id, "2026-03", PageRequest(limit=1, after=first.next_after)
    )
    assert list(rest.items) == newest_first[3:]
    assert rest.next_after is None
    assert backend.audit.entries(material.practice_id, "2026-04", PageRequest()).items == (next_month,)
    assert backend.audit.entries(an_id(), "2026-03", PageRequest()).items == ()
