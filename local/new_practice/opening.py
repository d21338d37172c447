"""A practice with its first roles and its first admin; the rest is made on the screens or comes from the record system."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textward.domain.audit import Action, Actor
from textward.domain.errors import InvalidInputError
from textward.domain.practice import Practice
from textward.domain.role import Member, Role, TextPrivilege
from textward.services.record_audit import AuditTrail

if TYPE_CHECKING:
    from textward.domain.private import Private
    from textward.services import ports
    from textward.services.staff_ports import SignIns, Staff

ADMIN, FRONT_DESK, CLINICIAN = "Practice admin", "Front desk", "Clinician"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the practice is to be.

    Attributes:
        time_zone: An IANA name, such as America/Chicago.
        phone: The office's voice number, as it is printed, if patients are to be told it.
        text_addon: Whether it may have a texting number (row A1).
        paid_plan: Whether it may have message groups (row G4).
    """

    name: str
    time_zone: str
    admin_name: str
    admin_email: Private
    phone: str | None = None
    text_addon: bool = True
    paid_plan: bool = True


@dataclass(frozen=True, slots=True)
class OpenPractice:
    """Makes a practice whose admin can sign in."""

    practices: ports.Practices
    staff: Staff
    sign_ins: SignIns
    audit: ports.Audit
    clock: ports.Clock
    ids: ports.Ids

    def __call__(self, wanted: Wanted) -> Practice:
        """Invite the admin, then store the practice, three roles and the admin; nothing is stored when they can't be invited.

        Raises:
            InvalidInputError: the time zone is none, or the address is none or signs somebody else in.
            TransientError: it may work later.
        """
        _require_time_zone(wanted.time_zone)
        practice = Practice(
            practice_id=self.ids.new(),
            name=wanted.name,
            time_zone=wanted.time_zone,
            phone=wanted.phone,
            text_addon=wanted.text_addon,
            paid_plan=wanted.paid_plan,
        )
        roles = self._roles()
        admin = Member(practice.practice_id, self.ids.new(), wanted.admin_name, roles[0].role_id)
        subject = self.sign_ins.invite(admin.member_id, wanted.admin_email)
        self.practices.save(practice)
        for role in roles:
            self.staff.save_role(practice.practice_id, role)
        self.staff.save_member(admin, subject)
        trail = AuditTrail(self.audit, self.clock, self.ids, Actor("system", "local.new_practice"))
        self.audit.append(trail.entry(practice.practice_id, Action.MEMBER_SAVED, target_id=admin.member_id))
        return practice

    def _roles(self) -> tuple[Role, Role, Role]:
        """Give the roles that most practices begin with; admins change them on the screen."""
        return (
            Role(self.ids.new(), ADMIN, TextPrivilege.ALL, *(True, True, True)),
            Role(self.ids.new(), FRONT_DESK, TextPrivilege.ALL),
            Role(self.ids.new(), CLINICIAN, TextPrivilege.ASSIGNED),
        )


def _require_time_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError):
        raise InvalidInputError("The time zone must be an IANA name, such as America/Chicago.") from None
