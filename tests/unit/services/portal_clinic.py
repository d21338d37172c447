"""The practice on the paid plan, with message groups and the portal: what its people and patients do, in a few words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tests.unit.services.clinic import BORN, Clinic
from textward.domain.events import EventType
from textward.domain.group import Group
from textward.domain.paging import PageRequest
from textward.domain.portal import Audience, PortalSettings, RecipientKind
from textward.domain.practice import Category
from textward.domain.private import Private
from textward.domain.role import Member, Role, TextPrivilege, Viewer
from textward.services.answer_patient import AnswerPatient
from textward.services.conversation_access import ConversationAccess
from textward.services.manage_groups import ManageGroups
from textward.services.manage_portal import ManagePortal
from textward.services.manage_roster import ManageRoster
from textward.services.patient_sessions import PortalSessions
from textward.services.portal_sign_in import (
    ConfirmPortalIdentity,
    PortalPhones,
    RequestPortalCode,
    VerifyPortalCode,
)
from textward.services.push_conversations import PushConversations
from textward.services.read_conversations import ReadConversations
from textward.services.read_portal import ReadPortal
from textward.services.route_conversation import RouteConversation
from textward.services.work_conversation import WorkConversation
from textward.services.write_from_portal import Letter, WriteFromPortal

if TYPE_CHECKING:
    from datetime import date

    from textward.domain.conversation import Conversation, PortalMessage
    from textward.domain.patient import Patient

FIRST_PAGE = PageRequest()


@dataclass
class PortalClinic(Clinic):
    """The demo practice with its groups, and a portal that is open for both groups and members."""

    def __post_init__(self) -> None:
        super().__post_init__()
        w = self.world
        w.practices.save(replace(self.demo.practice, paid_plan=True))
        self.diabetes = Category(self.practice_id, w.ids.new(), "Diabetes")
        w.practices.save_category(self.diabetes)
        self.gina = self.member("Gina", groups=True, portal=True)
        """Edits groups and the portal's settings; no part in text messages."""
        self.hugo = self.member("Hugo")
        self.ines = self.member("Ines")
        self.access = ConversationAccess(w.conversations, w.groups)
        self.manage_groups = ManageGroups(w.groups, w.ids)
        self.manage_portal = ManagePortal(w.groups)
        self.manage_roster = ManageRoster(w.staff, w.groups, w.sign_ins, w.connections, w.push, w.ids)
        self._wire_practice()
        self._wire_portal()
        self.settings(enabled=True, audience=Audience.BOTH)

    def _wire_practice(self) -> None:
        w = self.world
        self.read = ReadConversations(w.conversations, w.groups, w.patients, self.access)
        self.work = WorkConversation(w.conversations, self.access, w.patients, w.staff, w.clock)
        self.answering = AnswerPatient(w.conversations, self.access, self.recipients, w.clock, w.ids)
        self.routing = RouteConversation(w.conversations, w.groups, w.patients, w.staff, w.clock, w.ids)
        self.push_conversations = PushConversations(w.connections, w.conversations, w.groups, w.push)

    def _wire_portal(self) -> None:
        w = self.world
        self.phones = PortalPhones(w.patients, w.links, w.phone_book)
        self.request_code = RequestPortalCode(self.phones, w.texts, self.recipients, w.clock, w.ids)
        self.verify_portal_code = VerifyPortalCode(self.phones, w.link_keys, w.clock, w.ids)
        self.confirm_identity = ConfirmPortalIdentity(self.phones, w.links, w.link_keys, w.clock, w.ids)
        self.portal_sessions = PortalSessions(w.links, w.patients, w.link_keys, w.clock)
        self.read_portal = ReadPortal(w.conversations, w.groups)
        self.write_portal = WriteFromPortal(w.conversations, w.groups, w.clock, w.ids)

    def member(
        self,
        name: str,
        privilege: TextPrivilege = TextPrivilege.NONE,
        *,
        groups: bool = False,
        portal: bool = False,
        admin: bool = False,
    ) -> Viewer:
        """Store one more member, with a role of their own."""
        ids = self.world.ids
        role = Role(ids.new(), f"{name}'s", privilege, admin, groups, portal)
        member = Member(self.practice_id, ids.new(), name, role.role_id)
        self.world.staff.save_role(self.practice_id, role)
        self.world.staff.save_member(member, f"subject-{name.lower()}")
        return Viewer(member, role)

    def settings(self, **changes: object) -> PortalSettings:
        """Store other portal settings, as they stand but for these."""
        book = self.world.groups.book(self.practice_id)
        portal = replace(book.portal, version=book.portal.version + 1, **changes)  # type: ignore[arg-type]
        self.world.groups.change(book, portal=portal)
        return portal

    def group(self, name: str = "Nurses", **changes: object) -> Group:
        """Store a group whose Admin is Gina and whose User is Hugo, unless told otherwise."""
        group = Group(
            self.practice_id,
            self.world.ids.new(),
            name,
            admins=frozenset({self.gina.member_id}),
            users=frozenset({self.hugo.member_id}),
        )
        return self.keep(replace(group, **changes))  # type: ignore[arg-type]

    def keep(self, group: Group) -> Group:
        """Store a group as it is given."""
        self.world.groups.change(self.world.groups.book(self.practice_id), groups=[group])
        return group

    def letter(
        self,
        to: Group | Viewer,
        body: str = "May I take both pills?",
        *,
        subject: str = "My pills",
        key: str = "letter-1",
    ) -> Letter:
        """Make what a patient wants to write."""
        is_group = isinstance(to, Group)
        kind = RecipientKind.GROUP if is_group else RecipientKind.MEMBER
        recipient = to.group_id if isinstance(to, Group) else to.member_id
        return Letter(kind, recipient, Private(subject), Private(body), key)

    def write(
        self, to: Group | Viewer, *, by: Patient | None = None, body: str = "May I?", key: str | None = None
    ) -> Conversation:
        """Let a patient (Maria) write to a group or member."""
        letter = self.letter(to, body, key=key or self.world.ids.new())
        shown, _ = self.write_portal.compose(by or self.demo.maria, letter, self.trail())
        return shown.conversation

    def reply_again(self, conversation: Conversation, body: str = "And the red one?") -> PortalMessage:
        """Let the patient of a conversation write more."""
        patient = self.world.patients.get(self.practice_id, conversation.patient_id)
        return self.write_portal.reply(
            patient, conversation.thread_id, Private(body), self.world.ids.new(), self.trail()
        )

    def answer(
        self, conversation: Conversation, by: Viewer, body: str = "Yes.", key: str | None = None
    ) -> PortalMessage:
        """Let a member answer."""
        message, _ = self.answering(
            by, conversation.thread_id, Private(body), key or self.world.ids.new(), self.trail(by)
        )
        return message

    def give(self, conversation: Conversation, by: Viewer, *to: Viewer) -> Conversation:
        """Let an Admin give a conversation to members, as it is now."""
        version = self.now(conversation).version
        members = frozenset(viewer.member_id for viewer in to)
        return self.work.assign(by, conversation.thread_id, members, version, self.trail(by)).conversation

    def now(self, conversation: Conversation) -> Conversation:
        """Give a conversation as it is stored now."""
        return self.world.conversations.head(conversation.practice_id, conversation.thread_id)

    def route_all(self) -> None:
        """Let the routing queue take everything that waits."""
        for event in self.world.stream():
            if event.type is EventType.CONVERSATION_RECEIVED:
                self.routing.received(event.practice_id, event.thread_id)
            elif event.type is EventType.CARE_TEAM_CHANGED:
                self.routing.care_team_changed(event)

    def care_team(self, patient: Patient, *team: Viewer) -> Patient:
        """Let the record system name another care team."""
        changed = replace(patient, care_team=frozenset(viewer.member_id for viewer in team))
        self.world.patients.save(changed)
        return changed

    # --- signing in ---------------------------------------------------------------------------------------------------

    def ask_code(self, phone: str = "+12125550101") -> None:
        """Ask for a code and let it arrive."""
        self.request_code(self.practice_id, phone, self.trail())
        self.hand_over()

    def codes(self, phone: str = "+12125550101") -> list[str]:
        """Give the codes that a phone has shown."""
        return re.findall(r"\b\d{6}\b", "\n".join(self.world.sms.rings[phone]))

    def enter(self, phone: str = "+12125550101", code: str | None = None) -> str:
        """Enter a code (the newest on the phone); give the session's secret."""
        return self.verify_portal_code(self.practice_id, phone, code or self.codes(phone)[-1], self.trail())

    def confirm(self, secret: str, born: date = BORN, choice: int | None = None) -> str:
        """Confirm the date of birth where one patient is meant; give the verified session's secret."""
        found = self.confirm_identity(secret, born, choice, self.trail())
        assert found.secret
        return found.secret

    def sign_in(self, phone: str = "+12125550101", born: date = BORN, choice: int | None = None) -> Patient:
        """Go through all steps; give who it is."""
        self.ask_code(phone)
        return self.portal_sessions.patient(self.confirm(self.enter(phone), born, choice))
