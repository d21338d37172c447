"""Colleagues see who has the same thread open, and who is typing (row D11)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from textward.domain.role import TextPrivilege
from textward.services.conversation_access import ConversationAccess
from textward.services.share_presence import SharePresence

if TYPE_CHECKING:
    from tests.unit.services.clinic import Clinic
    from textward.domain.role import Viewer


class Desk:
    """Open pages of the clinic's members, and what each was told."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic, world = clinic, clinic.world
        access = ConversationAccess(world.conversations, world.groups)
        self.say = SharePresence(world.connections, world.threads, access, world.push)
        self.thread_id = clinic.demo.maria.thread_id
        self.dora = world._viewer(clinic.demo.practice, "dora", TextPrivilege.ALL)

    def connect(self, viewer: Viewer, page: str) -> None:
        assert self.clinic.open_live.connect(self.clinic.open_live.ticket(viewer), page)

    def told(self) -> list[tuple[str, str, str, str]]:
        """Give what was pushed since the last call: to which page, of whom, in which thread, doing what."""
        pushed = self.clinic.world.push.pushed
        found = [(page, p["member_id"], p["thread_id"], p["doing"]) for page, p in pushed]
        assert all(set(p) == {"type", "thread_id", "member_id", "doing"} for _, p in pushed)
        pushed.clear()
        return found


@pytest.fixture
def desk(clinic: Clinic) -> Desk:
    made = Desk(clinic)
    made.connect(clinic.demo.alice, "a")
    made.connect(made.dora, "d")
    return made


def test_who_comes_second_and_who_was_there_see_each_other(clinic: Clinic, desk: Desk) -> None:
    alice, dora = clinic.demo.alice.member_id, desk.dora.member_id

    desk.say("a", desk.thread_id, "viewing")
    assert desk.told() == []
    desk.say("d", desk.thread_id, "viewing")

    assert set(desk.told()) == {
        ("a", dora, desk.thread_id, "viewing"),
        ("d", alice, desk.thread_id, "viewing"),
    }


def test_typing_is_told_to_who_has_the_thread_open_and_to_nobody_else(clinic: Clinic, desk: Desk) -> None:
    for page in ("a", "d"):
        desk.say(page, desk.thread_id, "viewing")
    desk.connect(clinic.demo.alice, "a2")
    desk.say("a2", clinic.demo.mother.thread_id, "viewing")
    desk.told()

    desk.say("d", desk.thread_id, "typing")

    assert desk.told() == [("a", desk.dora.member_id, desk.thread_id, "typing")]


def test_a_members_own_other_page_is_not_a_colleague(clinic: Clinic, desk: Desk) -> None:
    desk.connect(clinic.demo.alice, "a2")
    desk.say("a", desk.thread_id, "viewing")
    desk.say("a2", desk.thread_id, "typing")

    assert desk.told() == []


def test_who_goes_to_another_thread_leaves_the_first(clinic: Clinic, desk: Desk) -> None:
    for page in ("a", "d"):
        desk.say(page, desk.thread_id, "viewing")
    desk.told()

    desk.say("d", clinic.demo.mother.thread_id, "viewing")

    assert desk.told() == [("a", desk.dora.member_id, desk.thread_id, "left")]
    moved = clinic.world.connections.get("d")
    assert moved
    assert (moved.thread_id, moved.doing) == (clinic.demo.mother.thread_id, "viewing")


def test_a_page_that_is_closed_leaves(clinic: Clinic, desk: Desk) -> None:
    for page in ("a", "d"):
        desk.say(page, desk.thread_id, "typing")
    desk.told()

    desk.say.leave("d")
    desk.say.leave("gone long ago")

    assert desk.told() == [("a", desk.dora.member_id, desk.thread_id, "left")]


def test_who_sees_assigned_takes_part_in_their_own_threads_only(clinic: Clinic, desk: Desk) -> None:
    desk.connect(clinic.demo.bob, "b")
    message = clinic.message_in()
    desk.say("a", message.thread_id, "viewing")

    desk.say("b", message.thread_id, "viewing")
    assert desk.told() == []
    clinic.assign(message, clinic.demo.bob)
    desk.say("b", message.thread_id, "viewing")

    assert set(desk.told()) == {
        ("a", clinic.demo.bob.member_id, message.thread_id, "viewing"),
        ("b", clinic.demo.alice.member_id, message.thread_id, "viewing"),
    }


@pytest.mark.parametrize("doing", ["", "left", "reading", "Typing"])
def test_what_is_no_doing_is_told_to_nobody(desk: Desk, doing: str) -> None:
    desk.say("a", desk.thread_id, "viewing")

    desk.say("d", desk.thread_id, doing)

    assert desk.told() == []


def test_another_practice_hears_nothing(clinic: Clinic, desk: Desk) -> None:
    alice = clinic.demo.alice
    stranger = replace(alice.member, practice_id="0" * 26, member_id="0" * 26)
    clinic.world.staff.save_member(stranger)
    desk.connect(replace(alice, member=stranger), "e")
    desk.say("e", desk.thread_id, "viewing")

    desk.say("a", desk.thread_id, "typing")

    assert desk.told() == []
