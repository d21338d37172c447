"""An incoming message is given to the last sender, or the in-house care team, by itself (rows A4, A5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.audit import Action, Actor
from textward.domain.auto_assignment import choose, last_sender, may_be_assigned
from textward.domain.errors import ConflictError, NotFoundError
from textward.domain.work import WorkEntry, WorkKind
from textward.services.record_audit import AuditTrail

if TYPE_CHECKING:
    from textward.domain.message import Message
    from textward.services.ports import Audit, Clock, Ids, Patients, Practices
    from textward.services.staff_ports import Staff
    from textward.services.thread_ports import Threads

BY_ITSELF = ""
"""Stands in a message's history where a member's id would."""
_SYSTEM = Actor("system", "auto-assignment")


@dataclass(frozen=True, slots=True)
class AutoAssign:
    """The use case: conditional on the message's first version, so that it acts once and never over staff."""

    practices: Practices
    staff: Staff
    patients: Patients
    threads: Threads
    audit: Audit
    clock: Clock
    ids: Ids

    def __call__(self, message: Message) -> None:
        """Give the message to whom it goes by the practice's settings, as everything stands now.

        Raises:
            TransientError: other writers stood in the way; to be tried again.
        """
        if not may_be_assigned(message):
            return
        chosen = self._chosen(message)
        if chosen:
            self._assign(message, chosen)

    def _chosen(self, message: Message) -> frozenset[str]:
        practice = self.practices.get(message.practice_id)
        sender, team = None, frozenset[str]()
        if practice.assign_to_last_sender:
            sender = last_sender(self.threads.head(message.practice_id, message.thread_id), message.at)
        if practice.assign_to_care_team:
            team = self._care_team(message)
        if not (sender or team):
            return frozenset()
        return choose(sender, team, self.staff.roster(message.practice_id))

    def _care_team(self, message: Message) -> frozenset[str]:
        if message.patient_id is None:
            return frozenset()
        try:
            return self.patients.get(message.practice_id, message.patient_id).care_team
        except NotFoundError:
            return frozenset()

    def _assign(self, message: Message, chosen: frozenset[str]) -> None:
        ids = (message.thread_id, message.message_id)
        trail = AuditTrail(self.audit, self.clock, self.ids, _SYSTEM)
        entry = trail.entry(message.practice_id, Action.MESSAGE_ASSIGNED, *ids, message.patient_id)
        work = WorkEntry(
            entry.entry_id,
            message.practice_id,
            *ids,
            entry.at,
            BY_ITSELF,
            WorkKind.ASSIGNED,
            tuple(sorted(chosen)),
        )
        try:
            self.threads.change(message, message.with_assignees(chosen, BY_ITSELF), entry, work)
        except ConflictError:
            return  # staff were faster, or an earlier run: what they did stands
