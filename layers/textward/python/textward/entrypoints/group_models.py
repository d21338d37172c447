"""The staff API's requests and answers about message groups, the portal, and conversations from it; see `staff_models`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from textward.domain.conversation import BODY_LIMIT
from textward.domain.group import LONGEST_DESCRIPTION, LONGEST_NAME
from textward.entrypoints.api_models import Input, Instant, Model
from textward.entrypoints.staff_models import Author, MemberItem, Named

Id = Annotated[str, Field(pattern=r"^[0-9A-Z]{26}$")]
State = Literal["not_replied", "replied", "trash"]
StandingName = Literal["admin", "user"]
AnsweringName = Literal["members", "care_team"]


class StateCounts(Model):
    """How many conversations stand in each state: of all for an Admin, of theirs for a User."""

    not_replied: int
    replied: int
    trash: int


class BasketView(Model):
    """A group as its members see it, or all direct conversations together."""

    id: str = Field(description="The group's id, or `direct`")
    name: str = Field(description="Empty for direct conversations")
    description: str
    kind: Literal["group", "direct"]
    standing: StandingName = Field(description="An Admin sees everything, a User what is assigned to them")
    retired: bool
    answering: AnsweringName | None
    counts: StateCounts


class ConversationPatient(Model):
    """Whose conversation it is."""

    id: str
    name: str


class ConversationView(Model):
    """A conversation that a patient began in the portal, as a list shows it."""

    id: str
    group_id: str | None
    member_id: str | None = Field(description="The member addressed, in a direct conversation")
    basket: str = Field(description="The group's id, or `direct`")
    patient: ConversationPatient
    subject: str
    preview: str
    state: State
    last_at: Instant
    last_direction: Literal["in", "out"]
    started_at: Instant
    waiting_since: Instant | None = Field(description="When the patient wrote what waits for an answer")
    replied_at: Instant | None = Field(description="When it was answered, or marked as needing no answer")
    assignees: list[str]
    assigned_by: list[str] = Field(description="Empty while it is assigned by the rules alone")
    starred: bool
    read_by_patient: bool | None = Field(
        description="Whether the patient has read every answer; null before one"
    )
    version: int
    standing: StandingName


class ConversationParty(ConversationPatient):
    """Whose conversation it is, in full."""

    number: str
    date_of_birth: date
    care_team: list[str]


class ConversationGroup(Named):
    """The group that the patient wrote to."""

    retired: bool


class ConversationDetail(ConversationView):
    """An open conversation."""

    patient: ConversationParty
    group: ConversationGroup | None
    assignable: list[str] = Field(description="The members that I may assign it to")


class PortalMessageView(Model):
    """One thing that was said."""

    id: str
    at: Instant
    direction: Literal["in", "out"]
    body: str
    author: Author | None = Field(description="Who answered; the patient never learns it")


class NewAnswer(Input):
    """An answer to the patient."""

    body: str = Field(min_length=1, max_length=BODY_LIMIT)


class ConversationStep(Model):
    """One thing that was done with a conversation."""

    at: Instant
    by: Author | None = Field(description="Null for what happened by the rules")
    kind: Literal["assigned", "answered", "completed", "reopened", "deleted", "restored"]
    members: list[Author] = Field(description="For assigned: whose it was from then on")


class ConversationHistory(Model):
    """What was done with a conversation, oldest first."""

    items: list[ConversationStep]


class GroupInput(Input):
    """A group's name, whose patients may write to it, and who answers (rows G1-G4)."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    description: str = Field(default="", max_length=LONGEST_DESCRIPTION)
    facility_id: Id | None = Field(default=None, description="Null for the patients of all facilities")
    category_id: Id | None = Field(default=None, description="Null for patients of every category")
    answering: AnsweringName = "members"
    admins: list[Id] = Field(max_length=20)
    users: list[Id] = Field(default_factory=list, max_length=20)


class GroupChange(GroupInput):
    """A group as it shall be."""

    retired: bool
    version: int = Field(ge=1)


class GroupView(Model):
    """A group, as those see it who edit groups."""

    id: str
    name: str
    description: str
    facility_id: str | None
    category_id: str | None
    answering: AnsweringName
    admins: list[str]
    users: list[str]
    retired: bool
    version: int


class GroupLimits(Model):
    """How much a practice may have."""

    members: int = Field(description="Of one group")
    groups: int = Field(description="That are not retired")


class GroupList(Model):
    """All groups, by name, and what an editor chooses from."""

    items: list[GroupView]
    paid_plan: bool
    facilities: list[Named]
    categories: list[Named]
    members: list[Named] = Field(description="The active ones")
    limits: GroupLimits


class PortalInput(Input):
    """What patients may do in the portal (rows H1, H2)."""

    enabled: bool
    audience: Literal["groups", "members", "both"]
    member_scope: Literal["all", "care_team"]
    excluded: list[Id] = Field(max_length=1000, description="Members who never get messages from patients")
    version: int = Field(ge=1)


class PortalView(Model):
    """The portal's settings."""

    enabled: bool
    audience: Literal["groups", "members", "both"]
    member_scope: Literal["all", "care_team"]
    excluded: list[str]
    version: int
    members: list[MemberItem]
    paid_plan: bool
    portal_url: str = Field(description="Where this practice's patients sign in")


class Place(Named):
    """A facility or patient category."""

    groups: list[Named] = Field(description="Groups for its patients alone, which would be retired with it")


class Places(Model):
    """The practice's facilities and patient categories, by name."""

    facilities: list[Place]
    categories: list[Place]


class RetiredGroups(Model):
    """What was retired with a facility or category."""

    retired_groups: list[Named]
