"""The signed-in patient writes, reads and finds conversations; what they see tells of no member's doing (rows H3, H4, I6)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.fakes.conversations import FakeConversations
from tests.unit.services.portal_clinic import FIRST_PAGE
from tests.unit.services.test_manage_groups import end_access
from textward.domain.audit import Action
from textward.domain.conversation import (
    BODY_LIMIT,
    SUBJECT_LIMIT,
    ConversationState,
    PatientBox,
)
from textward.domain.errors import (
    ConflictError,
    IdempotencyKeyReusedError,
    InvalidInputError,
    NotFoundError,
    RecipientUnavailableError,
)
from textward.domain.message import Direction
from textward.domain.paging import PageRequest
from textward.domain.portal import Audience, RecipientKind
from textward.domain.private import Private
from textward.services.answer_patient import TRIES
from textward.services.work_conversation import Step
from textward.services.write_from_portal import WriteFromPortal

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.services.portal_clinic import PortalClinic
    from textward.domain.conversation import Conversation
    from textward.domain.group import Group
    from textward.domain.patient import Patient
    from textward.domain.role import Viewer
    from textward.services.read_portal import Shown


def box(portal: PortalClinic, name: PatientBox, patient: Patient | None = None) -> list[Shown]:
    shown, _ = portal.read_portal.box(patient or portal.demo.maria, name, FIRST_PAGE, portal.trail())
    return list(shown)


def found(portal: PortalClinic, query: str) -> list[str]:
    shown, _ = portal.read_portal.search(portal.demo.maria, query, FIRST_PAGE, portal.trail())
    return [one.counterpart.name for one in shown]


def unread(portal: PortalClinic) -> int:
    return portal.read_portal.unread(portal.demo.maria)


# --- composing (rows H3, H4) ---


def test_a_letter_to_a_group_begins_a_conversation(portal: PortalClinic) -> None:
    group = portal.group()
    letter = replace(portal.letter(group), subject=Private("  My\n pills "))

    shown, was_there = portal.write_portal.compose(portal.demo.maria, letter, portal.trail())

    begun = shown.conversation
    assert not was_there
    assert (shown.counterpart.kind, shown.counterpart.name, shown.counterpart.can_reply) == (
        RecipientKind.GROUP,
        "Nurses",
        True,
    )
    assert begun == portal.now(begun)
    assert (begun.thread_id[0], begun.group_id, begun.member_id) == ("G", group.group_id, None)
    assert (begun.subject, begun.preview) == (Private("My pills"), Private("May I take both pills?"))
    assert (begun.assignees, begun.state) == (frozenset(), ConversationState.NOT_REPLIED)
    assert begun.waiting_since == begun.started_at == portal.world.clock.now()
    line = portal.world.state.audit[-1]
    assert (line.action, line.thread_id, line.patient_id) == (
        Action.PORTAL_WROTE,
        begun.thread_id,
        portal.demo.maria.patient_id,
    )


def test_a_letter_to_a_member_is_theirs(portal: PortalClinic) -> None:
    begun = portal.write(portal.demo.bob)
    assert (begun.thread_id[0], begun.group_id, begun.member_id) == ("D", None, portal.demo.bob.member_id)
    assert begun.assignees == {portal.demo.bob.member_id}
    assert begun.assigned_by == frozenset()


@pytest.mark.parametrize(
    ("subject", "body", "pointer"),
    [
        ("", "Body", "/subject"),
        (" \n", "Body", "/subject"),
        ("s" * (SUBJECT_LIMIT + 1), "Body", "/subject"),
        ("Subject", "", "/body"),
        ("Subject", "  ", "/body"),
        ("Subject", "b" * (BODY_LIMIT + 1), "/body"),
    ],
)
def test_a_letter_says_something_and_not_too_much(
    portal: PortalClinic, subject: str, body: str, pointer: str
) -> None:
    letter = portal.letter(portal.group(), body, subject=subject)
    with pytest.raises(InvalidInputError) as refused:
        portal.write_portal.compose(portal.demo.maria, letter, portal.trail())
    assert refused.value.pointer == pointer
    assert box(portal, PatientBox.SENT) == []


def _retired(portal: PortalClinic) -> Group:
    return portal.group(retired=True)


def _elsewhere(portal: PortalClinic) -> Group:
    return portal.group(facility_id=portal.demo.uptown.facility_id)


def _for_others(portal: PortalClinic) -> Group:
    return portal.group(category_id=portal.diabetes.category_id)


def _excluded(portal: PortalClinic) -> Viewer:
    portal.settings(excluded=frozenset({portal.demo.bob.member_id}))
    return portal.demo.bob


def _blind(portal: PortalClinic) -> Viewer:
    return portal.demo.carol


def _closed(portal: PortalClinic) -> Group:
    group = portal.group()
    portal.settings(enabled=False)
    return group


def _members_only(portal: PortalClinic) -> Group:
    group = portal.group()
    portal.settings(audience=Audience.MEMBERS)
    return group


@pytest.mark.parametrize("to", [_retired, _elsewhere, _for_others, _excluded, _blind, _closed, _members_only])
def test_who_is_not_on_the_list_takes_no_letter(
    portal: PortalClinic, to: Callable[[PortalClinic], Group | Viewer]
) -> None:
    recipient = to(portal)
    with pytest.raises(RecipientUnavailableError):
        portal.write(recipient)
    assert box(portal, PatientBox.SENT) == []
    listed = portal.read_portal.recipients(portal.demo.maria, portal.trail())
    assert portal.letter(recipient).recipient_id not in {one.recipient_id for one in listed}


def test_a_groups_id_is_no_members(portal: PortalClinic) -> None:
    letter = replace(portal.letter(portal.group()), kind=RecipientKind.MEMBER)
    with pytest.raises(RecipientUnavailableError):
        portal.write_portal.compose(portal.demo.maria, letter, portal.trail())


def test_the_same_key_begins_one_conversation(portal: PortalClinic) -> None:
    group, trail = portal.group(), portal.trail()
    first, _ = portal.write_portal.compose(portal.demo.maria, portal.letter(group), trail)
    again, was_there = portal.write_portal.compose(portal.demo.maria, portal.letter(group), trail)
    assert (again, was_there) == (first, True)
    for other in (portal.letter(group, "Other words"), portal.letter(portal.demo.bob)):
        with pytest.raises(IdempotencyKeyReusedError):
            portal.write_portal.compose(portal.demo.maria, other, trail)
    mothers, was_there = portal.write_portal.compose(portal.demo.mother, portal.letter(group), trail)
    assert not was_there
    assert mothers.conversation.thread_id != first.conversation.thread_id


def test_a_repeated_request_gets_its_first_answer_whatever_changed(portal: PortalClinic) -> None:
    group, trail = portal.group(), portal.trail()
    first, _ = portal.write_portal.compose(portal.demo.maria, portal.letter(group), trail)
    portal.keep(replace(group, retired=True, version=2))
    again, was_there = portal.write_portal.compose(portal.demo.maria, portal.letter(group), trail)
    assert was_there
    assert again.conversation == first.conversation
    assert not again.counterpart.can_reply


def test_another_letter_under_the_key_is_not_taken_for_the_one_before_even_where_none_is_taken(
    portal: PortalClinic,
) -> None:
    """Told that it was sent, the patient would wait for an answer to words that nobody has."""
    group, trail = portal.group(), portal.trail()
    portal.write_portal.compose(portal.demo.maria, portal.letter(group), trail)
    portal.keep(replace(group, retired=True, version=2))
    end_access(portal, portal.demo.bob)
    for other in (portal.letter(group, "Other words"), portal.letter(portal.demo.bob)):
        with pytest.raises(IdempotencyKeyReusedError):
            portal.write_portal.compose(portal.demo.maria, other, trail)


# --- going on ---


def test_a_reply_waits_for_an_answer_again_also_from_the_trash(portal: PortalClinic) -> None:
    asked = portal.write(portal.group())
    answer = portal.answer(asked, portal.gina)
    portal.write_portal.mark_read(portal.demo.maria, asked.thread_id, answer.message_id, portal.trail())
    version = portal.now(asked).version
    portal.work.step(portal.gina, asked.thread_id, Step.TRASH, version, portal.trail(portal.gina))

    message = portal.reply_again(asked, "And the red one?")

    now = portal.now(asked)
    assert (now.state, now.unread, now.preview) == (
        ConversationState.NOT_REPLIED,
        0,
        Private("And the red one?"),
    )
    assert (message.direction, message.author_id) == (Direction.IN, None)


def test_the_same_key_stores_one_reply(portal: PortalClinic) -> None:
    asked, trail, maria = portal.write(portal.group()), portal.trail(), portal.demo.maria
    first = portal.write_portal.reply(maria, asked.thread_id, Private("More"), "key-9", trail)
    portal.answer(asked, portal.gina)
    assert portal.write_portal.reply(maria, asked.thread_id, Private("More"), "key-9", trail) == first
    with pytest.raises(IdempotencyKeyReusedError):
        portal.write_portal.reply(maria, asked.thread_id, Private("Else"), "key-9", trail)
    assert portal.now(asked).state is ConversationState.REPLIED


def test_who_takes_no_more_letters_takes_no_more_replies(portal: PortalClinic) -> None:
    group, trail, maria = portal.group(), portal.trail(), portal.demo.maria
    asked, directly = portal.write(group), portal.write(portal.demo.bob)
    first = portal.write_portal.reply(maria, asked.thread_id, Private("More"), "key-9", trail)
    portal.keep(replace(group, retired=True, version=2))
    end_access(portal, portal.demo.bob)
    for conversation in (asked, directly):
        with pytest.raises(RecipientUnavailableError):
            portal.reply_again(conversation)
        assert not portal.read_portal.open(maria, conversation.thread_id).counterpart.can_reply
    assert portal.write_portal.reply(maria, asked.thread_id, Private("More"), "key-9", trail) == first
    with pytest.raises(IdempotencyKeyReusedError):
        portal.write_portal.reply(maria, asked.thread_id, Private("Else"), "key-9", trail)


def test_an_answer_can_be_read_when_nothing_more_can_be_written(portal: PortalClinic) -> None:
    """What was said stays the patient's, also when the portal is closed for messages."""
    asked = portal.write(portal.group())
    portal.settings(enabled=False)
    portal.answer(asked, portal.gina)
    assert [one.counterpart.name for one in box(portal, PatientBox.INBOX)] == ["Nurses"]
    said = portal.read_portal.messages(portal.demo.maria, asked.thread_id, FIRST_PAGE, portal.trail())
    assert len(said.items) == 2


