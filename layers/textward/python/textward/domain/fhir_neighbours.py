"""What a FHIR R4 resource leans on: the other entries of its bundle, and what is known here already (row J10)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from textward.domain.fhir import Element, Reference, read_reference, refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date


@dataclass(frozen=True)
class Neighbours:
    """What a resource may lean on besides itself."""

    full_urls: Mapping[str, Reference]
    """The other entries of its bundle, by `fullUrl`."""
    by_id: Mapping[Reference, Reference]
    """Those that go by an identifier, by their own ids."""
    resources: Mapping[Reference, Element]
    """The same, by type and id."""
    role_of: Callable[[str], str | None]
    """Gives the name of the role that a practitioner has here already."""
    today: date

    def target(self, reference: Element) -> Reference | None:
        """Give what a reference names; none when it names nothing that can be read.

        See https://hl7.org/fhir/R4/references.html and, for entries of one bundle, https://hl7.org/fhir/R4/bundle.html#references.
        """
        text, identifier = reference.text("reference"), reference.one("identifier").text("value")
        if text:
            found = self.full_urls.get(text) or read_reference(text)
            return self.by_id.get(found, found) if found else None
        kind = reference.text("type")
        return Reference(kind, identifier) if kind and identifier else None

    def person(self, reference: Element, expression: str) -> str | None:
        """Give the practitioner whom a reference names, by themselves or by a role of theirs; none for others.

        Raises:
            FhirRefusedError: it is a role that the bundle doesn't hold.
        """
        found = self.target(reference)
        if found is None or found.kind not in {"Practitioner", "PractitionerRole"}:
            return None
        if found.kind == "Practitioner":
            return found.their_id
        role = self.resources.get(found, Element())
        practitioner = self.target(role.one("practitioner"))
        if practitioner is None:
            detail = "Send the PractitionerRole in the same bundle, or refer to the Practitioner."
            raise refused("not-found", detail, expression)
        return practitioner.their_id

    def id_of(self, kind: str, references: tuple[Element, ...]) -> str | None:
        """Give the first one's id among references that name such a resource."""
        found = (self.target(reference) for reference in references)
        return next((one.their_id for one in found if one and one.kind == kind), None)

    def roles(self, their_id: str) -> list[Element]:
        """Give the roles of a practitioner that the bundle holds."""
        return self._roles.get(their_id, [])

    @cached_property
    def _roles(self) -> dict[str, list[Element]]:
        found: dict[str, list[Element]] = {}
        for key, role in self.resources.items():
            whose = self.target(role.one("practitioner")) if key.kind == "PractitionerRole" else None
            if whose and whose.kind == "Practitioner":
                found.setdefault(whose.their_id, []).append(role)
        return found
