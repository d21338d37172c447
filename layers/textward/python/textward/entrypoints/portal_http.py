"""What the portal's API needs of HTTP: a session by cookie or bearer token, its patient, and signed cursors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from aws_lambda_powertools.event_handler.openapi.params import Header, Path, Query

from textward.domain.paging import PageRequest
from textward.entrypoints import http, patient_http
from textward.entrypoints.portal_models import CONVERSATION_ID, ID

if TYPE_CHECKING:
    from aws_lambda_powertools.shared.cookies import Cookie

    from textward.domain.patient import Patient
    from textward.entrypoints.bootstrap import Product
    from textward.entrypoints.http import HttpRoutes
    from textward.services.record_audit import AuditTrail

COOKIE = "__Host-textward-portal"
"""Another than the secure link's: neither is ever good for the other."""

PracticeInPath = Annotated[str, Path(pattern=ID)]
ConversationId = Annotated[str, Path(pattern=CONVERSATION_ID)]
Cursor = Annotated[str | None, Query(max_length=400, description="From `next_cursor` of the page before")]
IdempotencyKey = Annotated[
    str, Header(alias="Idempotency-Key", pattern=r"^[!-~]{1,64}$", description="The same key writes once")
]


def secret_of(app: HttpRoutes) -> str:
    """Give the session's secret, or an empty string: the bearer token where there is one, else the cookie's value.

    Raises:
        ForeignRequestError: the cookie would change something, and no page of ours asks (CSRF). A bearer token needs no such
            proof: browsers never send one by themselves.
    """
    if app.current_event.headers.get("authorization"):
        return bearer_of(app)
    cookie = patient_http.cookie_of(app, COOKIE)
    if cookie and app.current_event.request_context.http.method != "GET":
        patient_http.require_own_page(app)
    return cookie


def bearer_of(app: HttpRoutes) -> str:
    """Give the bearer token, or an empty string (RFC 6750, 2.1)."""
    scheme, _, token = app.current_event.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def sign_in_secret(app: HttpRoutes, session: str) -> str:
    """Give the secret of the step before: from where this kind of session keeps it, and from nowhere else.

    Raises:
        ForeignRequestError: a cookie is asked for, and by no page of ours.
    """
    if session == "token":
        return bearer_of(app)
    patient_http.require_own_page(app)
    return patient_http.cookie_of(app, COOKIE)


def new_session(secret: str | None, session: str) -> tuple[str | None, list[Cookie]]:
    """Say how a new session's secret goes out: in the body as a token, or as a cookie; an empty one ends the cookie."""
    if secret is None:
        return None, []
    if session == "token":
        return secret, []
    return None, [patient_http.session_cookie(secret, COOKIE)]


def patient_of(app: HttpRoutes, product: Product) -> Patient:
    """Give the signed-in patient.

    Raises:
        SessionEndedError: nobody is.
    """
    return product.portal.sessions.patient(secret_of(app))


def trail_of(app: HttpRoutes, product: Product, patient: Patient | None = None) -> AuditTrail:
    """Give the audit trail of the current request: the patient's, or before the sign-in nobody's."""
    return http.audit_trail(app, product, "patient", patient.patient_id if patient else "")


def page_request(product: Product, patient: Patient, scope: str, cursor: str | None) -> PageRequest:
    """Read a cursor that this very patient was given for this very list.

    Raises:
        InvalidInputError: it was not.
    """
    if not cursor:
        return PageRequest()
    return PageRequest(after=product.cursors.read(patient.practice_id, _list_of(patient, scope), cursor))


def next_cursor(product: Product, patient: Patient, scope: str, after: str | None) -> str | None:
    """Sign where the next page begins, for this patient and list."""
    return product.cursors.sign(patient.practice_id, _list_of(patient, scope), after) if after else None


def _list_of(patient: Patient, scope: str) -> str:
    return f"portal:{patient.patient_id}:{scope}"
