"""The words that Twilio acts on by itself on long codes, and what it answers.

https://help.twilio.com/articles/223134027 (support for opt-out keywords): the whole text must be one of the words, in
any case. The text still goes to the webhook. What a YES does on a phone that never stopped isn't told there; here it
passes without an answer, or every yes to a question would get one.
"""

from __future__ import annotations

from enum import Enum


class Keyword(Enum):
    """What a whole-body keyword asks for."""

    STOP = "stop"
    START = "start"
    HELP = "help"


_WORDS = {
    **dict.fromkeys(
        ("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"), Keyword.STOP
    ),
    **dict.fromkeys(("START", "YES", "UNSTOP"), Keyword.START),
    **dict.fromkeys(("HELP", "INFO"), Keyword.HELP),
}

REPLIES = {
    Keyword.STOP: (
        "You have successfully been unsubscribed. You will not receive any more messages from this number. "
        "Reply START to resubscribe."
    ),
    Keyword.START: (
        "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
        "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
    ),
    Keyword.HELP: "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}


def keyword_in(body: str) -> Keyword | None:
    """Find the keyword that is the whole of a text, if it is one."""
    return _WORDS.get(body.strip().upper())


def is_yes(body: str) -> bool:
    """Tell the opt-in word that is also an everyday answer."""
    return body.strip().upper() == "YES"
