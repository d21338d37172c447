"""Members assign, complete, trash and star conversations from the portal (rows I2-I5, D11)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from textward.domain.audit import Action
from textward.domain.conversation import MOST_ASSIGNEES, ConversationState, Standing
from textward.domain.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from textward.domain.group import Answering
from textward.domain.role import TextPrivilege
from textward.domain.work import WorkKind
from textward.services.work_conversation import Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.services.portal_clinic import PortalClinic
    from textward.domain.conversation import Conversation
    from textward.domain.role import Viewer


def step(portal: PortalClinic, by: Viewer, conversation: Conversation, what: Step) -> Conversation:
    """Do something with the conversation as it is now."""
    version = portal.now(conversation).version
    return portal.work.step(by, conversation.thread_id, what, version, portal.trail(by)).conversation


def history(portal: PortalClinic, conversation: Conversation) -> list[tuple[WorkKind, str, tuple[str, ...]]]:
    steps = portal.world.conversations.history(portal.practice_id, conversation.thread_id)
    return [(work.kind, work.by, work.member_ids) for work in steps]


# --- assigning (row I3) ---


def test_an_admin_assigns_reassigns_and_takes_back(portal: PortalClinic) -> None:
    asked = portal.write(portal.group())
    gina, hugo = portal.gina, portal.hugo

    first = portal.give(asked, gina, hugo)
    assert first.assignees == {hugo.member_id}
    assert first.assigned_by == {gina.member_id}
    assert portal.give(asked, gina, gina, hugo).assignees == {gina.member_id, hugo.member_id}
    assert portal.give(asked, gina).assignees == frozenset()

    everyone = tuple(sorted({gina.member_id, hugo.member_id}))
    assert history(portal, asked) == [
        (WorkKind.ASSIGNED, gina.member_id, (hugo.member_id,)),
        (WorkKind.ASSIGNED, gina.member_id, everyone),
        (WorkKind.ASSIGNED, gina.member_id, ()),
    ]
    line = portal.world.state.audit[-1]
    assert (line.action, line.thread_id, line.patient_id) == (
        Action.CONVERSATION_ASSIGNED,
        asked.thread_id,
        asked.patient_id,
    )


def test_assigning_what_is_assigned_changes_nothing(portal: PortalClinic) -> None:
    asked = portal.write(portal.group())
    given = portal.give(asked, portal.gina, portal.hugo)
    assert portal.give(asked, portal.gina, portal.hugo) == given == portal.now(asked)
    assert len(history(portal, asked)) == 1


def test_only_the_groups_active_members_can_have_it(portal: PortalClinic) -> None:
    asked = portal.write(portal.group())
    for stranger in (portal.ines, portal.demo.alice):
        with pytest.raises(InvalidInputError) as refused:
            portal.give(asked, portal.gina, portal.hugo, stranger)
        assert refused.value.pointer == "/member_ids"
    assert portal.now(asked) == asked


def test_who_has_it_already_may_keep_it(portal: PortalClinic) -> None:
    """A member who left the group meanwhile doesn't stand in the way of adding another."""
    group = portal.group()
    asked = portal.write(group)
    portal.give(asked, portal.gina, portal.hugo)
    portal.keep(replace(group, users=frozenset({portal.ines.member_id}), version=2))
    assert portal.give(asked, portal.gina, portal.hugo, portal.ines).assignees == {
        portal.hugo.member_id,
        portal.ines.member_id,
    }


def test_where_the_care_team_answers_its_members_can_have_it(portal: PortalClinic) -> None:
    portal.care_team(portal.demo.maria, portal.ines)
    asked = portal.write(portal.group(answering=Answering.CARE_TEAM, users=frozenset()))
    assert len(portal.give(asked, portal.gina, portal.ines, portal.gina).assignees) == 2
    with pytest.raises(InvalidInputError):
        portal.give(asked, portal.gina, portal.hugo)


def test_a_direct_one_goes_to_whoever_may_text(portal: PortalClinic) -> None:
    bob, alice, carol = portal.demo.bob, portal.demo.alice, portal.demo.carol
    asked = portal.write(bob)
    assert portal.give(asked, alice, alice).assignees == {alice.member_id}
    with pytest.raises(InvalidInputError):
        portal.give(asked, alice, carol)