@pytest.mark.parametrize("body", ["", " ", "b" * (BODY_LIMIT + 1)])
def test_a_reply_says_something_and_not_too_much(portal: PortalClinic, body: str) -> None:
    asked = portal.write(portal.group())
    with pytest.raises(InvalidInputError):
        portal.reply_again(asked, body)


def test_anothers_conversation_is_not_there(portal: PortalClinic) -> None:
    """Also one of a patient who shares the phone (row C7)."""
    asked = portal.write(portal.group(), by=portal.demo.mother)
    child, trail, thread_id = portal.demo.child, portal.trail(), asked.thread_id
    stranger = replace(portal.demo.mother, practice_id="0" * 26)
    portal.world.practices.save(replace(portal.demo.practice, practice_id="0" * 26, number=None))
    for other in (child, stranger):
        with pytest.raises(NotFoundError):
            portal.read_portal.open(other, thread_id)
        with pytest.raises(NotFoundError):
            portal.read_portal.messages(other, thread_id, FIRST_PAGE, trail)
        with pytest.raises(NotFoundError):
            portal.write_portal.reply(other, thread_id, Private("Hello"), "key-1", trail)
        with pytest.raises(NotFoundError):
            portal.write_portal.mark_read(other, thread_id, asked.last_id, trail)
        assert [box(portal, name, other) for name in PatientBox] == [[], [], []]
    assert portal.now(asked) == asked


