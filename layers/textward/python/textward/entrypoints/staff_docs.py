"""What the OpenAPI document says of the answers that all staff routes share."""

from __future__ import annotations

from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse

from textward.entrypoints.api_docs import problem_answers
from textward.entrypoints.group_models import GroupView, PortalMessageView
from textward.entrypoints.staff_models import MessageView, RoleView, Ticket

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
EXPORT = READ | {
    200: OpenAPIResponse(
        description="A part of the trail",
        content={
            "text/csv": {"schema": {"type": "string"}},
            "application/jsonl": {"schema": {"type": "string"}},
        },
    ),
}
