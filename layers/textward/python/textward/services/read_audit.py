"""The practice admin reads the audit trail (row J3); that is itself written there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from textward.domain.audit import AuditEntry
    from textward.domain.paging import Page, PageRequest
    from textward.domain.role import Viewer
    from textward.services.ports import Audit
    from textward.services.record_audit import AuditTrail

_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class ReadAudit:
    """The use case, for the page and for export alike."""

    audit: Audit

    def __call__(self, viewer: Viewer, month: str, page: PageRequest, trail: AuditTrail) -> Page[AuditEntry]:
        """Give a page of a month's trail (`YYYY-MM`, UTC), newest first.

        Raises:
            NotAllowedError: the viewer is no practice admin.
            InvalidInputError: not a month.
        """
        viewer.require_admin()
        if not _MONTH.fullmatch(month):
            raise InvalidInputError("Name a month as YYYY-MM.", "/month")
        if page.after is None:
            trail.view(viewer.practice_id, Action.AUDIT_VIEWED)
        return self.audit.entries(viewer.practice_id, month, page)