# --- inbox, unread, sent, search (row H4) ---


def test_the_boxes_hold_what_was_answered_what_is_unread_and_all_that_was_written(
    portal: PortalClinic,
) -> None:
    group = portal.group()
    first, second, third = (portal.write(group) for _ in range(3))
    portal.answer(second, portal.gina)
    portal.answer(first, portal.gina)
    assert [one.conversation for one in box(portal, PatientBox.SENT)] == [
        portal.now(one) for one in (third, second, first)
    ]
    assert [one.conversation for one in box(portal, PatientBox.INBOX)] == [
        portal.now(one) for one in (first, second)
    ]
    assert unread(portal) == len(box(portal, PatientBox.UNREAD)) == 2

    portal.write_portal.mark_read(
        portal.demo.maria, first.thread_id, portal.now(first).last_id, portal.trail()
    )

    assert unread(portal) == 1
    assert [one.conversation for one in box(portal, PatientBox.UNREAD)] == [portal.now(second)]
    assert len(box(portal, PatientBox.INBOX)) == 2
    assert portal.now(first).version == 2
    assert portal.world.state.audit[-2].action is Action.PORTAL_VIEWED


def test_an_answer_that_came_after_what_was_shown_stays_unread(portal: PortalClinic) -> None:
    asked = portal.write(portal.group())
    shown = portal.answer(asked, portal.gina)
    portal.answer(asked, portal.gina)
    portal.write_portal.mark_read(portal.demo.maria, asked.thread_id, shown.message_id, portal.trail())
    assert unread(portal) == 1


