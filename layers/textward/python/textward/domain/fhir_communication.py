"""How a FHIR R4 Communication becomes a text to a patient (rows A3, J10); docs/fhir.md has the same as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.fhir import refused
from textward.domain.private import Private

if TYPE_CHECKING:
    from textward.domain.fhir import Element
    from textward.domain.fhir_neighbours import Neighbours

_TO_COME = frozenset({"preparation", "in-progress"})
"""Of https://hl7.org/fhir/R4/valueset-event-status.html; what is over already must not be said again."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What is to be said to whom."""

    patient: str
    """The record system's id."""
    text: Private
    at_once: bool
    """Even in the practice's quiet hours: of priority `stat`, https://hl7.org/fhir/R4/valueset-request-priority.html."""


def saying_of(resource: Element, around: Neighbours) -> Saying:
    """Read a Communication.

    Raises:
        FhirRefusedError: it isn't to come, not to one patient alone, or not words alone.
    """
    if resource.text("status") not in _TO_COME:
        detail = "Only what is to be sent is taken: preparation or in-progress."
        raise refused("business-rule", detail, "Communication.status")
    to = resource.many("recipient") or (resource.one("subject"),)
    found = {around.target(one) for one in to}
    patient = found.pop() if len(found) == 1 else None
    if patient is None or patient.kind != "Patient":
        raise refused(
            "business-rule", "It must be to one patient, and nobody else.", "Communication.recipient"
        )
    payloads = resource.many("payload")
    words = [one.text("contentString") for one in payloads]
    if not words or not all(words):
        raise refused(
            "business-rule",
            "Only words can be texted: a contentString in each payload.",
            "Communication.payload",
        )
    return Saying(patient.their_id, Private("\n".join(words)), resource.text("priority") == "stat")
