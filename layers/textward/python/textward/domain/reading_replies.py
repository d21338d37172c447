"""Reads what a patient answers the booking assistant: reply codes and everyday words, in three languages (row F2).

A reply that could be read in two ways is read in none: staff see what stays unknown, a wrong reading loses an appointment.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from textward.domain import reply_phrases as phrases
from textward.domain.consent import ConsentWord, consent_word
from textward.domain.reply_text import asks, plain
from textward.domain.reply_times import take_when

if TYPE_CHECKING:
    from textward.domain.reply_times import When


class Question(Enum):
    """What the assistant asked last: a 2 means something else in answer to each."""

    REMINDER = "reminder"
    """1 to confirm, 2 for another time, 3 to cancel."""
    WHICH = "which"
    """One of the appointments listed, or all of them."""
    SLOTS = "slots"
    """One of the times listed, or more of them."""


class Intent(Enum):
    """What a reply means."""

    CONFIRM = "confirm"
    CANCEL = "cancel"
    RESCHEDULE = "reschedule"
    CHOOSE = "choose"
    """One from the list, by its place or by its day and time."""
    ALL = "all"
    """All appointments of the list."""
    MORE = "more"
    """Other times than those offered."""
    PERSON = "person"
    THANKS = "thanks"
    STOP = "stop"
    """A word that the provider itself takes as the end of consent."""
    CANCEL_WORD = "cancel_word"
    """A bare CANCEL: the provider takes it as the end of consent, the patient may have meant the appointment."""
    REVOKE = "revoke"
    """Free words that may take consent back; staff decide."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reply was understood to say."""

    intent: Intent
    option: int | None = None
    """For CHOOSE: the place in the list, from 1; -1 is the last."""
    may_be_day: bool = False
    """For CHOOSE by place: written as "the 2nd", which may be a day of the month as well."""
    when: When | None = None
    """The day and time named, which must fit the appointment or slot meant."""


UNKNOWN = Reading(Intent.UNKNOWN)
MOST_WORDS = 24
"""A longer reply says more than one thing, and is never read as an answer."""


def read_reply(text: str, question: Question) -> Reading:
    """Read a reply to a question; UNKNOWN for whatever leaves a doubt."""
    if consent_word(text) is ConsentWord.STOP:
        return Reading(Intent.CANCEL_WORD if plain(text) == "cancel" else Intent.STOP)
    words = plain(text).replace("rendez vous", "rendezvous")
    meant = " ".join(phrases.COURTESY.sub(" ", words).split())
    for_staff = _for_staff(words, meant)
    if for_staff is not None:
        return for_staff
    if not meant:
        return Reading(Intent.THANKS) if phrases.THANKS.search(words) else UNKNOWN
    return UNKNOWN if meant.count(" ") >= MOST_WORDS else _answer(text, meant, question)


def _for_staff(words: str, meant: str) -> Reading | None:
    if phrases.REVOKE.search(words) or phrases.REVOKE_WORD.fullmatch(meant):
        return Reading(Intent.REVOKE)
    return Reading(Intent.PERSON) if phrases.PERSON.search(words) else None


def _answer(text: str, meant: str, question: Question) -> Reading:
    marked, when = take_when(meant)
    if "@when" in marked and when is None:
        return UNKNOWN
    return _READERS[question](_Reply(meant, marked, when, asks(text)))


@dataclass(frozen=True, slots=True)
class _Reply:
    words: str
    marked: str
    """The words with days and times marked."""
    when: When | None
    asks: bool


def _answer_to_reminder(reply: _Reply) -> Reading:
    if phrases.RESCHEDULE_DIGIT.fullmatch(reply.marked) or _wants_another_time(reply):
        return Reading(Intent.RESCHEDULE)
    if phrases.CONFIRM.fullmatch(reply.marked) and not reply.asks:
        return Reading(Intent.CONFIRM, when=reply.when)
    if phrases.CANCEL.fullmatch(reply.marked) and (not reply.asks or phrases.REQUEST.match(reply.marked)):
        return Reading(Intent.CANCEL, when=reply.when)
    return UNKNOWN


def _answer_to_which(reply: _Reply) -> Reading:
    if phrases.ALL.fullmatch(reply.words):
        return Reading(Intent.ALL)
    return _choice(reply)


def _answer_to_slots(reply: _Reply) -> Reading:
    if phrases.MORE.fullmatch(reply.words) or _wants_another_time(reply):
        return Reading(Intent.MORE)
    if phrases.KEEP.fullmatch(reply.words) and not reply.asks:
        return Reading(Intent.CONFIRM)
    if phrases.CANCEL_NAMED.fullmatch(reply.marked) and not reply.asks:
        return Reading(Intent.CANCEL, when=reply.when)
    return _choice(reply)


def _choice(reply: _Reply) -> Reading:
    if reply.asks and not reply.words.startswith(("can i ", "could i ", "may i ")):
        return UNKNOWN
    options = [number for number, form in phrases.CHOOSE.items() if form.fullmatch(reply.words)]
    if len(options) == 1:
        return Reading(
            Intent.CHOOSE, option=options[0], may_be_day=bool(phrases.DAY_LIKE.search(reply.words))
        )
    if reply.when is not None and phrases.CHOOSE_WHEN.fullmatch(reply.marked):
        return Reading(Intent.CHOOSE, when=reply.when)
    return UNKNOWN


def _wants_another_time(reply: _Reply) -> bool:
    if phrases.RESCHEDULE_WORD.fullmatch(reply.words):
        return True
    return bool(phrases.RESCHEDULE.search(reply.words)) and not phrases.NOT_RESCHEDULE.search(reply.words)


_READERS = {
    Question.REMINDER: _answer_to_reminder,
    Question.WHICH: _answer_to_which,
    Question.SLOTS: _answer_to_slots,
}
