"""What comes in goes to the last sender or the care team by itself (rows A4, A5), once, and never over staff."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.services.clinic import Clinic
from textward.domain.audit import Action
from textward.domain.auto_assignment import LAST_SENDER_COUNTS, MOST_ASSIGNEES
from textward.domain.inbox import InboxList, Place
from textward.domain.message import Mode, WorkStatus
from textward.domain.paging import PageRequest
from textward.domain.private import Private
from textward.domain.role import Member, TextPrivilege
from textward.domain.work import WorkKind

if TYPE_CHECKING:
    from textward.domain.message import Message
    from textward.domain.role import Viewer


def _set(clinic: Clinic, *, team: bool = False, sender: bool = True) -> None:
    practice = replace(clinic.demo.practice, assign_to_care_team=team, assign_to_last_sender=sender)
    clinic.world.practices.save(practice)


def _care_for_maria(clinic: Clinic, *viewers: Viewer) -> None:
    members = frozenset(viewer.member_id for viewer in viewers)
    clinic.world.patients.save(replace(clinic.demo.maria, care_team=members))


def _comes_in(clinic: Clinic, body: str = "Hello?", sid: str = "SM1") -> Message:
    message = clinic.message_in(body, sid=sid)
    _route(clinic, message)
    return _now(clinic, message)


def _route(clinic: Clinic, message: Message) -> None:
    clinic.route(message.practice_id, message.thread_id, message.message_id)


def _now(clinic: Clinic, message: Message) -> Message:
    return clinic.world.threads.message(message.practice_id, message.thread_id, message.message_id)


def _end_access(clinic: Clinic, viewer: Viewer) -> None:
    clinic.world.staff.save_member(replace(viewer.member, active=False))


def test_nobody_wrote_and_no_care_team_is_asked_for_so_it_stays_unassigned(clinic: Clinic) -> None:
    _care_for_maria(clinic, clinic.demo.bob)

    message = _comes_in(clinic)

    assert message.assignees == frozenset()
    assert message.version == 1


def test_the_last_sender_has_the_answer(clinic: Clinic) -> None:
    """Row A5, on by default."""
    clinic.compose(by=clinic.demo.alice)

    message = _comes_in(clinic)

    alice = clinic.demo.alice.member_id
    assert (message.assignees, message.assigned_by, message.version) == (frozenset({alice}), frozenset(), 2)
    place = Place.of(InboxList.PENDING_FOR_ME, alice)
    mine = clinic.world.threads.inbox(clinic.practice_id, place, None, PageRequest())
    assert mine.items == (message,)
    assert clinic.world.threads.badge(clinic.practice_id, alice).total == 1


def test_it_is_in_history_and_trail_as_done_by_itself(clinic: Clinic) -> None:
    clinic.compose(by=clinic.demo.alice)

    message = _comes_in(clinic)

    (step,) = clinic.world.threads.history(message.practice_id, message.thread_id, message.message_id)
    assert (step.by, step.kind, step.member_ids) == ("", WorkKind.ASSIGNED, (clinic.demo.alice.member_id,))
    line = clinic.world.state.audit[-1]
    assert (line.action, line.actor.kind) == (Action.MESSAGE_ASSIGNED, "system")
    assert line.message_id == message.message_id


@pytest.mark.parametrize(
    ("since", "is_theirs"),
    [
        (LAST_SENDER_COUNTS, True),
        (LAST_SENDER_COUNTS + timedelta(milliseconds=1), False),
        (timedelta(), True),
    ],
)
def test_seven_days_count(clinic: Clinic, *, since: timedelta, is_theirs: bool) -> None:
    clinic.compose(by=clinic.demo.alice)
    clinic.world.advance(since)

    assert bool(_comes_in(clinic).assignees) is is_theirs


def test_the_seven_days_end_when_the_message_came_not_when_the_queue_brings_it(clinic: Clinic) -> None:
    clinic.compose(by=clinic.demo.alice)
    clinic.world.advance(LAST_SENDER_COUNTS)
    message = clinic.message_in()
    clinic.world.advance(timedelta(days=1))

    _route(clinic, message)

    assert _now(clinic, message).assignees == {clinic.demo.alice.member_id}


def test_the_care_team_has_it_when_asked_for(clinic: Clinic) -> None:
    """Row A4: off by default."""
    _set(clinic, team=True)
    _care_for_maria(clinic, clinic.demo.alice, clinic.demo.bob)

    assert _comes_in(clinic).assignees == {clinic.demo.alice.member_id, clinic.demo.bob.member_id}


def test_the_last_sender_wins_over_the_care_team(clinic: Clinic) -> None:
    _set(clinic, team=True)
    _care_for_maria(clinic, clinic.demo.bob)
    clinic.compose(by=clinic.demo.alice)

    assert _comes_in(clinic).assignees == {clinic.demo.alice.member_id}


def test_a_last_sender_who_has_left_gives_way_to_the_care_team(clinic: Clinic) -> None:
    _set(clinic, team=True)
    _care_for_maria(clinic, clinic.demo.bob, clinic.demo.carol)
    clinic.compose(by=clinic.demo.alice)
    _end_access(clinic, clinic.demo.alice)

    assert _comes_in(clinic).assignees == {clinic.demo.bob.member_id}


def test_who_can_not_see_texts_is_never_given_one(clinic: Clinic) -> None:
    """It would be lost: Carol's role has no part in text messages, and Bob has left."""
    _set(clinic, team=True)
    _care_for_maria(clinic, clinic.demo.bob, clinic.demo.carol)
    _end_access(clinic, clinic.demo.bob)

    assert _comes_in(clinic).assignees == frozenset()


