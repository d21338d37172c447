"""What the OpenAPI document says of the answers that all staff routes share."""

from __future__ import annotations

from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse, OpenAPIResponseContentModel

from textward.entrypoints.problems import CONTENT_TYPE
from textward.entrypoints.staff_models import MessageView, ProblemView

_PROBLEM: OpenAPIResponseContentModel = {"model": ProblemView}


def _problems(*statuses: tuple[int, str]) -> dict[int, OpenAPIResponse]:
    return {
        status: OpenAPIResponse(description=text, content={CONTENT_TYPE: _PROBLEM})
        for status, text in statuses
    }


_COMMON = (
    (400, "The request can't be read"),
    (401, "Not signed in"),
    (403, "The role does not allow this"),
    (404, "There is nothing here, or it is not yours to see"),
    (422, "The input can't be accepted"),
    (500, "It was our fault"),
)
READ = _problems(*_COMMON)
CHANGE = READ | _problems((409, "Somebody changed it first, or it can't be done now"), (503, "Try again"))
SEND = CHANGE | {
    202: OpenAPIResponse(description="Queued", content={"application/json": {"model": MessageView}}),
}
EXPORT = READ | {
    200: OpenAPIResponse(
        description="A part of the trail",
        content={
            "text/csv": {"schema": {"type": "string"}},
            "application/jsonl": {"schema": {"type": "string"}},
        },
    ),
}
