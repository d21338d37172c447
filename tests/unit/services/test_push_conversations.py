"""Open staff pages hear at once of conversations that concern them (rows D10, I1-I5); nobody on the patient's side does."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from textward.domain.events import EventType
from textward.domain.group import Answering
from textward.services.share_presence import SharePresence
from textward.services.work_conversation import Step

if TYPE_CHECKING:
    from tests.unit.services.portal_clinic import PortalClinic
    from textward.domain.role import Viewer

PUSHED = {EventType.CONVERSATION_RECEIVED, EventType.CONVERSATION_CHANGED}


def connect(portal: PortalClinic, *viewers: Viewer) -> None:
    """Open a page for each, under their name."""
    for viewer in viewers:
        page = viewer.member.name
        assert portal.open_live.connect(portal.open_live.ticket(viewer), page)


def everybody(portal: PortalClinic) -> None:
    demo = portal.demo
    connect(portal, demo.alice, demo.bob, demo.carol, portal.gina, portal.hugo, portal.ines)


def told(portal: PortalClinic) -> set[str]:
    """Let all that has happened be pushed; give whose pages heard of it."""
    for event in portal.world.stream():
        if event.type in PUSHED:
            portal.push_conversations(event)
    heard = {page for page, _ in portal.world.push.pushed}
    portal.world.push.pushed.clear()
    return heard


def test_a_groups_admins_hear_of_all_and_users_of_their_own(portal: PortalClinic) -> None:
    everybody(portal)
    asked = portal.write(portal.group())
    assert told(portal) == {"Gina"}
    portal.give(asked, portal.gina, portal.hugo)
    assert told(portal) == {"Gina", "Hugo"}
    portal.reply_again(asked)
    assert told(portal) == {"Gina", "Hugo"}


def test_who_had_it_hears_that_it_is_gone(portal: PortalClinic) -> None:
    everybody(portal)
    asked = portal.write(portal.group())
    portal.give(asked, portal.gina, portal.hugo)
    told(portal)
    portal.give(asked, portal.gina)
    assert told(portal) == {"Gina", "Hugo"}


def test_who_is_no_longer_in_the_group_hears_nothing(portal: PortalClinic) -> None:
    everybody(portal)
    group = portal.group()
    asked = portal.write(group)
    portal.give(asked, portal.gina, portal.hugo)
    told(portal)
    portal.keep(replace(group, users=frozenset(), version=2))
    portal.reply_again(asked)
    assert told(portal) == {"Gina"}


def test_the_care_team_hears_of_its_patients(portal: PortalClinic) -> None:
    everybody(portal)
    maria = portal.care_team(portal.demo.maria, portal.ines)
    asked = portal.write(portal.group(answering=Answering.CARE_TEAM, users=frozenset()), by=maria)
    portal.route_all()
    portal.reply_again(asked)
    assert told(portal) == {"Gina", "Ines"}


def test_of_direct_ones_hear_whose_it_is_and_who_sees_all(portal: PortalClinic) -> None:
    everybody(portal)
    portal.write(portal.demo.bob)
    assert told(portal) == {"Alice", "Bob"}


@pytest.mark.parametrize("what", list(Step))
def test_every_step_is_pushed(portal: PortalClinic, what: Step) -> None:
    everybody(portal)
    asked = portal.write(portal.group())
    before = {Step.REOPEN: Step.COMPLETE, Step.RESTORE: Step.TRASH}.get(what)
    for each in (before, what) if before else (what,):
        told(portal)
        version = portal.now(asked).version
        portal.work.step(portal.gina, asked.thread_id, each, version, portal.trail(portal.gina))
    assert told(portal) == {"Gina"}


def test_that_the_patient_has_read_is_told_and_a_star_is_not(portal: PortalClinic) -> None:
    everybody(portal)
    asked = portal.write(portal.group())
    answer = portal.answer(asked, portal.gina)
    told(portal)
    portal.work.star(portal.gina, asked.thread_id, portal.trail(portal.gina), starred=True)
    assert told(portal) == set()
    portal.write_portal.mark_read(portal.demo.maria, asked.thread_id, answer.message_id, portal.trail())
    assert told(portal) == {"Gina"}


def test_a_push_says_where_and_no_more(portal: PortalClinic) -> None:
    connect(portal, portal.gina)
    group = portal.group()
    asked = portal.write(group, body="I am in pain")
    for event in portal.world.stream():
        portal.push_conversations(event)
    assert portal.world.push.pushed == [
        (
            "Gina",
            {"type": "conversations.changed", "basket": group.group_id, "thread_id": asked.thread_id},
        )
    ]
    assert "pain" not in json.dumps(portal.world.push.pushed)


def test_another_practice_hears_nothing(portal: PortalClinic) -> None:
    stranger = replace(portal.gina.member, practice_id="0" * 26, name="Stranger")
    portal.world.staff.save_member(stranger)
    connect(portal, replace(portal.gina, member=stranger))
    portal.write(portal.group())
    assert told(portal) == set()


def test_a_page_that_is_gone_is_forgotten_and_stops_no_other(portal: PortalClinic) -> None:
    connect(portal, portal.hugo, portal.gina)
    portal.world.push.gone.add("Hugo")
    asked = portal.write(portal.group())
    portal.give(asked, portal.gina, portal.hugo)
    assert told(portal) == {"Gina"}
    assert list(portal.world.state.connections) == ["Gina"]


def test_who_has_a_conversation_open_is_shown_to_colleagues_who_see_it(portal: PortalClinic) -> None:
    everybody(portal)
    asked = portal.write(portal.group())
    portal.give(asked, portal.gina, portal.hugo)
    told(portal)
    world = portal.world
    say = SharePresence(world.connections, world.threads, portal.access, world.push)

    for page in ("Gina", "Ines", "Alice", "Carol", "Hugo"):
        say(page, asked.thread_id, "viewing")

    assert {page for page, _ in world.push.pushed} == {"Gina", "Hugo"}
