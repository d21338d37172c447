"""What the telephone remembers. Times are seconds since the epoch, phone numbers are E.164."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Literal

Direction = Literal["inbound", "outbound-api", "outbound-reply"]

FINAL_STATUSES = frozenset({"delivered", "undelivered", "failed", "canceled", "received"})
"""Statuses that a message never leaves again."""


def new_sid(prefix: str) -> str:
    """Make an identifier of Twilio's form: two letters and 32 hexadecimal digits."""
    return prefix + secrets.token_hex(16)


@dataclass(slots=True)
class Message:
    """A message as the provider keeps it; its body may be redacted while the phone still shows the text."""

    sid: str
    direction: Direction
    sender: str | None
    """None while a Messaging Service has not yet chosen its number."""
    to: str
    body: str
    status: str
    created: float
    updated: float
    sent: float | None = None
    messaging_service_sid: str | None = None
    status_callback: str | None = None
    num_media: int = 0
    error_code: int | None = None
    send_at: float | None = None


@dataclass(slots=True)
class Number:
    """A phone number that the account has bought."""

    sid: str
    phone_number: str
    friendly_name: str
    created: float
    updated: float
    sms_url: str = ""
    sms_method: str = "POST"
    sms_fallback_url: str = ""
    sms_fallback_method: str = "POST"
    status_callback: str = ""
    status_callback_method: str = "POST"
    voice_url: str = ""
    voice_method: str = "POST"


@dataclass(slots=True)
class Phone:
    """A patient's phone. One that isn't mobile can't be texted."""

    number: str
    label: str
    created: float
    mobile: bool = True


@dataclass(slots=True)
class PhoneText:
    """One bubble on a phone. A text that was lost on the way is kept too, marked as not arrived."""

    sid: str
    phone: str
    practice_number: str
    from_phone: bool
    body: str
    at: float
    arrived: bool = True
    error_code: int | None = None


@dataclass(slots=True)
class OptOut:
    """A phone that has texted STOP to one number."""

    practice_number: str
    phone: str
    at: float
