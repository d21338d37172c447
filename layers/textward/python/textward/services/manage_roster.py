"""The practice admin edits roles and members (rows E1, E4, E5). Two editors at once can't leave the practice without an admin."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.ehr import Outcome
from textward.domain.errors import ConflictError, InvalidInputError, NotFoundError
from textward.domain.group import without_member
from textward.domain.patient import fold

if TYPE_CHECKING:
    from textward.domain.audit import AuditEntry
    from textward.domain.group import Group
    from textward.domain.private import Private
    from textward.domain.role import Member, Role, Roster, Viewer
    from textward.services.group_ports import Groups
    from textward.services.ports import Ids
    from textward.services.record_audit import AuditTrail
    from textward.services.staff_ports import Connections, SignIns, Staff, StaffPush

LONGEST_ROLE_NAME = 60
TRIES = 5
"""Tries while others edit something else that the roster's version guards."""


@dataclass(frozen=True, slots=True)
class ManageRoster:
    """The use cases."""

    staff: Staff
    groups: Groups
    sign_ins: SignIns
    connections: Connections
    push: StaffPush
    ids: Ids

    def roster(self, viewer: Viewer) -> Roster:
        """Give all members and roles.

        Raises:
            NotAllowedError: the viewer is no practice admin.
        """
        viewer.require_admin()
        return self.staff.roster(viewer.practice_id)

    def add_role(self, viewer: Viewer, wanted: Role, trail: AuditTrail) -> Role:
        """Add a role; it gets an id of its own.

        Raises:
            NotAllowedError: the viewer is no practice admin.
            InvalidInputError: the name is empty, too long, or another role's.
            ConflictError: somebody else edited members or roles at the same moment.
        """
        roster = self.roster(viewer)
        role = replace(wanted, role_id=self.ids.new(), version=1)
        self._save_role(roster, role, trail)
        return role

    def change_role(self, viewer: Viewer, wanted: Role, trail: AuditTrail) -> Role:
        """Change a role; `wanted.version` is the one that the admin saw.

        Raises:
            NotAllowedError, NotFoundError: no admin, or no such role.
            InvalidInputError: a bad name, or nobody would administer the practice any more.
            ConflictError: somebody changed the role, or edited the roster at the same moment.
        """
        roster = self.roster(viewer)
        now = roster.role(wanted.role_id)
        if now is None:
            raise NotFoundError
        if now.version != wanted.version:
            raise ConflictError
        role = replace(wanted, version=now.version + 1)
        self._save_role(roster, role, trail)
        return role

    def change_member(
        self, viewer: Viewer, member_id: str, role_id: str, *, active: bool, version: int, trail: AuditTrail
    ) -> Member:
        """Give a member another role, or end or renew their access; ending it holds at once, on open pages too.

        Raises:
            NotAllowedError, NotFoundError: no admin, or no such member.
            InvalidInputError: no such role, or nobody would administer the practice any more.
            ConflictError: somebody changed the member first, or others edit all the time.
        """
        for _ in range(TRIES):
            roster = self.roster(viewer)
            now = roster.member(member_id)
            if now is None:
                raise NotFoundError
            if roster.role(role_id) is None:
                raise InvalidInputError("There is no such role.", "/role_id")
            if now.version != version:
                raise ConflictError
            member = replace(now, role_id=role_id, active=active, version=version + 1)
            if self._stored(viewer.member_id, roster, now, member, trail):
                self._follow(now, member)
                return member
        raise ConflictError

    def follow_record(self, wanted: Member, email: Private, trail: AuditTrail) -> Outcome:
        """Make a member as the record system says: name, role and access, with a sign-in for who may come in (row J10).

        The rules of `change_member` hold here too. A sign-in is made once, and follows the address.

        Raises:
            InvalidInputError: nobody would administer the practice any more, or the address signs somebody else in.
            ConflictError: others edit all the time.
        """
        for _ in range(TRIES):
            roster = self.staff.roster(wanted.practice_id)
            now = roster.member(wanted.member_id)
            base = now or wanted
            after = replace(
                base,
                name=wanted.name,
                role_id=wanted.role_id,
                active=wanted.active,
                record_id=wanted.record_id,
            )
            if now == after:
                return Outcome.UPDATED if self._sign_in(after, email, trail) else Outcome.UNCHANGED
            after = replace(after, version=now.version + 1 if now else 1)
            if self._stored("", roster, now, after, trail):
                if now:
                    self._follow(now, after)
                self._sign_in(after, email, trail)
                return Outcome.UPDATED if now else Outcome.CREATED
        raise ConflictError

    def _sign_in(self, member: Member, email: Private, trail: AuditTrail) -> bool:
        """See that who may come in has a sign-in, by this address; a call that was cut short before it is mended by the next.

        True when the address was another.
        """
        if not member.active:
            return False
        subject = self.staff.subject_of(member.practice_id, member.member_id)
        if subject is None:
            self.staff.save_member(member, self.sign_ins.invite(member.member_id, email))
            return False
        if not self.sign_ins.has_moved(subject, email):
            return False
        trail.audit.append(trail.entry(member.practice_id, Action.MEMBER_SAVED, target_id=member.member_id))
        self.sign_ins.readdress(subject, email)
        return True

    def _stored(
        self, editor_id: str, roster: Roster, before: Member | None, after: Member, trail: AuditTrail
    ) -> bool:
        """Store a changed member; False when others moved the roster, which is then looked at anew.

        Ending access must not wait for somebody who happens to save a group.
        """
        others = tuple(m for m in roster.members if m.member_id != after.member_id)
        _require_admin_left(replace(roster, members=(*others, after)))
        entry = replace(trail.entry(roster.practice_id, Action.MEMBER_SAVED), target_id=after.member_id)
        groups = self._groups_left(editor_id, before, after, roster)
        try:
            self.staff.change_roster(roster, member=after, groups=groups, audit=entry)
        except ConflictError:
            return False
        return True

    def _groups_left(
        self, editor_id: str, before: Member | None, after: Member, roster: Roster
    ) -> tuple[Group, ...]:
        """Give the groups as they are without a member who leaves: a practice admin takes over where nobody else can.

        The roster's version guards groups too, so what is read here is what the change is stored upon.
        """
        if after.active or before is None or not before.active:
            return ()
        heirs = roster.administrators() - {after.member_id}
        successor = editor_id if editor_id in heirs else min(heirs)
        return without_member(self.groups.all(roster.practice_id), after.member_id, successor)

    def _save_role(self, roster: Roster, role: Role, trail: AuditTrail) -> None:
        before = roster.role(role.role_id)
        others = tuple(r for r in roster.roles if r.role_id != role.role_id)
        _check_name(role.name, others)
        _require_admin_left(replace(roster, roles=(*others, role)))
        entry: AuditEntry = trail.entry(roster.practice_id, Action.ROLE_SAVED)
        self.staff.change_roster(roster, role=role, audit=replace(entry, target_id=role.role_id))
        if before and before.text_messages is not role.text_messages:
            holders = frozenset(m.member_id for m in roster.members if m.role_id == role.role_id)
            self._close_pages(roster.practice_id, holders)

    def _follow(self, before: Member, after: Member) -> None:
        """Bring open pages and the sign-in in line; ending access once more mends what failed the first time."""
        if not after.active or before.role_id != after.role_id:
            self._close_pages(after.practice_id, frozenset({after.member_id}))
        if not (before.active and after.active):
            subject = self.staff.subject_of(after.practice_id, after.member_id)
            if subject:
                self.sign_ins.switch(subject, enabled=after.active)

    def _close_pages(self, practice_id: str, member_ids: frozenset[str]) -> None:
        """Close members' pages: each knows its member's privilege from when it connected, and connects again by itself."""
        if not member_ids:
            return
        for page in self.connections.of_practice(practice_id):
            if page.member_id in member_ids:
                self.connections.forget(page.connection_id)
                self.push.close(page.connection_id)


def _check_name(name: str, others: tuple[Role, ...]) -> None:
    if not fold(name) or len(name) > LONGEST_ROLE_NAME:
        raise InvalidInputError(f"Give the role a name of 1 to {LONGEST_ROLE_NAME} characters.", "/name")
    if fold(name) in {fold(other.name) for other in others}:
        raise InvalidInputError("Another role has this name.", "/name")


def _require_admin_left(roster: Roster) -> None:
    if not roster.administrators():
        raise InvalidInputError("The practice needs at least one active member who is a practice admin.")
