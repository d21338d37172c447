"""Conversations from the portal on their queues and on open pages: routing, pushing, presence (rows G3, I5, D10, D11)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import live_socket
import push_to_staff
import route_group_message
from tests.unit.functions.stack import LambdaContext, batch, events_of, failed, sample
from textward.domain.errors import ConflictError
from textward.domain.events import EventType
from textward.domain.group import Answering

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from tests.unit.functions.stack import PortalStack
    from textward.domain.group import Group
    from textward.domain.role import Viewer

CONTEXT = LambdaContext()
RECEIVED, CHANGED = EventType.CONVERSATION_RECEIVED, EventType.CONVERSATION_CHANGED


def _carers(stack: PortalStack) -> Group:
    return stack.clinic.group("Carers", answering=Answering.CARE_TEAM, users=frozenset())


def _open_page(stack: PortalStack, viewer: Viewer, connection_id: str) -> None:
    event = sample("live_socket")
    event["requestContext"]["connectionId"] = connection_id
    event["queryStringParameters"] = {"ticket": stack.clinic.open_live.ticket(viewer)}
    assert live_socket.handler(event, CONTEXT) == {"statusCode": 200}


def _say(connection_id: str, thread_id: object, doing: str = "viewing") -> None:
    event = sample("live_socket")
    event["requestContext"] |= {"connectionId": connection_id, "routeKey": "$default"}
    event["body"] = json.dumps({"type": "presence", "thread_id": thread_id, "doing": doing})
    assert live_socket.handler(event, CONTEXT) == {"statusCode": 200}


def test_what_a_patient_wrote_finds_the_care_team(portal_stack: PortalStack) -> None:
    clinic = portal_stack.clinic
    clinic.care_team(clinic.demo.maria, clinic.ines)
    conversation = clinic.write(_carers(portal_stack))
    events = events_of(portal_stack, RECEIVED)

    answer = route_group_message.handler(batch("route_group_message", events), CONTEXT)

    assert failed(answer) == []
    assert clinic.now(conversation).assignees == {clinic.ines.member_id}
    assert failed(route_group_message.handler(batch("route_group_message", events), CONTEXT)) == []
    assert clinic.now(conversation).version == 2


def test_another_care_team_takes_over_at_once(portal_stack: PortalStack) -> None:
    clinic = portal_stack.clinic
    clinic.care_team(clinic.demo.maria, clinic.ines)
    conversation = clinic.write(_carers(portal_stack))
    clinic.route_all()
    clinic.care_team(clinic.demo.maria, clinic.hugo)
    events = events_of(portal_stack, EventType.CARE_TEAM_CHANGED)

    answer = route_group_message.handler(batch("route_group_message", events), CONTEXT)

    assert (len(events), failed(answer)) == (1, [])
    assert clinic.now(conversation).assignees == {clinic.hugo.member_id}


def test_conversation_that_never_rests_is_brought_again(
    portal_stack: PortalStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic = portal_stack.clinic
    clinic.care_team(clinic.demo.maria, clinic.ines)
    conversation = clinic.write(_carers(portal_stack))
    events = events_of(portal_stack, RECEIVED)

    def fail(*_: object, **__: object) -> None:
        raise ConflictError

    with monkeypatch.context() as patched:
        patched.setattr(clinic.world.conversations, "change", fail)
        answer = route_group_message.handler(batch("route_group_message", events), CONTEXT)

    assert failed(answer) == ["record-0"]
    route_group_message.handler(batch("route_group_message", events), CONTEXT)
    assert clinic.now(conversation).assignees == {clinic.ines.member_id}


def test_log_of_the_queue_tells_ids_alone(portal_stack: PortalStack, log: Callable[[], str]) -> None:
    conversation = portal_stack.clinic.write(_carers(portal_stack), body="PLANTEDWORDS")
    events = events_of(portal_stack, RECEIVED)

    route_group_message.handler(batch("route_group_message", events), CONTEXT)
    push_to_staff.handler(batch("push_to_staff", events), CONTEXT)

    written = log()
    assert conversation.last_id in written
    for private in ("PLANTEDWORDS", "My pills", "López"):
        assert private not in written


def test_pages_hear_of_conversations_that_concern_them(portal_stack: PortalStack) -> None:
    """Gina has no part in text messages: a ticket for her page is what makes her group's conversations live."""
    clinic = portal_stack.clinic
    group = clinic.group()
    for viewer in (clinic.gina, clinic.hugo, clinic.ines, clinic.demo.alice):
        _open_page(portal_stack, viewer, f"page of {viewer.member.name}")
    conversation = clinic.write(group)

    push_to_staff.handler(batch("push_to_staff", events_of(portal_stack, RECEIVED)), CONTEXT)
    payload = {
        "type": "conversations.changed",
        "basket": group.group_id,
        "thread_id": conversation.thread_id,
    }
    assert clinic.world.push.pushed == [("page of Gina", payload)]

    clinic.give(conversation, clinic.gina, clinic.hugo)
    push_to_staff.handler(batch("push_to_staff", events_of(portal_stack, CHANGED)), CONTEXT)
    assert sorted(clinic.world.push.pushed[1:]) == [("page of Gina", payload), ("page of Hugo", payload)]


def test_direct_conversation_is_pushed_as_such(portal_stack: PortalStack) -> None:
    clinic = portal_stack.clinic
    for viewer in (clinic.demo.bob, clinic.gina, clinic.demo.alice):
        _open_page(portal_stack, viewer, viewer.member.name)
    clinic.write(clinic.demo.bob)

    push_to_staff.handler(batch("push_to_staff", events_of(portal_stack, RECEIVED)), CONTEXT)

    assert {page for page, _ in clinic.world.push.pushed} == {"Alice", "Bob"}
    assert {payload["basket"] for _, payload in clinic.world.push.pushed} == {"direct"}


def test_texts_are_pushed_as_before(portal_stack: PortalStack) -> None:
    _open_page(portal_stack, portal_stack.clinic.demo.alice, "page")
    portal_stack.clinic.message_in()

    push_to_staff.handler(
        batch("push_to_staff", events_of(portal_stack, EventType.MESSAGE_RECEIVED)), CONTEXT
    )

    ((_, payload),) = portal_stack.clinic.world.push.pushed
    assert payload["type"] == "inbox.changed"


def test_presence_reaches_those_who_have_the_conversation_open(portal_stack: PortalStack) -> None:
    clinic = portal_stack.clinic
    conversation = clinic.give(clinic.write(clinic.group()), clinic.gina, clinic.hugo)
    for viewer in (clinic.gina, clinic.hugo, clinic.ines):
        _open_page(portal_stack, viewer, viewer.member.name)

    _say("Gina", conversation.thread_id)
    _say("Ines", conversation.thread_id, "typing")
    assert clinic.world.push.pushed == []
    _say("Hugo", conversation.thread_id, "typing")

    told = [(page, payload["member_id"], payload["doing"]) for page, payload in clinic.world.push.pushed]
    assert told == [
        ("Gina", clinic.hugo.member_id, "typing"),
        ("Hugo", clinic.gina.member_id, "viewing"),
    ]


def test_presence_in_what_is_no_conversation_is_passed_over(portal_stack: PortalStack) -> None:
    clinic = portal_stack.clinic
    for viewer in (clinic.gina, clinic.hugo):
        _open_page(portal_stack, viewer, viewer.member.name)

    for thread_id in ("G" + "0" * 26, "D" + "0" * 26, "G", 7, None, ["G"]):
        _say("Gina", thread_id)
        _say("Hugo", thread_id)

    assert clinic.world.push.pushed == []
