"""Shapes of the settings for record systems: the clients let in, and the endpoints that events go to."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from textward.domain.outward import CHOICES
from textward.domain.webhook import LONGEST_URL
from textward.entrypoints.api_models import Input, Instant, Listing, Model

ClientId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_+]{1,128}$")]
Url = Annotated[
    str,
    Field(
        min_length=1,
        max_length=LONGEST_URL,
        description="https; the name must lead to public addresses, and redirects are not followed",
    ),
]
EventName = Literal[
    "message.received",
    "message.sent",
    "message.delivered",
    "message.failed",
    "message.completed",
    "appointment.changed",
    "consent.changed",
]
Types = Annotated[list[EventName], Field(min_length=1, max_length=len(CHOICES))]
IncludeContent = Annotated[
    bool,
    Field(
        description="Whether the words of messages go along as `data.body`: texts, and secured messages too"
    ),
]
Outcome = Literal["delivered", "failing", "failed"]
Version = Annotated[int, Field(ge=1, le=2**31)]


class RecordSystemInput(Input):
    """Whom the practice is to let in, and no others."""

    client_ids: Annotated[list[ClientId], Field(max_length=10)]


class LastDelivery(Model):
    """How the latest try went."""

    at: Instant
    outcome: Outcome = Field(
        description="delivered; failing: it will be tried again; failed: it won't, the endpoint is gone or three days are over"
    )
    status: int | None = Field(description="The endpoint's HTTP status; null when there was no answer")
    reason: str | None = Field(
        description="Why it was not delivered: status, gone, redirect, no-answer, time-out, unreachable, unknown-host, "
        "private-address, bad-certificate or expired"
    )


class EndpointView(Model):
    """An endpoint."""

    id: str
    url: str
    active: bool
    types: list[EventName]
    include_content: bool
    created_at: Instant
    last_delivery: LastDelivery | None
    waiting: int = Field(description="Events that are not delivered yet, counted up to 100")
    replaying: bool = Field(description="Whether events are being handed over again")
    secret_version: int
    old_secret_until: Instant | None = Field(description="Until when the secret before signs too")
    version: int = Field(description="Goes back with a change")


class Limits(Model):
    """How many there may be."""

    clients: int
    endpoints: int


class RecordSystemView(Model):
    """Whom the practice lets in, and where its events go."""

    client_ids: list[str]
    endpoints: list[EndpointView]
    limits: Limits
    event_types: list[EventName]
    last_sequence: int = Field(
        description="Of the newest event in the practice's feed; 0 when there was none"
    )
    first_sequence: int = Field(description="Of the oldest event that is kept")


class EndpointInput(Input):
    """A new endpoint."""

    url: Url
    types: Types
    include_content: IncludeContent = False


class EndpointChange(EndpointInput):
    """An endpoint as it is to be."""

    active: bool
    version: Version


class EndpointMade(Model):
    """An endpoint and its secret, which is shown this once."""

    endpoint: EndpointView
    secret: str = Field(description="whsec_ and base64, as Standard Webhooks has it")


class PingAnswer(Model):
    """What came of a `ping`."""

    outcome: Literal["delivered", "failed"]
    status: int | None
    reason: str | None = Field(description="As in `last_delivery`")


class ReplayInput(Input):
    """From where to send again."""

    after: Annotated[int, Field(ge=0, le=2**53, description="Events that follow this sequence")]


class EventDeliveryView(Model):
    """An event that waits for an endpoint, or was given up."""

    sequence: int
    event_id: str
    type: EventName
    state: Literal["waiting", "failed"]
    since: Instant
    tries: int
    last_status: int | None
    last_reason: str | None
    next_try_at: Instant | None = Field(description="At the earliest; null when it was given up")


class DeliveryList(Listing[EventDeliveryView]):
    """A page of what waits, or was given up."""
