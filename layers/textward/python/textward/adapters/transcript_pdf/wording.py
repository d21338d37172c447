"""What the paper says beside people's own words: who, how, when, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.domain.delivery_reasons import reason_for
from textward.domain.message import DeliveryState, Direction
from textward.domain.transcript import Channel

if TYPE_CHECKING:
    from datetime import date, datetime, tzinfo

    from textward.domain.message import Delivery
    from textward.domain.transcript import Period, Said, Transcript

AUTOMATED = "Automated message"
FORMER = "A former member"
_STATES = {
    DeliveryState.QUEUED: "waiting to be sent",
    DeliveryState.SENDING: "being sent",
    DeliveryState.SENT: "sent, arrival not confirmed",
    DeliveryState.DELIVERED: "delivered",
    DeliveryState.UNDELIVERED: "not delivered",
    DeliveryState.FAILED: "not delivered",
}
_CHANNELS = {
    Channel.TEXT: "text message",
    Channel.SECURED: "secured message",
    Channel.PORTAL: "portal message",
}


def day(moment: date) -> str:
    """Give a day, such as Tuesday, March 3, 2026."""
    return f"{moment:%A}, {short_day(moment)}"


def short_day(moment: date) -> str:
    """Give a day, such as March 3, 2026."""
    return f"{moment:%B} {moment.day}, {moment.year}"


def clock(moment: datetime, zone: tzinfo) -> str:
    """Give a time of day with its zone, such as 9:05 AM CST: on one night a year the same hour comes twice."""
    local = moment.astimezone(zone)
    return f"{local.hour % 12 or 12}:{local:%M} {'AM' if local.hour < 12 else 'PM'} {local:%Z}"  # noqa: PLR2004 - noon


def moment(at: datetime, zone: tzinfo) -> str:
    """Give day and time."""
    return f"{short_day(at.astimezone(zone).date())}, {clock(at, zone)}"


def title(transcript: Transcript) -> str:
    """Say what the paper is."""
    return "Conversation in the patient portal" if transcript.conversation else "Text messages"


def period(chosen: Period) -> str:
    """Say which days the paper holds."""
    if chosen.first and chosen.last:
        if chosen.first == chosen.last:
            return short_day(chosen.first)
        return f"{short_day(chosen.first)} to {short_day(chosen.last)}"
    if chosen.first:
        return f"From {short_day(chosen.first)}"
    return f"To {short_day(chosen.last)}" if chosen.last else "Whole conversation"


def author(transcript: Transcript, said: Said, other_side: str) -> str:
    """Say who wrote it."""
    if said.direction is Direction.IN:
        return other_side
    return transcript.names.get(said.author_id, FORMER) if said.author_id else AUTOMATED


def way(transcript: Transcript, said: Said) -> str:
    """Say to whom, and how."""
    return f"{_receiver(transcript, said)} · {_CHANNELS[said.channel]}"


def _receiver(transcript: Transcript, said: Said) -> str:
    if said.direction is Direction.OUT:
        return "to the patient" if transcript.patient else "to this number"
    return f"to {addressed(transcript)}" if transcript.conversation else "to the practice"


def addressed(transcript: Transcript) -> str:
    """Say whom a conversation was written to."""
    if transcript.group:
        return transcript.group.name
    member_id = transcript.conversation.counterpart_id if transcript.conversation else ""
    return transcript.names.get(member_id, FORMER)


def outcome(said: Said, zone: tzinfo) -> str:
    """Say what became of what was sent; nothing of what came in."""
    if said.delivery is None:
        return ""
    words = _STATES[said.delivery.state]
    if said.channel is Channel.SECURED:
        words = f"link {words}"
    if said.delivery.state is not DeliveryState.DELIVERED:
        return words
    same_day = said.delivery.at.astimezone(zone).date() == said.at.astimezone(zone).date()
    return f"{words} {clock(said.delivery.at, zone) if same_day else moment(said.delivery.at, zone)}"


def failure(delivery: Delivery | None) -> str:
    """Say why it did not arrive; nothing of what did."""
    return reason_for(delivery.reason).title if delivery and delivery.state.is_failure else ""
