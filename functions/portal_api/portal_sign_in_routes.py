"""The portal's sign-in: phone, one-time code, date of birth. Refusals are alike in words and in time (row C5)."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router

from textward.domain.secure_link import RESEND_PAUSE
from textward.entrypoints import patient_http, portal_http, portal_views
from textward.entrypoints import portal_models as models
from textward.entrypoints.bootstrap import product
from textward.entrypoints.portal_docs import CODE, SIGN_IN

router = Router()  # type: ignore[no-untyped-call] # Powertools leaves it untyped


@router.post("/portal-api/codes", responses=CODE, tags=["sign-in"])
def request_code(wanted: models.CodeRequest) -> Response[models.CodeRequested]:
    """Text a code to the phone, if a patient of the practice has it; the answer is the same."""

    def request() -> Response[Any]:
        trail = portal_http.trail_of(router, product())
        product().portal.request_code(wanted.practice, wanted.phone, trail)
        body = models.CodeRequested(resend_in=int(RESEND_PAUSE.total_seconds()))
        return Response(202, "application/json", body)

    return patient_http.at_least(patient_http.ANSWER_FLOOR, request)


@router.post("/portal-api/codes/verify", responses=SIGN_IN, tags=["sign-in"])
def verify_code(entered: models.CodeEntered) -> Response[models.CodeAccepted]:
    """Take the code that was texted; what it gives is good for the date of birth only."""
    if entered.session == "cookie":
        patient_http.require_own_page(router)

    def verify() -> Response[Any]:
        trail = portal_http.trail_of(router, product())
        secret = product().portal.verify_code(entered.practice, entered.phone, entered.code.strip(), trail)
        token, cookies = portal_http.new_session(secret, entered.session)
        body = models.CodeAccepted(next="date_of_birth", token=token)
        return Response(200, "application/json", body, cookies=cookies)

    return patient_http.at_least(patient_http.ANSWER_FLOOR, verify)


@router.post("/portal-api/identity", responses=SIGN_IN, tags=["sign-in"])
def confirm_identity(known: models.Identity) -> Response[models.Identified]:
    """Take the date of birth, and where several share it with the phone, which of them it is; the session gets a new secret."""
    before = portal_http.sign_in_secret(router, known.session)

    def confirm() -> Response[Any]:
        born = patient_http.birth_date(known.date_of_birth)
        trail = portal_http.trail_of(router, product())
        found = product().portal.confirm_identity(before, born, known.choice, trail)
        token, cookies = portal_http.new_session(found.secret, known.session)
        body = models.Identified(
            next="inbox" if found.secret else "choose",
            token=token,
            people=portal_views.choices_view(found.choices),
        )
        return Response(200, "application/json", body, cookies=cookies)

    return patient_http.at_least(patient_http.ANSWER_FLOOR, confirm)
