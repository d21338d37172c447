"""Shapes of the record system's API for automated texts (row A3)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from textward.entrypoints.api_models import Input, Instant, Model

Text = Annotated[str, Field(min_length=1, max_length=4000)]


class NoticeTexts(Input):
    """The text in patients' languages."""

    en: Text | None = None
    es: Text | None = None
    fr: Text | None = None


class NewNotice(Input):
    """An automated text to a patient."""

    patient: str = Field(
        min_length=1, max_length=64, pattern=r"^[!-~]+$", description="The record system's id of the patient"
    )
    text: Text = Field(
        description="`{name}` stands for a field, `{{` and `}}` for braces; at most 1,600 characters once it is filled in",
        examples=["Hello {first_name}, a payment of {amount} is due. {practice}, {practice_phone}"],
    )
    fields: dict[str, str] = Field(
        default_factory=dict,
        max_length=20,
        description=(
            "The text's fields, but for those that are filled in from the records: first_name, last_name, practice,"
            " practice_phone, facility"
        ),
        examples=[{"amount": "$12"}],
    )
    languages: NoticeTexts | None = Field(
        default=None, description="For patients of these languages, instead of `text`"
    )
    send_at: str | None = Field(
        default=None,
        max_length=40,
        description="When it is to leave: ISO 8601 with an offset, to come, within a year. Now, if left out",
        examples=["2027-03-02T09:30:00-06:00"],
    )
    respect_quiet_hours: bool = Field(
        default=True, description="Whether it waits for the end of the practice's quiet hours"
    )


class NoticeReasonView(Model):
    """Why a notice was refused, or did not arrive."""

    code: str
    detail: str = Field(description="What happened, and what to do")


class NoticeView(Model):
    """How far an automated text has come."""

    id: str
    state: Literal["scheduled", "queued", "sent", "delivered", "failed", "cancelled", "refused"]
    thread_id: str = Field(description="The patient's conversation, where answers land")
    message_id: str | None = Field(
        description="The message that it has become; null before, and when it became none"
    )
    send_at: Instant
    reasons: list[NoticeReasonView]
