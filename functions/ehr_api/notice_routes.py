"""Routes of the record system's API for automated texts (row A3)."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Header, Path

from textward.entrypoints import ehr_http, http, notice_models, notice_views
from textward.entrypoints.bootstrap import product
from textward.entrypoints.ehr_docs import NOTICE, NOTICE_READ
from textward.entrypoints.ehr_http import NOTICES, Practice

router = Router()  # type: ignore[no-untyped-call] # Powertools leaves it untyped

IdempotencyKey = Annotated[
    str, Header(alias="Idempotency-Key", pattern=r"^[!-~]{1,64}$", description="The same key sends once")
]
NoticeId = Annotated[str, Path(pattern=r"^[0-9A-Z]{26}$")]


@router.post("/ehr/notices", responses=NOTICE, tags=["notices"])
def send_notice(
    new: notice_models.NewNotice, practice: Practice, idempotency_key: IdempotencyKey
) -> Response[notice_models.NoticeView]:
    """Text a patient from the practice's number, now or at a time; what they answer lands in their conversation.

    The same key again gives the same answer. README.md, beside this document, says how fields are filled in, and when it leaves.
    """
    client_id = ehr_http.client_of(router, product(), practice, NOTICES)
    trail = http.audit_trail(router, product(), "record_system", client_id)
    wish = notice_views.wish_of(new)
    notice = product().notices.send(practice, client_id, wish, idempotency_key, trail)
    return Response(202, "application/json", notice_views.taken_in(notice))


@router.get("/ehr/notices/<notice_id>", responses=NOTICE_READ, tags=["notices"])
def follow_notice(notice_id: NoticeId, practice: Practice) -> notice_models.NoticeView:
    """See how far an automated text has come, for 90 days after it has left."""
    client_id = ehr_http.client_of(router, product(), practice, NOTICES)
    trail = http.audit_trail(router, product(), "record_system", client_id)
    return notice_views.followed(product().notices.follow(practice, notice_id, trail))


@router.post("/ehr/notices/<notice_id>/cancel", responses=NOTICE_READ, tags=["notices"])
def cancel_notice(notice_id: NoticeId, practice: Practice) -> notice_models.NoticeView:
    """Take back an automated text that has not left yet."""
    client_id = ehr_http.client_of(router, product(), practice, NOTICES)
    trail = http.audit_trail(router, product(), "record_system", client_id)
    return notice_views.followed(product().notices.follow.cancel(practice, notice_id, trail))
