"""Staff API: the shared inbox, conversations, search, sending."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Header, Path, Query

import appointment_routes
import message_work
from textward.domain.inbox import InboxList
from textward.domain.message import Message, Mode
from textward.domain.private import Private
from textward.entrypoints import http, staff_http, staff_views
from textward.entrypoints import staff_models as models
from textward.entrypoints.api_models import Listing
from textward.entrypoints.bootstrap import product
from textward.entrypoints.staff_docs import CHANGE, DONE, READ, SEND, TICKET
from textward.services.send_message import Draft
from textward.services.watch_live import TICKET_LIFETIME

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from textward.domain.role import Viewer

app = staff_http.new_staff_app(appointment_routes.conflict_view)
app.include_router(message_work.router)
app.include_router(appointment_routes.router)

Id = Annotated[str, Path(pattern=r"^[0-9A-Z]{26,27}$")]
Cursor = Annotated[str | None, Query(max_length=400, description="From `next_cursor` of the page before")]
Limit = Annotated[int, Query(ge=1, le=100)]
IdempotencyKey = Annotated[
    str, Header(alias="Idempotency-Key", pattern=r"^[!-~]{1,64}$", description="The same key sends once")
]


def _viewer() -> Viewer:
    return staff_http.viewer_of(app, product())


def _shown(message: Message, viewer: Viewer) -> models.MessageView:
    names = staff_http.names(product(), viewer)
    link = product().links.get(message.link_id) if message.link_id else None
    return staff_views.message_view(
        message, viewer, names, staff_views.link_view(link, product().clock.now())
    )


def _accepted(message: Message, viewer: Viewer, *, replayed: bool = False) -> Response[models.MessageView]:
    headers: dict[str, str | list[str]] = {"Idempotent-Replay": "true"} if replayed else {}
    return Response(202, "application/json", _shown(message, viewer), headers=headers)


@app.get("/v1/badge", responses=READ, tags=["inbox"])
def badge() -> models.BadgeView:
    """Count what waits for me."""
    viewer = _viewer()
    counts = product().inbox.read_lists.badge(viewer)
    return models.BadgeView(
        pending_unassigned=counts.pending_unassigned,
        pending_for_me=counts.pending_for_me,
        total=counts.total,
        appointments_for_staff=product().assistant.read_appointments.waiting(viewer),
    )


@app.get("/v1/inbox", responses=READ, tags=["inbox"])
def list_inbox(
    name: Annotated[InboxList, Query(alias="list")] = InboxList.PENDING_UNASSIGNED,
    facility: Annotated[str | None, Query(pattern=r"^[0-9A-Z]{26}$")] = None,
    cursor: Cursor = None,
    limit: Limit = 25,
) -> Listing[models.InboxItem]:
    """List messages, newest first."""
    viewer, scope = _viewer(), f"{name.value}:{facility or ''}"
    request = staff_http.page_request(product(), viewer, scope, cursor, limit)
    page = product().inbox.read_lists.list(
        viewer, name, facility, request, staff_http.trail_of(app, product(), viewer)
    )
    return Listing[models.InboxItem](
        items=[staff_views.inbox_item(m, viewer, product().phone_book.display) for m in page.items],
        next_cursor=staff_http.next_cursor(product(), viewer, scope, page.next_after),
    )


@app.post("/v1/patients/search", responses=READ, tags=["patients"])
def find_patients(wanted: models.PatientSearch) -> models.PatientList:
    """Find patients by any part of the name, by number, or by the phone's last digits; what is typed stays out of the URL."""
    viewer = _viewer()
    found = product().inbox.find_patients(viewer, wanted.query, staff_http.trail_of(app, product(), viewer))
    return models.PatientList(
        items=[staff_views.patient_view(p, product().phone_book.display) for p in found]
    )


