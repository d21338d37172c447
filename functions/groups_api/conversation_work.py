"""Routes of the groups API for working on conversations: assign, complete, reopen, trash, restore, star (rows I2-I4, D11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Path

from textward.domain.conversation import Conversation
from textward.domain.errors import NotFoundError
from textward.entrypoints import group_models as models
from textward.entrypoints import group_views, staff_http, staff_models
from textward.entrypoints.bootstrap import product
from textward.entrypoints.staff_docs import CHANGE
from textward.services.work_conversation import Step

if TYPE_CHECKING:
    from textward.domain.appointment import Appointment
    from textward.domain.message import Message
    from textward.domain.role import Viewer
    from textward.services.conversation_access import Seen

router = Router()  # type: ignore[no-untyped-call] # Powertools leaves it untyped

Id = Annotated[str, Path(pattern=r"^[DG][0-9A-Z]{26}$")]


def as_it_is_now(current: Message | Conversation | Appointment) -> models.ConversationView | None:
    """Show what somebody else changed first, with the viewer's own star; nothing where it is theirs to see no more."""
    if not isinstance(current, Conversation):
        return None
    viewer = staff_http.viewer_of(router, product())
    try:
        return _shown(product().portal.access.of(viewer, current), viewer)
    except NotFoundError:
        return None


def _shown(seen: Seen, viewer: Viewer) -> models.ConversationView:
    return group_views.conversation_view(seen.conversation, seen.standing, viewer)


def _step(conversation_id: str, step: Step, seen: staff_models.SeenVersion) -> models.ConversationView:
    viewer = staff_http.viewer_of(router, product())
    trail = staff_http.trail_of(router, product(), viewer)
    work = product().portal.work_conversation
    return _shown(work.step(viewer, conversation_id, step, seen.version, trail), viewer)


def _star(conversation_id: str, *, starred: bool) -> models.ConversationView:
    viewer = staff_http.viewer_of(router, product())
    trail = staff_http.trail_of(router, product(), viewer)
    work = product().portal.work_conversation
    return _shown(work.star(viewer, conversation_id, trail, starred=starred), viewer)


@router.put("/v1/conversations/<conversation_id>/assignees", responses=CHANGE, tags=["conversations"])
def assign_conversation(conversation_id: Id, wanted: staff_models.Assignment) -> models.ConversationView:
    """Give a conversation to these members and no others; to none takes it back."""
    viewer = staff_http.viewer_of(router, product())
    trail = staff_http.trail_of(router, product(), viewer)
    members, work = frozenset(wanted.member_ids), product().portal.work_conversation
    return _shown(work.assign(viewer, conversation_id, members, wanted.version, trail), viewer)


@router.post("/v1/conversations/<conversation_id>/complete", responses=CHANGE, tags=["conversations"])
def complete_conversation(conversation_id: Id, seen: staff_models.SeenVersion) -> models.ConversationView:
    """Mark a conversation as needing no answer."""
    return _step(conversation_id, Step.COMPLETE, seen)


@router.post("/v1/conversations/<conversation_id>/reopen", responses=CHANGE, tags=["conversations"])
def reopen_conversation(conversation_id: Id, seen: staff_models.SeenVersion) -> models.ConversationView:
    """Make a conversation wait for an answer again."""
    return _step(conversation_id, Step.REOPEN, seen)


@router.post("/v1/conversations/<conversation_id>/trash", responses=CHANGE, tags=["conversations"])
def trash_conversation(conversation_id: Id, seen: staff_models.SeenVersion) -> models.ConversationView:
    """Move a conversation to the trash; nothing is erased."""
    return _step(conversation_id, Step.TRASH, seen)


@router.post("/v1/conversations/<conversation_id>/restore", responses=CHANGE, tags=["conversations"])
def restore_conversation(conversation_id: Id, seen: staff_models.SeenVersion) -> models.ConversationView:
    """Bring a conversation back from the trash as it was."""
    return _step(conversation_id, Step.RESTORE, seen)


@router.put("/v1/conversations/<conversation_id>/star", responses=CHANGE, tags=["conversations"])
def star_conversation(conversation_id: Id) -> models.ConversationView:
    """Star a conversation, for me."""
    return _star(conversation_id, starred=True)


@router.delete("/v1/conversations/<conversation_id>/star", responses=CHANGE, tags=["conversations"])
def unstar_conversation(conversation_id: Id) -> models.ConversationView:
    """Take my star away."""
    return _star(conversation_id, starred=False)
