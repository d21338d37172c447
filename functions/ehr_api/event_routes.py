"""The route of the record system's API for what has happened (row J10)."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Query

from textward.entrypoints import ehr_http, event_models, http
from textward.entrypoints.bootstrap import product
from textward.entrypoints.ehr_docs import EVENTS
from textward.services.try_webhook import document

router = Router()  # type: ignore[no-untyped-call] # Powertools leaves it untyped

After = Annotated[
    int | None,
    Query(
        ge=0, le=2**53, description="The last sequence that was read; without it, from the oldest event kept"
    ),
]
Limit = Annotated[int, Query(ge=1, le=500)]


@router.get("/ehr/events", responses=EVENTS, tags=["events"])
def read_events(
    practice: ehr_http.Practice, after: After = None, limit: Limit = 100
) -> event_models.EventPage:
    """Read what has happened since, in order and without a gap. Events are kept for 30 days."""
    client_id = ehr_http.client_of(router, product(), practice, ehr_http.READ)
    trail = http.audit_trail(router, product(), "record_system", client_id)
    events, next_after = product().hooks.read_events(practice, after, limit, trail)
    items = [event_models.EventView.model_validate(document(event)) for event in events]
    return event_models.EventPage(items=items, next_after=next_after)
