"""The patients' portal: sign in with phone, code and date of birth, write and read (rows H3, H4, I6). GET changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler import Response

import portal_letter_routes
import portal_sign_in_routes
from textward.entrypoints import checked_http, http, portal_http, portal_views
from textward.entrypoints import portal_models as models
from textward.entrypoints.bootstrap import product
from textward.entrypoints.portal_docs import DONE, PUBLIC, READ

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

app = checked_http.new_checked_app()
app.include_router(portal_sign_in_routes.router)
app.include_router(portal_letter_routes.router)


@app.get("/portal-api/practices/<practice_id>", responses=PUBLIC, tags=["sign-in"])
def show_practice(practice_id: portal_http.PracticeInPath) -> models.PortalPractice:
    """Name the practice whose portal this is, before anybody signs in."""
    practice = product().practices.get(practice_id)
    return portal_views.practice_view(practice, product().portal.groups.portal(practice_id))


@app.get("/portal-api/me", responses=READ, tags=["visit"])
def show_me() -> models.PortalMe:
    """Say who is signed in, and how many conversations hold an unread answer."""
    patient = portal_http.patient_of(app, product())
    return portal_views.me_view(
        patient,
        product().practices.get(patient.practice_id),
        product().portal.groups.portal(patient.practice_id),
        product().portal.read.unread(patient),
    )


@app.post("/portal-api/logout", responses=DONE, tags=["visit"])
def log_out() -> Response[None]:
    """End the visit, on the server too."""
    product().portal.sessions.end(portal_http.secret_of(app))
    _, cookies = portal_http.new_session("", "token" if portal_http.bearer_of(app) else "cookie")
    return Response(204, cookies=cookies)


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Serve the API."""
    return http.serve(app, event, context)
