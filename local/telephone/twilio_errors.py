"""Twilio's errors: code, HTTP status and words (https://www.twilio.com/docs/api/errors), and how they are answered."""

from __future__ import annotations

from starlette.responses import JSONResponse

_TABLE: dict[int, tuple[int, str]] = {
    20001: (400, "Invalid parameter {detail}"),
    20003: (401, "Authenticate"),
    20004: (405, "Method not allowed"),
    20009: (409, "Cannot change this resource before its status is final"),
    20404: (404, "The requested resource {detail} was not found"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    20503: (503, "Service Unavailable"),
    21211: (400, "Invalid 'To' Phone Number: {detail}"),
    21212: (400, "Invalid 'From' Phone Number: {detail}"),
    21266: (400, "'To' and 'From' number cannot be the same"),
    21402: (400, "Url is not valid: {detail}"),
    21408: (
        403,
        "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: {detail}",
    ),
    21421: (400, "PhoneNumber is invalid: {detail}"),
    21422: (400, "PhoneNumber is not available: {detail}"),
    21450: (400, "PhoneNumber or AreaCode is required"),
    21451: (400, "Invalid area code: {detail}"),
    21452: (400, "No phone numbers found in area code {detail}"),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (
        400,
        "The 'From' phone number provided ({detail}) is not a valid message-capable Twilio phone number",
    ),
    21608: (
        403,
        "The number {detail} is unverified. Trial accounts cannot send messages to unverified numbers",
    ),
    21609: (400, "The StatusCallback URL {detail} is not a valid URL"),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21611: (429, "This 'From' number has exceeded the maximum number of queued messages"),
    21612: (400, "The 'To' phone number {detail} is not currently reachable via SMS"),
    21614: (400, "'To' number is not a valid mobile number: {detail}"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
    21703: (400, "The Messaging Service does not have a phone number available to send a message"),
    21705: (400, "The Messaging Service SID {detail} is invalid"),
    30409: (409, "This message cannot be canceled"),
}

DELIVERY_ERRORS: dict[int, str] = {
    11200: "HTTP retrieval failure",
    30001: "Queue overflow",
    30002: "Account suspended",
    30003: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
    30022: "US A2P 10DLC - Rate Limits Exceeded",
    30034: "US A2P 10DLC - Message from an Unregistered Number",
}
"""Why an accepted message did not arrive, or a webhook failed."""


class TwilioError(Exception):
    """A refusal in Twilio's words; `detail` is what the words speak of."""

    def __init__(
        self, code: int, detail: str = "", *, status: int | None = None, retry_after: int | None = None
    ) -> None:
        listed_status, words = _TABLE.get(code, (400, DELIVERY_ERRORS.get(code, "Error")))
        self.code = code
        self.status = status or listed_status
        self.retry_after = retry_after
        self.words = words.format(detail=detail).strip()
        super().__init__(f"{code} {self.words}")


def is_known(code: int) -> bool:
    """Tell whether a refusal with this code can be given."""
    return code in _TABLE


def error_response(error: TwilioError) -> JSONResponse:
    """Answer with Twilio's error body."""
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after is not None else {}
    if error.status == 401:  # noqa: PLR2004 - HTTP's own number
        headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
    body = {
        "code": error.code,
        "message": error.words,
        "more_info": f"https://www.twilio.com/docs/errors/{error.code}",
        "status": error.status,
    }
    return JSONResponse(body, status_code=error.status, headers=headers)
