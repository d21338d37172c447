"""Members answer under the group's name; the patient is told by text that an answer waits (rows H4, I3-I6)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.fakes.conversations import FakeConversations
from tests.unit.services.clinic import BASE_URL
from tests.unit.services.portal_clinic import FIRST_PAGE
from textward.domain.audit import Action
from textward.domain.consent import Consent
from textward.domain.conversation import BODY_LIMIT, ConversationState
from textward.domain.errors import (
    ConflictError,
    IdempotencyKeyReusedError,
    InvalidInputError,
    NotFoundError,
)
from textward.domain.message import Direction
from textward.domain.private import Private
from textward.domain.text import Purpose
from textward.domain.work import WorkKind
from textward.services.answer_patient import TRIES, AnswerPatient

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.services.portal_clinic import PortalClinic


@dataclass
class Crossed(FakeConversations):
    """Conversations where somebody else writes between the reading and the storing, so many times."""

    meanwhile: Callable[[], object] = lambda: None
    times: int = 1

    def append(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - handed on as they come
        if self.times:
            self.times -= 1
            self.meanwhile()
        super().append(*args, **kwargs)


def crossed(portal: PortalClinic, meanwhile: Callable[[], object], times: int = 1) -> AnswerPatient:
    stored = Crossed(portal.world.state, meanwhile, times)
    return AnswerPatient(stored, portal.access, portal.recipients, portal.world.clock, portal.world.ids)


def test_an_answer_is_stored_with_its_author_history_and_line(portal: PortalClinic) -> None:
    asked = portal.write(portal.group())

    answer = portal.answer(asked, portal.gina, "Yes, both.")

    now = portal.now(asked)
    assert (now.state, now.unread, now.preview) == (ConversationState.REPLIED, 1, Private("Yes, both."))
    assert (answer.direction, answer.author_id) == (Direction.OUT, portal.gina.member_id)
    (step,) = portal.world.conversations.history(portal.practice_id, asked.thread_id)
    assert (step.kind, step.by, step.message_id) == (
        WorkKind.ANSWERED,
        portal.gina.member_id,
        answer.message_id,
    )
    line = portal.world.state.audit[-1]
    assert (line.action, line.actor.actor_id) == (Action.CONVERSATION_ANSWERED, portal.gina.member_id)
    assert (line.thread_id, line.message_id, line.patient_id) == (
        asked.thread_id,
        answer.message_id,
        asked.patient_id,
    )


def test_whose_it_is_may_answer_and_nobody_else(portal: PortalClinic) -> None:
    asked, directly = portal.write(portal.group()), portal.write(portal.demo.bob)
    portal.give(asked, portal.gina, portal.hugo)
    assert portal.answer(asked, portal.hugo).author_id == portal.hugo.member_id
    for viewer in (portal.demo.bob, portal.demo.alice):
        assert portal.answer(directly, viewer).author_id == viewer.member_id
    for viewer, conversation in (
        (portal.ines, asked),
        (portal.demo.alice, asked),
        (portal.gina, directly),
        (portal.demo.carol, directly),
    ):
        with pytest.raises(NotFoundError):
            portal.answer(conversation, viewer)


@pytest.mark.parametrize("body", ["", "   \n", "x" * (BODY_LIMIT + 1)])
def test_an_answer_says_something_and_not_too_much(portal: PortalClinic, body: str) -> None:
    asked = portal.write(portal.group())
    with pytest.raises(InvalidInputError) as refused:
        portal.answer(asked, portal.gina, body)
    assert refused.value.pointer == "/body"
    assert (
        portal.answer(asked, portal.gina, "x" * BODY_LIMIT)
        == portal.world.conversations.messages(portal.practice_id, asked.thread_id, FIRST_PAGE).items[0]
    )


# --- once (Idempotency-Key) ---


def test_the_same_key_stores_one_answer_and_tells_the_patient_once(portal: PortalClinic) -> None:
    asked = portal.write(portal.group())
    trail = portal.trail(portal.gina)
    first, was_there = portal.answering(portal.gina, asked.thread_id, Private("Yes."), "key-1", trail)
    assert not was_there
    portal.reply_again(asked)

    again, was_there = portal.answering(portal.gina, asked.thread_id, Private("Yes."), "key-1", trail)

    assert (again, was_there) == (first, True)
    assert portal.now(asked).state is ConversationState.NOT_REPLIED
    portal.hand_over()
    assert len(portal.rings()) == 1


def test_the_same_key_with_other_words_or_elsewhere_is_refused(portal: PortalClinic) -> None:
    group = portal.group()
    asked, other = portal.write(group), portal.write(group)
    portal.answer(asked, portal.gina, "Yes.", "key-1")
    for conversation, body in ((asked, "No."), (other, "Yes.")):
        with pytest.raises(IdempotencyKeyReusedError):
            portal.answer(conversation, portal.gina, body, "key-1")
    assert portal.now(other) == other


def test_a_key_is_its_members_own(portal: PortalClinic) -> None:
    asked = portal.write(portal.group())
    portal.give(asked, portal.gina, portal.hugo)
    assert portal.answer(asked, portal.gina, "Yes.", "key-1") != portal.answer(
        asked, portal.hugo, "Yes.", "key-1"
    )
    assert portal.now(asked).unread == 2


# --- others at the same time (row D11) ---


def test_an_answer_stands_after_what_others_wrote_meanwhile(portal: PortalClinic) -> None:
    asked = portal.write(portal.group())
    answering = crossed(portal, lambda: portal.reply_again(asked), times=TRIES - 1)

    answer, _ = answering(portal.gina, asked.thread_id, Private("Yes."), "key-1", portal.trail(portal.gina))

    now = portal.now(asked)
    assert (now.last_id, now.state, now.unread) == (answer.message_id, ConversationState.REPLIED, 1)


def test_others_who_write_all_the_time_are_a_conflict(portal: PortalClinic) -> None:
    asked = portal.write(portal.group())
    answering = crossed(portal, lambda: portal.reply_again(asked), times=TRIES)
    with pytest.raises(ConflictError) as refused:
        answering(portal.gina, asked.thread_id, Private("Yes."), "key-1", portal.trail(portal.gina))
    assert refused.value.current is None


def test_who_loses_it_meanwhile_does_not_answer(portal: PortalClinic) -> None:
    asked = portal.write(portal.group())
    portal.give(asked, portal.gina, portal.hugo)
    answering = crossed(portal, lambda: portal.give(asked, portal.gina, portal.gina))
    with pytest.raises(NotFoundError):
        answering(portal.hugo, asked.thread_id, Private("Yes."), "key-1", portal.trail(portal.hugo))
    assert not portal.now(asked).answered


# --- the text that tells of it (row H4) ---


def test_the_patient_is_told_with_no_word_of_it(portal: PortalClinic) -> None:
    asked = portal.write(portal.group("Oncology"))

    portal.answer(asked, portal.gina, "The tumour is benign.")
    portal.hand_over()

    assert portal.rings() == [
        f"Lakeview Clinic has answered you. Read the answer here: {BASE_URL}/portal/#{portal.practice_id}"
    ]


def test_the_patient_is_told_in_their_language(portal: PortalClinic) -> None:
    portal.world.patients.save(replace(portal.demo.maria, language="es"))
    portal.answer(portal.write(portal.group()), portal.gina)
    portal.hand_over()
    assert portal.rings()[0].startswith("Lakeview Clinic le ha respondido.")


def test_further_answers_are_told_only_when_the_first_was_read(portal: PortalClinic) -> None:
    asked = portal.write(portal.group())
    last = [portal.answer(asked, portal.gina) for _ in range(3)][-1]
    portal.hand_over()
    assert len(portal.rings()) == 1

    portal.write_portal.mark_read(portal.demo.maria, asked.thread_id, last.message_id, portal.trail())
    portal.answer(asked, portal.gina)
    portal.hand_over()
    assert len(portal.rings()) == 2

    portal.reply_again(asked)
    portal.answer(asked, portal.gina)
    portal.hand_over()
    assert len(portal.rings()) == 3


def test_each_conversation_is_told_of(portal: PortalClinic) -> None:
    group = portal.group()
    for _ in range(2):
        portal.answer(portal.write(group), portal.gina)
    portal.hand_over()
    assert len(portal.rings()) == 2


@pytest.mark.parametrize("who", ["opted_out", "notifications_off", "no_mobile"])
def test_who_can_not_be_texted_is_answered_all_the_same(portal: PortalClinic, who: str) -> None:
    patient = getattr(portal.demo, who)
    asked = portal.write(portal.group(), by=patient)

    portal.answer(asked, portal.gina)

    assert portal.now(asked).unread == 1
    assert portal.world.state.texts == {}


def test_who_opts_out_before_it_leaves_is_not_told(portal: PortalClinic) -> None:
    portal.answer(portal.write(portal.group()), portal.gina)
    gone = Consent(opted_out=True, changed_at=portal.world.clock.now())
    portal.world.patients.save_consent(portal.practice_id, Private("+12125550101"), gone)
    portal.hand_over()
    assert portal.rings() == []


# --- who answered stays inside (row I6) ---


def test_no_event_and_no_text_tells_who_answered(portal: PortalClinic) -> None:
    """Every member's id and name is searched in all that leaves by events, and in what the phone shows."""
    group = portal.group()
    for conversation in (portal.write(group), portal.write(portal.demo.bob)):
        portal.reply_again(conversation)
    asked = portal.write(group)
    portal.give(asked, portal.gina, portal.hugo)
    portal.answer(asked, portal.hugo)
    portal.reply_again(asked)
    portal.ask_code()
    portal.hand_over()

    events = json.dumps([asdict(event) for event in portal.world.state.events], default=str)
    told = events + "\n".join(portal.rings())
    members = portal.world.staff.members(portal.practice_id)
    assert len(portal.rings()) == 2
    assert len(members) == 6
    for member in members:
        assert member.member_id not in told
        assert member.name not in told


def test_the_notice_as_it_is_stored_names_no_member(portal: PortalClinic) -> None:
    portal.answer(portal.write(portal.group()), portal.gina, "Yes.")
    (alert,) = portal.world.state.texts.values()
    assert (alert.purpose, alert.body, alert.patient_id) == (
        Purpose.ALERT,
        None,
        portal.demo.maria.patient_id,
    )
    stored = json.dumps(asdict(alert), default=str)
    assert not any(m.member_id in stored for m in portal.world.staff.members(portal.practice_id))
