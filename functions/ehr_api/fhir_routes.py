"""Routes of the record system's API that speak FHIR R4 (row J10); docs/fhir.md says what becomes of which element."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response  # noqa: TC002 - Powertools reads the types
from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Path

from textward.domain.fhir import Element
from textward.entrypoints import ehr_http, fhir_capabilities, fhir_http, http
from textward.entrypoints.bootstrap import product
from textward.entrypoints.fhir_docs import BATCH, CAPABILITIES, UPDATE
from textward.services.read_bundle import Entry, read_bundle, read_resource

router = Router()  # type: ignore[no-untyped-call] # Powertools leaves it untyped

Kind = Annotated[str, Path(pattern=r"^[A-Z][A-Za-z]{1,63}$", description="The resource's type")]
TheirId = Annotated[str, Path(pattern=r"^[A-Za-z0-9\-.]{1,64}$", description="The record system's id")]


@router.post("/ehr/fhir", responses=BATCH, tags=["fhir"])
def take_bundle(practice: ehr_http.Practice) -> Response[str]:
    """Make or change many records at once: a batch of FHIR R4 resources, answered entry by entry.

    The same bundle again changes nothing. An entry that is refused doesn't keep the others from being stored.
    """
    client_id = ehr_http.client_of(router, product(), practice, ehr_http.WRITE)
    entries = read_bundle(fhir_http.resource_text(router), product().ehr.fhir_check)
    trail = http.audit_trail(router, product(), "record_system", client_id)
    results = product().ehr.take_bundle(practice, entries, trail)
    return fhir_http.fhir_response(200, fhir_http.batch_response(results))


@router.put("/ehr/fhir/<resource_type>/<resource_id>", responses=UPDATE, tags=["fhir"])
def put_resource(resource_type: Kind, resource_id: TheirId, practice: ehr_http.Practice) -> Response[str]:
    """Make or change one record."""
    client_id = ehr_http.client_of(router, product(), practice, ehr_http.WRITE)
    resource = Element(read_resource(fhir_http.resource_text(router)))
    trail = http.audit_trail(router, product(), "record_system", client_id)
    entry = Entry("PUT", f"{resource_type}/{resource_id}", resource)
    (result,) = product().ehr.take_bundle(practice, (entry,), trail)
    return fhir_http.fhir_response(fhir_http.status_of(result), fhir_http.outcome_of(result))


@router.get("/ehr/fhir/metadata", responses=CAPABILITIES, tags=["fhir"])
def show_capabilities() -> Response[str]:
    """Say what this server takes, as a CapabilityStatement."""
    ehr_http.require_scope(router, ehr_http.WRITE)
    return fhir_http.fhir_response(
        200, fhir_capabilities.capability_statement(product().settings.public_base_url)
    )
