"""Whatever staff do to messages, lists and badges are what a look at every message would give (rows D2, D3, D6, D7, D9, D11)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract.material import Material, an_id
from textward.domain.inbox import Badge, InboxList, Place, places
from textward.domain.message import Direction, Message, WorkStatus
from textward.domain.paging import PageRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.contract.backends import Backend

_MEMBERS = [an_id() for _ in range(2)]
_FACILITIES = [an_id(), an_id(), None]

some_members = st.frozensets(st.sampled_from(_MEMBERS))
a_member = st.sampled_from(_MEMBERS)
new_messages = st.tuples(st.just("new"), st.sampled_from(_FACILITIES), st.booleans())
statuses = st.tuples(st.just("status"), st.integers(0, 9), st.sampled_from(WorkStatus))
assignments = st.tuples(st.just("assign"), st.integers(0, 9), some_members, a_member)
stars = st.tuples(st.just("star"), st.integers(0, 9), a_member, st.booleans())


@given(
    first=new_messages,
    steps=st.lists(st.one_of(new_messages, statuses, assignments, stars), min_size=1, max_size=7),
)
@settings(
    max_examples=10,
)
def test_lists_and_badges_follow_every_change(
    first: tuple[Any, ...], steps: list[tuple[Any, ...]], implementation: Callable[[], Backend]
) -> None:
    """AP-12, AP-16, AP-17, AP-18, AP-38."""
    material, backend = Material(), implementation()
    model: list[Message] = []
    for kind, *args in [first, *steps]:
        if kind == "new":
            model.append(_new(backend, material, *args))
        else:
            at = args[0] % len(model)
            model[at] = _CHANGES[kind](backend, model[at], *args[1:])
    _compare(backend, material, model)


def _new(backend: Backend, material: Material, facility_id: str | None, outbound: bool) -> Message:  # noqa: FBT001 - a drawn value
    if outbound:
        message = material.outbound(facility_id=facility_id, author_id=_MEMBERS[0])
    else:
        message = material.inbound(facility_id=facility_id)
    backend.threads.add(message, claim=f"test:{message.message_id}")
    return message


def _set_status(backend: Backend, before: Message, status: WorkStatus) -> Message:
    if before.direction is Direction.OUT:
        return before
    after = before.with_status(status)
    backend.threads.change(before, after)
    return after


def _assign(backend: Backend, before: Message, assignees: frozenset[str], by: str) -> Message:
    if before.direction is Direction.OUT:
        return before
    after = before.with_assignees(assignees, by)
    backend.threads.change(before, after)
    return after


def _star(backend: Backend, before: Message, member: str, starred: bool) -> Message:  # noqa: FBT001 - a drawn value
    backend.threads.star(before, member, starred=starred)
    mine = frozenset({member})
    return replace(before, starred_by=before.starred_by | mine if starred else before.starred_by - mine)


_CHANGES: dict[str, Callable[..., Message]] = {"status": _set_status, "assign": _assign, "star": _star}


def _compare(backend: Backend, material: Material, model: list[Message]) -> None:
    for name in InboxList:
        for member in _MEMBERS if name.is_personal else _MEMBERS[:1]:
            place = Place.of(name, member)
            held = [message for message in reversed(model) if place in places(message)]
            for facility in _FACILITIES:
                expected = [m for m in held if facility in {None, m.facility_id}]
                page = backend.threads.inbox(material.practice_id, place, facility, PageRequest(limit=100))
                assert list(page.items) == expected, (place, facility)
                assert page.next_after is None
    for member in _MEMBERS:
        waiting = [
            sum(Place.of(name, member) in places(message) for message in model)
            for name in (InboxList.PENDING_UNASSIGNED, InboxList.PENDING_FOR_ME)
        ]
        assert backend.threads.badge(material.practice_id, member) == Badge(*waiting)
        mine = Place.of(InboxList.ASSIGNED_TO_ME, member)
        assigned = any(mine in places(message) for message in model)
        assert backend.threads.is_assigned(material.practice_id, material.thread_id, member) is assigned
