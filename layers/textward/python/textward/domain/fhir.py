"""FHIR R4 resources as they come, read by what each element must be, and what is said of one that can't be taken (row J10).

The release is HL7 FHIR R4, https://hl7.org/fhir/R4/. Nothing here trusts the input: what is of another type than it should be
is not there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from textward.domain.ehr import LONGEST_ID, is_id
from textward.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

OWN = "https://textward.example/fhir/"
"""Where the names of our own extensions and tags begin."""
_ID = r"[A-Za-z0-9\-.]{1,64}"
_TYPE = r"[A-Z][A-Za-z]{1,63}"
_REFERENCE = re.compile(rf"(?:https?://\S{{1,500}}/)?({_TYPE})/({_ID})(?:/_history/{_ID})?")
_IDENTIFIER = f"An identifier must have a value of 1 to {LONGEST_ID} visible ASCII characters."
_MISSING: Mapping[str, object] = {}


@dataclass(frozen=True, slots=True)
class Issue:
    """What is wrong with an entry; never what was sent."""

    code: str
    """Of https://hl7.org/fhir/R4/valueset-issue-type.html."""
    detail: str
    expression: str = ""
    """Where: an element's path."""


class FhirRefusedError(InvalidInputError):
    """A bundle, or one of its entries, can't be taken."""

    def __init__(self, issues: tuple[Issue, ...]) -> None:
        """Carry everything that is wrong at once."""
        super().__init__(issues[0].detail, issues[0].expression)
        self.issues = issues


def refused(code: str, detail: str, expression: str = "") -> FhirRefusedError:
    """Make the error that has one issue."""
    return FhirRefusedError((Issue(code, detail, expression),))


@dataclass(frozen=True, slots=True)
class Reference:
    """A resource by its type and its id."""

    kind: str
    their_id: str


@dataclass(frozen=True, slots=True)
class Element:
    """A resource, or an element of one."""

    values: Mapping[str, object] = field(default_factory=lambda: _MISSING)

    def __bool__(self) -> bool:
        """Tell whether there is anything in it."""
        return bool(self.values)

    def text(self, name: str) -> str:
        """Give a string; an absent one is empty."""
        value = self.values.get(name)
        return value.strip() if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Give a list of strings, without what is empty."""
        value = self.values.get(name)
        found = (one.strip() for one in value if isinstance(one, str)) if isinstance(value, list) else ()
        return tuple(filter(None, found))

    def flag(self, name: str) -> bool | None:
        """Give a yes or no, or none."""
        value = self.values.get(name)
        return value if isinstance(value, bool) else None

    def one(self, name: str) -> Element:
        """Give an element; an absent one is empty."""
        value = self.values.get(name)
        return Element(value) if isinstance(value, dict) else Element()

    def many(self, name: str) -> tuple[Element, ...]:
        """Give a list of elements."""
        value = self.values.get(name)
        return (
            tuple(Element(one) for one in value if isinstance(one, dict)) if isinstance(value, list) else ()
        )

    def extension(self, name: str) -> Element:
        """Give one of our own extensions; an absent one is empty."""
        url = f"{OWN}{name}"
        return next((one for one in self.many("extension") if one.text("url") == url), Element())

    def over(self, today: date) -> bool:
        """Tell whether its period has ended (https://hl7.org/fhir/R4/datatypes.html#Period).

        An end may be a year or a month alone, which lasts until its last day.
        """
        end = self.one("period").text("end")[:10]
        return bool(end) and end < today.isoformat()[: len(end)]


def read_reference(text: str) -> Reference | None:
    """Read `Type/id`, or an address that ends so (https://hl7.org/fhir/R4/references.html#literal)."""
    found = _REFERENCE.fullmatch(text)
    return Reference(found[1], found[2]) if found else None


def read_target(url: str, resource: Element) -> Reference:
    """Give what a `request.url` of an update names: `Type/id`, or `Type?identifier=system|value`.

    The latter is a conditional update (https://hl7.org/fhir/R4/http.html#cond-update): the identifier's value is the id.

    Raises:
        FhirRefusedError: it names nothing, or something else than the resource.
    """
    kind, mark, query = url.partition("?")
    there = resource.text("resourceType")
    if mark:
        wanted = _one_parameter(query)
        system, bar, value = wanted.rpartition("|")
        known = {
            (one.text("system") if bar else "", one.text("value")) for one in resource.many("identifier")
        }
        if kind != there or not value or (system, value) not in known:
            raise refused(
                "value",
                "`request.url` must name an identifier that the resource has.",
                "Bundle.entry.request.url",
            )
        if not is_id(value):
            raise refused("value", _IDENTIFIER, f"{there}.identifier")
        return Reference(there, value)
    found = read_reference(url)
    if found is None or found != Reference(there, resource.text("id")):
        raise refused(
            "value",
            "`request.url` must be the resource's type and id, such as Patient/P-1, and the resource must have that id.",
            "Bundle.entry.request.url",
        )
    return found


def read_new(url: str, resource: Element) -> Reference:
    """Give what a `request.url` of a creation names: the type alone; the resource's first identifier is the id.

    Raises:
        FhirRefusedError: it names another type, or the resource has no identifier.
    """
    kind = resource.text("resourceType")
    if url != kind:
        raise refused(
            "value", "`request.url` must be the resource's type, nothing more.", "Bundle.entry.request.url"
        )
    their_id = next(filter(None, (one.text("value") for one in resource.many("identifier"))), "")
    if not is_id(their_id):
        raise refused("required", _IDENTIFIER, f"{kind}.identifier")
    return Reference(kind, their_id)


def _one_parameter(query: str) -> str:
    try:
        found = parse_qs(query, strict_parsing=True, max_num_fields=2)
    except ValueError:
        return ""
    return found["identifier"][0] if found.keys() == {"identifier"} and len(found["identifier"]) == 1 else ""
