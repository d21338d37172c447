"""Twilio's words for how far a text has come (Twilio, "Message Status values")."""

from __future__ import annotations

import pytest
from twilio.rest.api.v2010.account.message import MessageInstance

from textward.adapters.provider_states import state_of
from textward.domain.message import DeliveryState

INBOUND = {"receiving", "received"}


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("accepted", DeliveryState.SENDING),
        ("queued", DeliveryState.SENDING),
        ("sending", DeliveryState.SENDING),
        ("sent", DeliveryState.SENT),
        ("delivered", DeliveryState.DELIVERED),
        ("undelivered", DeliveryState.UNDELIVERED),
        ("failed", DeliveryState.FAILED),
        ("canceled", DeliveryState.FAILED),
    ],
)
def test_each_word_has_its_state(word: str, state: DeliveryState) -> None:
    assert state_of(word) is state


@pytest.mark.parametrize("word", ["", "Delivered", "received", "a new word"])
def test_any_other_word_is_none(word: str) -> None:
    assert state_of(word) is None


def test_every_outbound_word_that_the_client_knows_has_a_state() -> None:
    """`partially_delivered` is of channels other than SMS."""
    words = {value for name, value in vars(MessageInstance.Status).items() if name.isupper()}
    unknown = {word for word in words - INBOUND if state_of(word) is None}
    assert unknown <= {"partially_delivered"}
