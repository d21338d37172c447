"""Routes of the settings API for record systems: the clients that the practice lets in, and where its events go (row J10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from textward.domain.outward import OutwardType
from textward.entrypoints import record_system_models as models
from textward.entrypoints import record_system_views as views
from textward.entrypoints import staff_http
from textward.entrypoints.bootstrap import product
from textward.entrypoints.staff_docs import CHANGE, DONE, ENDPOINT_MADE, READ, REPLAY
from textward.services.manage_endpoints import EndpointWish

if TYPE_CHECKING:
    from textward.domain.webhook import Endpoint

router = Router()  # type: ignore[no-untyped-call] # Powertools leaves it untyped

_SETTINGS = "/v1/settings/record-system"
_ENDPOINT = f"{_SETTINGS}/endpoints/<endpoint_id>"
Id = Annotated[str, Path(pattern=r"^[0-9A-Z]{26}$")]
Cursor = Annotated[str | None, Query(max_length=400, description="From the page before")]


def _view(endpoint: Endpoint) -> models.EndpointView:
    return views.endpoint_view(endpoint, product().hooks.manage.waiting(endpoint), product().clock.now())


def _wish(wanted: models.EndpointInput, *, active: bool = True) -> EndpointWish:
    types = frozenset(map(OutwardType, wanted.types))
    return EndpointWish(wanted.url, types, wanted.include_content, active)


@router.get(_SETTINGS, responses=READ, tags=["record system"])
def read_record_system() -> models.RecordSystemView:
    """List the record systems' clients that may act for the practice, and the endpoints that its events go to."""
    manage = product().hooks.manage
    audience = manage.listed(staff_http.viewer_of(router, product()))
    return views.record_system_view(audience, manage.waiting, product().clock.now())


@router.put(_SETTINGS, responses=CHANGE, tags=["record system"])
def save_record_system(wanted: models.RecordSystemInput) -> models.RecordSystemView:
    """Let these clients act for the practice, and no others; it holds from their next call."""
    viewer = staff_http.viewer_of(router, product())
    trail = staff_http.trail_of(router, product(), viewer)
    product().ehr.record_system.grant(viewer, frozenset(wanted.client_ids), trail)
    return read_record_system()


@router.post(f"{_SETTINGS}/endpoints", responses=ENDPOINT_MADE, tags=["record system"])
def add_endpoint(wanted: models.EndpointInput) -> Response[models.EndpointMade]:
    """Add an endpoint for events. Its secret is in this answer, and never again."""
    viewer = staff_http.viewer_of(router, product())
    trail = staff_http.trail_of(router, product(), viewer)
    endpoint, secret = product().hooks.manage.add(viewer, _wish(wanted), trail)
    return Response(201, "application/json", models.EndpointMade(endpoint=_view(endpoint), secret=secret))


@router.put(_ENDPOINT, responses=CHANGE, tags=["record system"])
def change_endpoint(endpoint_id: Id, wanted: models.EndpointChange) -> models.EndpointView:
    """Change an endpoint, or switch it off and on; while it is off, nothing is kept for it."""
    viewer = staff_http.viewer_of(router, product())
    trail = staff_http.trail_of(router, product(), viewer)
    wish = _wish(wanted, active=wanted.active)
    return _view(product().hooks.manage.change(viewer, endpoint_id, wish, wanted.version, trail))


@router.delete(_ENDPOINT, responses=DONE, tags=["record system"])
def delete_endpoint(endpoint_id: Id) -> Response[None]:
    """Forget an endpoint with all that waits for it."""
    viewer = staff_http.viewer_of(router, product())
    product().hooks.manage.delete(viewer, endpoint_id, staff_http.trail_of(router, product(), viewer))
    return Response(204)


@router.post(f"{_ENDPOINT}/secret", responses=CHANGE, tags=["record system"])
def rotate_secret(endpoint_id: Id) -> models.EndpointMade:
    """Give the endpoint another secret. For 24 hours the old one signs too."""
    viewer = staff_http.viewer_of(router, product())
    trail = staff_http.trail_of(router, product(), viewer)
    endpoint, secret = product().hooks.manage.rotate(viewer, endpoint_id, trail)
    return models.EndpointMade(endpoint=_view(endpoint), secret=secret)


@router.post(f"{_ENDPOINT}/test", responses=CHANGE, tags=["record system"])
def test_endpoint(endpoint_id: Id) -> models.PingAnswer:
    """Send the endpoint a `ping` event now, and tell what came of it."""
    viewer = staff_http.viewer_of(router, product())
    trail = staff_http.trail_of(router, product(), viewer)
    return views.ping_answer(product().hooks.manage.test(viewer, endpoint_id, trail))


@router.post(f"{_ENDPOINT}/replay", responses=REPLAY, tags=["record system"])
def replay(endpoint_id: Id, wanted: models.ReplayInput) -> Response[models.EndpointView]:
    """Send the endpoint once more what the feed has after a sequence, within minutes."""
    viewer = staff_http.viewer_of(router, product())
    trail = staff_http.trail_of(router, product(), viewer)
    endpoint = product().hooks.manage.replay(viewer, endpoint_id, wanted.after, trail)
    return Response(202, "application/json", _view(endpoint))


@router.get(f"{_ENDPOINT}/deliveries", responses=READ, tags=["record system"])
def list_deliveries(endpoint_id: Id, cursor: Cursor = None) -> models.DeliveryList:
    """List what waits for an endpoint, newest first, and then what was given up in the last 30 days."""
    viewer, scope = staff_http.viewer_of(router, product()), f"deliveries:{endpoint_id}"
    asked = staff_http.page_request(product(), viewer, scope, cursor)
    page = product().hooks.manage.waiting_page(viewer, endpoint_id, asked)
    return models.DeliveryList(
        items=[views.delivery_view(delivery) for delivery in page.items],
        next_cursor=staff_http.next_cursor(product(), viewer, scope, page.next_after),
    )
