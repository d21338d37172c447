"""Words within a thread (row B1), and what was done with a message (row D8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from textward.domain.audit import Action
from textward.domain.errors import NotAllowedError, NotFoundError
from textward.domain.message import Mode, WorkStatus
from textward.domain.paging import PageRequest
from textward.domain.work import WorkKind

if TYPE_CHECKING:
    from tests.unit.services.clinic import Clinic
    from textward.domain.role import Viewer


def _matching(
    clinic: Clinic, words: str, page: PageRequest | None = None, by: Viewer | None = None
) -> tuple[list[str], str | None]:
    viewer = by or clinic.demo.alice
    found = clinic.read_thread.matching(
        viewer, clinic.demo.maria.thread_id, words, page or PageRequest(), clinic.trail(viewer)
    )
    return [message.body.reveal() for message in found.items], found.next_after


def test_every_word_has_to_be_there_in_whatever_spelling(clinic: Clinic) -> None:
    clinic.message_in("Is my appointment on Friday?", sid="SM1")
    clinic.message_in("Can I move the appointment?", sid="SM2")
    clinic.compose("FRÍDAY it is: your Appointment at 9", mode=Mode.SECURED)

    assert _matching(clinic, "friday APPÓINT") == (
        ["FRÍDAY it is: your Appointment at 9", "Is my appointment on Friday?"],
        None,
    )
    assert _matching(clinic, "move")[0] == ["Can I move the appointment?"]
    assert _matching(clinic, "monday") == ([], None)
    assert _matching(clinic, " -- ") == ([], None)


def test_a_search_goes_on_where_it_ended(clinic: Clinic) -> None:
    clinic.message_in("needle", sid="SM1")
    for number in range(2, 4):
        clinic.message_in("hay", sid=f"SM{number}")

    first, after = _matching(clinic, "needle", PageRequest(limit=2))
    assert first == []
    assert after is not None
    assert _matching(clinic, "needle", PageRequest(limit=2, after=after)) == (["needle"], None)


def test_a_search_is_in_the_trail_without_its_words(clinic: Clinic) -> None:
    clinic.message_in("needle")
    _matching(clinic, "needle")

    line = clinic.world.state.audit[-1]
    assert (line.action, line.thread_id) == (Action.THREAD_SEARCHED, clinic.demo.maria.thread_id)
    assert "needle" not in repr(line)


def test_the_history_tells_each_step_oldest_first(clinic: Clinic) -> None:
    alice, message = clinic.demo.alice, clinic.message_in()
    ids = (message.thread_id, message.message_id)
    for version, status in enumerate((WorkStatus.COMPLETED, WorkStatus.DELETED, WorkStatus.PENDING), 1):
        clinic.change_status(alice, ids, status, version, clinic.trail(alice))

    steps = clinic.read_thread.history(alice, ids, clinic.trail(alice))

    assert [step.kind for step in steps] == [WorkKind.COMPLETED, WorkKind.DELETED, WorkKind.RESTORED]
    assert {step.by for step in steps} == {alice.member_id}
    assert clinic.world.state.audit[-1].action is Action.HISTORY_VIEWED


def test_who_may_not_see_the_thread_looks_into_nothing(clinic: Clinic) -> None:
    message, bob, carol = clinic.message_in(), clinic.demo.bob, clinic.demo.carol
    ids = (message.thread_id, message.message_id)

    with pytest.raises(NotFoundError):
        _matching(clinic, "hello", by=bob)
    with pytest.raises(NotFoundError):
        clinic.read_thread.history(bob, ids, clinic.trail(bob))
    with pytest.raises(NotAllowedError):
        _matching(clinic, "hello", by=carol)
    with pytest.raises(NotAllowedError):
        clinic.read_thread.history(carol, ids, clinic.trail(carol))
    assert clinic.world.state.audit == []

    clinic.assign(message, bob)
    assert _matching(clinic, "hello", by=bob)[0] == ["Hello?"]
    assert clinic.read_thread.history(bob, ids, clinic.trail(bob)) == ()
