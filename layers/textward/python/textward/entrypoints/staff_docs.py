"""What the OpenAPI document says of the answers that all staff routes share."""

from __future__ import annotations

from aws_lambda_powertools.event_handler.openapi.types import (
    OpenAPIResponse,
    OpenAPIResponseContentModel,
    OpenAPIResponseContentSchema,
)

from textward.entrypoints.api_docs import problem_answers
from textward.entrypoints.group_models import GroupView, PortalMessageView
from textward.entrypoints.record_system_models import EndpointMade, EndpointView
from textward.entrypoints.settings_models import RoleView
from textward.entrypoints.staff_models import MessageView, Ticket
from textward.entrypoints.texting_models import TextingView

_COMMON = (
    (400, "The request can't be read"),
    (403, "The role does not allow this"),
    (404, "There is nothing here, or it is not yours to see"),
    (415, "The body isn't said to be JSON"),
    (422, "The input can't be accepted"),
    (500, "It was our fault"),
    (503, "Not possible right now; try again"),
)
_NOT_SIGNED_IN = OpenAPIResponse(
    description="Not signed in: the gateway answers by itself",
    content={
        "application/json": {"schema": {"type": "object", "properties": {"message": {"type": "string"}}}},
    },
)
READ = problem_answers(*_COMMON) | {401: _NOT_SIGNED_IN}
CHANGE = READ | problem_answers((409, "Somebody changed it first, or it can't be done now"))
SEND = CHANGE | {
    202: OpenAPIResponse(description="Queued", content={"application/json": {"model": MessageView}}),
}
DONE = CHANGE | {204: OpenAPIResponse(description="Done")}
TICKET = READ | {
    201: OpenAPIResponse(description="Made", content={"application/json": {"model": Ticket}}),
}
ROLE_MADE = CHANGE | {
    201: OpenAPIResponse(description="Made", content={"application/json": {"model": RoleView}}),
}
GROUP_MADE = CHANGE | {
    201: OpenAPIResponse(description="Made", content={"application/json": {"model": GroupView}}),
}
ANSWER = CHANGE | {
    201: OpenAPIResponse(description="Stored", content={"application/json": {"model": PortalMessageView}}),
}
ENDPOINT_MADE = CHANGE | {
    201: OpenAPIResponse(
        description="Made, with its secret", content={"application/json": {"model": EndpointMade}}
    ),
}
REPLAY = CHANGE | {
    202: OpenAPIResponse(description="Begun", content={"application/json": {"model": EndpointView}}),
}
_TEXTING: dict[str, OpenAPIResponseContentSchema | OpenAPIResponseContentModel] = {
    "application/json": {"model": TextingView}
}
_UNSETTLED = OpenAPIResponse(
    description="Begun; what came of it is found out within minutes", content=_TEXTING
)
NUMBER_BOUGHT = CHANGE | {
    201: OpenAPIResponse(description="Bought: the practice's number from here on", content=_TEXTING),
    202: _UNSETTLED,
}
NUMBER_RELEASED = CHANGE | {
    200: OpenAPIResponse(description="Given back: the practice has no number", content=_TEXTING),
    202: _UNSETTLED,
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
TAKE_OUT = READ | {
    200: OpenAPIResponse(
        description="The file",
        content={
            "application/pdf": {"schema": {"type": "string", "format": "binary"}},
            "application/fhir+json": {"schema": {"type": "object"}},
        },
    ),
}