def test_switched_off_nobody_is_given_anything(clinic: Clinic) -> None:
    _set(clinic, team=False, sender=False)
    _care_for_maria(clinic, clinic.demo.bob)
    clinic.compose(by=clinic.demo.alice)

    assert _comes_in(clinic).assignees == frozenset()


def test_a_reply_behind_the_secure_link_is_given_too(clinic: Clinic) -> None:
    cookie = clinic.secured().open()
    reply = clinic.reply(cookie, Private("Thank you"), "key-1", clinic.trail())

    _route(clinic, reply)

    assert _now(clinic, reply).mode is Mode.SECURED
    assert _now(clinic, reply).assignees == {clinic.demo.alice.member_id}


def test_a_shared_phones_text_goes_to_who_wrote_in_that_thread(clinic: Clinic) -> None:
    """It is no one patient's (row J5), so there is no care team."""
    _set(clinic, team=True)
    for patient in (clinic.demo.mother, clinic.demo.child):
        clinic.world.patients.save(replace(patient, care_team=frozenset({clinic.demo.bob.member_id})))
    message = clinic.message_in(phone="+12125550102")

    _route(clinic, message)

    assert _now(clinic, message).assignees == frozenset()


def test_an_automated_text_takes_nobodys_place_as_last_sender(clinic: Clinic) -> None:
    sent, _ = clinic.compose(by=clinic.demo.alice)
    automated = replace(sent, message_id=clinic.world.ids.new(), author_id=None, at=clinic.world.clock.now())
    clinic.world.threads.add(automated, claim="notice:1")

    assert _comes_in(clinic).assignees == {clinic.demo.alice.member_id}


def test_the_event_brought_again_changes_nothing(clinic: Clinic) -> None:
    clinic.compose(by=clinic.demo.alice)
    message = _comes_in(clinic)

    _route(clinic, message)

    assert _now(clinic, message) == message
    history = clinic.world.threads.history(message.practice_id, message.thread_id, message.message_id)
    assert len(history) == 1


def test_what_staff_took_back_is_not_given_again(clinic: Clinic) -> None:
    clinic.compose(by=clinic.demo.alice)
    given = _comes_in(clinic)
    taken_back = given.with_assignees(frozenset(), by=clinic.demo.alice.member_id)
    clinic.world.threads.change(given, taken_back)

    _route(clinic, given)

    assert _now(clinic, given) == taken_back


@pytest.mark.parametrize("status", [WorkStatus.COMPLETED, WorkStatus.DELETED])
def test_what_staff_have_dealt_with_already_is_left_alone(clinic: Clinic, status: WorkStatus) -> None:
    clinic.compose(by=clinic.demo.alice)
    message = clinic.message_in()
    clinic.world.threads.change(message, message.with_status(status))

    _route(clinic, message)

    assert _now(clinic, message).assignees == frozenset()


