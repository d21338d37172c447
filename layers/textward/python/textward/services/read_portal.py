"""The signed-in patient reads, and finds conversations, in the portal (rows H3, H4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.errors import NotFoundError
from textward.domain.patient import fold
from textward.domain.portal import RecipientKind, recipients

if TYPE_CHECKING:
    from textward.domain.conversation import Conversation, PatientBox, PortalMessage
    from textward.domain.group import GroupBook
    from textward.domain.paging import Page, PageRequest
    from textward.domain.patient import Patient
    from textward.domain.portal import PortalRecipient
    from textward.services.group_ports import Conversations, Groups
    from textward.services.record_audit import AuditTrail


@dataclass(frozen=True, slots=True)
class Counterpart:
    """Whom a conversation is with, as the patient sees it: a group or member that they chose, never who answers (row I6)."""

    kind: RecipientKind
    name: str
    can_reply: bool
    """Whether they still take messages from this patient."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A conversation as the patient sees it."""

    conversation: Conversation
    counterpart: Counterpart


@dataclass(frozen=True, slots=True)
class ReadPortal:
    """The reading use cases."""

    conversations: Conversations
    groups: Groups

    def recipients(self, patient: Patient, trail: AuditTrail) -> tuple[PortalRecipient, ...]:
        """Give whom the patient may write to."""
        _view(trail, patient, Action.PORTAL_VIEWED)
        return recipients(self.groups.book(patient.practice_id), patient)

    def unread(self, patient: Patient) -> int:
        """Give how many conversations hold an answer that the patient hasn't read."""
        return self.conversations.unread(patient.practice_id, patient.patient_id)

    def box(
        self, patient: Patient, box: PatientBox, page: PageRequest, trail: AuditTrail
    ) -> tuple[tuple[Shown, ...], str | None]:
        """Give a page of one of the patient's lists, and where the next begins."""
        _view(trail, patient, Action.PORTAL_VIEWED)
        found = self.conversations.box(patient.practice_id, patient.patient_id, box, page)
        return self._shown(patient, found), found.next_after

    def search(
        self, patient: Patient, query: str, page: PageRequest, trail: AuditTrail
    ) -> tuple[tuple[Shown, ...], str | None]:
        """Give those of the patient's next `page.limit` conversations that are with a group or member of such a name.

        Every word of the query must begin a word of the name, whatever the case and accents. A name that nobody has is looked for
        like any other, so that the answer never tells which members the practice has.
        """
        _view(trail, patient, Action.PORTAL_VIEWED)
        book = self.groups.book(patient.practice_id)
        names = {group.group_id: group.name for group in book.groups}
        names |= {member.member_id: member.name for member in book.roster.members}
        wanted = frozenset(key for key, name in names.items() if _begins(name, query))
        found = self.conversations.with_counterparts(patient.practice_id, patient.patient_id, wanted, page)
        return shown_by(book, patient, found.items), found.next_after

    def open(self, patient: Patient, thread_id: str) -> Shown:
        """Give one conversation.

        Raises:
            NotFoundError: it is not this patient's, or there is none.
        """
        conversation = own(self.conversations, patient, thread_id)
        return shown_by(self.groups.book(patient.practice_id), patient, (conversation,))[0]

    def messages(
        self, patient: Patient, thread_id: str, page: PageRequest, trail: AuditTrail
    ) -> Page[PortalMessage]:
        """Give a page of what was said, newest first.

        Raises:
            NotFoundError: it is not this patient's, or there is none.
        """
        own(self.conversations, patient, thread_id)
        _view(trail, patient, Action.CONVERSATION_READ, thread_id)
        return self.conversations.messages(patient.practice_id, thread_id, page)

    def _shown(self, patient: Patient, found: Page[Conversation]) -> tuple[Shown, ...]:
        return shown_by(self.groups.book(patient.practice_id), patient, found.items) if found.items else ()


def own(conversations: Conversations, patient: Patient, thread_id: str) -> Conversation:
    """Give a conversation of this patient's.

    Raises:
        NotFoundError: it is another's, or there is none: both look the same.
    """
    conversation = conversations.head(patient.practice_id, thread_id)
    if conversation.patient_id != patient.patient_id:
        raise NotFoundError
    return conversation


def shown_by(book: GroupBook, patient: Patient, conversations: tuple[Conversation, ...]) -> tuple[Shown, ...]:
    """Name each conversation's group or member as it is called now; retired groups keep their names."""
    options = {option.recipient_id for option in recipients(book, patient)}
    groups = {group.group_id: group.name for group in book.groups}
    members = {member.member_id: member.name for member in book.roster.members}
    return tuple(
        Shown(
            one,
            Counterpart(
                RecipientKind.GROUP if one.group_id else RecipientKind.MEMBER,
                (groups if one.group_id else members).get(one.counterpart_id, book.practice.name),
                one.counterpart_id in options,
            ),
        )
        for one in conversations
    )


def _begins(name: str, query: str) -> bool:
    words = fold(name).split()
    wanted = fold(query).split()
    return bool(wanted) and all(any(word.startswith(part) for word in words) for part in wanted)


def _view(trail: AuditTrail, patient: Patient, action: Action, thread_id: str | None = None) -> None:
    trail.view(patient.practice_id, action, thread_id, patient.patient_id)
