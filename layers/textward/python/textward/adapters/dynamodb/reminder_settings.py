"""The `ReminderSettings` port on DynamoDB: the rules' item stands in the `due` index until all appointments follow them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.attributes import assign
from textward.adapters.dynamodb.audit import note
from textward.adapters.dynamodb.keys import Key
from textward.adapters.dynamodb.mapping.appointments import rules_fields, rules_of
from textward.adapters.dynamodb.models import DueItem, RemindersItem
from textward.adapters.dynamodb.transactions import ConditionFailedError, Writes, single
from textward.domain.errors import ConflictError
from textward.domain.reminder_times import DEFAULT_RULES
from textward.services.assistant_ports import Replanning

if TYPE_CHECKING:
    from datetime import datetime

    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.audit import AuditEntry
    from textward.domain.reminder_times import ReminderRules


class DynamoReminderSettings:
    """When each practice's reminders are due."""

    def __init__(self, tables: Tables) -> None:
        """Take the tables."""
        self._tables = tables

    def rules(self, practice_id: str) -> ReminderRules:
        """Give a practice's rules; those that every practice begins with, if it has chosen none (AP-92)."""
        item = self._tables.get(RemindersItem, keys.reminders(practice_id))
        return rules_of(item) if item else DEFAULT_RULES

    def save(
        self, practice_id: str, rules: ReminderRules, replan_at: datetime, audit: AuditEntry | None = None
    ) -> None:
        """Store the next version of a practice's rules; from `replan_at` on its appointments are planned by them (AP-93).

        Raises:
            ConflictError: somebody else has changed them meanwhile.
        """
        model, writes = self._tables.of(RemindersItem), Writes(self._tables.connection)
        item = model(
            *keys.reminders(practice_id),
            practice_id=practice_id,
            due_pk=keys.DUE_REPLANS,
            due_sk=keys.due(replan_at, practice_id),
            **rules_fields(rules),
        )
        first = rules.version == 1
        follows = model.pk.does_not_exist() if first else model.version == rules.version - 1
        writes.put("rules", item, follows)
        note(writes, self._tables, audit)
        try:
            writes.commit()
        except ConditionFailedError:
            raise ConflictError from None

    def to_replan(self, now: datetime, limit: int) -> tuple[Replanning, ...]:
        """Give practices whose appointments are to be planned anew, those that have waited longest first (AP-94)."""
        model = self._tables.of(DueItem)
        found = model.query(
            keys.DUE_REPLANS, model.due_sk <= keys.due_until(now), index_name="due", limit=limit
        )
        wanted = [Key(item.pk, item.sk) for item in found]
        stored = self._tables.many(RemindersItem, wanted) if wanted else {}
        due = (stored[key] for key in wanted if key in stored and stored[key].due_pk)
        return tuple(Replanning(item.practice_id, rules_of(item), item.replanned_to) for item in due)

    def note(self, replanning: Replanning, after: str | None) -> Replanning:
        """Note how far the planning has come; none ends it (AP-95).

        Raises:
            ConflictError: the rules have been changed meanwhile: it begins anew by itself.
        """
        model = RemindersItem
        item = self._tables.of(model)(*keys.reminders(replanning.practice_id))
        actions = [assign(model.replanned_to, after)]
        if after is None:
            actions += [model.due_pk.remove(), model.due_sk.remove()]
        unchanged = model.version == replanning.rules.version
        try:
            single(lambda: item.update(actions, condition=unchanged))
        except ConditionFailedError:
            raise ConflictError from None
        return replace(replanning, after=after)
