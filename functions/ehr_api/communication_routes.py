"""Routes of the record system's API for what was said with a patient (row J10)."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from aws_lambda_powertools.event_handler import Response  # noqa: TC002 - Powertools reads the types
from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from textward.entrypoints import ehr_http, fhir_export, fhir_http, http
from textward.entrypoints.bootstrap import product
from textward.entrypoints.ehr_docs import COMMUNICATIONS
from textward.services.read_communications import Position

router = Router()  # type: ignore[no-untyped-call] # Powertools leaves it untyped

PatientId = Annotated[str, Path(pattern=r"^[!-~]{1,64}$", description="The record system's own id")]
Cursor = Annotated[str | None, Query(max_length=400, description="From the page before, in its link `next`")]


@router.get("/ehr/patients/<patient_id>/communications", responses=COMMUNICATIONS, tags=["communications"])
def read_communications(
    patient_id: PatientId, practice: ehr_http.Practice, cursor: Cursor = None
) -> Response[str]:
    """Read all that was said with a patient, as FHIR R4 Communications: a page holds up to 100 messages of one conversation.

    The texts come first, then each conversation from the portal, newest first. Go on with the link `next` while there is one.
    """
    client_id = ehr_http.client_of(router, product(), practice, ehr_http.READ)
    trail = http.audit_trail(router, product(), "record_system", client_id)
    scope = f"communications:{client_id}:{patient_id}"
    position = Position.read(product().cursors.read(practice, scope, cursor) if cursor else None)
    found, go_on = product().exports.communications(practice, patient_id, position, trail)
    following = product().cursors.sign(practice, scope, go_on.text()) if go_on else None
    base = product().settings.public_base_url
    own = f"{base}/ehr/patients/{quote(patient_id, safe='')}/communications"
    page: dict[str, Any] = fhir_export.searchset(
        found,
        base,
        f"{own}?cursor={cursor}" if cursor else own,
        f"{own}?cursor={following}" if following else None,
    )
    return fhir_http.fhir_response(200, page)
