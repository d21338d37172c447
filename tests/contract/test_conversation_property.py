"""Whatever patients and staff do in whatever order, each list, count and box is what a plain look at every conversation gives.

The use cases work on the stored ports; beside them goes a model of a few lines that knows nothing of how they do it, and
after every step each list and count of each member, and each box of each patient, is compared with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract.letters import Letters
from tests.contract.material import a_number, an_id
from textward.adapters.system import SystemClock, UlidIds
from textward.domain.audit import Actor
from textward.domain.conversation import (
    DIRECT,
    BasketCounts,
    ConversationFilter,
    ConversationPlace,
    PatientBox,
)
from textward.domain.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from textward.domain.group import Answering, Group
from textward.domain.paging import PageRequest
from textward.domain.portal import Audience, PortalSettings, RecipientKind
from textward.domain.private import Private
from textward.domain.role import Role, TextPrivilege, Viewer
from textward.services.answer_patient import AnswerPatient
from textward.services.conversation_access import ConversationAccess
from textward.services.read_conversations import ReadConversations
from textward.services.read_portal import ReadPortal
from textward.services.recipients import Recipients
from textward.services.record_audit import AuditTrail
from textward.services.route_conversation import RouteConversation
from textward.services.work_conversation import Step, WorkConversation
from textward.services.write_from_portal import Letter, WriteFromPortal

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.contract.backends import Backend
    from textward.domain.conversation import Conversation
    from textward.domain.patient import Patient

EXAMPLES = {"fake": 120, "moto": 3, "engine": 3}
STEPS = {"fake": 12, "moto": 8, "engine": 8}
STAFF = 5
"""The group's Admin; a User of it; one of the care team; one who sees all texts; one who sees what is assigned."""
ADMIN, USER, NURSE, DESK, AIDE = range(STAFF)
MEMBERS, CARE_TEAM, DIRECTLY = range(3)
"""What can be written to: a group of members, one where the care team answers, a member."""
REFUSALS = (NotAllowedError, NotFoundError, InvalidInputError)
ALL = PageRequest(limit=100)

staff = st.integers(0, STAFF - 1)
patients = st.integers(0, 1)
letters = st.integers(0, 20)
steps = st.one_of(
    st.tuples(st.just("start"), patients, st.sampled_from([MEMBERS, CARE_TEAM, DIRECTLY])),
    st.tuples(st.just("reply"), letters),
    st.tuples(st.just("answer"), staff, letters),
    st.tuples(st.just("assign"), staff, letters, st.frozensets(staff, max_size=3)),
    st.tuples(st.just("give"), letters, st.frozensets(st.integers(0, 2), max_size=2)),
    st.tuples(st.just("step"), staff, letters, st.sampled_from(Step)),
    st.tuples(st.just("star"), staff, letters, st.booleans()),
    st.tuples(st.just("read"), letters),
    st.tuples(st.just("route"), letters),
    st.tuples(st.just("change_care_team"), patients, st.frozensets(st.sampled_from([NURSE, AIDE]))),
    st.tuples(st.just("act_on_an_older_look"), staff, letters),
)


@dataclass
class Row:
    """A conversation, as plainly as can be."""

    thread_id: str
    patient: int
    kind: int
    last_id: str
    assignees: set[int] = field(default_factory=set)
    by_hand: bool = False
    replied: bool = False
    trashed: bool = False
    ever_answered: bool = False
    unread: int = 0
    version: int = 1
    stars: set[int] = field(default_factory=set)
    held: set[int] = field(default_factory=set)
    """Who ever had it."""

    @property
    def state(self) -> str:
        if self.trashed:
            return "trash"
        return "replied" if self.replied else "not_replied"

    def is_led_by(self, member: int) -> bool:
        """Tell whether a member sees all conversations of this kind (rows I3, E2)."""
        return member == (DESK if self.kind == DIRECTLY else ADMIN)

    def is_seen_by(self, member: int) -> bool:
        """Rows I3-I5, E3: one who has no part in texts sees no direct conversation, even if it were theirs."""
        return self.is_led_by(member) or member in self.assignees

    def can_be_had_by(self, care_team: set[int]) -> set[int]:
        return {MEMBERS: {ADMIN, USER}, CARE_TEAM: {ADMIN} | care_team, DIRECTLY: {DESK, AIDE}}[self.kind]

    def is_listed(self, name: str, owner: int | None) -> bool:
        if owner is not None and name == "starred":
            return owner in self.stars
        if owner is not None and owner not in self.assignees:
            return False
        return not self.trashed if name == "all" else self.state == name


