"""Holds resources against FHIR R4 by the library `fhir.resources`, whose R4B models are R4 for what we take (ADR 18)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pydantic import ValidationError

from textward.domain.fhir import Issue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import BaseModel

MOST_ISSUES = 5
"""Told of one resource."""
_MISSING = "model_field_validation.missing"
_UNKNOWN = "extra_forbidden"
_BESIDES = frozenset({"root", "resource_type"})
"""Names in the library's places that are no element's."""


class LibraryCheck:
    """The check. The library is loaded with the first resource, each type's models with the first of that type."""

    def __call__(self, kind: str, resource: Mapping[str, object]) -> tuple[Issue, ...]:
        """Give what is wrong with a resource of that type, without a word of it."""
        try:
            _model(kind).model_validate(resource)
        except ValidationError as error:
            found = error.errors(include_url=False, include_context=False, include_input=False)
            return tuple(_issue(kind, one["type"], one["loc"]) for one in found[:MOST_ISSUES])
        except Exception:  # noqa: BLE001 - it fails in many ways over types that it doesn't know and over what is nested too deeply
            return (Issue("invalid", "It can't be read as FHIR R4.", kind),)
        return ()


@cache
def _model(kind: str) -> type[BaseModel]:
    from fhir.resources.R4B import get_fhir_model_class  # noqa: PLC0415 - half a second that other calls needn't wait

    return get_fhir_model_class(kind)


def _issue(kind: str, error: str, place: Sequence[str | int]) -> Issue:
    if error == _MISSING:
        return Issue("required", "An element that FHIR R4 requires is missing.", _path(kind, place))
    if error == _UNKNOWN:  # its name is the sender's own words
        return Issue("structure", "FHIR R4 has no such element here.", _path(kind, place[:-1]))
    return Issue("value", "This isn't what FHIR R4 says it must be.", _path(kind, place))


def _path(kind: str, place: Sequence[str | int]) -> str:
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in place if part not in _BESIDES)
    return kind + "".join(parts)
