"""What the booking assistant says, in English, Spanish and French (rows F1-F4, J11), and how it writes days and times.

Nothing of it tells what the appointment is for, or whom it is with: the texts may be read on a locked screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.domain.assistant_terms import Saying

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
}
_MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "es": [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    "fr": [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
}
_REMINDER = {
    "en": "{practice}: you have an appointment on {when}.{place}{answer}",
    "es": "{practice}: usted tiene una cita el {when}.{place}{answer}",
    "fr": "{practice} : vous avez un rendez-vous le {when}.{place}{answer}",
}
_ANSWER = {
    "en": " Reply 1 to confirm, 2 for another time, 3 to cancel it.",
    "es": " Responda 1 para confirmar, 2 para otra hora, 3 para cancelarla.",
    "fr": " Répondez 1 pour confirmer, 2 pour une autre heure, 3 pour l'annuler.",
}
_PLACE = {"en": " Place: {place}.", "es": " Lugar: {place}.", "fr": " Lieu : {place}."}
_WORDS = {
    Saying.CONFIRMED: {
        "en": "Thank you. Your appointment on {when} is confirmed.",
        "es": "Gracias. Su cita del {when} está confirmada.",
        "fr": "Merci. Votre rendez-vous du {when} est confirmé.",
    },
    Saying.CANCELLED: {
        "en": "Your appointment on {when} is cancelled.",
        "es": "Su cita del {when} está cancelada.",
        "fr": "Votre rendez-vous du {when} est annulé.",
    },
    Saying.MOVED: {
        "en": "Your appointment is now on {when}.",
        "es": "Su cita es ahora el {when}.",
        "fr": "Votre rendez-vous est maintenant le {when}.",
    },
    Saying.WHICH: {
        "en": "Which appointment do you mean? {list} Reply with its number.",
        "es": "¿De qué cita se trata? {list} Responda con su número.",
        "fr": "De quel rendez-vous s'agit-il ? {list} Répondez par son numéro.",
    },
    Saying.OFFER: {
        "en": "These times are open: {list} Reply with a number, MORE for other times, or PERSON to talk to "
        "us. Until then your appointment stands.",
        "es": "Estas horas están libres: {list} Responda con un número, MÁS para otras horas o PERSONA para "
        "hablar con nosotros. Su cita se mantiene.",
        "fr": "Ces heures sont libres : {list} Répondez par un numéro, PLUS pour d'autres heures ou AIDE pour "
        "nous parler. Votre rendez-vous est maintenu.",
    },
    Saying.OFFER_AFTER_TAKEN: {
        "en": "That time has just been taken. These are open: {list} Reply with a number, MORE for other "
        "times, or PERSON to talk to us.",
        "es": "Esa hora se acaba de ocupar. Estas están libres: {list} Responda con un número, MÁS para otras "
        "horas o PERSONA para hablar con nosotros.",
        "fr": "Cette heure vient d'être prise. Celles-ci sont libres : {list} Répondez par un numéro, PLUS "
        "pour d'autres heures ou AIDE pour nous parler.",
    },
    Saying.HANDED_TO_STAFF: {
        "en": "We have passed your message to our team. A person will answer you.",
        "es": "Hemos pasado su mensaje a nuestro equipo. Una persona le responderá.",
        "fr": "Nous avons transmis votre message à notre équipe. Une personne vous répondra.",
    },
}
_AGAIN = {
    "en": "Sorry, I did not understand. Reply 1 to confirm, 2 for another time, 3 to cancel, or PERSON to "
    "talk to us.",
    "es": "Perdone, no entendí. Responda 1 para confirmar, 2 para otra hora, 3 para cancelar o PERSONA "
    "para hablar con nosotros.",
    "fr": "Pardon, je n'ai pas compris. Répondez 1 pour confirmer, 2 pour une autre heure, 3 pour annuler "
    "ou AIDE pour nous parler.",
}
_AGAIN_FROM_LIST = {
    "en": "Sorry, I did not understand. {list} Reply with one number, or PERSON to talk to us.",
    "es": "Perdone, no entendí. {list} Responda con un solo número, o PERSONA para hablar con nosotros.",
    "fr": "Pardon, je n'ai pas compris. {list} Répondez par un seul numéro, ou AIDE pour nous parler.",
}
_NOON = 12


def reminder_text(
    language: str, practice: str, when: str, place: str | None = None, *, asks: bool = True
) -> str:
    """Give the reminder of an appointment; `when` as `day_and_time` writes it, `place` the facility's name.

    It `asks` for an answer unless the phone is several patients': whose answer it was, nobody could tell.
    """
    known = _known(language)
    where = _PLACE[known].format(place=place) if place else ""
    answer = _ANSWER[known] if asks else ""
    return _REMINDER[known].format(practice=practice, when=when, place=where, answer=answer)


def assistant_text(language: str, saying: Saying, times: Sequence[datetime], zone: tzinfo) -> str:
    """Give what the assistant says about these times, by the practice's clock; listed ones are numbered from 1."""
    known = _known(language)
    written = [day_and_time(known, moment, zone) for moment in times]
    listed = " ".join(f"{number}) {when}." for number, when in enumerate(written, 1))
    if saying is Saying.NOT_UNDERSTOOD:
        return (_AGAIN_FROM_LIST if written else _AGAIN)[known].format(list=listed)
    return _WORDS[saying][known].format(when=_together(known, written), list=listed)


def day_and_time(language: str, moment: datetime, zone: tzinfo) -> str:
    """Write a moment by the practice's clock, such as "Tuesday, March 3 at 10:00 AM".

    In the hour that comes twice when the clocks go back, the zone's short name tells which is meant.
    """
    known, local = _known(language), moment.astimezone(zone)
    weekday, month = _WEEKDAYS[known][local.weekday()], _MONTHS[known][local.month - 1]
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    which = f" {local.tzname()}" if twice else ""
    if known == "es":
        article = "la" if local.hour == 1 else "las"
        return f"{weekday} {local.day} de {month} a {article} {local.hour}:{local:%M}{which}"
    if known == "fr":
        day = "1er" if local.day == 1 else str(local.day)
        return f"{weekday} {day} {month} à {local.hour} h {local:%M}{which}"
    half = "AM" if local.hour < _NOON else "PM"
    return f"{weekday}, {month} {local.day} at {local.hour % _NOON or _NOON}:{local:%M} {half}{which}"


def _together(language: str, written: Sequence[str]) -> str:
    """Join what two or more appointments share one sentence."""
    word = {"en": " and ", "es": " y ", "fr": " et "}[language]
    return word.join(written)


def _known(language: str) -> str:
    return language if language in _WEEKDAYS else "en"
