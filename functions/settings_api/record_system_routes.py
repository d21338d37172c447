"""Routes of the settings API for the record systems' clients that the practice lets in (row J10)."""

from __future__ import annotations

from aws_lambda_powertools.event_handler.api_gateway import Router

from textward.entrypoints import ehr_models as models
from textward.entrypoints import staff_http
from textward.entrypoints.bootstrap import product
from textward.entrypoints.staff_docs import CHANGE, READ

router = Router()  # type: ignore[no-untyped-call] # Powertools leaves it untyped


@router.get("/v1/settings/record-system", responses=READ, tags=["record system"])
def read_record_system() -> models.RecordSystemView:
    """List the record systems' clients that may act for the practice."""
    granted = product().ehr.record_system.granted(staff_http.viewer_of(router, product()))
    return models.RecordSystemView(client_ids=sorted(granted))


@router.put("/v1/settings/record-system", responses=CHANGE, tags=["record system"])
def save_record_system(wanted: models.RecordSystemInput) -> models.RecordSystemView:
    """Let these clients act for the practice, and no others; it holds from their next call."""
    viewer = staff_http.viewer_of(router, product())
    trail = staff_http.trail_of(router, product(), viewer)
    granted = product().ehr.record_system.grant(viewer, frozenset(wanted.client_ids), trail)
    return models.RecordSystemView(client_ids=sorted(granted))
