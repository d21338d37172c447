"""What the FHIR routes need of HTTP: resources in and out, and every refusal as an OperationOutcome.

See https://hl7.org/fhir/R4/http.html and https://hl7.org/fhir/R4/operationoutcome.html.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler import Response

from textward.domain.ehr import Outcome
from textward.domain.fhir import OWN, Issue, refused
from textward.entrypoints import ehr_http, problems
from textward.entrypoints.http import NO_STORE
from textward.services.take_bundle import COMMUNICATION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from textward.domain.fhir import FhirRefusedError
    from textward.entrypoints.http import HttpRoutes
    from textward.services.take_bundle import EntryResult

CONTENT_TYPE = "application/fhir+json"
PATHS = "/ehr/fhir"
_TAKEN = frozenset({CONTENT_TYPE, "application/json"})
_STATUSES = {
    "forbidden": HTTPStatus.FORBIDDEN,
    "not-supported": HTTPStatus.METHOD_NOT_ALLOWED,
    "duplicate": HTTPStatus.CONFLICT,
    "transient": HTTPStatus.SERVICE_UNAVAILABLE,
}
"""Of an entry's refusal, by the code of its issue; all others can't be processed as they are."""
_WHOLE = {"media-type": HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "structure": HTTPStatus.BAD_REQUEST}
"""Of a whole request's, likewise."""
_CODES = {
    400: "structure",
    403: "forbidden",
    404: "not-found",
    415: "not-supported",
    500: "exception",
    503: "transient",
}
"""Of an issue, by the status of a problem document."""
_UNCHANGED = Issue("informational", "Nothing was written: nothing would change.")


def resource_text(app: HttpRoutes) -> str:
    """Give the request's body.

    Raises:
        FhirRefusedError: it isn't said to be FHIR in JSON.
        InvalidInputError: it is too many bytes.
        UnicodeDecodeError, binascii.Error: it is no UTF-8.
    """
    if ehr_http.content_type(app) not in _TAKEN:
        raise refused("media-type", f"Send FHIR R4 in JSON, with Content-Type: {CONTENT_TYPE}.")
    return ehr_http.body_of(app)


def fhir_response(status: int, resource: Mapping[str, object]) -> Response[str]:
    """Send a resource."""
    return Response(status, CONTENT_TYPE, _text(resource), headers=dict(NO_STORE))


def refusal(error: FhirRefusedError) -> Response[str]:
    """Say why a whole request can't be taken."""
    status = _WHOLE.get(error.issues[0].code, HTTPStatus.UNPROCESSABLE_ENTITY)
    return fhir_response(status, outcome(error.issues))


def batch_response(results: Iterable[EntryResult]) -> dict[str, object]:
    """Say what became of each entry of a batch."""
    return {
        "resourceType": "Bundle",
        "type": "batch-response",
        "entry": [{"response": _entry(result)} for result in results],
    }


def _entry(result: EntryResult) -> dict[str, object]:
    status = status_of(result)
    said: dict[str, object] = {"status": f"{status.value} {status.phrase}"}
    if result.own_id:
        said["extension"] = [{"url": f"{OWN}textward-id", "valueId": result.own_id}]
    if result.reference and result.outcome is not Outcome.REFUSED:
        said["location"] = f"{result.reference.kind}/{result.reference.their_id}"
    if result.issues or result.outcome is Outcome.UNCHANGED:
        said["outcome"] = outcome_of(result)
    return said


def status_of(result: EntryResult) -> HTTPStatus:
    """Give the status of one entry."""
    if result.outcome is Outcome.REFUSED:
        return _STATUSES.get(result.issues[0].code, HTTPStatus.UNPROCESSABLE_ENTITY)
    if result.reference and result.reference.kind == COMMUNICATION:
        return HTTPStatus.ACCEPTED
    return HTTPStatus.CREATED if result.outcome is Outcome.CREATED else HTTPStatus.OK


def outcome_of(result: EntryResult) -> dict[str, object]:
    """Say what became of one entry."""
    done = Issue("informational", "It was created, changed, or taken in to be sent.")
    return outcome(result.issues or (_UNCHANGED if result.outcome is Outcome.UNCHANGED else done,))


def outcome(issues: Iterable[Issue]) -> dict[str, object]:
    """Make an OperationOutcome."""
    return {"resourceType": "OperationOutcome", "issue": [_issue(issue) for issue in issues]}


def _issue(issue: Issue) -> dict[str, object]:
    code = "not-supported" if issue.code == "media-type" else issue.code
    severity = "information" if code == "informational" else "error"
    where = {"expression": [issue.expression]} if issue.expression else {}
    return {"severity": severity, "code": code, "diagnostics": issue.detail, **where}


def with_outcomes(event: Mapping[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    """Turn a problem document that answers a FHIR route into an OperationOutcome; leave every other answer as it is."""
    kind = answer["headers"].get("Content-Type")
    if kind != problems.CONTENT_TYPE or not _is_fhir(str(event.get("rawPath"))):
        return answer
    problem = json.loads(answer["body"])
    code = _CODES.get(problem["status"], "value")
    found = [one["detail"] for one in problem.get("errors", ())] or [problem["detail"]]
    made = outcome(Issue(code, detail) for detail in found) | {
        "extension": [{"url": f"{OWN}request-id", "valueString": problem["request_id"]}]
    }
    return answer | {"body": _text(made), "headers": answer["headers"] | {"Content-Type": CONTENT_TYPE}}


def _is_fhir(path: str) -> bool:
    return path == PATHS or path.startswith(f"{PATHS}/")


def _text(resource: Mapping[str, object]) -> str:
    return json.dumps(resource, ensure_ascii=False, separators=(",", ":"))
