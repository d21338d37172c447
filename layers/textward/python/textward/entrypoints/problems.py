"""Errors as RFC 9457 problem documents, from one table. What is not in it says nothing but a request id."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from textward.domain import errors

CONTENT_TYPE = "application/problem+json"
TYPE_BASE = "https://textward.example/problems/"


@dataclass(frozen=True, slots=True)
class Kind:
    """What all problems of one error class have in common."""

    code: str
    status: HTTPStatus
    title: str
    detail: str


INTERNAL = Kind(
    "internal",
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "Something went wrong",
    "It was our fault. Try again in a moment.",
)
NO_ROUTE = Kind(
    "not-found", HTTPStatus.NOT_FOUND, "Not found", "There is nothing here, or it is not yours to see."
)
INVALID = Kind(
    "invalid-input", HTTPStatus.UNPROCESSABLE_ENTITY, "The input can't be accepted", "See the errors."
)
MALFORMED = Kind(
    "malformed", HTTPStatus.BAD_REQUEST, "The request can't be read", "Send a JSON object in UTF-8."
)
UNSUPPORTED = Kind(
    "unsupported-media-type",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "The request can't be read",
    "Send JSON, with Content-Type: application/json.",
)

TABLE: dict[type[Exception], Kind] = {
    errors.NotFoundError: NO_ROUTE,
    errors.NotAllowedError: Kind(
        "not-allowed",
        HTTPStatus.FORBIDDEN,
        "Not allowed",
        "Your role does not allow this. A practice admin can change it.",
    ),
    errors.ClientNotAllowedError: Kind(
        "not-allowed",
        HTTPStatus.FORBIDDEN,
        "Not allowed",
        "The client's token lacks the scope, or the practice has not let this client in.",
    ),
    errors.InvalidInputError: INVALID,
    errors.PaidPlanNeededError: Kind(
        "paid-plan-needed",
        HTTPStatus.FORBIDDEN,
        "Your plan doesn't have this",
        "Message groups are part of the paid plan.",
    ),
    errors.RecipientUnavailableError: Kind(
        "recipient-unavailable",
        HTTPStatus.CONFLICT,
        "Not available any more",
        "Nothing was sent. Choose somebody else to write to.",
    ),
    errors.AddOnNeededError: Kind(
        "add-on-needed",
        HTTPStatus.FORBIDDEN,
        "The Text/Voice Notifications add-on is needed",
        "Two-way texting comes with that add-on, which your practice does not have yet.",
    ),
    errors.NumberTakenError: Kind(
        "number-taken",
        HTTPStatus.CONFLICT,
        "That number is not available any more",
        "Nothing was bought. Choose another number.",
    ),
    errors.NumberPresentError: Kind(
        "number-present",
        HTTPStatus.CONFLICT,
        "Your practice has a number already",
        "Nothing was bought. Release the present number first if you want another one.",
    ),
    errors.OrderOpenError: Kind(
        "order-open",
        HTTPStatus.CONFLICT,
        "A number is being added or released right now",
        "Nothing more was started. Look again in a moment.",
    ),
    errors.ProviderUnavailableError: Kind(
        "provider-unavailable",
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The texting provider could not do it now",
        "Nothing was bought or released. Try again in a few minutes.",
    ),
    errors.CannotMessageError: Kind(
        "cannot-message",
        HTTPStatus.CONFLICT,
        "This patient can't be messaged",
        "Nothing was sent. See the reasons.",
    ),
    errors.NoticeNotScheduledError: Kind(
        "not-scheduled",
        HTTPStatus.CONFLICT,
        "The notice can't be cancelled any more",
        "It has left, or was refused when its time came. Look at how far it has come.",
    ),
    errors.IdempotencyKeyReusedError: Kind(
        "idempotency-key-reused",
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "The Idempotency-Key was used before",
        "It belongs to another content. Use a new key for a new message.",
    ),
    errors.FeedGoneError: Kind(
        "feed-gone",
        HTTPStatus.GONE,
        "These events are no longer kept",
        "Go on with `after` as it is given here, and catch up on the records themselves.",
    ),
    errors.ConflictError: Kind(
        "conflict",
        HTTPStatus.CONFLICT,
        "Somebody changed this first",
        "Look at it as it is now, then decide again.",
    ),
    errors.NotVerifiedError: Kind(
        "not-verified",
        HTTPStatus.UNAUTHORIZED,
        "That didn't match",
        "Check what you entered, ask for a new code, or call the practice.",
    ),
    errors.SessionEndedError: Kind(
        "session-ended",
        HTTPStatus.UNAUTHORIZED,
        "Your visit has ended",
        "Open the link or the portal again and ask for a new code.",
    ),
    errors.SignatureError: Kind(
        "bad-signature",
        HTTPStatus.FORBIDDEN,
        "Not signed by the provider",
        "The signature does not match the request.",
    ),
    errors.ForeignRequestError: Kind(
        "not-our-page",
        HTTPStatus.FORBIDDEN,
        "Not from our page",
        "Open the page again and go on from there.",
    ),
    errors.TransientError: Kind(
        "try-again", HTTPStatus.SERVICE_UNAVAILABLE, "Not possible right now", "Try again in a moment."
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem, ready to go out."""

    kind: Kind
    body: dict[str, Any]

    @property
    def status(self) -> int:
        """Give the HTTP status."""
        return int(self.kind.status)

    def text(self) -> str:
        """Give the document as JSON."""
        return json.dumps(self.body, ensure_ascii=False, separators=(",", ":"))


def problem(kind: Kind, request_id: str = "", **more: object) -> Problem:
    """Make a problem document of a kind, with further members where they are given."""
    body: dict[str, Any] = {
        "type": TYPE_BASE + kind.code,
        "title": kind.title,
        "status": int(kind.status),
        "detail": kind.detail,
        "code": kind.code,
    }
    if request_id:
        body["request_id"] = request_id
    body.update({name: value for name, value in more.items() if value is not None})
    return Problem(kind, body)


def problem_for(error: Exception, request_id: str = "") -> Problem:
    """Make the problem document for an error, by the table; one that isn't in it is internal."""
    kind = next((TABLE[cls] for cls in type(error).__mro__ if cls in TABLE), INTERNAL)
    if isinstance(error, errors.InvalidInputError):
        detail = {"pointer": error.pointer, "detail": error.detail}
        return problem(kind, request_id, detail=error.detail, errors=[detail])
    if isinstance(error, errors.CannotMessageError):
        reasons = [{"pointer": "", "code": r.code.value, "detail": r.detail} for r in error.refusals]
        return problem(kind, request_id, errors=reasons)
    if isinstance(error, errors.FeedGoneError):
        return problem(kind, request_id, after=error.after)
    return problem(kind, request_id)
