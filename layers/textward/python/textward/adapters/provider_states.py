"""The provider's words for how far a text has come, as ours (Twilio, "Message Status values")."""

from __future__ import annotations

from textward.domain.message import DeliveryState

_STATES = {
    "accepted": DeliveryState.SENDING,
    "scheduled": DeliveryState.SENDING,
    "queued": DeliveryState.SENDING,
    "sending": DeliveryState.SENDING,
    "sent": DeliveryState.SENT,
    "delivered": DeliveryState.DELIVERED,
    "read": DeliveryState.DELIVERED,
    "undelivered": DeliveryState.UNDELIVERED,
    "failed": DeliveryState.FAILED,
    "canceled": DeliveryState.FAILED,
}


def state_of(status: str) -> DeliveryState | None:
    """Give our state for a MessageStatus; None for a word that we don't know, or that is about an inbound text."""
    return _STATES.get(status)
