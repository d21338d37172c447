"""What the OpenAPI document says of the answers of the FHIR routes."""

from __future__ import annotations

from aws_lambda_powertools.event_handler.openapi.types import (
    OpenAPIResponse,
    OpenAPIResponseContentModel,
    OpenAPIResponseContentSchema,
)

from textward.entrypoints.fhir_http import CONTENT_TYPE
from textward.entrypoints.staff_docs import READ

_Content = dict[str, OpenAPIResponseContentSchema | OpenAPIResponseContentModel]


def _resource(kind: str) -> _Content:
    shape = {
        "type": "object",
        "required": ["resourceType"],
        "properties": {"resourceType": {"const": kind}},
    }
    return {CONTENT_TYPE: {"schema": shape}}


_OUTCOME = _resource("OperationOutcome")
_REFUSALS = {
    400: OpenAPIResponse(description="The request can't be read", content=_OUTCOME),
    401: READ[401],
    403: OpenAPIResponse(
        description="The token lacks the scope, or the practice has not let this client in", content=_OUTCOME
    ),
    415: OpenAPIResponse(description="The body isn't said to be FHIR in JSON", content=_OUTCOME),
    422: OpenAPIResponse(description="It can't be accepted as it is", content=_OUTCOME),
    500: OpenAPIResponse(description="It was our fault", content=_OUTCOME),
    503: OpenAPIResponse(description="Not possible right now; try again", content=_OUTCOME),
}
CAPABILITIES = {code: _REFUSALS[code] for code in (401, 403, 500)} | {
    200: OpenAPIResponse(description="What this server takes", content=_resource("CapabilityStatement")),
}
BATCH = _REFUSALS | {
    200: OpenAPIResponse(description="What became of each entry", content=_resource("Bundle")),
}
UPDATE = _REFUSALS | {
    200: OpenAPIResponse(description="Changed, or as it was", content=_OUTCOME),
    201: OpenAPIResponse(description="Made", content=_OUTCOME),
    202: OpenAPIResponse(description="Taken in to be sent", content=_OUTCOME),
    404: OpenAPIResponse(description="The path names no resource", content=_OUTCOME),
    405: OpenAPIResponse(description="No such resources are taken", content=_OUTCOME),
    409: OpenAPIResponse(description="The id came before with another text", content=_OUTCOME),
}
