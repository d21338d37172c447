"""Staff API: a conversation as a file for the patient's record, PDF or FHIR (row J10)."""

from __future__ import annotations

import base64
import datetime as dt
import json
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import ZoneInfo

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from textward.domain.errors import InvalidInputError
from textward.domain.transcript import Period
from textward.entrypoints import fhir_export, http, staff_http
from textward.entrypoints.bootstrap import product
from textward.entrypoints.staff_docs import TAKE_OUT

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from textward.domain.role import Viewer
    from textward.domain.transcript import Transcript

app = staff_http.new_staff_app()

Thread = Annotated[str, Path(pattern=r"^[0-9A-Z]{26,27}$")]
Conversation = Annotated[str, Path(pattern=r"^[DG][0-9A-Z]{26}$")]
Form = Annotated[Literal["pdf", "fhir"], Query(alias="format", description="A PDF, or a FHIR R4 Bundle")]
First = Annotated[
    dt.date | None, Query(alias="from", description="The first day, by the practice's calendar")
]
Last = Annotated[dt.date | None, Query(alias="to", description="The last day, by the practice's calendar")]
LARGEST_ENCODED = 5_900_000
"""Bytes, in base 64: a function answers with at most 6 MB."""
LARGEST_TEXT = 5_000_000
"""Bytes, before quotation marks are escaped for the way to the gateway."""


@app.get("/v1/threads/<thread_id>/export", responses=TAKE_OUT, tags=["threads"])
def export_thread(thread_id: Thread, form: Form, first: First = None, last: Last = None) -> Response[str]:
    """Take a thread of texts out for the patient's record: whole, or from one day to another, at most 5,000 messages."""
    viewer = staff_http.viewer_of(app, product())
    trail = staff_http.trail_of(app, product(), viewer)
    transcript = product().exports.transcript.thread(viewer, thread_id, Period(first, last), form, trail)
    return _file(transcript, form, viewer)


@app.get("/v1/conversations/<conversation_id>/export", responses=TAKE_OUT, tags=["conversations"])
def export_conversation(
    conversation_id: Conversation, form: Form, first: First = None, last: Last = None
) -> Response[str]:
    """Take a conversation from the portal out for the patient's record, with who wrote each answer."""
    viewer = staff_http.viewer_of(app, product())
    trail = staff_http.trail_of(app, product(), viewer)
    period = Period(first, last)
    transcript = product().exports.transcript.conversation(viewer, conversation_id, period, form, trail)
    return _file(transcript, form, viewer)


def _file(transcript: Transcript, form: str, viewer: Viewer) -> Response[str]:
    """Give the file, under a name that names nobody."""
    now = product().clock.now()
    day = now.astimezone(ZoneInfo(transcript.practice.time_zone)).date()
    if form == "pdf":
        pdf = base64.b64encode(product().exports.pdf(transcript, viewer.member.name, now)).decode()
        _require_room(len(pdf), LARGEST_ENCODED)
        answer = Response(200, "application/pdf", pdf, headers=_named(f"{transcript.thread_id}-{day}.pdf"))
        answer.base64_encoded = True
        return answer
    bundle = fhir_export.collection(transcript, product().settings.public_base_url, now)
    text = json.dumps(bundle, ensure_ascii=False, separators=(",", ":"))
    _require_room(len(text.encode()), LARGEST_TEXT)
    return Response(200, fhir_export.CONTENT_TYPE, text, headers=_named(f"{transcript.thread_id}-{day}.json"))


def _named(name: str) -> dict[str, str | list[str]]:
    return {"Content-Disposition": f'attachment; filename="textward-{name}"'}


def _require_room(size: int, most: int) -> None:
    if size > most:
        raise InvalidInputError(
            "This is too much for one file. Choose fewer days with `from` and `to`.", "/from"
        )


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Serve the API."""
    return http.serve(app, event, context)
