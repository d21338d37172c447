"""Whatever a front desk does in whatever order, each list and badge is what a plain look at every message gives.

The use cases work on the stored ports; beside them goes a model of a few lines that knows nothing of how they do it, and
after every step each list and badge of each member is compared with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract.material import Material, a_number, an_id
from tests.fakes.live import FakeStaffPush
from tests.fakes.settings import FakeSignIns
from textward.adapters.phone_book import LibPhoneBook
from textward.adapters.system import SystemClock, UlidIds
from textward.domain.audit import Actor
from textward.domain.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from textward.domain.inbox import Badge, InboxList, Place
from textward.domain.message import Mode, WorkStatus
from textward.domain.paging import PageRequest
from textward.domain.private import Private
from textward.domain.role import Role, TextPrivilege, Viewer
from textward.services.assign_message import AssignMessage, StarMessage
from textward.services.change_status import ChangeStatus
from textward.services.manage_roster import ManageRoster
from textward.services.receive_text import InboundText, ReceiveText
from textward.services.recipients import Recipients
from textward.services.record_audit import AuditTrail
from textward.services.send_message import Draft, SendMessage

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.contract.backends import Backend
    from textward.domain.message import Message
    from textward.domain.patient import Patient

EXAMPLES = {"fake": 80, "moto": 4, "engine": 4}
DESK = 3
"""Members: the first two see all messages, the third what is assigned to them, until somebody changes that."""

REFUSALS = (NotAllowedError, NotFoundError, InvalidInputError)

members = st.integers(0, DESK - 1)
patients = st.integers(0, 1)
messages = st.integers(0, 30)
steps = st.one_of(
    st.tuples(st.just("receive"), patients),
    st.tuples(st.just("reply"), members, patients),
    st.tuples(st.just("set_status"), members, messages, st.sampled_from(WorkStatus)),
    st.tuples(st.just("assign"), members, messages, st.frozensets(members)),
    st.tuples(st.just("star"), members, messages, st.booleans()),
    st.tuples(st.just("change_role"), members, st.sampled_from(TextPrivilege)),
    st.tuples(st.just("act_on_an_older_look"), members, messages),
)


@dataclass
class Row:
    """A message, as plainly as can be."""

    message_id: str
    thread_id: str
    facility: str | None
    author: str | None = None
    status: WorkStatus | None = WorkStatus.PENDING
    version: int = 1
    assignees: set[str] = field(default_factory=set)
    given_by: set[str] = field(default_factory=set)
    stars: set[str] = field(default_factory=set)


def _live(row: Row) -> bool:
    return row.author is None and row.status is not WorkStatus.DELETED


def _may_set(viewer: Viewer, row: Row, status: WorkStatus) -> bool:
    """Row E3: who sees what is assigned completes that, and has no part in deleting."""
    own = viewer.member_id in row.assignees and viewer.role.text_messages is TextPrivilege.ASSIGNED
    return viewer.sees_all or (own and WorkStatus.DELETED not in {row.status, status})


HOLDS: dict[InboxList, Callable[[Row, str], bool]] = {
    InboxList.PENDING_UNASSIGNED: lambda row, _: row.status is WorkStatus.PENDING and not row.assignees,
    InboxList.PENDING_FOR_ME: lambda row, me: row.status is WorkStatus.PENDING and me in row.assignees,
    InboxList.ASSIGNED_TO_ME: lambda row, me: _live(row) and me in row.assignees,
    InboxList.ASSIGNED_BY_ME: lambda row, me: _live(row) and me in row.given_by,
    InboxList.SENT_BY_ME: lambda row, me: row.author == me,
    InboxList.STARRED: lambda row, me: me in row.stars,
    InboxList.COMPLETED: lambda row, _: row.status is WorkStatus.COMPLETED,
    InboxList.DELETED: lambda row, _: row.status is WorkStatus.DELETED,
    InboxList.ALL: lambda row, _: _live(row),
}


class FrontDesk:
    """A practice at work on one backend, and the model beside it."""

    def __init__(self, backend: Backend) -> None:
        self.backend, self.material = backend, Material()
        self.rows: list[Row] = []
        self.clock, self.ids = SystemClock(), UlidIds()
        self._wire()
        self.practice = self.material.practice()
        backend.practices.save(self.practice)
        self.patients = [self._patient(self.material.facility_id), self._patient(None)]
        self.roles = {each: self._role(each) for each in TextPrivilege}
        admin = Role(an_id(), "Admin", practice_admin=True)
        backend.staff.save_role(self.practice.practice_id, admin)
        self.admin = Viewer(self._member(admin), admin)
        privileges = (TextPrivilege.ALL, TextPrivilege.ALL, TextPrivilege.ASSIGNED)
        self.desk = [Viewer(self._member(self.roles[p]), self.roles[p]) for p in privileges]

    def _wire(self) -> None:
        b = self.backend
        phone_book = LibPhoneBook(b"a key for contract tests, 32 byt")
        recipients = Recipients(b.practices, b.patients, b.threads)
        self._receive = ReceiveText(b.practices, b.patients, b.threads, phone_book, self.clock, self.ids)
        self._send = SendMessage(recipients, b.threads, self.clock, self.ids)
        self._set_status = ChangeStatus(b.threads)
        self._assign = AssignMessage(b.threads, b.staff)
        self._star = StarMessage(b.threads)
        self._roster = ManageRoster(
            b.staff, b.groups, FakeSignIns(), b.connections, FakeStaffPush(), self.ids
        )

    def _patient(self, facility_id: str | None) -> Patient:
        patient = self.material.patient(facility_id=facility_id, phone=Private(a_number()))
        self.backend.patients.save(patient)
        return patient

    def _role(self, privilege: TextPrivilege) -> Role:
        role = Role(an_id(), privilege.value, privilege)
        self.backend.staff.save_role(self.practice.practice_id, role)
        return role

    def _member(self, role: Role) -> Any:  # noqa: ANN401 - a member
        member = self.material.member(role_id=role.role_id)
        self.backend.staff.save_member(member)
        return member

    def _trail(self, viewer: Viewer) -> AuditTrail:
        return AuditTrail(self.backend.audit, self.clock, self.ids, Actor("member", viewer.member_id))

    def receive(self, patient: int) -> None:
        who = self.patients[patient]
        assert who.phone
        text = InboundText("SM" + an_id(), self.practice.number or "", who.phone, Private("Hello"))
        message = self._receive(text)
        assert message
        self.rows.append(Row(message.message_id, message.thread_id, who.facility_id))

    def reply(self, member: int, patient: int) -> None:
        viewer, who = self.desk[member], self.patients[patient]
        draft = Draft(who.thread_id, Private("Good morning"), Mode.PLAIN, an_id())
        if not viewer.sees_all and not self._is_theirs(viewer, who.thread_id):
            with pytest.raises(REFUSALS):
                self._send(viewer, draft, self._trail(viewer))
            return
        message, _ = self._send(viewer, draft, self._trail(viewer))
        row = Row(message.message_id, message.thread_id, who.facility_id, viewer.member_id, None)
        self.rows.append(row)

    def _is_theirs(self, viewer: Viewer, thread_id: str) -> bool:
        of_thread = (row for row in self.rows if row.thread_id == thread_id)
        mine = any(HOLDS[InboxList.ASSIGNED_TO_ME](row, viewer.member_id) for row in of_thread)
        return mine and viewer.role.text_messages is TextPrivilege.ASSIGNED

    def _row(self, number: int) -> Row | None:
        return self.rows[number % len(self.rows)] if self.rows else None

    def set_status(self, member: int, number: int, status: WorkStatus) -> None:
        viewer, row = self.desk[member], self._row(number)
        if row is None or row.status is None:
            return
        ids = (row.thread_id, row.message_id)
        if not _may_set(viewer, row, status):
            with pytest.raises(REFUSALS):
                self._set_status(viewer, ids, status, row.version, self._trail(viewer))
            return
        self._set_status(viewer, ids, status, row.version, self._trail(viewer))
        row.version += row.status is not status
        row.status = status

    def assign(self, member: int, number: int, chosen: frozenset[int]) -> None:
        viewer, row = self.desk[member], self._row(number)
        if row is None:
            return
        ids, wanted = (row.thread_id, row.message_id), {self.desk[m].member_id for m in chosen}
        added = [viewer for viewer in self.desk if viewer.member_id in wanted - row.assignees]
        blind = any(viewer.role.text_messages is TextPrivilege.NONE for viewer in added)
        if not viewer.sees_all or not _live(row) or blind:
            with pytest.raises(REFUSALS):
                self._assign(viewer, ids, frozenset(wanted), row.version, self._trail(viewer))
            return
        self._assign(viewer, ids, frozenset(wanted), row.version, self._trail(viewer))
        if wanted != row.assignees:
            row.version += 1
            row.given_by |= {viewer.member_id} if wanted - row.assignees else set()
            row.assignees = wanted
            row.given_by = row.given_by if wanted else set()

    def star(self, member: int, number: int, starred: bool) -> None:  # noqa: FBT001 - a drawn value
        viewer, row = self.desk[member], self._row(number)
        if row is None:
            return
        ids = (row.thread_id, row.message_id)
        if not viewer.sees_all:
            with pytest.raises(REFUSALS):
                self._star(viewer, ids, self._trail(viewer), starred=starred)
            return
        self._star(viewer, ids, self._trail(viewer), starred=starred)
        (row.stars.add if starred else row.stars.discard)(viewer.member_id)

    def change_role(self, member: int, privilege: TextPrivilege) -> None:
        """Change nothing in any list: what was given to a member is theirs again when they may see it again."""
        viewer, role = self.desk[member], self.roles[privilege]
        changed = self._roster.change_member(
            self.admin,
            viewer.member_id,
            role.role_id,
            active=True,
            version=viewer.member.version,
            trail=self._trail(self.admin),
        )
        self.desk[member] = Viewer(changed, role)

    def act_on_an_older_look(self, member: int, number: int) -> None:
        viewer, row = self.desk[member], self._row(number)
        if row is None or row.status is None:
            return
        wanted = WorkStatus.PENDING if row.status is WorkStatus.COMPLETED else WorkStatus.COMPLETED
        ids = (row.thread_id, row.message_id)
        with pytest.raises(ConflictError if _may_set(viewer, row, wanted) else REFUSALS):
            self._set_status(viewer, ids, wanted, row.version - 1, self._trail(viewer))

    def compare(self, facilities: tuple[str | None, ...] = (None,)) -> None:
        """Hold each list and badge of each member to the model."""
        for viewer in self.desk:
            me = viewer.member_id
            for name, holds in HOLDS.items():
                if not name.is_personal and viewer is not self.desk[0]:
                    continue
                for facility in facilities:
                    shown = [_shown(message) for message in self._read(Place.of(name, me), facility)]
                    rows = [row for row in reversed(self.rows) if holds(row, me)]
                    assert shown == [
                        (row.message_id, row.version, row.assignees, row.given_by, row.stars)
                        for row in rows
                        if facility in {None, row.facility}
                    ], (name, facility)
            counts = [
                sum(HOLDS[name](row, me) for row in self.rows)
                for name in (InboxList.PENDING_UNASSIGNED, InboxList.PENDING_FOR_ME)
            ]
            assert self.backend.threads.badge(self.practice.practice_id, me) == Badge(*counts)

    def _read(self, place: Place, facility: str | None) -> tuple[Message, ...]:
        page = PageRequest(limit=100)
        return self.backend.threads.inbox(self.practice.practice_id, place, facility, page).items


def _shown(message: Message) -> tuple[object, ...]:
    return (
        message.message_id,
        message.version,
        set(message.assignees),
        set(message.assigned_by),
        set(message.starred_by),
    )


def test_every_list_and_badge_is_exact_after_every_step(
    implementation: Callable[[], Backend], request: pytest.FixtureRequest
) -> None:
    """Rows D2, D3, D5-D9, D11, E5; AP-12, AP-16 to AP-18, AP-38, AP-42."""
    examples = EXAMPLES[request.node.callspec.params["implementation"]]

    @settings(max_examples=examples)
    @given(patient=patients, done=st.lists(steps, min_size=2, max_size=9))
    def run(patient: int, done: list[tuple[Any, ...]]) -> None:
        desk = FrontDesk(implementation())
        desk.receive(patient)
        for name, *arguments in done:
            getattr(desk, name)(*arguments)
            desk.compare()
        desk.compare((None, desk.material.facility_id, an_id()))

    run()


def test_every_list_has_its_line_in_the_model() -> None:
    assert set(HOLDS) == set(InboxList)
