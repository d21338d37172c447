"""Record systems hear of conversations from the portal as of texts (row J10), and of no member who answered."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from tests.unit.services.hook_desk import URL, HookDesk
from tests.unit.services.portal_clinic import PortalClinic
from textward.services.work_conversation import Step

SECOND = "https://second.example/in"


@dataclass
class PortalDesk(HookDesk):
    """A record system's endpoints at a practice with a portal."""

    clinic: PortalClinic = field(default_factory=PortalClinic)


@pytest.fixture
def desk() -> PortalDesk:
    return PortalDesk()


def test_a_conversation_is_told_of_from_question_to_completion(desk: PortalDesk) -> None:
    desk.with_record_ids()
    desk.add()
    portal, group = desk.clinic, desk.clinic.group()
    asked = portal.write(group, body="My private words")
    desk.queue()
    answer = portal.answer(asked, portal.gina, "Our private words")
    again = portal.reply_again(asked)
    desk.queue()
    version = portal.now(asked).version
    portal.work.step(portal.gina, asked.thread_id, Step.COMPLETE, version, portal.trail(portal.gina))
    desk.queue()

    told = [(one.event["type"], one.event["data"]) for one in desk.arrived()]
    assert [(kind, data["message_id"], data["direction"], data["status"]) for kind, data in told] == [
        ("message.received", asked.last_id, "in", "pending"),
        ("message.sent", answer.message_id, "out", None),
        ("message.received", again.message_id, "in", "pending"),
        ("message.completed", again.message_id, "in", "completed"),
    ]
    assert told[0][1] == {
        "patient": {"textward_id": portal.demo.maria.patient_id, "id": "MRN-1"},
        "channel": "portal",
        "group_id": group.group_id,
        "thread_id": asked.thread_id,
        "message_id": asked.last_id,
        "direction": "in",
        "mode": "secured",
        "status": "pending",
        "delivery": None,
    }
    arrived = str([one.body for one in desk.arrived()])
    assert not any(secret in arrived for secret in ("private words", portal.gina.member_id, "My pills"))


def test_a_conversation_with_a_member_has_no_group(desk: PortalDesk) -> None:
    desk.add()
    asked = desk.clinic.write(desk.clinic.demo.alice)
    desk.queue()
    (told,) = desk.arrived()
    assert (told.event["data"]["thread_id"], told.event["data"]["group_id"]) == (asked.thread_id, None)


def test_what_is_the_practices_own_business_is_not_told(desk: PortalDesk) -> None:
    portal = desk.clinic
    asked = portal.write(portal.group())
    answer = portal.answer(asked, portal.gina)
    portal.world.stream()
    desk.add()
    portal.give(asked, portal.gina, portal.hugo)
    portal.write_portal.mark_read(portal.demo.maria, asked.thread_id, answer.message_id, portal.trail())
    for step in (Step.REOPEN, Step.TRASH, Step.RESTORE):
        version = portal.now(asked).version
        portal.work.step(portal.gina, asked.thread_id, step, version, portal.trail(portal.gina))
    portal.work.star(portal.gina, asked.thread_id, portal.trail(portal.gina), starred=True)
    assert desk.queue()
    assert desk.feed() == []


def test_the_words_go_along_only_where_the_practice_wants_them(desk: PortalDesk) -> None:
    desk.add()
    desk.add(SECOND, include_content=True)
    asked = desk.clinic.write(desk.clinic.group(), body="PLANTED question")
    desk.clinic.answer(asked, desk.clinic.gina, "PLANTED answer")
    desk.queue()
    assert len(desk.arrived(URL)) == len(desk.arrived(SECOND)) == 2
    assert all(b"PLANTED" not in one.body for one in desk.arrived())
    bodies = [one.event["data"]["body"] for one in desk.arrived(SECOND)]
    assert bodies == ["PLANTED question", "PLANTED answer"]
    assert "PLANTED" not in str(desk.feed()) + str(desk.clinic.world.state.deliveries)
