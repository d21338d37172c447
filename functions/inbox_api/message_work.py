"""Routes of the staff API for working on messages: assign, star, complete, delete, restore, one or many, and their history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from textward.domain.message import Message, WorkStatus
from textward.domain.paging import PageRequest
from textward.entrypoints import staff_http, staff_views
from textward.entrypoints import staff_models as models
from textward.entrypoints.api_models import Listing
from textward.entrypoints.bootstrap import product
from textward.entrypoints.staff_docs import CHANGE, READ
from textward.services.act_on_many import Result, Seen

if TYPE_CHECKING:
    from textward.domain.role import Viewer

router = Router()  # type: ignore[no-untyped-call] # Powertools leaves it untyped

Id = Annotated[str, Path(pattern=r"^[0-9A-Z]{26,27}$")]
Cursor = Annotated[str | None, Query(max_length=400, description="From `next_cursor` of the page before")]

_STATUSES = {
    "complete": WorkStatus.COMPLETED,
    "delete": WorkStatus.DELETED,
    "restore": WorkStatus.PENDING,
}
THREAD_STEP = 50
"""Messages of a thread that one request looks at."""
SEARCH_STEP = 500


def _viewer() -> Viewer:
    return staff_http.viewer_of(router, product())


def _shown(message: Message, viewer: Viewer) -> models.MessageView:
    return staff_views.message_view(message, viewer, staff_http.names(product(), viewer))


def _results(found: tuple[Result, ...], viewer: Viewer) -> list[models.ResultView]:
    names = staff_http.names(product(), viewer)
    return [
        models.ResultView(
            message_id=result.message_id,
            outcome=result.outcome.value,
            message=staff_views.message_view(result.message, viewer, names) if result.message else None,
        )
        for result in found
    ]


def _change(ids: tuple[str, str], status: WorkStatus, seen: models.SeenVersion) -> models.MessageView:
    viewer = _viewer()
    trail = staff_http.trail_of(router, product(), viewer)
    return _shown(product().inbox.change_status(viewer, ids, status, seen.version, trail), viewer)


def _star(ids: tuple[str, str], *, starred: bool) -> models.MessageView:
    viewer = _viewer()
    trail = staff_http.trail_of(router, product(), viewer)
    return _shown(product().inbox.star(viewer, ids, trail, starred=starred), viewer)


@router.post("/v1/threads/<thread_id>/messages/<message_id>/complete", responses=CHANGE, tags=["messages"])
def complete(thread_id: Id, message_id: Id, seen: models.SeenVersion) -> models.MessageView:
    """Mark a received message as completed."""
    return _change((thread_id, message_id), WorkStatus.COMPLETED, seen)


@router.post("/v1/threads/<thread_id>/messages/<message_id>/delete", responses=CHANGE, tags=["messages"])
def delete(thread_id: Id, message_id: Id, seen: models.SeenVersion) -> models.MessageView:
    """Take a received message off the lists; nothing is erased."""
    return _change((thread_id, message_id), WorkStatus.DELETED, seen)


@router.post("/v1/threads/<thread_id>/messages/<message_id>/restore", responses=CHANGE, tags=["messages"])
def restore(thread_id: Id, message_id: Id, seen: models.SeenVersion) -> models.MessageView:
    """Make a completed or deleted message pending again."""
    return _change((thread_id, message_id), WorkStatus.PENDING, seen)


@router.put("/v1/threads/<thread_id>/messages/<message_id>/assignees", responses=CHANGE, tags=["messages"])
def assign(thread_id: Id, message_id: Id, wanted: models.Assignment) -> models.MessageView:
    """Give a message to these members and no others; to none takes it back."""
    viewer = _viewer()
    trail = staff_http.trail_of(router, product(), viewer)
    ids, members = (thread_id, message_id), frozenset(wanted.member_ids)
    return _shown(product().inbox.assign(viewer, ids, members, wanted.version, trail), viewer)


@router.put("/v1/threads/<thread_id>/messages/<message_id>/star", responses=CHANGE, tags=["messages"])
def star(thread_id: Id, message_id: Id) -> models.MessageView:
    """Star a message, for me."""
    return _star((thread_id, message_id), starred=True)


@router.delete("/v1/threads/<thread_id>/messages/<message_id>/star", responses=CHANGE, tags=["messages"])
def unstar(thread_id: Id, message_id: Id) -> models.MessageView:
    """Take my star away."""
    return _star((thread_id, message_id), starred=False)


@router.get("/v1/threads/<thread_id>/messages/<message_id>/history", responses=READ, tags=["messages"])
def read_history(thread_id: Id, message_id: Id) -> models.History:
    """Show what was done with a message, by whom and when, oldest first."""
    viewer = _viewer()
    trail = staff_http.trail_of(router, product(), viewer)
    steps = product().inbox.read_thread.history(viewer, (thread_id, message_id), trail)
    names = staff_http.names(product(), viewer)
    return models.History(items=[staff_views.history_step(step, names) for step in steps])


@router.post("/v1/actions", responses=CHANGE, tags=["messages"])
def act_on_selection(wanted: models.SelectionAction) -> models.Results:
    """Do one thing to a selection of messages; each is done or not by itself."""
    viewer = _viewer()
    trail = staff_http.trail_of(router, product(), viewer)
    selection = tuple(Seen(m.thread_id, m.message_id, m.version) for m in wanted.messages)
    if wanted.action == "assign":
        found = product().inbox.act_on_many.assign(viewer, selection, frozenset(wanted.member_ids), trail)
    else:
        found = product().inbox.act_on_many.set_status(viewer, selection, _STATUSES[wanted.action], trail)
    return models.Results(items=_results(found, viewer), next_cursor=None)


@router.post("/v1/threads/<thread_id>/actions", responses=CHANGE, tags=["threads"])
def act_on_thread(thread_id: Id, wanted: models.ThreadAction, cursor: Cursor = None) -> models.Results:
    """Do one thing to a whole thread, some messages a request: go on with `next_cursor` until it is null."""
    viewer, scope = _viewer(), f"actions:{thread_id}"
    request = staff_http.page_request(product(), viewer, scope, cursor, THREAD_STEP)
    trail = staff_http.trail_of(router, product(), viewer)
    page = product().inbox.act_on_many.thread(viewer, thread_id, _STATUSES[wanted.action], request, trail)
    next_cursor = staff_http.next_cursor(product(), viewer, scope, page.next_after)
    return models.Results(items=_results(page.items, viewer), next_cursor=next_cursor)


@router.post("/v1/threads/<thread_id>/search", responses=READ, tags=["threads"])
def search_thread(
    thread_id: Id, wanted: models.ThreadSearch, cursor: Cursor = None
) -> Listing[models.MessageView]:
    """Find messages of a thread by their words, some of the thread a request: a page may be empty and have a next."""
    viewer, scope = _viewer(), f"search:{thread_id}"
    after = staff_http.page_request(product(), viewer, scope, cursor).after
    trail = staff_http.trail_of(router, product(), viewer)
    request = PageRequest(SEARCH_STEP, after)
    page = product().inbox.read_thread.matching(viewer, thread_id, wanted.words, request, trail)
    names = staff_http.names(product(), viewer)
    return Listing[models.MessageView](
        items=[staff_views.message_view(message, viewer, names) for message in page.items],
        next_cursor=staff_http.next_cursor(product(), viewer, scope, page.next_after),
    )
