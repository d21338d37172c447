"""How FHIR R4 says who somebody is: names, telephone numbers, addresses, languages (https://hl7.org/fhir/R4/datatypes.html)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from textward.domain.fhir import Element

RECORD_NUMBER = ("http://terminology.hl7.org/CodeSystem/v2-0203", "MR")
"""The type of a medical record number (https://terminology.hl7.org/CodeSystem-v2-0203.html)."""
LANGUAGES = ("en", "es", "fr")
_NAME_USES = ("official", "usual", "")
_PHONE_USES = ("mobile", "")
_EMAIL_USES = ("work", "", "home", "mobile")


def name_of(person: Element, today: date) -> str:
    """Give the official name, or the usual one, or one that isn't said to be for anything; empty where there is none."""
    names = [name for name in person.many("name") if not name.over(today)]
    for use in _NAME_USES:
        for name in names:
            if name.text("use") == use and (words := _words(name)):
                return words
    return ""


def _words(name: Element) -> str:
    parts = (*name.texts("given"), name.text("family"), *name.texts("suffix"))
    return " ".join(filter(None, parts)) if name.text("family") or name.texts("given") else name.text("text")


def mobile_of(person: Element, today: date) -> str | None:
    """Give the number that can be texted: a mobile one, or one that isn't said to be at home or at work."""
    return _contact(person, {"phone", "sms"}, _PHONE_USES, today)


def email_of(person: Element, today: date) -> str | None:
    """Give the e-mail address, the one at work first."""
    return _contact(person, {"email"}, _EMAIL_USES, today)


def _contact(person: Element, systems: set[str], uses: tuple[str, ...], today: date) -> str | None:
    points = [
        (uses.index(point.text("use")), _rank(point), point.text("value"))
        for point in person.many("telecom")
        if point.text("system") in systems and point.text("use") in uses and not point.over(today)
    ]
    return next((value for _, _, value in sorted(points, key=lambda one: one[:2]) if value), None)


def _rank(point: Element) -> int:
    """Give the place among its like; 1 is best (https://hl7.org/fhir/R4/datatypes.html#ContactPoint)."""
    rank = point.values.get("rank")
    return rank if isinstance(rank, int) and rank > 0 else 1_000


def number_of(patient: Element, their_id: str) -> str:
    """Give the practice's own number for a patient: the record number, or the first identifier, or the id."""
    current = [one for one in patient.many("identifier") if one.text("value") and one.text("use") != "old"]
    for identifier in current:
        codings = identifier.one("type").many("coding")
        if RECORD_NUMBER in {(coding.text("system"), coding.text("code")) for coding in codings}:
            return identifier.text("value")
    return current[0].text("value") if current else their_id


def language_of(patient: Element) -> str:
    """Give a language that we can remind in, the preferred one first; English where there is none."""
    spoken = sorted(patient.many("communication"), key=lambda one: one.flag("preferred") is not True)
    codes = [coding.text("code") for one in spoken for coding in one.one("language").many("coding")]
    known = (code.lower().partition("-")[0] for code in codes)
    return next((code for code in known if code in LANGUAGES), LANGUAGES[0])


def may_be_texted(patient: Element) -> bool:
    """Tell whether the record says nothing against texts: neither our extension, nor an inactive record, nor a death."""
    dead = patient.flag("deceasedBoolean") or bool(patient.text("deceasedDateTime"))
    asked = patient.extension("text-notifications").flag("valueBoolean") is not False
    return asked and not dead and patient.flag("active") is not False
