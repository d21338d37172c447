"""What the OpenAPI document says of the answers that the portal's routes share."""

from __future__ import annotations

from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse

from textward.entrypoints.api_docs import problem_answers
from textward.entrypoints.portal_models import CodeRequested, LetterMessage, PortalConversation

_COMMON = (
    (400, "The request can't be read"),
    (404, "There is nothing here, or it is not yours to see"),
    (415, "The body isn't said to be JSON"),
    (422, "The input can't be accepted"),
    (500, "It was our fault"),
    (503, "Not possible right now; try again"),
)
PUBLIC = problem_answers(*_COMMON)
CODE = PUBLIC | {
    202: OpenAPIResponse(
        description="Texted, if there is anyone to text: the answer is always the same",
        content={"application/json": {"model": CodeRequested}},
    ),
}
SIGN_IN = PUBLIC | problem_answers(
    (401, "It didn't match: the answer never tells what"),
    (403, "A cookie is asked for without the header that only our own pages send"),
)
READ = PUBLIC | problem_answers((401, "Nobody is signed in, or the visit has ended"))
CHANGE = READ | problem_answers((403, "A cookie came without the header that only our own pages send"))
DONE = CHANGE | {204: OpenAPIResponse(description="Done")}
WRITE = CHANGE | problem_answers(
    (409, "They take no messages from this patient now, or the practice writes at the same time")
)
BEGUN = WRITE | {
    201: OpenAPIResponse(
        description="Begun, or begun before by the same key (then with `Idempotent-Replay: true`)",
        content={"application/json": {"model": PortalConversation}},
    ),
}
WRITTEN = WRITE | {
    201: OpenAPIResponse(
        description="Stored, or stored before by the same key",
        content={"application/json": {"model": LetterMessage}},
    ),
}
