"""Which messages a list request asks for: To, From, and DateSent with its two inequalities."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from local.telephone.phone_numbers import parse_phone_number
from local.telephone.twilio_errors import TwilioError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.datastructures import QueryParams

    from local.telephone.records import Message

_DAY = 24 * 60 * 60


def search(messages: Iterable[Message], query: QueryParams) -> list[Message]:
    """Filter and sort messages, newest first.

    `DateSent` is a whole day (UTC); both inequalities include their bound, as Twilio's `DateSent>=` does.
    """
    found = list(messages)
    for name, field in (("To", "to"), ("From", "sender")):
        if wanted := query.get(name):
            number = parse_phone_number(wanted) or wanted
            found = [message for message in found if getattr(message, field) == number]
    if day := query.get("DateSent"):
        earliest = _moment(day).astimezone(UTC).replace(hour=0, minute=0, second=0).timestamp()
        found = [message for message in found if _is_sent_within(message, earliest, earliest + _DAY - 1)]
    if after := query.get("DateSent>"):
        found = [
            message for message in found if _is_sent_within(message, _moment(after).timestamp(), float("inf"))
        ]
    if before := query.get("DateSent<"):
        found = [message for message in found if _is_sent_within(message, 0.0, _moment(before).timestamp())]
    found.sort(key=lambda message: message.created)
    return found[::-1]


def _is_sent_within(message: Message, earliest: float, latest: float) -> bool:
    # Compared to the second, which is all that a client can read in date_sent.
    return message.sent is not None and earliest <= int(message.sent) <= latest


def _moment(text: str) -> datetime:
    """Read a moment, or a day as its first second (UTC)."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise TwilioError(20001, f"DateSent: {text}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
