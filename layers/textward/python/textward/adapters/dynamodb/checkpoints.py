"""The `Checkpoints` port on DynamoDB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.models import CheckpointItem
from textward.adapters.dynamodb.transactions import single

if TYPE_CHECKING:
    from datetime import datetime

    from textward.adapters.dynamodb.tables import Tables


class DynamoCheckpoints:
    """How far scheduled jobs have come."""

    def __init__(self, tables: Tables) -> None:
        """Take the tables."""
        self._tables = tables

    def get(self, name: str) -> datetime | None:
        """Give the moment up to which the job has looked (AP-45)."""
        item = self._tables.get(CheckpointItem, keys.checkpoint(name))
        return item.at if item else None

    def save(self, name: str, at: datetime) -> None:
        """Store it."""
        single(self._tables.of(CheckpointItem)(*keys.checkpoint(name), at=at).save)
