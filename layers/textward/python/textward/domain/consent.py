"""Consent to be texted, per practice number and phone: the words that take it back and give it again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

# Twilio, "Advanced Opt-Out / default keywords": matched when they are the whole body, whatever the case.
_STOP_WORDS = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"})
_START_WORDS = frozenset({"start", "yes", "unstop"})


class ConsentWord(Enum):
    """What a text does to consent."""

    STOP = "stop"
    START = "start"


class ConsentState(Enum):
    """What a phone's word has come to."""

    OPTED_OUT = "opted_out"
    OPTED_IN = "opted_in"


@dataclass(frozen=True, slots=True)
class Consent:
    """What a phone has said last about texts from this practice."""

    opted_out: bool = False
    changed_at: datetime | None = None


def consent_word(body: str) -> ConsentWord | None:
    """Read a whole-body keyword as the provider does; None for any other text.

    START words matter only to a phone that has opted out: YES is an everyday answer otherwise.
    """
    word = body.strip().casefold()
    if word in _STOP_WORDS:
        return ConsentWord.STOP
    if word in _START_WORDS:
        return ConsentWord.START
    return None
