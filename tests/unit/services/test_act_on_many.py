"""One action on a selection, or on a whole thread (rows D5, D7): one that fails holds up no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from textward.domain.errors import NotAllowedError, NotFoundError
from textward.domain.message import Message, WorkStatus
from textward.domain.paging import PageRequest
from textward.services.act_on_many import ActOnMany, Outcome, Result, Seen
from textward.services.assign_message import AssignMessage

if TYPE_CHECKING:
    from tests.unit.services.clinic import Clinic
    from textward.domain.role import Viewer


def _many(clinic: Clinic) -> ActOnMany:
    threads = clinic.world.threads
    return ActOnMany(threads, clinic.change_status, AssignMessage(threads, clinic.world.staff))


def _seen(message: Message, version: int | None = None) -> Seen:
    return Seen(message.thread_id, message.message_id, version or message.version)


def _set(clinic: Clinic, status: WorkStatus, *seen: Seen, by: Viewer | None = None) -> tuple[Result, ...]:
    viewer = by or clinic.demo.alice
    return _many(clinic).set_status(viewer, seen, status, clinic.trail(viewer))


def _status(clinic: Clinic, message: Message) -> WorkStatus | None:
    return clinic.world.threads.message(clinic.practice_id, message.thread_id, message.message_id).status


def test_each_message_of_a_selection_gets_its_own_answer(clinic: Clinic) -> None:
    done, changed = clinic.message_in("One", sid="SM1"), clinic.message_in("Two", sid="SM2")
    (deleted,) = _set(clinic, WorkStatus.DELETED, _seen(changed))
    sent, _ = clinic.compose()
    unknown = Seen(done.thread_id, "0" * 26, 1)

    results = _set(clinic, WorkStatus.COMPLETED, _seen(changed), _seen(sent), unknown, _seen(done))

    assert [(r.message_id, r.outcome) for r in results] == [
        (changed.message_id, Outcome.CONFLICT),
        (sent.message_id, Outcome.REFUSED),
        (unknown.message_id, Outcome.NOT_FOUND),
        (done.message_id, Outcome.DONE),
    ]
    assert results[0].message == deleted.message
    assert results[3].message
    assert _status(clinic, done) is WorkStatus.COMPLETED
    assert _status(clinic, changed) is WorkStatus.DELETED


def test_who_sees_assigned_completes_their_own_of_a_selection(clinic: Clinic) -> None:
    mine = clinic.assign(clinic.message_in("One", sid="SM1"), clinic.demo.bob)
    others = clinic.message_in("Two", sid="SM2")

    results = _set(clinic, WorkStatus.COMPLETED, _seen(mine), _seen(others), by=clinic.demo.bob)

    assert [result.outcome for result in results] == [Outcome.DONE, Outcome.NOT_FOUND]
    assert results[1].message is None
    assert [r.outcome for r in _set(clinic, WorkStatus.DELETED, _seen(mine), by=clinic.demo.bob)] == [
        Outcome.REFUSED
    ]
    with pytest.raises(NotAllowedError):
        _set(clinic, WorkStatus.COMPLETED, _seen(others), by=clinic.demo.carol)


def test_a_selection_is_given_to_the_same_members(clinic: Clinic) -> None:
    first, second = clinic.message_in("One", sid="SM1"), clinic.message_in("Two", sid="SM2")
    alice, bob = clinic.demo.alice, clinic.demo.bob
    _set(clinic, WorkStatus.DELETED, _seen(second))

    results = _many(clinic).assign(
        alice, (_seen(first), _seen(second, 2)), frozenset({bob.member_id}), clinic.trail(alice)
    )

    assert [result.outcome for result in results] == [Outcome.DONE, Outcome.REFUSED]
    assert clinic.read_inbox.badge(bob).pending_for_me == 1
    with pytest.raises(NotAllowedError):
        _many(clinic).assign(bob, (_seen(first),), frozenset(), clinic.trail(bob))


def _thread(
    clinic: Clinic,
    thread_id: str,
    status: WorkStatus,
    page: PageRequest | None = None,
    by: Viewer | None = None,
) -> tuple[list[str], str | None]:
    viewer = by or clinic.demo.alice
    found = _many(clinic).thread(viewer, thread_id, status, page or PageRequest(), clinic.trail(viewer))
    assert {result.outcome for result in found.items} <= {Outcome.DONE}
    return [result.message_id for result in found.items], found.next_after


def test_a_whole_thread_is_completed_page_by_page(clinic: Clinic) -> None:
    messages = [clinic.message_in(f"Text {number}", sid=f"SM{number}") for number in range(3)]
    sent, _ = clinic.compose()
    thread_id = messages[0].thread_id

    first, after = _thread(clinic, thread_id, WorkStatus.COMPLETED, PageRequest(limit=2))
    assert first == [messages[2].message_id], "what was sent is looked at and passed over"
    assert _status(clinic, messages[0]) is WorkStatus.PENDING
    second, end = _thread(clinic, thread_id, WorkStatus.COMPLETED, PageRequest(limit=2, after=after))

    assert (second, end) == ([messages[1].message_id, messages[0].message_id], None)
    assert {_status(clinic, message) for message in messages} == {WorkStatus.COMPLETED}
    assert _status(clinic, sent) is None
    assert _thread(clinic, thread_id, WorkStatus.COMPLETED) == ([], None)


def test_completing_a_thread_leaves_the_deleted_alone_and_restoring_brings_both_back(clinic: Clinic) -> None:
    gone, kept = clinic.message_in("One", sid="SM1"), clinic.message_in("Two", sid="SM2")
    _set(clinic, WorkStatus.DELETED, _seen(gone))

    completed, _ = _thread(clinic, gone.thread_id, WorkStatus.COMPLETED)
    assert completed == [kept.message_id]
    assert _status(clinic, gone) is WorkStatus.DELETED
    restored, _ = _thread(clinic, gone.thread_id, WorkStatus.PENDING)

    assert restored == [kept.message_id, gone.message_id]
    assert {_status(clinic, message) for message in (gone, kept)} == {WorkStatus.PENDING}


def test_a_thread_that_is_not_theirs_or_not_there_is_not_found(clinic: Clinic) -> None:
    message = clinic.message_in()

    with pytest.raises(NotFoundError):
        _thread(clinic, message.thread_id, WorkStatus.COMPLETED, by=clinic.demo.bob)
    with pytest.raises(NotAllowedError):
        _thread(clinic, message.thread_id, WorkStatus.COMPLETED, by=clinic.demo.carol)
    with pytest.raises(NotFoundError):
        _thread(clinic, clinic.demo.mother.thread_id, WorkStatus.COMPLETED)
