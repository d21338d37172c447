"""Patient API behind the secure link: code, date of birth, conversation, reply (rows C1-C8). GET changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textward.domain.paging import PageRequest
from textward.domain.private import Private
from textward.entrypoints import http, patient_http
from textward.entrypoints.bootstrap import product
from textward.entrypoints.patient_views import conversation_view, item_view

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import Response
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from textward.services.record_audit import AuditTrail

app = http.new_app(validate=False)


def _trail() -> AuditTrail:
    return http.audit_trail(app, product(), "patient", "")


@app.post("/s/codes/verify")
def verify_code() -> Response[Any]:
    """Take the code that was texted."""
    token, code = patient_http.json_body(app, "token", "code")

    def verify() -> Response[Any]:
        cookie = product().secure_links.verify_code(token, code.strip(), _trail())
        return patient_http.answer(200, {"next": "date_of_birth"}, cookie)

    return patient_http.at_least(patient_http.ANSWER_FLOOR, verify)


@app.post("/s/codes/resend")
def resend_code() -> Response[Any]:
    """Text another code, if there is anyone to text; the answer is the same."""
    (token,) = patient_http.json_body(app, "token")

    def resend() -> Response[Any]:
        product().secure_links.resend_code(token, _trail())
        return patient_http.answer(202, {"resend_in": 60})

    return patient_http.at_least(patient_http.ANSWER_FLOOR, resend)


@app.post("/s/identity")
def verify_identity() -> Response[Any]:
    """Take the date of birth; the session gets a new id, and the page what to name it by."""
    text, token = patient_http.json_body(app, "date_of_birth", optional="token")

    def verify() -> Response[Any]:
        born = patient_http.birth_date(text)
        links = product().secure_links
        cookie = links.verify_identity(patient_http.cookie_of(app), born, _trail(), token)
        shown = links.sessions.whose(links.sessions.verified(cookie))
        return patient_http.answer(200, {"next": "conversation", "shown": shown}, cookie)

    return patient_http.at_least(patient_http.ANSWER_FLOOR, verify)


@app.get("/s/conversation")
def read_conversation() -> Response[Any]:
    """Show the thread, newest first."""
    cursor = app.current_event.query_string_parameters.get("cursor")
    cookie = patient_http.cookie_of(app)
    session = product().secure_links.sessions.verified(cookie, patient_http.shown_of(app))
    after = product().cursors.read(session.practice_id, session.thread_id, cursor) if cursor else None
    practice, page = product().secure_links.read(session, PageRequest(after=after), _trail())
    after = page.next_after
    next_cursor = product().cursors.sign(session.practice_id, session.thread_id, after) if after else None
    return patient_http.answer(200, conversation_view(practice, page, next_cursor))


@app.post("/s/messages")
def reply() -> Response[Any]:
    """Take a secure reply."""
    (body,) = patient_http.json_body(app, "body")
    key = patient_http.idempotency_key(app)
    cookie, shown = patient_http.cookie_of(app), patient_http.shown_of(app)
    message = product().secure_links.reply(cookie, Private(body), key, _trail(), shown)
    return patient_http.answer(201, item_view(message))


@app.post("/s/logout")
def log_out() -> Response[Any]:
    """End the visit."""
    patient_http.json_body(app)
    product().secure_links.sessions.end(patient_http.cookie_of(app))
    return patient_http.answer(204, None, "")


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Serve the API."""
    return http.serve(app, event, context)
