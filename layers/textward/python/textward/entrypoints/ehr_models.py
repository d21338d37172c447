"""Shapes of the record system's API."""

from __future__ import annotations

from pydantic import Field

from textward.entrypoints.api_models import Model


class BulkSummary(Model):
    """How many lines fared how."""

    created: int
    updated: int
    unchanged: int
    refused: int


class BulkLine(Model):
    """What became of one line."""

    line: int = Field(description="From 1")
    id: str | None = Field(description="The record system's id; null when the line has none that can be read")
    textward_id: str | None = Field(description="Ours; null for a refused line")
    outcome: str = Field(description="created, updated, unchanged or refused")
    detail: str | None = Field(default=None, description="What to change; never what was sent")
    pointer: str | None = Field(default=None, description="Where, as a JSON pointer into the line")


class BulkAnswer(Model):
    """What became of a call."""

    summary: BulkSummary
    lines: list[BulkLine]
