"""Members with the privilege edit what patients may do in the portal (rows H1, H2, E4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.errors import ConflictError, InvalidInputError
from textward.services.manage_groups import TRIES

if TYPE_CHECKING:
    from textward.domain.group import GroupBook
    from textward.domain.portal import PortalSettings
    from textward.domain.role import Viewer
    from textward.services.group_ports import Groups
    from textward.services.record_audit import AuditTrail


@dataclass(frozen=True, slots=True)
class ManagePortal:
    """The use cases."""

    groups: Groups

    def settings(self, viewer: Viewer) -> GroupBook:
        """Give the settings, with the members that can be excluded.

        Raises:
            NotAllowedError: the role may not edit the portal's settings.
        """
        viewer.require_portal()
        return self.groups.book(viewer.practice_id)

    def save(self, viewer: Viewer, wanted: PortalSettings, trail: AuditTrail) -> PortalSettings:
        """Store the settings; `wanted.version` is the one that the member saw.

        Raises:
            NotAllowedError: the role may not edit the portal's settings.
            InvalidInputError: an excluded member is none of the practice's.
            ConflictError: somebody changed the settings first.
        """
        viewer.require_portal()
        for _ in range(TRIES):
            book = self.groups.book(viewer.practice_id)
            if book.portal.version != wanted.version:
                raise ConflictError
            if not wanted.excluded <= {member.member_id for member in book.roster.members}:
                raise InvalidInputError("One of the excluded members is none of the practice's.", "/excluded")
            saved = replace(wanted, practice_id=viewer.practice_id, version=wanted.version + 1)
            entry = trail.entry(viewer.practice_id, Action.PORTAL_SETTINGS_SAVED)
            try:
                self.groups.change(book, portal=saved, audit=[entry])
            except ConflictError:
                continue
            return saved
        raise ConflictError