def test_nobody_can_have_more_than_so_many(portal: PortalClinic) -> None:
    asked = portal.write(portal.demo.bob)
    many = [portal.member(f"M{number}", TextPrivilege.ASSIGNED) for number in range(MOST_ASSIGNEES + 1)]
    with pytest.raises(InvalidInputError):
        portal.give(asked, portal.demo.alice, *many)
    assert len(portal.give(asked, portal.demo.alice, *many[1:]).assignees) == MOST_ASSIGNEES


def test_a_user_assigns_nothing(portal: PortalClinic) -> None:
    asked = portal.write(portal.group())
    portal.give(asked, portal.gina, portal.hugo)
    with pytest.raises(NotAllowedError):
        portal.give(asked, portal.hugo, portal.gina)
    with pytest.raises(NotAllowedError):
        portal.give(portal.write(portal.demo.bob), portal.demo.bob)


def test_what_is_in_the_trash_is_restored_before_it_is_assigned(portal: PortalClinic) -> None:
    asked = portal.write(portal.group())
    step(portal, portal.gina, asked, Step.TRASH)
    with pytest.raises(InvalidInputError):
        portal.give(asked, portal.gina, portal.hugo)


# --- completing, reopening, trash (rows I2, I4) ---


def test_steps_move_it_and_stand_in_history_and_trail(portal: PortalClinic) -> None:
    asked, gina = portal.write(portal.group()), portal.gina
    states = [
        step(portal, gina, asked, what).state
        for what in (Step.COMPLETE, Step.REOPEN, Step.TRASH, Step.RESTORE)
    ]
    assert states == [
        ConversationState.REPLIED,
        ConversationState.NOT_REPLIED,
        ConversationState.TRASH,
        ConversationState.NOT_REPLIED,
    ]
    assert [kind for kind, _, _ in history(portal, asked)] == [
        WorkKind.COMPLETED,
        WorkKind.REOPENED,
        WorkKind.DELETED,
        WorkKind.RESTORED,
    ]
    assert [entry.action for entry in portal.world.state.audit[-4:]] == [
        Action.CONVERSATION_COMPLETED,
        Action.CONVERSATION_REOPENED,
        Action.CONVERSATION_TRASHED,
        Action.CONVERSATION_RESTORED,
    ]


@pytest.mark.parametrize("what", [Step.REOPEN, Step.RESTORE])
def test_what_is_so_already_stays_as_it_is(portal: PortalClinic, what: Step) -> None:
    asked = portal.write(portal.group())
    assert step(portal, portal.gina, asked, what) == asked == portal.now(asked)
    assert history(portal, asked) == []
    assert portal.world.state.audit[-1].action is Action.CONVERSATION_OPENED


@pytest.mark.parametrize("what", [Step.COMPLETE, Step.REOPEN])
def test_what_is_in_the_trash_is_restored_first(portal: PortalClinic, what: Step) -> None:
    asked = portal.write(portal.group())
    step(portal, portal.gina, asked, Step.TRASH)
    with pytest.raises(InvalidInputError):
        step(portal, portal.gina, asked, what)


def test_a_user_completes_and_reopens_what_is_theirs_and_trashes_nothing(portal: PortalClinic) -> None:
    asked, hugo = portal.write(portal.group()), portal.hugo
    portal.give(asked, portal.gina, hugo)
    assert step(portal, hugo, asked, Step.COMPLETE).replied
    assert not step(portal, hugo, asked, Step.REOPEN).replied
    for what in (Step.TRASH, Step.RESTORE):
        with pytest.raises(NotAllowedError):
            step(portal, hugo, asked, what)