@app.post("/v1/patients/<patient_id>/unlock", responses=DONE, tags=["patients"])
def unlock_patient(patient_id: Id) -> Response[None]:
    """Let a patient try again who was locked out of secure links."""
    viewer = _viewer()
    product().secure_links.manage.unlock(viewer, patient_id, staff_http.trail_of(app, product(), viewer))
    return Response(204)


@app.get("/v1/threads/<thread_id>", responses=READ, tags=["threads"])
def read_thread(thread_id: Id) -> models.ThreadView:
    """Open a conversation: who it is with, and may they be texted?"""
    viewer = _viewer()
    trail = staff_http.trail_of(app, product(), viewer)
    recipient, record = product().inbox.read_thread.head(viewer, thread_id, trail)
    return staff_views.thread_view(recipient, record, product().phone_book.display)


@app.get("/v1/threads/<thread_id>/messages", responses=READ, tags=["threads"])
def read_messages(thread_id: Id, cursor: Cursor = None, limit: Limit = 25) -> Listing[models.MessageView]:
    """Read a conversation, newest first."""
    viewer = _viewer()
    request = staff_http.page_request(product(), viewer, thread_id, cursor, limit)
    trail = staff_http.trail_of(app, product(), viewer)
    page, links = product().inbox.read_thread.messages(viewer, thread_id, request, trail)
    names = staff_http.names(product(), viewer)
    now = product().clock.now()
    return Listing[models.MessageView](
        items=[
            staff_views.message_view(m, viewer, names, staff_views.link_view(links.get(m.link_id or ""), now))
            for m in page.items
        ],
        next_cursor=staff_http.next_cursor(product(), viewer, thread_id, page.next_after),
    )


@app.post("/v1/threads/<thread_id>/messages", responses=SEND, tags=["threads"])
def send_message(
    thread_id: Id, new: models.NewMessage, idempotency_key: IdempotencyKey
) -> Response[models.MessageView]:
    """Send a message, plain or secured."""
    viewer = _viewer()
    draft = Draft(thread_id, Private(new.body), Mode(new.mode), idempotency_key)
    message, replayed = product().inbox.send(viewer, draft, staff_http.trail_of(app, product(), viewer))
    return _accepted(message, viewer, replayed=replayed)


@app.post("/v1/threads/<thread_id>/messages/<message_id>/retry", responses=SEND, tags=["messages"])
def retry_message(
    thread_id: Id, message_id: Id, idempotency_key: IdempotencyKey
) -> Response[models.MessageView]:
    """Try a failed text again."""
    viewer = _viewer()
    trail = staff_http.trail_of(app, product(), viewer)
    message = product().inbox.retry(viewer, (thread_id, message_id), idempotency_key, trail)
    return _accepted(message, viewer)


@app.post("/v1/threads/<thread_id>/messages/<message_id>/link/resend", responses=SEND, tags=["messages"])
def resend_link(thread_id: Id, message_id: Id) -> Response[models.MessageView]:
    """Text the secure link again, with a new code."""
    viewer = _viewer()
    trail = staff_http.trail_of(app, product(), viewer)
    return _accepted(product().secure_links.manage.resend(viewer, thread_id, message_id, trail), viewer)


@app.post("/v1/threads/<thread_id>/messages/<message_id>/link/revoke", responses=CHANGE, tags=["messages"])
def revoke_link(thread_id: Id, message_id: Id) -> models.MessageView:
    """Make the secure link open nothing any more."""
    viewer = _viewer()
    trail = staff_http.trail_of(app, product(), viewer)
    return _shown(product().secure_links.manage.revoke(viewer, thread_id, message_id, trail), viewer)


@app.post("/v1/live/tickets", responses=TICKET, tags=["live"])
def issue_ticket() -> Response[models.Ticket]:
    """Get a ticket for the WebSocket, good once."""
    ticket = product().open_live.ticket(_viewer())
    body = models.Ticket(ticket=ticket, expires_in=int(TICKET_LIFETIME.total_seconds()))
    return Response(201, "application/json", body)


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Serve the API."""
    return http.serve(app, event, context)
