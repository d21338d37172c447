"""Ports for FHIR: what holds a resource against the standard (row J10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textward.domain.fhir import Issue


class ResourceCheck(Protocol):
    """Holds resources against FHIR R4."""

    def __call__(self, kind: str, resource: Mapping[str, object]) -> tuple[Issue, ...]:
        """Give what is wrong with a resource of that type, without a word of it; nothing when it is right."""