def test_what_is_not_theirs_is_not_there(portal: PortalClinic) -> None:
    """Rows I3-I5: a User without the conversation, a member outside the group, one who sees all texts."""
    asked, directly = portal.write(portal.group()), portal.write(portal.demo.alice)
    for viewer, conversation in (
        (portal.hugo, asked),
        (portal.ines, asked),
        (portal.demo.alice, asked),
        (portal.demo.bob, directly),
        (portal.gina, directly),
    ):
        trail, version = portal.trail(viewer), conversation.version
        for what in Step:
            with pytest.raises(NotFoundError):
                portal.work.step(viewer, conversation.thread_id, what, version, trail)
        with pytest.raises(NotFoundError):
            portal.work.assign(viewer, conversation.thread_id, frozenset(), version, trail)
        with pytest.raises(NotFoundError):
            portal.work.star(viewer, conversation.thread_id, trail, starred=True)
    assert (portal.now(asked), portal.now(directly)) == (asked, directly)


def test_a_direct_one_is_nobodys_whose_role_shows_no_texts(portal: PortalClinic) -> None:
    """Row E1: also of one to whom it was written before their role was another."""
    bob = portal.demo.bob
    asked = portal.write(bob)
    blind = replace(bob, role=replace(bob.role, text_messages=TextPrivilege.NONE))
    with pytest.raises(NotFoundError):
        step(portal, blind, asked, Step.COMPLETE)


def test_another_practice_has_no_such_conversation(portal: PortalClinic) -> None:
    asked = portal.write(portal.group())
    stranger = replace(portal.gina, member=replace(portal.gina.member, practice_id="0" * 26))
    with pytest.raises(NotFoundError):
        portal.work.step(stranger, asked.thread_id, Step.COMPLETE, 1, portal.trail(stranger))


# --- two at once (row D11) ---


def test_a_version_seen_before_a_colleagues_change_conflicts_with_what_is_now(portal: PortalClinic) -> None:
    asked = portal.write(portal.group())
    now = portal.give(asked, portal.gina, portal.hugo)
    attempts: list[Callable[[], object]] = [
        lambda: portal.work.step(
            portal.hugo, asked.thread_id, Step.COMPLETE, asked.version, portal.trail(portal.hugo)
        ),
        lambda: portal.work.assign(
            portal.gina, asked.thread_id, frozenset(), asked.version, portal.trail(portal.gina)
        ),
    ]
    for attempt in attempts:
        with pytest.raises(ConflictError) as refused:
            attempt()
        assert refused.value.current == now
        assert portal.world.state.audit[-1].action is Action.CONVERSATION_OPENED
    assert portal.now(asked) == now


def test_a_message_that_came_meanwhile_is_a_conflict_too(portal: PortalClinic) -> None:
    """Who marks it as needing no answer must have read what was asked."""
    asked = portal.write(portal.group())
    portal.reply_again(asked)
    with pytest.raises(ConflictError):
        portal.work.step(
            portal.gina, asked.thread_id, Step.COMPLETE, asked.version, portal.trail(portal.gina)
        )


def test_the_patients_reading_is_no_conflict(portal: PortalClinic) -> None:
    asked = portal.write(portal.group())
    answer = portal.answer(asked, portal.gina)
    seen = portal.now(asked)
    portal.write_portal.mark_read(portal.demo.maria, asked.thread_id, answer.message_id, portal.trail())
    moved = portal.work.step(
        portal.gina, asked.thread_id, Step.TRASH, seen.version, portal.trail(portal.gina)
    ).conversation
    assert (moved.trashed, moved.unread) == (True, 0)


# --- stars ---


def test_a_star_is_the_members_own_and_no_change_for_others(portal: PortalClinic) -> None:
    asked = portal.write(portal.group())
    seen = portal.work.star(portal.gina, asked.thread_id, portal.trail(portal.gina), starred=True)
    assert seen.standing is Standing.ADMIN
    assert seen.conversation == portal.now(asked)
    assert portal.now(asked) == replace(asked, starred_by=frozenset({portal.gina.member_id}))
    again = portal.work.star(portal.gina, asked.thread_id, portal.trail(portal.gina), starred=False)
    assert again.conversation == portal.now(asked) == asked
    assert [entry.action for entry in portal.world.state.audit[-2:]] == [
        Action.CONVERSATION_STARRED,
        Action.CONVERSATION_UNSTARRED,
    ]
