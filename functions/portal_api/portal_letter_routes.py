"""Routes of the portal for writing to groups and members, and for reading what they answer (rows H3, H4, I6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Query

from textward.domain.conversation import PatientBox
from textward.domain.portal import RecipientKind
from textward.domain.private import Private
from textward.entrypoints import portal_http, portal_views
from textward.entrypoints import portal_models as models
from textward.entrypoints.api_models import Listing
from textward.entrypoints.bootstrap import product
from textward.entrypoints.portal_docs import BEGUN, CHANGE, DONE, READ, WRITTEN
from textward.services.write_from_portal import Letter

if TYPE_CHECKING:
    from textward.domain.patient import Patient
    from textward.services.read_portal import Shown
    from textward.services.record_audit import AuditTrail

router = Router()  # type: ignore[no-untyped-call] # Powertools leaves it untyped


def _visitor() -> tuple[Patient, AuditTrail]:
    patient = portal_http.patient_of(router, product())
    return patient, portal_http.trail_of(router, product(), patient)


def _listing(
    patient: Patient, scope: str, shown: tuple[Shown, ...], after: str | None
) -> Listing[models.PortalConversation]:
    return Listing[models.PortalConversation](
        items=[portal_views.conversation_view(one) for one in shown],
        next_cursor=portal_http.next_cursor(product(), patient, scope, after),
    )


@router.get("/portal-api/recipients", responses=READ, tags=["letters"])
def list_recipients() -> models.Recipients:
    """List whom I may write to."""
    found = product().portal.read.recipients(*_visitor())
    return models.Recipients(items=[portal_views.recipient_view(recipient) for recipient in found])


@router.get("/portal-api/conversations", responses=READ, tags=["letters"])
def list_conversations(
    box: Annotated[PatientBox, Query()] = PatientBox.INBOX, cursor: portal_http.Cursor = None
) -> Listing[models.PortalConversation]:
    """List my conversations: answered ones and unread ones by newest activity, all that I began by newest beginning."""
    patient, trail = _visitor()
    request = portal_http.page_request(product(), patient, box.value, cursor)
    return _listing(patient, box.value, *product().portal.read.box(patient, box, request, trail))


@router.post("/portal-api/conversations/search", responses=CHANGE, tags=["letters"])
def search_conversations(wanted: models.CounterpartSearch) -> Listing[models.PortalConversation]:
    """Find my conversations by whom they are with; a page may be empty and still have a next."""
    patient, trail = _visitor()
    scope = f"search:{wanted.query}"
    request = portal_http.page_request(product(), patient, scope, wanted.cursor)
    return _listing(patient, scope, *product().portal.read.search(patient, wanted.query, request, trail))


@router.post("/portal-api/conversations", responses=BEGUN, tags=["letters"])
def begin_conversation(
    new: models.NewLetter, idempotency_key: portal_http.IdempotencyKey
) -> Response[models.PortalConversation]:
    """Write to a group or member about a new matter."""
    patient, trail = _visitor()
    kind = RecipientKind(new.to.kind)
    letter = Letter(kind, new.to.id, Private(new.subject), Private(new.body), idempotency_key)
    shown, replayed = product().portal.write.compose(patient, letter, trail)
    headers: dict[str, str | list[str]] = {"Idempotent-Replay": "true"} if replayed else {}
    return Response(201, "application/json", portal_views.conversation_view(shown), headers=headers)


@router.get("/portal-api/conversations/<conversation_id>", responses=READ, tags=["letters"])
def show_conversation(conversation_id: portal_http.ConversationId) -> models.PortalConversation:
    """Show one of my conversations."""
    patient, _ = _visitor()
    return portal_views.conversation_view(product().portal.read.open(patient, conversation_id))


@router.get("/portal-api/conversations/<conversation_id>/messages", responses=READ, tags=["letters"])
def list_messages(
    conversation_id: portal_http.ConversationId, cursor: portal_http.Cursor = None
) -> Listing[models.LetterMessage]:
    """Read one of my conversations, newest first."""
    patient, trail = _visitor()
    request = portal_http.page_request(product(), patient, conversation_id, cursor)
    page = product().portal.read.messages(patient, conversation_id, request, trail)
    counterpart = product().portal.read.open(patient, conversation_id).counterpart.name
    return Listing[models.LetterMessage](
        items=[portal_views.message_view(message, counterpart) for message in page.items],
        next_cursor=portal_http.next_cursor(product(), patient, conversation_id, page.next_after),
    )


@router.post("/portal-api/conversations/<conversation_id>/messages", responses=WRITTEN, tags=["letters"])
def reply(
    conversation_id: portal_http.ConversationId,
    new: models.NewReply,
    idempotency_key: portal_http.IdempotencyKey,
) -> Response[models.LetterMessage]:
    """Write more in one of my conversations."""
    patient, trail = _visitor()
    message = product().portal.write.reply(
        patient, conversation_id, Private(new.body), idempotency_key, trail
    )
    return Response(201, "application/json", portal_views.message_view(message))


@router.post("/portal-api/conversations/<conversation_id>/read", responses=DONE, tags=["letters"])
def mark_read(conversation_id: portal_http.ConversationId, seen: models.ReadUpTo) -> Response[None]:
    """Say up to which message I have read; a newer answer stays unread."""
    patient, trail = _visitor()
    product().portal.write.mark_read(patient, conversation_id, seen.upto, trail)
    return Response(204)
