"""What the OpenAPI document says of the answers of the record system's routes."""

from __future__ import annotations

from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse

from textward.entrypoints.api_docs import problem_answers
from textward.entrypoints.notice_models import NoticeView
from textward.entrypoints.staff_docs import READ

EVENTS = READ | problem_answers((410, "Events that follow are no longer kept; `after` says where to go on"))
NOTICE_READ = READ | problem_answers((409, "It can't be cancelled any more"))
NOTICE = (
    READ
    | problem_answers((409, "The patient can't be texted; nothing was stored"))
    | {
        202: OpenAPIResponse(
            description="Queued or scheduled, also when it was so before by the same key",
            content={"application/json": {"model": NoticeView}},
        )
    }
)
COMMUNICATIONS = READ | {
    200: OpenAPIResponse(
        description="A Bundle of the type searchset",
        content={"application/fhir+json": {"schema": {"type": "object"}}},
    )
}
