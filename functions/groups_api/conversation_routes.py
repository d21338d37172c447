"""Routes of the groups API for reading conversations from the portal, and answering them (rows I1-I6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Header, Path, Query

from textward.domain.conversation import ConversationFilter, Standing
from textward.domain.private import Private
from textward.entrypoints import group_models as models
from textward.entrypoints import group_views, staff_http
from textward.entrypoints.api_models import Listing
from textward.entrypoints.bootstrap import product
from textward.entrypoints.staff_docs import ANSWER, READ

if TYPE_CHECKING:
    from textward.domain.role import Viewer

router = Router()  # type: ignore[no-untyped-call] # Powertools leaves it untyped

BasketId = Annotated[str, Path(pattern=r"^(direct|[0-9A-Z]{26})$", description="A group's id, or `direct`")]
Id = Annotated[str, Path(pattern=r"^[DG][0-9A-Z]{26}$")]
Cursor = Annotated[str | None, Query(max_length=400, description="From `next_cursor` of the page before")]
Limit = Annotated[int, Query(ge=1, le=100)]
IdempotencyKey = Annotated[
    str, Header(alias="Idempotency-Key", pattern=r"^[!-~]{1,64}$", description="The same key answers once")
]


def _viewer() -> Viewer:
    return staff_http.viewer_of(router, product())


@router.get("/v1/groups", responses=READ, tags=["groups"])
def list_groups() -> Listing[models.BasketView]:
    """List my groups, and direct conversations where they concern me, with what waits in each."""
    baskets = product().portal.read_conversations.baskets(_viewer())
    return Listing[models.BasketView](
        items=[group_views.basket_view(basket) for basket in baskets], next_cursor=None
    )


@router.get("/v1/groups/<group_id>/conversations", responses=READ, tags=["groups"])
def list_conversations(
    group_id: BasketId,
    name: Annotated[ConversationFilter, Query(alias="filter")] = ConversationFilter.ALL,
    cursor: Cursor = None,
    limit: Limit = 25,
) -> Listing[models.ConversationView]:
    """List a group's conversations, newest activity first: everything to its Admins, to others what is theirs."""
    viewer, scope = _viewer(), f"conversations:{group_id}:{name.value}"
    request = staff_http.page_request(product(), viewer, scope, cursor, limit)
    trail = staff_http.trail_of(router, product(), viewer)
    page, standing = product().portal.read_conversations.list(viewer, group_id, name, request, trail)
    return Listing[models.ConversationView](
        items=[group_views.conversation_view(found, standing, viewer) for found in page.items],
        next_cursor=staff_http.next_cursor(product(), viewer, scope, page.next_after),
    )


@router.get("/v1/conversations/<conversation_id>", responses=READ, tags=["conversations"])
def open_conversation(conversation_id: Id) -> models.ConversationDetail:
    """Open a conversation: whose it is, where it stands, and whom I may assign it to."""
    viewer = _viewer()
    trail = staff_http.trail_of(router, product(), viewer)
    seen, patient = product().portal.read_conversations.open(viewer, conversation_id, trail)
    may_assign = seen.standing is Standing.ADMIN
    assignable = product().portal.work_conversation.assignable(seen) if may_assign else frozenset()
    return group_views.conversation_detail(seen, patient, assignable, viewer)


@router.get("/v1/conversations/<conversation_id>/messages", responses=READ, tags=["conversations"])
def read_conversation(
    conversation_id: Id, cursor: Cursor = None, limit: Limit = 25
) -> Listing[models.PortalMessageView]:
    """Read what was said, newest first."""
    viewer, scope = _viewer(), f"conversation:{conversation_id}"
    request = staff_http.page_request(product(), viewer, scope, cursor, limit)
    trail = staff_http.trail_of(router, product(), viewer)
    page = product().portal.read_conversations.messages(viewer, conversation_id, request, trail)
    names = staff_http.names(product(), viewer)
    return Listing[models.PortalMessageView](
        items=[group_views.portal_message(message, names) for message in page.items],
        next_cursor=staff_http.next_cursor(product(), viewer, scope, page.next_after),
    )


@router.post("/v1/conversations/<conversation_id>/messages", responses=ANSWER, tags=["conversations"])
def answer_patient(
    conversation_id: Id, new: models.NewAnswer, idempotency_key: IdempotencyKey
) -> Response[models.PortalMessageView]:
    """Answer the patient under the group's name; they never learn who wrote it."""
    viewer = _viewer()
    trail = staff_http.trail_of(router, product(), viewer)
    message, replayed = product().portal.answer_patient(
        viewer, conversation_id, Private(new.body), idempotency_key, trail
    )
    shown = group_views.portal_message(message, staff_http.names(product(), viewer))
    headers: dict[str, str | list[str]] = {"Idempotent-Replay": "true"} if replayed else {}
    return Response(201, "application/json", shown, headers=headers)


@router.get("/v1/conversations/<conversation_id>/history", responses=READ, tags=["conversations"])
def read_conversation_history(conversation_id: Id) -> models.ConversationHistory:
    """Show what was done with a conversation, by whom and when, oldest first."""
    viewer = _viewer()
    trail = staff_http.trail_of(router, product(), viewer)
    steps = product().portal.read_conversations.history(viewer, conversation_id, trail)
    names = staff_http.names(product(), viewer)
    return models.ConversationHistory(items=[group_views.conversation_step(step, names) for step in steps])
