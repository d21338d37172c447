"""Shapes of the record system's API, and of the setting that lets its clients in."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from textward.entrypoints.api_models import Input, Model

ClientId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_+]{1,128}$")]


class RecordSystemView(Model):
    """Whom the practice lets in."""

    client_ids: list[str]


class RecordSystemInput(Input):
    """Whom the practice is to let in, and no others."""

    client_ids: Annotated[list[ClientId], Field(max_length=10)]


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
