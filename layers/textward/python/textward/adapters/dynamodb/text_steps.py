"""The steps of a text on its way: what each requires of the stored text, and what it changes. Nothing here reads or writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.adapters.dynamodb.attributes import assign
from textward.adapters.dynamodb.mapping.messages import due_fields
from textward.adapters.dynamodb.models import DueItem, OutboundItem
from textward.domain.message import DeliveryState

if TYPE_CHECKING:
    from datetime import datetime

    from pynamodb.expressions.condition import Condition
    from pynamodb.expressions.update import Action

    from textward.domain.text import OutboundText


def same_attempt(text: OutboundText) -> Condition:
    """Require that staff have not sent the text again meanwhile."""
    same: Condition = OutboundItem.attempt == text.delivery.attempt
    return same


def in_state(*states: DeliveryState) -> Condition:
    """Require one of the states."""
    among: Condition = OutboundItem.delivery_state.is_in(*(state.value for state in states))
    return among


def still_unknown(text: OutboundText) -> Condition:
    """Require that nothing has become known since `text` was claimed."""
    claimed: Condition = OutboundItem.claimed_at == text.claimed_at
    unknown = OutboundItem.delivery_provider_id.does_not_exist()
    found: Condition = in_state(DeliveryState.SENDING) & claimed & unknown & same_attempt(text)
    return found


def short_of(state: DeliveryState) -> Condition:
    """Require that the text has not come to that state, nor to one of the same rank."""
    behind: Condition = OutboundItem.delivery_rank < state.rank
    return behind


def at_least(state: DeliveryState) -> Condition:
    """Require that the text has come to that state's rank."""
    reached: Condition = OutboundItem.delivery_rank >= state.rank
    return reached


def known_as(provider_id: str) -> Condition:
    """Require that the provider's id is recorded."""
    same: Condition = OutboundItem.delivery_provider_id == provider_id
    return same


def known_as_no_other(provider_id: str) -> Condition:
    """Require that no other id of the provider's is recorded for this attempt."""
    free: Condition = OutboundItem.delivery_provider_id.does_not_exist() | known_as(provider_id)
    return free


def moved(state: DeliveryState, now: datetime, text: OutboundText) -> list[Action]:
    """Bring the text to a state."""
    return [*_arrived(state, now), *due_again(now, text)]


def _arrived(state: DeliveryState, now: datetime) -> list[Action]:
    return [
        OutboundItem.delivery_state.set(state.value),
        OutboundItem.delivery_rank.set(state.rank),
        OutboundItem.delivery_at.set(now),
    ]


def reported(state: DeliveryState, now: datetime, text: OutboundText, reason: str | None) -> list[Action]:
    """Bring the text to a state that the provider reports."""
    is_over = text.redacted and state.is_final
    then = done() if is_over else due_again(now, text)
    return [*_arrived(state, now), *then, assign(OutboundItem.delivery_reason, reason)]


def next_attempt(now: datetime, text: OutboundText) -> list[Action]:
    """Put the text back to queued, with nothing left of the attempt before."""
    return [
        *moved(DeliveryState.QUEUED, now, text),
        OutboundItem.attempt.set(text.delivery.attempt + 1),
        OutboundItem.delivery_provider_id.remove(),
        OutboundItem.delivery_reason.remove(),
        OutboundItem.claimed_at.remove(),
        OutboundItem.redacted.remove(),
    ]


def claimed(now: datetime, text: OutboundText) -> list[Action]:
    """Note when a worker set out with the text, from which number, and a mark of what it says."""
    return [
        OutboundItem.claimed_at.set(now),
        assign(OutboundItem.claimed_from, text.claimed_from),
        assign(OutboundItem.claimed_mark, text.claimed_mark),
    ]


def released() -> list[Action]:
    """Put a claimed text back to queued."""
    return [
        OutboundItem.delivery_state.set(DeliveryState.QUEUED.value),
        OutboundItem.delivery_rank.set(DeliveryState.QUEUED.rank),
        OutboundItem.claimed_at.remove(),
    ]


def due_again(now: datetime, text: OutboundText) -> list[Action]:
    """Let the reconciliation look at the text a while after `now`."""
    due = due_fields(now, text.item_id)
    return [DueItem.due_pk.set(due["due_pk"]), DueItem.due_sk.set(due["due_sk"])]


def done() -> list[Action]:
    """End the scheduled work on the text."""
    return [DueItem.due_pk.remove(), DueItem.due_sk.remove()]
