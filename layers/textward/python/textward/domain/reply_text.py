"""The plain form of a reply that its reading starts from: one case, no accents, no stray marks, everyday typos mended."""

from __future__ import annotations

import re
import unicodedata

_YES_SIGNS = frozenset("👍👌✅✔☑🆗💯")
_KIND_SIGNS = frozenset("🙏😊😀😃😄😁🙂☺❤💙💚🤗🎉🌞😘🥰")
_JOINERS = frozenset("\ufe0f\u20e3\u200d")
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_STRAY = frozenset('.,;!?¡¿()[]{}"«»*_~|/\\+=<>%&$@^`\u00b4:#-')
# The digit of a heart (<3), a face (:3), a date (3/3), an amount ($3, +1, 3%) or a fraction (1.1) is no reply code.
_OTHER_DIGIT = re.compile(r"(?:(?<=[<>:;=^~$@&%+|/\\-])|(?<=\d\.))\d(?![\d\x00])|\d(?=[%+/])")
# English joins what the apostrophe leaves out (can't, I'll); French parts two words by it (j'annule, d'accord).
_ENGLISH_APOSTROPHE = re.compile(r"(?<=[a-z])'(?=(?:t|ll|m|s|re|ve|d)\b)")

# Spellings that phones send in. Listed one by one where a general rule would be unsafe: cancer is one letter from cancel.
_TYPOS = {
    "confrim": "confirm", "comfirm": "confirm", "cofirm": "confirm", "confirn": "confirm", "conferm": "confirm",
    "confirmd": "confirmed", "yess": "yes", "yea": "yeah", "yeh": "yeah", "pls": "please", "plz": "please", "thx": "thanks",
    "ty": "thanks", "thnx": "thanks", "u": "you", "cancle": "cancel", "cansel": "cancel", "cancell": "cancel", "cancal": "cancel",
    "appt": "appointment", "apt": "appointment", "appmt": "appointment", "apointment": "appointment", "tmrw": "tomorrow",
    "tomorow": "tomorrow", "tommorow": "tomorrow", "tommorrow": "tomorrow", "wendesday": "wednesday", "wensday": "wednesday",
    "comfirmo": "confirmo", "confrimo": "confirmo", "canselar": "cancelar", "comfirme": "confirme", "confime": "confirme",
    "anuler": "annuler", "anule": "annule", "rdv": "rendezvous", "svp": "please", "stp": "please", "porfa": "please",
    "porfavor": "please", "grasias": "gracias",
}  # fmt: skip
# Long words stand far enough from every other word to be recognised with one letter wrong, missing, added or swapped.
_LONG_WORDS = (
    "reschedule", "appointment", "confirmed", "confirming", "cancelling", "wednesday", "reprogramar", "reagendar",
    "reprogrammer", "confirmer", "confirmar",
)  # fmt: skip
_KNOWN_LONG = frozenset(
    {"confirme", "confirmes", "rescheduled", "appointments", "confirmez", "cancelled", "canceling"}
)
_SHORTEST_LONG = 8


def plain(text: str) -> str:
    """Give the words of a reply in lower case, single-spaced, without accents; colons stay within times of day.

    A sign that plainly says yes becomes `@yes`, and any other whose meaning is not plain `@other`, which no phrase of words fits.
    """
    folded = unicodedata.normalize("NFKD", text.casefold().replace("\u2019", "'").replace("\u2018", "'"))
    signs = "".join(map(_sign, folded))
    joined = _ENGLISH_APOSTROPHE.sub("", signs).replace("'", " ")
    timed = re.sub(r"(?<=\d)[:.](?=\d\d\b)", "\x00", joined)
    coded = _OTHER_DIGIT.sub(" \x01other ", timed)
    worded = (
        "".join(" " if char in _STRAY else char for char in coded).replace("\x00", ":").replace("\x01", "@")
    )
    return " ".join(_mended(word) for word in worded.split())


def asks(text: str) -> bool:
    """Tell whether the writer put a question mark."""
    return "?" in text


def _sign(char: str) -> str:
    if unicodedata.combining(char) or char in _JOINERS or ord(char) in _SKIN_TONES or char in _KIND_SIGNS:
        return ""
    if char in _YES_SIGNS:
        return " \x01yes "
    if char.isalnum() or char.isspace() or char in _STRAY or char == "'":
        return char
    return " " if unicodedata.category(char).startswith(("P", "Z", "C")) else " \x01other "


def _mended(word: str) -> str:
    if word in _TYPOS:
        return _TYPOS[word]
    if len(word) < _SHORTEST_LONG or word in _KNOWN_LONG or word in _LONG_WORDS:
        return word
    return next((known for known in _LONG_WORDS if _one_slip_apart(word, known)), word)


def _one_slip_apart(word: str, known: str) -> bool:
    """Tell whether one letter replaced, left out, put in or swapped with the next makes one word the other."""
    if abs(len(word) - len(known)) > 1:
        return False
    same = next((at for at, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), None)
    if same is None:
        return True
    rest, wanted = word[same:], known[same:]
    swapped = rest[1:2] + rest[:1] + rest[2:] == wanted
    return swapped or rest[1:] == wanted[1:] or rest[1:] == wanted or rest == wanted[1:]