def test_the_trash_of_the_practice_is_not_the_patients(portal: PortalClinic) -> None:
    asked = portal.write(portal.group())
    portal.answer(asked, portal.gina)
    version = portal.now(asked).version
    portal.work.step(portal.gina, asked.thread_id, Step.TRASH, version, portal.trail(portal.gina))
    assert unread(portal) == 1
    assert len(box(portal, PatientBox.SENT)) == len(box(portal, PatientBox.INBOX)) == 1


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("nurses", ["Night Núrses", "Nurses"]),
        ("NUR", ["Night Núrses", "Nurses"]),
        ("nurses night", ["Night Núrses"]),
        ("bob", ["Bob"]),
        ("urses", []),
        ("", []),
        ("!?", []),
        ("doctors", []),
        ("gina", []),
    ],
)
def test_conversations_are_found_by_the_name_of_their_group_or_member(
    portal: PortalClinic, query: str, names: list[str]
) -> None:
    for to in (portal.group("Nurses"), portal.demo.bob, portal.group("Night Núrses")):
        portal.write(to)
    portal.write(portal.group("Doctors"), by=portal.demo.mother)
    assert found(portal, query) == names


def test_a_search_goes_on_page_by_page(portal: PortalClinic) -> None:
    nurses, doctors = portal.group("Nurses"), portal.group("Doctors")
    for group in (nurses, doctors, doctors, nurses):
        portal.write(group)
    pages: list[int] = []
    page = PageRequest(limit=2)
    while True:
        shown, after = portal.read_portal.search(portal.demo.maria, "nurses", page, portal.trail())
        pages.append(len(shown))
        if after is None:
            break
        page = PageRequest(limit=2, after=after)
    assert pages == [1, 1]


def test_names_are_as_they_are_now_and_stay_of_what_was_retired(portal: PortalClinic) -> None:
    group = portal.group("Nurses")
    portal.write(group)
    portal.keep(replace(group, name="Care team", retired=True, version=2))
    (shown,) = box(portal, PatientBox.SENT)
    assert (shown.counterpart.name, shown.counterpart.can_reply) == ("Care team", False)


# --- staff at the same time ---


