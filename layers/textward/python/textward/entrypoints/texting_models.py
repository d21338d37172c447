"""The staff API's requests and answers about two-way texting: the number, and how it behaves (rows A1, A2, A4-A6)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from textward.entrypoints.api_models import Input, Instant, Model


class OrderView(Model):
    """The latest order for a number: to buy one, or to give it back."""

    id: str
    kind: Literal["purchase", "release"]
    number: str
    number_display: str
    state: Literal["open", "done", "failed"] = Field(
        description="Open: begun, and what came of it is found out within minutes"
    )
    failure: Literal["number-taken", "provider-unavailable"] | None
    at: Instant


class TextingView(Model):
    """Everything of the practice's texting."""

    addon: bool = Field(description="Whether the practice has the add-on that two-way texting needs")
    enabled: bool
    number: str | None = Field(description="E.164")
    number_display: str | None
    default_mode: Literal["plain", "secured"]
    assign_to_care_team: bool
    assign_to_last_sender: bool
    version: int
    order: OrderView | None


class TextingChange(Input):
    """The settings as they shall be."""

    enabled: bool
    default_mode: Literal["plain", "secured"]
    assign_to_care_team: bool
    assign_to_last_sender: bool
    version: int = Field(ge=1, description="The one that the admin saw")


class NumberSearch(Input):
    """Where to look for numbers."""

    country: Literal["US", "CA"]
    area_code: str = Field(pattern=r"^[2-9][0-9]{2}$")


class OfferedView(Model):
    """A number that can be bought."""

    number: str
    number_display: str
    locality: str
    region: str


class OfferedList(Model):
    """Numbers that can be bought; at most 20."""

    items: list[OfferedView]


class NumberChoice(Input):
    """The number to buy."""

    number: str = Field(pattern=r"^\+1[2-9][0-9]{9}$", description="E.164, of the US or Canada")
