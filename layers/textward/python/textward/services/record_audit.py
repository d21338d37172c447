"""The audit trail as one request sees it: its actor, and where the request came from (row J3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.audit import Action, Actor, AuditEntry

if TYPE_CHECKING:
    from textward.domain.message import Message
    from textward.services.ports import Audit, Clock, Ids


@dataclass(frozen=True, slots=True)
class AuditTrail:
    """Makes entries for one actor; `view` also writes them."""

    audit: Audit
    clock: Clock
    ids: Ids
    actor: Actor

    def entry(
        self,
        practice_id: str,
        action: Action,
        thread_id: str | None = None,
        message_id: str | None = None,
        patient_id: str | None = None,
        *,
        target_id: str | None = None,
    ) -> AuditEntry:
        """Make a line, to be committed with the change that it tells of."""
        return AuditEntry(
            self.ids.new(),
            practice_id,
            self.clock.now(),
            self.actor,
            action,
            thread_id,
            message_id,
            patient_id,
            target_id,
        )

    def seen(self, message: Message) -> None:
        """Write that one message was shown as it is, though something else was asked for."""
        ids = (message.thread_id, message.message_id)
        self.audit.append(
            self.entry(message.practice_id, Action.MESSAGE_VIEWED, *ids, patient_id=message.patient_id)
        )

    def view(
        self,
        practice_id: str,
        action: Action,
        thread_id: str | None = None,
        patient_id: str | None = None,
    ) -> None:
        """Write a line about something that was looked at or refused, before the answer goes out."""
        self.audit.append(self.entry(practice_id, action, thread_id, patient_id=patient_id))
