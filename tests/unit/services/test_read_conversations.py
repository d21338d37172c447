"""Members see their groups, the lists, and the conversations that concern them (rows I1-I5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.unit.services.portal_clinic import FIRST_PAGE
from textward.domain.audit import Action
from textward.domain.conversation import DIRECT, BasketCounts, ConversationFilter, Standing
from textward.domain.errors import NotFoundError
from textward.domain.group import Answering
from textward.domain.role import TextPrivilege
from textward.services.work_conversation import Step

if TYPE_CHECKING:
    from tests.unit.services.portal_clinic import PortalClinic
    from textward.domain.conversation import Conversation
    from textward.domain.role import Viewer

ADMIN, USER = Standing.ADMIN, Standing.USER


def baskets(portal: PortalClinic, viewer: Viewer) -> list[tuple[str, Standing, BasketCounts]]:
    found = portal.read.baskets(viewer)
    return [(one.group.name if one.group else one.basket, one.standing, one.counts) for one in found]


def listed(
    portal: PortalClinic,
    viewer: Viewer,
    basket: str,
    name: ConversationFilter = ConversationFilter.ALL,
) -> list[Conversation]:
    page, _ = portal.read.list(viewer, basket, name, FIRST_PAGE, portal.trail(viewer))
    return list(page.items)


def step(portal: PortalClinic, by: Viewer, conversation: Conversation, what: Step) -> None:
    portal.work.step(by, conversation.thread_id, what, portal.now(conversation).version, portal.trail(by))


# --- the groups (row I1) ---


def test_members_see_their_groups_by_name_with_what_they_are_in_them(portal: PortalClinic) -> None:
    portal.group("Nurses")
    portal.group("Desk", admins=frozenset({portal.hugo.member_id}), users=frozenset())
    portal.group("Old", retired=True)
    none = BasketCounts()
    assert baskets(portal, portal.gina) == [("Nurses", ADMIN, none), ("Old", ADMIN, none)]
    assert baskets(portal, portal.hugo) == [
        ("Desk", ADMIN, none),
        ("Nurses", USER, none),
        ("Old", USER, none),
    ]
    assert baskets(portal, portal.ines) == []


def test_direct_ones_come_first_where_they_concern_a_member(portal: PortalClinic) -> None:
    alice, bob = portal.demo.alice, portal.demo.bob
    assert baskets(portal, alice) == [(DIRECT, ADMIN, BasketCounts())]
    assert baskets(portal, bob) == []
    portal.write(bob)
    assert baskets(portal, alice) == [(DIRECT, ADMIN, BasketCounts(1))]
    assert baskets(portal, bob) == [(DIRECT, USER, BasketCounts(1))]
    blind = replace(bob, role=replace(bob.role, text_messages=TextPrivilege.NONE))
    assert baskets(portal, blind) == []


def test_counts_are_of_everything_for_an_admin_and_of_their_own_for_a_user(portal: PortalClinic) -> None:
    group = portal.group()
    first, second, third = (portal.write(group) for _ in range(3))
    portal.give(first, portal.gina, portal.hugo)
    portal.give(second, portal.gina, portal.hugo)
    portal.answer(second, portal.hugo)
    step(portal, portal.gina, third, Step.TRASH)
    assert baskets(portal, portal.gina) == [("Nurses", ADMIN, BasketCounts(1, 1, 1))]
    assert baskets(portal, portal.hugo) == [("Nurses", USER, BasketCounts(1, 1, 0))]


def test_a_care_teams_group_concerns_who_ever_had_something_of_it(portal: PortalClinic) -> None:
    group = portal.group(answering=Answering.CARE_TEAM, users=frozenset())
    maria = portal.care_team(portal.demo.maria, portal.ines)
    asked = portal.write(group, by=maria)
    assert baskets(portal, portal.ines) == []
    portal.route_all()
    assert baskets(portal, portal.ines) == [("Nurses", USER, BasketCounts(1))]
    portal.care_team(maria, portal.hugo)
    portal.route_all()
    assert baskets(portal, portal.ines) == [("Nurses", USER, BasketCounts())]
    assert baskets(portal, portal.hugo) == [("Nurses", USER, BasketCounts(1))]
    assert baskets(portal, portal.demo.bob) == []
    assert listed(portal, portal.hugo, group.group_id) == [portal.now(asked)]


# --- the lists (row I2) ---


def test_lists_hold_everything_for_an_admin_and_their_own_for_a_user(portal: PortalClinic) -> None:
    group = portal.group()
    first, second, third = (portal.write(group) for _ in range(3))
    portal.give(first, portal.gina, portal.hugo)
    portal.answer(second, portal.gina)
    step(portal, portal.gina, third, Step.TRASH)
    expected = {
        ConversationFilter.ALL: [second, first],
        ConversationFilter.NOT_REPLIED: [first],
        ConversationFilter.REPLIED: [second],
        ConversationFilter.TRASH: [third],
        ConversationFilter.STARRED: [],
    }
    for name, wanted in expected.items():
        assert listed(portal, portal.gina, group.group_id, name) == [portal.now(one) for one in wanted]
        theirs = [portal.now(one) for one in wanted if one is first]
        assert listed(portal, portal.hugo, group.group_id, name) == theirs
    assert portal.world.state.audit[-1].action is Action.CONVERSATIONS_VIEWED


def test_a_group_of_others_is_none(portal: PortalClinic) -> None:
    group = portal.group()
    portal.write(group)
    for viewer, basket in (
        (portal.ines, group.group_id),
        (portal.demo.alice, group.group_id),
        (portal.gina, "0" * 26),
        (portal.gina, DIRECT),
        (replace(portal.gina, member=replace(portal.gina.member, practice_id="0" * 26)), group.group_id),
    ):
        for name in ConversationFilter:
            with pytest.raises(NotFoundError):
                listed(portal, viewer, basket, name)


def test_who_leaves_the_group_sees_nothing_of_it_any_more(portal: PortalClinic) -> None:
    """Also what is assigned to them still: an Admin gives it to another."""
    group = portal.group()
    asked = portal.write(group)
    portal.give(asked, portal.gina, portal.hugo)
    portal.keep(replace(group, users=frozenset(), version=2))
    assert baskets(portal, portal.hugo) == []
    with pytest.raises(NotFoundError):
        listed(portal, portal.hugo, group.group_id)
    with pytest.raises(NotFoundError):
        portal.read.open(portal.hugo, asked.thread_id, portal.trail(portal.hugo))
    assert listed(portal, portal.gina, group.group_id) == [portal.now(asked)]


def test_a_star_shows_a_user_nothing_that_is_theirs_no_more(portal: PortalClinic) -> None:
    """Row I4: else a star set once would go on showing what the patient writes."""
    group = portal.group()
    asked, bob = portal.write(group), portal.demo.bob
    directly = portal.write(bob)
    portal.give(asked, portal.gina, portal.hugo)
    for viewer, conversation in ((portal.hugo, asked), (portal.gina, asked), (bob, directly)):
        portal.work.star(viewer, conversation.thread_id, portal.trail(viewer), starred=True)
    starred = ConversationFilter.STARRED
    assert listed(portal, portal.hugo, group.group_id, starred) == [portal.now(asked)]
    assert listed(portal, bob, DIRECT, starred) == [portal.now(directly)]

    portal.give(asked, portal.gina, portal.gina)
    portal.give(directly, portal.demo.alice, portal.demo.alice)
    portal.reply_again(asked)

    assert listed(portal, portal.hugo, group.group_id, starred) == []
    assert listed(portal, bob, DIRECT, starred) == []
    assert listed(portal, portal.gina, group.group_id, starred) == [portal.now(asked)]


# --- one conversation ---


def test_a_conversation_is_opened_with_its_patient_and_read(portal: PortalClinic) -> None:
    group = portal.group()
    asked = portal.write(group, body="May I?")
    answer = portal.answer(asked, portal.gina)
    trail = portal.trail(portal.gina)

    seen, patient = portal.read.open(portal.gina, asked.thread_id, trail)
    said = portal.read.messages(portal.gina, asked.thread_id, FIRST_PAGE, trail)
    steps = portal.read.history(portal.gina, asked.thread_id, trail)

    assert (seen.conversation, seen.group, seen.standing) == (portal.now(asked), group, ADMIN)
    assert patient == portal.demo.maria
    assert [message.body.reveal() for message in said.items] == ["Yes.", "May I?"]
    assert [step.message_id for step in steps] == [answer.message_id]
    lines = [(line.action, line.thread_id, line.patient_id) for line in portal.world.state.audit[-3:]]
    assert lines == [
        (action, asked.thread_id, patient.patient_id)
        for action in (
            Action.CONVERSATION_OPENED,
            Action.CONVERSATION_VIEWED,
            Action.CONVERSATION_HISTORY_VIEWED,
        )
    ]


def test_what_does_not_concern_a_member_is_not_there_and_leaves_no_line(portal: PortalClinic) -> None:
    asked, directly = portal.write(portal.group()), portal.write(portal.demo.bob)
    lines = len(portal.world.state.audit)
    for viewer, conversation in (
        (portal.hugo, asked),
        (portal.ines, asked),
        (portal.demo.alice, asked),
        (portal.demo.carol, directly),
        (portal.gina, directly),
    ):
        trail = portal.trail(viewer)
        with pytest.raises(NotFoundError):
            portal.read.open(viewer, conversation.thread_id, trail)
        with pytest.raises(NotFoundError):
            portal.read.messages(viewer, conversation.thread_id, FIRST_PAGE, trail)
        with pytest.raises(NotFoundError):
            portal.read.history(viewer, conversation.thread_id, trail)
    assert len(portal.world.state.audit) == lines


def test_a_thread_of_texts_is_no_conversation(portal: PortalClinic) -> None:
    portal.message_in()
    with pytest.raises(NotFoundError):
        portal.read.open(portal.demo.alice, portal.demo.maria.thread_id, portal.trail(portal.demo.alice))
