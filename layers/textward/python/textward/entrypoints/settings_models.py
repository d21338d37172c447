"""The staff API's requests and answers about the member who is signed in, roles, members and the audit trail."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from textward.entrypoints.api_models import Input, Instant, Model
from textward.entrypoints.staff_models import MemberItem, ModeName, Named, SeenVersion

TextPrivilegeName = Literal["none", "assigned", "all"]


class Privileges(Model):
    """What the member's role allows."""

    text_messages: TextPrivilegeName
    practice_admin: bool
    manage_groups: bool
    phr_settings: bool


class RoleInput(Input):
    """A role's name and privileges (rows E1-E4)."""

    name: str = Field(min_length=1, max_length=60)
    text_messages: TextPrivilegeName
    practice_admin: bool = False
    manage_groups: bool = False
    phr_settings: bool = False


class RoleChange(RoleInput):
    """A role as it shall be."""

    version: int = Field(ge=1)


class RoleView(Model):
    """A role."""

    id: str
    name: str
    text_messages: TextPrivilegeName
    practice_admin: bool
    manage_groups: bool
    phr_settings: bool
    version: int
    member_count: int = Field(description="Active members who have it")


class RoleList(Model):
    """All roles, by name."""

    items: list[RoleView]


class MemberView(MemberItem):
    """A member, as the practice admin sees them."""

    role_id: str
    version: int


class MemberList(Model):
    """All members, by name."""

    items: list[MemberView]


class MemberChange(SeenVersion):
    """A member's role, and whether they have access."""

    role_id: str = Field(pattern=r"^[0-9A-Z]{26}$")
    active: bool


class Me(Model):
    """The member who is signed in."""

    id: str
    name: str
    role_name: str


class PracticeView(Model):
    """The practice, as its members see it."""

    id: str
    name: str
    time_zone: str
    number: str | None
    default_mode: ModeName
    texting_enabled: bool


class PreferencesView(Input):
    """The member's own switches (row D10)."""

    sound: bool
    popup: bool


class MeView(Model):
    """All that a page needs to start."""

    member: Me
    privileges: Privileges
    practice: PracticeView
    facilities: list[Named]
    members: list[MemberItem]
    preferences: PreferencesView


class AuditView(Model):
    """One line of the audit trail."""

    id: str
    at: Instant
    action: str
    actor_kind: str
    actor_id: str
    source_ip: str
    request_id: str
    thread_id: str | None
    message_id: str | None
    patient_id: str | None
    target_id: str | None
