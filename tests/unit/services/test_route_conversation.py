"""What a patient wrote finds its readers (rows G3, I5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.fakes.conversations import FakeConversations
from tests.unit.services.test_manage_groups import end_access
from textward.domain.conversation import MOST_ASSIGNEES, Standing
from textward.domain.errors import TransientError
from textward.domain.events import EventType
from textward.domain.group import Answering, Group
from textward.domain.paging import LARGEST_PAGE
from textward.domain.work import WorkKind
from textward.services.route_conversation import RouteConversation
from textward.services.work_conversation import Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.services.portal_clinic import PortalClinic
    from textward.domain.conversation import Conversation


def care_group(portal: PortalClinic, name: str = "Your team") -> Group:
    return portal.group(name, answering=Answering.CARE_TEAM, users=frozenset())


def holders(portal: PortalClinic, conversation: Conversation) -> frozenset[str]:
    return portal.now(conversation).assignees


def test_the_care_team_gets_what_its_patient_writes(portal: PortalClinic) -> None:
    portal.care_team(portal.demo.maria, portal.hugo, portal.ines)
    portal.world.stream()
    asked = portal.write(care_group(portal))

    portal.route_all()

    now = portal.now(asked)
    assert now.assignees == {portal.hugo.member_id, portal.ines.member_id}
    assert now.assigned_by == frozenset()
    (step,) = portal.world.conversations.history(portal.practice_id, asked.thread_id)
    assert (step.kind, step.by) == (WorkKind.ASSIGNED, "")
    assert step.member_ids == tuple(sorted(now.assignees))


def test_a_patient_without_a_care_team_is_the_admins(portal: PortalClinic) -> None:
    asked = portal.write(care_group(portal))
    portal.route_all()
    assert portal.now(asked) == asked
    assert portal.access(portal.gina, asked.thread_id).standing is Standing.ADMIN


def test_members_who_left_get_nothing(portal: PortalClinic) -> None:
    portal.care_team(portal.demo.maria, portal.hugo, portal.ines)
    end_access(portal, portal.ines)
    asked = portal.write(care_group(portal))
    portal.route_all()
    assert holders(portal, asked) == {portal.hugo.member_id}


def test_no_more_than_can_have_it_get_it(portal: PortalClinic) -> None:
    portal.care_team(portal.demo.maria, *(portal.member(f"M{n}") for n in range(MOST_ASSIGNEES + 3)))
    asked = portal.write(care_group(portal))
    portal.route_all()
    assert len(holders(portal, asked)) == MOST_ASSIGNEES


@pytest.mark.parametrize("kind", ["members", "direct"])
def test_nothing_else_is_routed(portal: PortalClinic, kind: str) -> None:
    portal.care_team(portal.demo.maria, portal.ines)
    asked = portal.write(portal.group() if kind == "members" else portal.demo.bob)
    portal.route_all()
    assert portal.now(asked) == asked


def test_brought_again_it_changes_nothing(portal: PortalClinic) -> None:
    portal.care_team(portal.demo.maria, portal.hugo)
    asked = portal.write(care_group(portal))
    portal.route_all()
    once = portal.now(asked)

    for _ in range(3):
        portal.routing.received(portal.practice_id, asked.thread_id)

    assert portal.now(asked) == once
    assert len(portal.world.conversations.history(portal.practice_id, asked.thread_id)) == 1


def test_what_was_given_by_hand_stays_whose_it_is(portal: PortalClinic) -> None:
    maria = portal.care_team(portal.demo.maria, portal.hugo)
    asked = portal.write(care_group(portal))
    portal.route_all()
    portal.give(asked, portal.gina, portal.gina)

    portal.reply_again(asked)
    portal.care_team(maria, portal.ines)
    portal.route_all()

    assert holders(portal, asked) == {portal.gina.member_id}


def test_another_care_team_takes_over_all_that_was_routed(portal: PortalClinic) -> None:
    """Who left the care team sees the patient's conversations no more."""
    maria = portal.care_team(portal.demo.maria, portal.hugo)
    first, second = portal.write(care_group(portal)), portal.write(care_group(portal, "Other team"))
    others = portal.write(care_group(portal, "Third team"), by=portal.demo.mother)
    portal.route_all()

    portal.care_team(maria, portal.ines)
    portal.route_all()

    assert holders(portal, first) == holders(portal, second) == {portal.ines.member_id}
    assert portal.now(others) == others

    portal.care_team(maria)
    portal.route_all()
    assert holders(portal, first) == frozenset()


def test_more_than_a_page_is_routed_anew(portal: PortalClinic) -> None:
    group = care_group(portal)
    maria = portal.care_team(portal.demo.maria, portal.hugo)
    many = [portal.write(group) for _ in range(LARGEST_PAGE + 2)]
    portal.route_all()
    portal.care_team(maria, portal.ines)
    portal.route_all()
    assert {member for one in many for member in holders(portal, one)} == {portal.ines.member_id}


def test_another_care_team_is_an_event_and_other_changes_are_none(portal: PortalClinic) -> None:
    maria = portal.demo.maria
    portal.world.stream()
    portal.world.patients.save(replace(maria, language="es"))
    assert portal.world.stream() == []
    portal.care_team(maria, portal.hugo)
    (event,) = portal.world.stream()
    assert (event.type, event.thread_id, event.message_id) == (
        EventType.CARE_TEAM_CHANGED,
        maria.thread_id,
        maria.patient_id,
    )


def test_the_trash_is_routed_too(portal: PortalClinic) -> None:
    """It is seen there, too, by whose it is."""
    maria = portal.care_team(portal.demo.maria, portal.hugo)
    asked = portal.write(care_group(portal))
    portal.route_all()
    portal.work.step(
        portal.gina, asked.thread_id, Step.TRASH, portal.now(asked).version, portal.trail(portal.gina)
    )
    portal.care_team(maria, portal.ines)
    portal.route_all()
    now = portal.now(asked)
    assert now.trashed
    assert now.assignees == {portal.ines.member_id}


def test_what_is_gone_is_nothing_to_do(portal: PortalClinic) -> None:
    portal.routing.received(portal.practice_id, "G" + "0" * 26)


@dataclass
class Crossed(FakeConversations):
    """Conversations where the patient writes between the reading and the storing, so many times."""

    meanwhile: Callable[[], object] = lambda: None
    times: int = 1

    def change(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - handed on as they come
        if self.times:
            self.times -= 1
            self.meanwhile()
        super().change(*args, **kwargs)


@pytest.mark.parametrize(("times", "done"), [(4, True), (5, False)])
def test_who_writes_meanwhile_is_not_in_the_way_but_all_the_time(
    portal: PortalClinic, times: int, *, done: bool
) -> None:
    portal.care_team(portal.demo.maria, portal.hugo)
    asked = portal.write(care_group(portal))
    w = portal.world
    stored = Crossed(w.state, lambda: portal.reply_again(asked), times)
    routing = RouteConversation(stored, w.groups, w.patients, w.staff, w.clock, w.ids)
    if done:
        routing.received(portal.practice_id, asked.thread_id)
        assert holders(portal, asked) == {portal.hugo.member_id}
        return
    with pytest.raises(TransientError):
        routing.received(portal.practice_id, asked.thread_id)
