"""Notices, the automated texts of record systems: the port `Notices` (row A3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.contract.material import NOW, Material, an_id
from tests.contract.races import race
from textward.domain.audit import Action
from textward.domain.errors import ConflictError, NotFoundError
from textward.domain.message import WorkStatus
from textward.domain.notice_wording import Wording
from textward.domain.paging import PageRequest
from textward.domain.private import Private

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.contract.backends import Backend
    from textward.domain.message import Message
    from textward.domain.notice import Notice

MINUTE = timedelta(minutes=1)
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
"""Notices due then come before those of other tests on the same tables."""


def message_of(material: Material) -> Message:
    return material.outbound("Hello María, $12 is due.", author_id=None)


def now(backend: Backend, notice: Notice) -> Notice:
    stored = backend.notices.get(notice.practice_id, notice.notice_id)
    assert stored
    return stored


def test_a_notice_reads_back_whole_in_each_state(backend: Backend, material: Material) -> None:
    """AP-116, AP-117."""
    bare = Wording(Private("Closed {{today}}"))
    first = material.scheduled()
    other = material.scheduled(wording=bare, respects_quiet_hours=False)
    assert backend.notices.get(first.practice_id, first.notice_id) is None
    put_off = first.put_off(NOW + MINUTE)
    for notice in (
        first,
        put_off,
        put_off.refused(("no_mobile", "texting_off"), NOW),
        other,
        other.cancelled(NOW),
    ):
        backend.notices.save(notice)
        assert now(backend, notice) == notice
    assert backend.notices.get(an_id(), first.notice_id) is None


def test_a_notice_becomes_a_message_at_once_with_its_line_in_the_trail(
    backend: Backend, material: Material
) -> None:
    """AP-117: nobody's message, in the thread and in no list of pending ones."""
    scheduled, message, entry = material.scheduled(), message_of(material), material.entry()
    backend.notices.save(scheduled)
    left = scheduled.queued(message.message_id, message.at)
    backend.notices.save(left, message, entry)
    assert now(backend, left) == left
    assert left.wording is None
    (stored,) = backend.threads.messages(material.practice_id, material.thread_id, PageRequest()).items
    assert stored == message
    head = backend.threads.head(material.practice_id, material.thread_id)
    assert head
    assert head.last_sender_id is None
    assert backend.audit_ids(material.practice_id) == [entry.entry_id]
    text = backend.texts.get(material.practice_id, material.thread_id, message.message_id)
    assert text
    assert text.body == message.body


def test_one_sent_at_once_is_stored_with_its_message(backend: Backend, material: Material) -> None:
    """AP-117."""
    message = message_of(material)
    notice = replace(material.scheduled().queued(message.message_id, message.at), version=1)
    backend.notices.save(notice, message)
    assert now(backend, notice) == notice
    found = backend.threads.message(material.practice_id, material.thread_id, message.message_id)
    assert found.status is not WorkStatus.PENDING


def test_a_notice_changes_only_from_the_version_that_was_read(backend: Backend, material: Material) -> None:
    """AP-117: nothing of what is refused is stored, its message least of all."""
    scheduled, message = material.scheduled(), message_of(material)
    backend.notices.save(scheduled)
    cancelled = scheduled.cancelled(NOW)
    backend.notices.save(cancelled)
    for late in (
        scheduled,
        scheduled.queued(message.message_id, NOW),
        replace(cancelled, version=4),
        material.scheduled(version=2),
    ):
        with pytest.raises(ConflictError):
            backend.notices.save(late, message, material.entry(Action.MESSAGE_SENT))
    assert now(backend, scheduled) == cancelled
    with pytest.raises(NotFoundError):
        backend.threads.message(material.practice_id, material.thread_id, message.message_id)
    assert backend.audit_ids(material.practice_id) == []


def test_scheduled_notices_come_due_longest_waiting_first(backend: Backend, material: Material) -> None:
    """AP-118: page by page, also when those of the page before have left meanwhile."""
    made = [material.scheduled(send_at=LONG_AGO + n * MINUTE) for n in (1, 0, 3, 2)]
    settled = material.scheduled(send_at=LONG_AGO)
    for notice in (*made, settled, settled.cancelled(NOW)):
        backend.notices.save(notice)
    one, zero, three, two = made
    until = LONG_AGO + 2 * MINUTE
    assert backend.notices.due(until, 10).items == (zero, one, two)
    first = backend.notices.due(until, 2)
    assert first.items == (zero, one)
    rest = backend.notices.due(until, 2, first.next_after)
    assert (rest.items, rest.next_after) == ((two,), None)
    for notice in (zero, one):
        backend.notices.save(notice.refused(("too_late",), NOW))
    assert backend.notices.due(until, 2, first.next_after).items == (two,)
    assert backend.notices.due(until, 2).items == (two,)
    for notice in (two, three):
        backend.notices.save(notice.cancelled(NOW))
    assert backend.notices.due(LONG_AGO + 9 * MINUTE, 2).items == ()


def test_one_put_off_is_due_at_its_new_time_only(backend: Backend, material: Material) -> None:
    """AP-118."""
    notice = material.scheduled(send_at=LONG_AGO)
    backend.notices.save(notice)
    later = notice.put_off(LONG_AGO + MINUTE)
    backend.notices.save(later)
    assert backend.notices.due(LONG_AGO, 5).items == ()
    assert backend.notices.due(LONG_AGO + MINUTE, 5).items == (later,)
    backend.notices.save(later.cancelled(NOW))


def test_of_a_sending_and_a_taking_back_at_once_only_one_is_done(racing: Backend) -> None:
    """AP-117."""
    for _ in range(5):
        material = Material()
        scheduled, message = material.scheduled(), message_of(material)
        racing.notices.save(scheduled)
        left = scheduled.queued(message.message_id, NOW)
        steps = [(left, message), (scheduled.cancelled(NOW), None)]
        outcomes = race(2, _saving(racing, steps))
        assert outcomes.refused == [ConflictError]
        there = racing.threads.messages(material.practice_id, material.thread_id, PageRequest()).items
        assert bool(there) == (now(racing, scheduled) == left)


def _saving(racing: Backend, steps: list[tuple[Notice, Message | None]]) -> Callable[[int], None]:
    return lambda number: racing.notices.save(*steps[number])
