"""Routes of the record system's API that speak FHIR R4 (row J10); docs/fhir.md says what becomes of which element."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from aws_lambda_powertools.event_handler import Response  # noqa: TC002 - Powertools reads the types
from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Path

from textward.domain.fhir import Element
from textward.entrypoints import ehr_http, fhir_capabilities, fhir_http, http
from textward.entrypoints.bootstrap import product
from textward.entrypoints.fhir_docs import BATCH, CAPABILITIES, UPDATE
from textward.services.read_bundle import Entry, read_bundle, read_resource

if TYPE_CHECKING:
    from textward.services.record_audit import AuditTrail
    from textward.services.take_bundle import EntryResult

router = Router()  # type: ignore[no-untyped-call] # Powertools leaves it untyped

Kind = Annotated[str, Path(pattern=r"^[A-Z][A-Za-z]{1,63}$", description="The resource's type")]
TheirId = Annotated[str, Path(pattern=r"^[A-Za-z0-9\-.]{1,64}$", description="The record system's id")]


@router.post("/ehr/fhir", responses=BATCH, tags=["fhir"])
def take_bundle(practice: ehr_http.Practice) -> Response[str]:
    """Make or change many records at once, and have texts sent: a batch of FHIR R4 resources, answered entry by entry.

    The same bundle again changes nothing. An entry that is refused doesn't keep the others from being stored.
    """
    trail = _trail(practice)
    entries = read_bundle(fhir_http.resource_text(router), product().ehr.fhir_check)
    return fhir_http.fhir_response(200, fhir_http.batch_response(_take(practice, entries, trail)))


@router.put("/ehr/fhir/<resource_type>/<resource_id>", responses=UPDATE, tags=["fhir"])
def put_resource(resource_type: Kind, resource_id: TheirId, practice: ehr_http.Practice) -> Response[str]:
    """Make or change one record, or have one text sent."""
    trail = _trail(practice)
    resource = Element(read_resource(fhir_http.resource_text(router)))
    entry = Entry("PUT", f"{resource_type}/{resource_id}", resource)
    (result,) = _take(practice, (entry,), trail)
    return fhir_http.fhir_response(fhir_http.status_of(result), fhir_http.outcome_of(result))


def _trail(practice_id: str) -> AuditTrail:
    client_id = ehr_http.client_of(router, product(), practice_id, ehr_http.WRITE)
    return http.audit_trail(router, product(), "record_system", client_id)


def _take(practice_id: str, entries: tuple[Entry, ...], trail: AuditTrail) -> tuple[EntryResult, ...]:
    may_text = ehr_http.has_scope(router, ehr_http.NOTICES)
    return product().ehr.take_bundle(practice_id, entries, trail, may_text=may_text)


@router.get("/ehr/fhir/metadata", responses=CAPABILITIES, tags=["fhir"])
def show_capabilities() -> Response[str]:
    """Say what this server takes, as a CapabilityStatement."""
    ehr_http.require_scope(router, ehr_http.WRITE)
    return fhir_http.fhir_response(
        200, fhir_capabilities.capability_statement(product().settings.public_base_url)
    )
