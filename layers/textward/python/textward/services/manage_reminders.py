"""The practice admin says when patients are reminded of their appointments (row F1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.errors import ConflictError
from textward.domain.reminder_times import check_rules

if TYPE_CHECKING:
    from textward.domain.reminder_times import ReminderRules
    from textward.domain.role import Viewer
    from textward.services.assistant_ports import ReminderSettings
    from textward.services.ports import Clock, Practices
    from textward.services.record_audit import AuditTrail

REPLAN_AFTER = timedelta(seconds=30)
"""Whoever stores an appointment by the rules before has done so by then, and the list of appointments shows it."""


@dataclass(frozen=True, slots=True)
class ReminderState:
    """A practice's rules, and the clock that they go by."""

    rules: ReminderRules
    time_zone: str


@dataclass(frozen=True, slots=True)
class ManageReminders:
    """The use cases."""

    reminders: ReminderSettings
    practices: Practices
    clock: Clock

    def state(self, viewer: Viewer) -> ReminderState:
        """Give the rules.

        Raises:
            NotAllowedError: the viewer is no practice admin.
        """
        viewer.require_admin()
        rules = self.reminders.rules(viewer.practice_id)
        return ReminderState(rules, self.practices.get(viewer.practice_id).time_zone)

    def save(self, viewer: Viewer, wanted: ReminderRules, trail: AuditTrail) -> ReminderState:
        """Store other rules; `wanted` has the version that the admin saw. Appointments follow them within minutes.

        Raises:
            NotAllowedError: the viewer is no practice admin.
            InvalidInputError: the rules can't be kept.
            ConflictError: somebody changed them since the admin looked.
        """
        now = self.state(viewer)
        check_rules(wanted)
        if now.rules.version != wanted.version:
            raise ConflictError
        leads = tuple(sorted(wanted.lead_times, reverse=True))
        rules = replace(wanted, lead_times=leads, version=wanted.version + 1)
        entry = trail.entry(viewer.practice_id, Action.REMINDERS_SAVED)
        self.reminders.save(viewer.practice_id, rules, self.clock.now() + REPLAN_AFTER, entry)
        return replace(now, rules=rules)
