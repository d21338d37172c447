"""Who a message is given to, by whom, and a member's own star (rows D6, D8, D9, D11, E3)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from textward.domain.audit import Action
from textward.domain.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from textward.domain.inbox import Badge, InboxList, Place
from textward.domain.message import Message, WorkStatus
from textward.domain.paging import PageRequest
from textward.domain.role import TextPrivilege
from textward.domain.work import WorkKind
from textward.services.assign_message import MOST_ASSIGNEES, AssignMessage, StarMessage

if TYPE_CHECKING:
    from tests.unit.services.clinic import Clinic
    from textward.domain.role import Viewer


def _assign(
    clinic: Clinic,
    message: Message,
    *members: str,
    by: Viewer | None = None,
    version: int | None = None,
) -> Message:
    viewer = by or clinic.demo.alice
    assign = AssignMessage(clinic.world.threads, clinic.world.staff)
    ids = (message.thread_id, message.message_id)
    return assign(viewer, ids, frozenset(members), version or message.version, clinic.trail(viewer))


def _star(clinic: Clinic, message: Message, *, starred: bool = True, by: Viewer | None = None) -> Message:
    viewer = by or clinic.demo.alice
    ids = (message.thread_id, message.message_id)
    return StarMessage(clinic.world.threads)(viewer, ids, clinic.trail(viewer), starred=starred)


def _stored(clinic: Clinic, message: Message) -> Message:
    return clinic.world.threads.message(message.practice_id, message.thread_id, message.message_id)


def _listed(clinic: Clinic, name: InboxList, viewer: Viewer) -> list[str]:
    place = Place.of(name, viewer.member_id)
    page = clinic.world.threads.inbox(clinic.practice_id, place, None, PageRequest())
    return [message.message_id for message in page.items]


def test_a_message_given_to_several_waits_for_each_and_is_followed_by_the_giver(clinic: Clinic) -> None:
    alice, bob, message = clinic.demo.alice, clinic.demo.bob, clinic.message_in()

    given = _assign(clinic, message, alice.member_id, bob.member_id)

    assert given == _stored(clinic, message)
    assert clinic.read_inbox.badge(bob) == Badge(0, 1)
    assert clinic.read_inbox.badge(alice) == Badge(0, 1)
    assert _listed(clinic, InboxList.ASSIGNED_BY_ME, alice) == [message.message_id]
    assert _listed(clinic, InboxList.ASSIGNED_BY_ME, bob) == []


def test_the_history_and_the_trail_tell_who_gave_it_to_whom(clinic: Clinic) -> None:
    message, bob = clinic.message_in(), clinic.demo.bob

    _assign(clinic, message, bob.member_id)

    (step,) = clinic.world.threads.history(clinic.practice_id, message.thread_id, message.message_id)
    line = clinic.world.state.audit[-1]
    assert (step.kind, step.by, step.member_ids) == (
        WorkKind.ASSIGNED,
        clinic.demo.alice.member_id,
        (bob.member_id,),
    )
    assert (line.action, line.message_id, line.entry_id) == (
        Action.MESSAGE_ASSIGNED,
        message.message_id,
        step.entry_id,
    )


def test_a_message_taken_back_is_nobodys_and_followed_by_nobody(clinic: Clinic) -> None:
    message = _assign(clinic, clinic.message_in(), clinic.demo.bob.member_id)

    _assign(clinic, message)

    assert clinic.read_inbox.badge(clinic.demo.alice) == Badge(1, 0)
    assert _listed(clinic, InboxList.ASSIGNED_TO_ME, clinic.demo.bob) == []
    assert _listed(clinic, InboxList.ASSIGNED_BY_ME, clinic.demo.alice) == []


def test_the_same_members_again_are_no_change(clinic: Clinic) -> None:
    message = _assign(clinic, clinic.message_in(), clinic.demo.bob.member_id)

    again = _assign(clinic, message, clinic.demo.bob.member_id)

    assert again.version == message.version
    assert len(clinic.world.state.history) == 1


def test_the_second_of_two_members_sees_what_the_first_did(clinic: Clinic) -> None:
    message, alice = clinic.message_in(), clinic.demo.alice
    _assign(clinic, message, clinic.demo.bob.member_id)

    with pytest.raises(ConflictError) as conflict:
        _assign(clinic, message, alice.member_id)

    assert isinstance(conflict.value.current, Message)
    assert conflict.value.current.assignees == {clinic.demo.bob.member_id}
    assert _stored(clinic, message).assignees == {clinic.demo.bob.member_id}


def test_only_who_can_see_messages_can_be_given_one(clinic: Clinic) -> None:
    message, bob = clinic.message_in(), clinic.demo.bob
    clinic.world.staff.save_member(replace(bob.member, active=False))

    for member in (clinic.demo.carol.member_id, bob.member_id, "0" * 26):
        with pytest.raises(InvalidInputError) as refused:
            _assign(clinic, message, clinic.demo.alice.member_id, member)
        assert refused.value.pointer == "/member_ids"
    assert _stored(clinic, message) == message


def test_who_has_it_may_keep_it_when_their_role_has_changed(clinic: Clinic) -> None:
    """Else nobody could be added to a message whose first assignee has left."""
    alice, bob = clinic.demo.alice, clinic.demo.bob
    message = _assign(clinic, clinic.message_in(), bob.member_id)
    clinic.world.staff.save_member(replace(bob.member, active=False))

    both = _assign(clinic, message, bob.member_id, alice.member_id)

    assert both.assignees == {alice.member_id, bob.member_id}


def test_at_most_twenty_members_have_one_message(clinic: Clinic) -> None:
    message, world = clinic.message_in(), clinic.world
    added = [
        world._viewer(clinic.demo.practice, f"member{number}", TextPrivilege.ALL).member_id
        for number in range(MOST_ASSIGNEES + 1)
    ]

    with pytest.raises(InvalidInputError):
        _assign(clinic, message, *added)
    assert len(_assign(clinic, message, *added[1:]).assignees) == MOST_ASSIGNEES


def test_what_goes_out_or_is_deleted_is_not_assigned(clinic: Clinic) -> None:
    sent, _ = clinic.compose()
    message, alice = clinic.message_in(), clinic.demo.alice
    ids = (message.thread_id, message.message_id)
    deleted = clinic.change_status(alice, ids, WorkStatus.DELETED, message.version, clinic.trail(alice))

    for refused in (sent, deleted):
        with pytest.raises(InvalidInputError):
            _assign(clinic, refused, alice.member_id)


def test_who_sees_less_than_all_assigns_nothing(clinic: Clinic) -> None:
    message = _assign(clinic, clinic.message_in(), clinic.demo.bob.member_id)

    for viewer in (clinic.demo.bob, clinic.demo.carol):
        with pytest.raises(NotAllowedError):
            _assign(clinic, message, clinic.demo.alice.member_id, by=viewer)


def test_an_unknown_message_is_not_found(clinic: Clinic) -> None:
    unknown = replace(clinic.message_in(), message_id="0" * 26)

    with pytest.raises(NotFoundError):
        _assign(clinic, unknown, clinic.demo.bob.member_id)
    with pytest.raises(NotFoundError):
        _star(clinic, unknown)


def test_a_star_is_its_members_alone_and_no_event(clinic: Clinic) -> None:
    message, alice = clinic.message_in(), clinic.demo.alice
    dora = clinic.world._viewer(clinic.demo.practice, "dora", TextPrivilege.ALL)
    clinic.world.stream()

    starred = _star(clinic, message)

    assert starred == _stored(clinic, message)
    assert starred.version == message.version
    assert _listed(clinic, InboxList.STARRED, alice) == [message.message_id]
    assert _listed(clinic, InboxList.STARRED, dora) == []
    assert clinic.world.stream() == []
    assert clinic.world.state.audit[-1].action is Action.MESSAGE_STARRED


def test_a_star_set_twice_is_taken_away_once(clinic: Clinic) -> None:
    message = clinic.message_in()
    _star(clinic, message)
    _star(clinic, message)

    taken = _star(clinic, message, starred=False)

    assert taken.starred_by == frozenset()
    assert _stored(clinic, message) == message
    assert clinic.world.state.audit[-1].action is Action.MESSAGE_UNSTARRED


def test_a_star_stands_in_nobodys_way(clinic: Clinic) -> None:
    """A colleague works on the message as they saw it before the star (row D11)."""
    message = clinic.message_in()
    _star(clinic, message)

    given = _assign(clinic, message, clinic.demo.bob.member_id)

    assert given.version == message.version + 1
    assert _stored(clinic, message).starred_by == {clinic.demo.alice.member_id}


def test_what_is_sent_can_be_starred_too(clinic: Clinic) -> None:
    sent, _ = clinic.compose()

    assert _star(clinic, sent).starred_by == {clinic.demo.alice.member_id}


def test_who_sees_less_than_all_has_no_stars(clinic: Clinic) -> None:
    message = _assign(clinic, clinic.message_in(), clinic.demo.bob.member_id)

    for viewer in (clinic.demo.bob, clinic.demo.carol):
        with pytest.raises(NotAllowedError):
            _star(clinic, message, by=viewer)
