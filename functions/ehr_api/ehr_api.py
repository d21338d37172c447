"""The record system's API: many records at once, from machine clients with scopes (row J10)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Path

import communication_routes
import event_routes
import fhir_routes
import notice_routes
from textward.domain.ehr import LineResult, Outcome, RecordKind
from textward.domain.fhir import FhirRefusedError
from textward.entrypoints import checked_http, ehr_http, fhir_http, http
from textward.entrypoints import ehr_models as models
from textward.entrypoints.bootstrap import product
from textward.entrypoints.staff_docs import READ

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

app = checked_http.new_checked_app()
app.exception_handler(ehr_http.NoLinesError)(lambda _: ehr_http.unsupported(app))
app.exception_handler(FhirRefusedError)(fhir_http.refusal)
app.include_router(communication_routes.router)
app.include_router(fhir_routes.router)
app.include_router(event_routes.router)
app.include_router(notice_routes.router)


@app.post("/ehr/bulk/<kind>", responses=READ, tags=["records"])
def upsert_records(
    kind: Annotated[RecordKind, Path(description="What the lines are about")], practice: ehr_http.Practice
) -> models.BulkAnswer:
    """Make or change many records at once: a line of JSON for each, answered line by line.

    The same line again changes nothing. README.md, beside this document, says what each kind's lines hold.
    """
    client_id = ehr_http.client_of(app, product(), practice, ehr_http.WRITE)
    trail = http.audit_trail(app, product(), "record_system", client_id)
    results = product().ehr.upsert_records(practice, kind, ehr_http.lines_of(app), trail)
    counted = Counter(result.outcome for result in results)
    return models.BulkAnswer(
        summary=models.BulkSummary(**{outcome.value: counted[outcome] for outcome in Outcome}),
        lines=[_view(result) for result in results],
    )


def _view(result: LineResult) -> models.BulkLine:
    return models.BulkLine(
        line=result.line,
        id=result.their_id,
        textward_id=result.own_id,
        outcome=result.outcome.value,
        detail=result.detail,
        pointer=result.pointer,
    )


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Serve the API."""
    return fhir_http.with_outcomes(event, http.serve(app, event, context))
