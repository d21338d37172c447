"""The staff API's requests and answers about patients, conversations and messages, as documented in docs/api/staff.json."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from textward.entrypoints.api_models import Input, Instant, Model

Direction = Literal["in", "out"]
ModeName = Literal["plain", "secured"]
StatusName = Literal["pending", "completed", "deleted"]
StaffReasonName = Literal[
    "not_understood",
    "asked_for_person",
    "cancel_may_mean_appointment",
    "opted_out",
    "may_revoke_consent",
    "changed_meanwhile",
    "nothing_open",
    "after_outcome",
    "no_slots",
]
"""Why something is left to staff; `docs/assistant.md` says what each means."""


class Named(Model):
    """An id and what people call it."""

    id: str
    name: str


class MemberItem(Named):
    """A member, as colleagues see them."""

    active: bool


class Author(Model):
    """The member who wrote an outbound message."""

    member_id: str
    name: str


class Party(Model):
    """The other side of a thread."""

    patient_id: str | None
    name: str | None
    phone_display: str | None


class DeliveryReason(Model):
    """Why a text did not arrive, and what to do."""

    code: str | None
    title: str
    advice: str


class DeliveryView(Model):
    """How far an outbound text has come."""

    state: Literal["queued", "sending", "sent", "delivered", "undelivered", "failed"]
    at: Instant
    reason: DeliveryReason | None
    can_retry: bool


class LinkView(Model):
    """The secure link of a secured message."""

    state: Literal["active", "revoked", "expired"]
    sent_at: Instant
    opened_at: Instant | None
    verified_at: Instant | None
    expires_at: Instant


class MessageView(Model):
    """One message of a conversation."""

    id: str
    thread_id: str
    at: Instant
    direction: Direction
    mode: ModeName
    body: str
    author: Author | None
    status: StatusName | None
    assignees: list[str]
    assigned_by: list[str]
    starred: bool
    version: int
    delivery: DeliveryView | None
    link: LinkView | None
    flag: StaffReasonName | None = Field(description="Why the booking assistant has left it to staff")


class InboxItem(Model):
    """One message as a list shows it."""

    message_id: str
    thread_id: str
    at: Instant
    direction: Direction
    mode: ModeName
    preview: str
    status: StatusName | None
    starred: bool
    party: Party
    facility_id: str | None
    assignees: list[str]
    assigned_by: list[str]
    version: int
    delivery: DeliveryView | None
    flag: StaffReasonName | None = Field(description="Why the booking assistant has left it to staff")


class BadgeView(Model):
    """What waits: pending unassigned + pending for me (row D3); beside it, appointments that need a person (row F5)."""

    pending_unassigned: int
    pending_for_me: int
    total: int
    appointments_for_staff: int = Field(description="Of all days to come; 100 stands for that and more")


class PatientView(Model):
    """A patient as search shows them."""

    id: str
    name: str
    number: str
    date_of_birth: date
    phone_display: str | None
    thread_id: str


class PatientSearch(Input):
    """Whom to look for."""

    query: str = Field(min_length=1, max_length=100)


class ThreadSearch(Input):
    """What to look for in a thread."""

    words: str = Field(min_length=1, max_length=100)


class PatientList(Model):
    """What a search found, by name; at most 20."""

    items: list[PatientView]


class RefusalView(Model):
    """One reason why somebody can't be texted."""

    code: str
    detail: str


class CanMessage(Model):
    """May this thread be written in?"""

    allowed: bool
    reasons: list[RefusalView]


class Verification(Model):
    """Whether the patient is locked out of secure links."""

    locked: bool
    locked_at: Instant | None


class ThreadParty(Party):
    """The other side of an open thread."""

    patient_number: str | None
    date_of_birth: date | None


class ThreadView(Model):
    """The head of a conversation."""

    id: str
    party: ThreadParty
    facility_id: str | None
    sharing: int = Field(description="How many other patients have the same phone")
    can_message: CanMessage
    secured_allowed: bool
    verification: Verification
    last_message_at: Instant | None


class NewMessage(Input):
    """A message to send."""

    body: str = Field(min_length=1, max_length=4000)
    mode: ModeName


class SeenVersion(Input):
    """The version of the object that the member saw."""

    version: int = Field(ge=1)


class Assignment(SeenVersion):
    """Whose a message shall be."""

    member_ids: list[str] = Field(
        max_length=20, description="These members and no others; none takes it back"
    )


class SeenMessage(SeenVersion):
    """A message of a selection, as the member saw it."""

    thread_id: str = Field(pattern=r"^[0-9A-Z]{27}$")
    message_id: str = Field(pattern=r"^[0-9A-Z]{26}$")


class SelectionAction(Input):
    """One thing to do to some messages."""

    action: Literal["complete", "delete", "restore", "assign"]
    member_ids: list[str] = Field(default_factory=list, max_length=20, description="For assign")
    messages: list[SeenMessage] = Field(min_length=1, max_length=50)


class ThreadAction(Input):
    """One thing to do to a whole thread."""

    action: Literal["complete", "delete", "restore"]


class ResultView(Model):
    """What became of one message of many."""

    message_id: str
    outcome: Literal["done", "conflict", "refused", "not_found"]
    message: MessageView | None = Field(description="As it is now")


class Results(Model):
    """What became of each."""

    items: list[ResultView]
    next_cursor: str | None


class HistoryStep(Model):
    """One thing that was done with a message."""

    at: Instant
    by: Author | None = Field(description="Null for what the product did by itself")
    kind: Literal["assigned", "completed", "deleted", "restored"]
    members: list[Author] = Field(description="For assigned: whose it was from then on")


class History(Model):
    """What was done with a message, oldest first."""

    items: list[HistoryStep]


class Ticket(Model):
    """Lets a page open the WebSocket once."""

    ticket: str
    expires_in: int = Field(description="Seconds")