class Practice:
    """A practice and its patients on one backend, and the model beside it."""

    def __init__(self, backend: Backend) -> None:
        self.backend, self.letters = backend, Letters()
        self.rows: list[Row] = []
        self.clock, self.ids = SystemClock(), UlidIds()
        backend.practices.save(self.letters.practice(paid_plan=True))
        privileges = [TextPrivilege.NONE] * 3 + [TextPrivilege.ALL, TextPrivilege.ASSIGNED]
        self.staff = [self._viewer(privilege) for privilege in privileges]
        groups = [
            Group(self.practice_id, an_id(), "Nurses", admins=self._ids(ADMIN), users=self._ids(USER)),
            Group(
                self.practice_id,
                an_id(),
                "Your team",
                answering=Answering.CARE_TEAM,
                admins=self._ids(ADMIN),
            ),
        ]
        self.baskets = [groups[0].group_id, groups[1].group_id, DIRECT]
        backend.groups.change(
            backend.groups.book(self.practice_id),
            groups=groups,
            portal=PortalSettings(self.practice_id, enabled=True, audience=Audience.BOTH),
        )
        self.care_teams: list[set[int]] = [{NURSE}, set()]
        self.patients = [self._patient(team) for team in self.care_teams]
        self._wire()

    @property
    def practice_id(self) -> str:
        return self.letters.practice_id

    def _wire(self) -> None:
        b = self.backend
        access = ConversationAccess(b.conversations, b.groups)
        recipients = Recipients(b.practices, b.patients, b.threads)
        self._work = WorkConversation(b.conversations, access, b.patients, b.staff, self.clock)
        self._answer = AnswerPatient(b.conversations, access, recipients, self.clock, self.ids)
        self._routing = RouteConversation(
            b.conversations, b.groups, b.patients, b.staff, self.clock, self.ids
        )
        self._read = ReadConversations(b.conversations, b.groups, b.patients, access)
        self._write = WriteFromPortal(b.conversations, b.groups, self.clock, self.ids)
        self._portal = ReadPortal(b.conversations, b.groups)

    def _viewer(self, privilege: TextPrivilege) -> Viewer:
        role = Role(an_id(), an_id(), privilege)
        member = self.letters.member(role_id=role.role_id)
        self.backend.staff.save_role(self.practice_id, role)
        self.backend.staff.save_member(member)
        return Viewer(member, role)

    def _patient(self, team: set[int]) -> Patient:
        patient = self.letters.patient(phone=Private(a_number()), care_team=self._ids(*team))
        self.backend.patients.save(patient)
        return patient

    def _ids(self, *numbers: int) -> frozenset[str]:
        return frozenset(self.staff[number].member_id for number in numbers)

    def _trail(self, who: str = "") -> AuditTrail:
        return AuditTrail(self.backend.audit, self.clock, self.ids, Actor("member", who))

    def _row(self, number: int) -> Row | None:
        return self.rows[number % len(self.rows)] if self.rows else None

    # --- what is done -----------------------------------------------------------------------------------------------

    def start(self, patient: int, kind: int) -> None:
        is_group = kind != DIRECTLY
        recipient = self.baskets[kind] if is_group else self.staff[AIDE].member_id
        letter = Letter(
            RecipientKind.GROUP if is_group else RecipientKind.MEMBER,
            recipient,
            Private("My pills"),
            Private("May I?"),
            an_id(),
        )
        shown, _ = self._write.compose(self.patients[patient], letter, self._trail())
        begun = shown.conversation
        holders = set() if is_group else {AIDE}
        self.rows.append(Row(begun.thread_id, patient, kind, begun.last_id, holders, held=set(holders)))

    def reply(self, number: int) -> None:
        row = self._row(number)
        if row is None:
            return
        message = self._write.reply(
            self.patients[row.patient], row.thread_id, Private("And?"), an_id(), self._trail()
        )
        row.last_id, row.version = message.message_id, row.version + 1
        row.replied = row.trashed = False

    def answer(self, member: int, number: int) -> None:
        row, viewer = self._row(number), self.staff[member]
        if row is None:
            return
        if not row.is_seen_by(member):
            with pytest.raises(NotFoundError):
                self._answer(viewer, row.thread_id, Private("Yes."), an_id(), self._trail())
            return
        message, _ = self._answer(viewer, row.thread_id, Private("Yes."), an_id(), self._trail())
        row.last_id, row.version, row.unread = message.message_id, row.version + 1, row.unread + 1
        row.replied, row.trashed, row.ever_answered = True, False, True

    def assign(self, member: int, number: int, chosen: frozenset[int]) -> None:
        row, viewer = self._row(number), self.staff[member]
        if row is None:
            return
        able = row.assignees | row.can_be_had_by(self.care_teams[row.patient])
        args = (viewer, row.thread_id, self._ids(*chosen), row.version, self._trail())
        if not row.is_led_by(member) or row.trashed or not chosen <= able:
            with pytest.raises(REFUSALS):
                self._work.assign(*args)
            return
        self._work.assign(*args)
        if chosen != row.assignees:
            row.assignees, row.version, row.by_hand = set(chosen), row.version + 1, bool(chosen)
            row.held |= chosen

    def give(self, number: int, chosen: frozenset[int]) -> None:
        """Let who leads assign it to some who can have it."""
        row = self._row(number)
        if row is None:
            return
        able = sorted(row.can_be_had_by(self.care_teams[row.patient]))
        leader = DESK if row.kind == DIRECTLY else ADMIN
        self.assign(leader, number, frozenset(able[one] for one in chosen if one < len(able)))

    def step(self, member: int, number: int, what: Step) -> None:
        row, viewer = self._row(number), self.staff[member]
        if row is None:
            return
        admins = what in {Step.TRASH, Step.RESTORE}
        allowed = row.is_led_by(member) if admins else row.is_seen_by(member) and not row.trashed
        if not allowed:
            with pytest.raises(REFUSALS):
                self._work.step(viewer, row.thread_id, what, row.version, self._trail())
            return
        self._work.step(viewer, row.thread_id, what, row.version, self._trail())
        name = "trashed" if admins else "replied"
        wanted = what in {Step.TRASH, Step.COMPLETE}
        row.version += getattr(row, name) is not wanted
        setattr(row, name, wanted)

    def star(self, member: int, number: int, starred: bool) -> None:  # noqa: FBT001 - a drawn value
        row, viewer = self._row(number), self.staff[member]
        if row is None:
            return
        if not row.is_seen_by(member):
            with pytest.raises(NotFoundError):
                self._work.star(viewer, row.thread_id, self._trail(), starred=starred)
            return
        self._work.star(viewer, row.thread_id, self._trail(), starred=starred)
        (row.stars.add if starred else row.stars.discard)(member)

    def read(self, number: int) -> None:
        """Read all; but an older look leaves what came after it unread."""
        row = self._row(number)
        if row is None:
            return
        patient = self.patients[row.patient]
        self._write.mark_read(patient, row.thread_id, "0" * 26, self._trail())
        self._write.mark_read(patient, row.thread_id, row.last_id, self._trail())
        row.unread = 0

    def route(self, number: int) -> None:
        row = self._row(number)
        if row is None:
            return
        for _ in range(2):
            self._routing.received(self.practice_id, row.thread_id)
        team = self.care_teams[row.patient]
        if row.kind == CARE_TEAM and not row.by_hand and row.assignees != team:
            row.assignees, row.version = set(team), row.version + 1
            row.held |= team

    def change_care_team(self, patient: int, team: frozenset[int]) -> None:
        """Change what routing gives from then on."""
        changed = replace(self.patients[patient], care_team=self._ids(*team))
        self.backend.patients.save(changed)
        self.patients[patient], self.care_teams[patient] = changed, set(team)

    def act_on_an_older_look(self, member: int, number: int) -> None:
        row, viewer = self._row(number), self.staff[member]
        if row is None or not row.is_seen_by(member):
            return
        with pytest.raises(ConflictError):
            self._work.step(viewer, row.thread_id, Step.COMPLETE, row.version - 1, self._trail())

    # --- what is to be seen -------------------------------------------------------------------------------------------

    def compare(self, *, thorough: bool) -> None:
        """Hold every list and count of every member, and every box of every patient, to the model.

        Lists that never held anything are looked at only by a thorough look: each is a request.
        """
        for kind, basket in enumerate(self.baskets):
            of_kind = [row for row in self.rows if row.kind == kind]
            for owner in (None, *range(STAFF)):
                if thorough or any(owner is None or owner in row.held | row.stars for row in of_kind):
                    self._compare_lists(of_kind, basket, owner)
        self._compare_counts()
        for number in range(len(self.patients)):
            self._compare_boxes(number)

    def _member(self, owner: int | None) -> str:
        return "" if owner is None else self.staff[owner].member_id

    def _compare_lists(self, rows: list[Row], basket: str, owner: int | None) -> None:
        for name in ConversationFilter:
            if owner is None and name is ConversationFilter.STARRED:
                continue
            place = ConversationPlace(basket, name.value, self._member(owner))
            page = self.backend.conversations.listed(self.practice_id, place, ALL)
            wanted = [row for row in rows if row.is_listed(name.value, owner)]
            assert self._stored(page.items) == self._plain(_newest(wanted)), (place, page)

    def _compare_counts(self) -> None:
        wanted: dict[tuple[str, str], BasketCounts] = {}
        pairs = [(kind, owner) for kind in range(len(self.baskets)) for owner in (None, *range(STAFF))]
        for kind, owner in pairs:
            rows = [row for row in self.rows if row.kind == kind and (owner is None or owner in row.held)]
            if rows:
                states = ("not_replied", "replied", "trash")
                counted = {name: sum(row.is_listed(name, owner) for row in rows) for name in states}
                wanted[self.baskets[kind], self._member(owner)] = BasketCounts(**counted)
        keys = [(self.baskets[kind], self._member(owner)) for kind, owner in pairs]
        assert self.backend.conversations.counts(self.practice_id, keys) == wanted

    def _compare_boxes(self, number: int) -> None:
        patient = self.patients[number]
        mine = [row for row in self.rows if row.patient == number]
        expected = {
            PatientBox.SENT: sorted(mine, key=lambda row: row.thread_id[1:], reverse=True),
            PatientBox.INBOX: _newest([row for row in mine if row.ever_answered]),
            PatientBox.UNREAD: _newest([row for row in mine if row.unread]),
        }
        for name, rows in expected.items():
            shown, _ = self._portal.box(patient, name, ALL, self._trail())
            assert self._stored(tuple(one.conversation for one in shown)) == self._plain(rows), name
        assert self._portal.unread(patient) == len(expected[PatientBox.UNREAD])

    def compare_baskets(self) -> None:
        """Hold what each member sees of their groups, and the lists as they are shown, to the model."""
        for number, viewer in enumerate(self.staff):
            for found in self._read.baskets(viewer):
                kind = self.baskets.index(found.basket)
                rows = [row for row in self.rows if row.kind == kind and row.is_seen_by(number)]
                for name in ("not_replied", "replied", "trash"):
                    wanted = [row for row in rows if row.state == name]
                    assert getattr(found.counts, name) == len(wanted)
                    page, _ = self._read.list(
                        viewer, found.basket, ConversationFilter(name), ALL, self._trail()
                    )
                    assert self._stored(page.items) == self._plain(_newest(wanted))
                starred, _ = self._read.list(
                    viewer, found.basket, ConversationFilter.STARRED, ALL, self._trail()
                )
                mine = [row for row in rows if number in row.stars]
                assert self._stored(starred.items) == self._plain(_newest(mine))

    def _stored(self, found: tuple[Conversation, ...]) -> list[tuple[object, ...]]:
        return [
            (
                one.thread_id,
                one.last_id,
                one.state.value,
                set(one.assignees),
                bool(one.assigned_by),
                set(one.starred_by),
                one.unread,
                one.version,
            )
            for one in found
        ]

    def _plain(self, rows: list[Row]) -> list[tuple[object, ...]]:
        return [
            (
                row.thread_id,
                row.last_id,
                row.state,
                set(self._ids(*row.assignees)),
                row.by_hand,
                set(self._ids(*row.stars)),
                row.unread,
                row.version,
            )
            for row in rows
        ]


def _newest(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row.last_id, reverse=True)


def test_every_list_count_and_box_is_exact_after_every_step(
    implementation: Callable[[], Backend], request: pytest.FixtureRequest
) -> None:
    """Rows H4, I1-I5, D11; AP-55, AP-56, AP-60 to AP-63, AP-65, AP-67."""
    name = request.node.callspec.params["implementation"]

    @settings(max_examples=EXAMPLES[name])
    @given(
        patient=patients,
        kind=st.sampled_from([MEMBERS, CARE_TEAM, DIRECTLY]),
        done=st.lists(steps, min_size=2, max_size=STEPS[name]),
    )
    def run(patient: int, kind: int, done: list[tuple[Any, ...]]) -> None:
        practice = Practice(implementation())
        practice.start(patient, kind)
        for what, *arguments in done:
            getattr(practice, what)(*arguments)
            practice.compare(thorough=name == "fake")
        practice.compare(thorough=True)
        practice.compare_baskets()

    run()