def test_staff_who_are_faster_win(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    """They assign between our reading the message and our writing."""
    clinic.compose(by=clinic.demo.alice)
    message, threads = clinic.message_in(), clinic.world.threads
    by_staff = message.with_assignees(frozenset({clinic.demo.bob.member_id}), clinic.demo.alice.member_id)
    head = threads.head

    def meanwhile(practice_id: str, thread_id: str) -> object:
        monkeypatch.undo()
        threads.change(message, by_staff)
        return head(practice_id, thread_id)

    monkeypatch.setattr(threads, "head", meanwhile)
    _route(clinic, message)

    assert _now(clinic, message) == by_staff


def test_what_the_practice_sends_is_nobodys_to_answer(clinic: Clinic) -> None:
    message, _ = clinic.compose(by=clinic.demo.alice)

    _route(clinic, message)

    assert _now(clinic, message).version == 1


def test_a_care_team_of_many_is_cut_to_what_a_message_can_have(clinic: Clinic) -> None:
    _set(clinic, team=True)
    role = clinic.demo.bob.role
    members = [
        Member(clinic.practice_id, clinic.world.ids.new(), f"Nurse {n}", role.role_id) for n in range(30)
    ]
    for member in members:
        clinic.world.staff.save_member(member)
    ids = [member.member_id for member in members]
    clinic.world.patients.save(replace(clinic.demo.maria, care_team=frozenset(ids)))

    assert _comes_in(clinic).assignees == set(sorted(ids)[:MOST_ASSIGNEES])


# --- any course of events -----------------------------------------------------------------------------------------------


@dataclass
class _Course:
    """A practice whose people act in any order while texts come in, and what must hold for each text."""

    clinic: Clinic = field(default_factory=Clinic)
    waiting: list[Message] = field(default_factory=list)
    touched: dict[str, Message] = field(default_factory=dict)
    """What staff have changed, as they left it."""
    texts: int = 0

    def __post_init__(self) -> None:
        demo = self.clinic.demo
        bob = replace(demo.bob, role=replace(demo.bob.role, text_messages=TextPrivilege.ALL))
        self.clinic.world.staff.save_role(self.clinic.practice_id, bob.role)
        self.people = [demo.alice, bob, demo.carol]

    def text(self, _: int) -> None:
        self.texts += 1
        self.waiting.append(self.clinic.message_in(sid=f"SM{self.texts}"))

    def send(self, who: int) -> None:
        """Let somebody be the last sender; who may not send is not."""
        if self.people[who].role.text_messages is TextPrivilege.ALL:
            self.clinic.compose(by=self.people[who], key=f"key-{self.clinic.world.ids.new()}")

    def pause(self, days: int) -> None:
        self.clinic.world.advance(timedelta(days=days * 4))

    def care(self, who: int) -> None:
        _care_for_maria(self.clinic, *self.people[: who + 1])

    def switch(self, which: int) -> None:
        _set(self.clinic, team=bool(which % 2), sender=which < 2)

    def leave(self, who: int) -> None:
        _end_access(self.clinic, self.people[who])

    def come_back(self, who: int) -> None:
        self.clinic.world.staff.save_member(self.people[who].member)

    def touch(self, which: int) -> None:
        if self.waiting:
            now = _now(self.clinic, self.waiting[which % len(self.waiting)])
            after = now.with_assignees(frozenset({self.people[0].member_id}) - now.assignees, "x")
            self.clinic.world.threads.change(now, after)
            self.touched[now.message_id] = after

    def route(self, which: int) -> None:
        """Bring any event, perhaps not for the first time, and hold what must hold of it."""
        if not self.waiting:
            return
        message = self.waiting[which % len(self.waiting)]
        before, allowed = _now(self.clinic, message), self._allowed(message)
        _route(self.clinic, message)
        after = _now(self.clinic, message)
        if before.version > 1:
            assert after == before
        else:
            assert after.assignees == allowed
        if message.message_id in self.touched:
            assert after == self.touched[message.message_id]

    def _allowed(self, message: Message) -> frozenset[str]:
        """Say whose it shall be, by the words of rows A4 and A5 and nothing else."""
        world, practice = self.clinic.world, self.clinic.world.practices.get(message.practice_id)
        able = {
            viewer.member_id
            for viewer in self.people[:2]
            if world.state.members[message.practice_id, viewer.member_id].active
        }
        head = world.threads.head(message.practice_id, message.thread_id)
        if practice.assign_to_last_sender and head and head.last_sent_at:
            is_recent = message.at <= head.last_sent_at + timedelta(days=7)
            if is_recent and head.last_sender_id in able:
                return frozenset({head.last_sender_id or ""})
        if practice.assign_to_care_team:
            patient = world.patients.get(message.practice_id, self.clinic.demo.maria.patient_id)
            return frozenset(patient.care_team & able)
        return frozenset()


ACTS = ["text", "send", "pause", "care", "switch", "leave", "come_back", "touch", "route"]
ACTIONS = st.tuples(st.sampled_from(ACTS), st.integers(0, 2))


@given(st.lists(ACTIONS, min_size=1, max_size=30))
def test_whatever_happens_each_text_goes_to_the_right_people_once(actions: list[tuple[str, int]]) -> None:
    course = _Course()
    course.text(0)
    for name, value in actions:
        getattr(course, name)(value)
    for which in range(len(course.waiting)):
        course.route(which)
        course.route(which)
    waiting = [_now(course.clinic, message) for message in course.waiting]
    for viewer in course.people[:2]:
        badge = course.clinic.world.threads.badge(course.clinic.practice_id, viewer.member_id)
        assert badge.pending_for_me == sum(viewer.member_id in message.assignees for message in waiting)
        assert badge.pending_unassigned == sum(not message.assignees for message in waiting)
