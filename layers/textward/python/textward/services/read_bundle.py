"""A bundle is read and taken apart into its entries (row J10; https://hl7.org/fhir/R4/bundle.html)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.fhir import Element, FhirRefusedError, refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textward.services.fhir_ports import ResourceCheck

MOST_ENTRIES = 1000
"""In one bundle."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, as it came."""

    method: str
    url: str
    resource: Element
    full_url: str = ""


def read_resource(text: str) -> dict[str, object]:
    """Read a resource.

    Raises:
        FhirRefusedError: it is no JSON object.
    """
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise refused("structure", "Send a FHIR resource as a JSON object.")
    return values


def read_bundle(text: str, check: ResourceCheck) -> tuple[Entry, ...]:
    """Read a batch; its resources aren't looked at yet, so that a bad one doesn't keep the others from being taken.

    Raises:
        FhirRefusedError: it is no batch, or has too many entries.
    """
    values = read_resource(text)
    if values.get("resourceType") != "Bundle":
        raise refused("value", "Send a Bundle.", "Bundle.resourceType")
    if values.get("type") == "transaction":
        raise refused(
            "not-supported",
            "Only `batch` is taken: each entry stands for itself. Send it as a batch.",
            "Bundle.type",
        )
    if values.get("type") != "batch":
        raise refused("not-supported", "The bundle's type must be `batch`.", "Bundle.type")
    sent = values.get("entry")
    if not isinstance(sent, list) or not sent:
        raise refused("required", "Send at least one entry.", "Bundle.entry")
    if len(sent) > MOST_ENTRIES:
        raise refused("too-costly", f"Send at most {MOST_ENTRIES} entries in a bundle.", "Bundle.entry")
    issues = check("Bundle", values | {"entry": [_shell(one) for one in sent]})
    if issues:
        raise FhirRefusedError(issues)
    return tuple(_entry(one) for one in sent)


def _shell(entry: object) -> object:
    return (
        {name: value for name, value in entry.items() if name != "resource"}
        if isinstance(entry, dict)
        else entry
    )


def _entry(values: Mapping[str, object]) -> Entry:
    entry = Element(values)
    request = entry.one("request")
    return Entry(request.text("method"), request.text("url"), entry.one("resource"), entry.text("fullUrl"))