@dataclass
class Crossed(FakeConversations):
    """Conversations where a member answers between the reading and the storing, so many times."""

    meanwhile: Callable[[], object] = lambda: None
    times: int = 1

    def append(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - handed on as they come
        self._cross()
        super().append(*args, **kwargs)

    def change(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - handed on as they come
        self._cross()
        super().change(*args, **kwargs)

    def _cross(self) -> None:
        if self.times:
            self.times -= 1
            self.meanwhile()


def crossed(portal: PortalClinic, asked: Conversation, times: int) -> WriteFromPortal:
    w = portal.world
    stored = Crossed(w.state, lambda: portal.answer(asked, portal.gina), times)
    return WriteFromPortal(stored, w.groups, w.clock, w.ids)


def test_a_reply_stands_after_what_staff_wrote_meanwhile(portal: PortalClinic) -> None:
    asked = portal.write(portal.group())
    write = crossed(portal, asked, TRIES - 1)
    message = write.reply(portal.demo.maria, asked.thread_id, Private("More"), "key-9", portal.trail())
    now = portal.now(asked)
    assert (now.last_id, now.state) == (message.message_id, ConversationState.NOT_REPLIED)
    with pytest.raises(ConflictError):
        crossed(portal, asked, TRIES).reply(
            portal.demo.maria, asked.thread_id, Private("More"), "key-10", portal.trail()
        )


def test_an_answer_that_comes_while_the_patient_marks_what_they_read_stays_unread(
    portal: PortalClinic,
) -> None:
    asked = portal.write(portal.group())
    shown = portal.answer(asked, portal.gina)
    crossed(portal, asked, 1).mark_read(portal.demo.maria, asked.thread_id, shown.message_id, portal.trail())
    assert portal.now(asked).unread == 2


def test_an_answer_that_comes_while_the_patient_writes_stays_unread_until_it_is_shown(
    portal: PortalClinic,
) -> None:
    asked = portal.write(portal.group())
    portal.answer(asked, portal.gina)
    said = portal.reply_again(asked, "And the red one?")
    assert unread(portal) == 1
    portal.write_portal.mark_read(portal.demo.maria, asked.thread_id, said.message_id, portal.trail())
    assert unread(portal) == 0


# --- no member's doing is seen (row I6) ---


def _seen(shown: Shown) -> dict[str, Any]:
    """Give what a patient's view is made of: everything of a conversation that is theirs to see."""
    one = shown.conversation
    return {
        "id": one.thread_id,
        "with": asdict(shown.counterpart),
        "subject": one.subject.reveal(),
        "preview": one.preview.reveal(),
        "last": (one.last_at, one.last_direction, one.last_id),
        "unread": one.unread,
        "started_at": one.started_at,
    }


def test_the_patients_view_is_the_same_whoever_answered(portal: PortalClinic) -> None:
    """Two members give the same answer to the same letter: but for ids and times nothing differs."""
    group = portal.group(users=frozenset({portal.hugo.member_id, portal.ines.member_id}))
    views = []
    for member in (portal.hugo, portal.ines):
        asked = portal.write(group)
        portal.give(asked, portal.gina, member)
        portal.answer(asked, member, "Yes.")
        (shown,) = (
            one for one in box(portal, PatientBox.INBOX) if one.conversation.thread_id == asked.thread_id
        )
        view = _seen(shown)
        del view["id"], view["last"]
        views.append(view)
    assert views[0] == views[1]


def test_what_a_patient_sees_of_a_group_names_no_member(portal: PortalClinic) -> None:
    group = portal.group(description="We answer within a day")
    asked = portal.write(group)
    portal.give(asked, portal.gina, portal.hugo)
    portal.answer(asked, portal.hugo)
    portal.settings(audience=Audience.GROUPS)
    views = [_seen(one) for name in PatientBox for one in box(portal, name)]
    listed = [asdict(one) for one in portal.read_portal.recipients(portal.demo.maria, portal.trail())]
    told = json.dumps([views, listed], default=str)
    members = portal.world.staff.members(portal.practice_id)
    assert len(views) == 3
    for member in members:
        assert member.member_id not in told
        assert member.name not in told


def test_a_direct_conversation_is_with_the_member_chosen_whoever_answers(portal: PortalClinic) -> None:
    asked = portal.write(portal.demo.bob)
    portal.answer(asked, portal.demo.alice)
    (shown,) = box(portal, PatientBox.INBOX)
    assert (shown.counterpart.kind, shown.counterpart.name) == (RecipientKind.MEMBER, "Bob")
    told = json.dumps(_seen(shown), default=str)
    assert "Alice" not in told
    assert portal.demo.alice.member_id not in told
