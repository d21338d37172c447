"""What the requests and answers of all documented APIs have in common."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

T = TypeVar("T")

Instant = Annotated[
    datetime,
    PlainSerializer(
        lambda at: at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z", return_type=str
    ),
    Field(description="UTC, ISO 8601 with milliseconds"),
]


class Model(BaseModel):
    """What all have in common."""

    model_config = ConfigDict(frozen=True)


class Input(Model):
    """A request body: unknown members are refused, so that a misspelt one can't pass for an absent one."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Listing(Model, Generic[T]):
    """One page of a list, newest first."""

    items: list[T]
    next_cursor: str | None = Field(description="Pass as `cursor` for the next page; null at the end")


class ProblemError(Model):
    """One thing that is wrong with the request."""

    pointer: str
    detail: str
    code: str | None = None


class ProblemView(BaseModel):
    """RFC 9457."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str | None = None
    errors: list[ProblemError] | None = None
