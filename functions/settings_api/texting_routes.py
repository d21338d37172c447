"""Routes of the settings API for two-way texting: the number, and how it behaves (rows A1, A2, A4-A6)."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Header, Query

from textward.domain.message import Mode
from textward.entrypoints import staff_http
from textward.entrypoints import texting_models as models
from textward.entrypoints.bootstrap import product
from textward.entrypoints.staff_docs import CHANGE, NUMBER_BOUGHT, NUMBER_RELEASED, READ
from textward.entrypoints.texting_views import offered_view, texting_view
from textward.services.manage_texting import TextingWish

if TYPE_CHECKING:
    from textward.domain.number_order import NumberOrder
    from textward.domain.role import Viewer
    from textward.services.manage_texting import TextingState

router = Router()  # type: ignore[no-untyped-call] # Powertools leaves it untyped

IdempotencyKey = Annotated[
    str, Header(alias="Idempotency-Key", pattern=r"^[!-~]{1,64}$", description="The same key buys once")
]
Version = Annotated[int, Query(ge=1, description="The one that the admin saw")]


@router.get("/v1/settings/texting", responses=READ, tags=["texting"])
def show_texting() -> models.TextingView:
    """Show number and settings, and the latest order for a number."""
    return _view(product().numbers.manage.state(staff_http.viewer_of(router, product())))


@router.put("/v1/settings/texting", responses=CHANGE, tags=["texting"])
def change_texting(wanted: models.TextingChange) -> models.TextingView:
    """Switch two-way texting on or off, and set how it behaves."""
    viewer = staff_http.viewer_of(router, product())
    wish = TextingWish(
        enabled=wanted.enabled,
        default_mode=Mode(wanted.default_mode),
        assign_to_care_team=wanted.assign_to_care_team,
        assign_to_last_sender=wanted.assign_to_last_sender,
        version=wanted.version,
    )
    return _view(product().numbers.manage.save(viewer, wish, staff_http.trail_of(router, product(), viewer)))


@router.post("/v1/settings/numbers/search", responses=READ, tags=["texting"])
def search_numbers(wanted: models.NumberSearch) -> models.OfferedList:
    """Look for local numbers that can be bought."""
    viewer = staff_http.viewer_of(router, product())
    found = product().numbers.manage.offered(viewer, wanted.country, wanted.area_code)
    return models.OfferedList(items=[offered_view(one, product().phone_book.display) for one in found])


@router.post("/v1/settings/numbers", responses=NUMBER_BOUGHT, tags=["texting"])
def buy_number(wanted: models.NumberChoice, idempotency_key: IdempotencyKey) -> Response[models.TextingView]:
    """Buy a number and make it the practice's.

    202 when the provider gave no answer: the order is open then, and what came of it is found out within minutes.
    """
    viewer = staff_http.viewer_of(router, product())
    trail = staff_http.trail_of(router, product(), viewer)
    order = product().numbers.order.buy(viewer, wanted.number, idempotency_key, trail)
    return _answer(viewer, order, HTTPStatus.CREATED)


@router.delete("/v1/settings/numbers/current", responses=NUMBER_RELEASED, tags=["texting"])
def release_number(version: Version) -> Response[models.TextingView]:
    """Give the practice's number back; texting is off then. 202 as when buying."""
    viewer = staff_http.viewer_of(router, product())
    trail = staff_http.trail_of(router, product(), viewer)
    order = product().numbers.order.release(viewer, version, trail)
    return _answer(viewer, order, HTTPStatus.OK)


def _answer(viewer: Viewer, order: NumberOrder, done: HTTPStatus) -> Response[models.TextingView]:
    status = HTTPStatus.ACCEPTED if order.is_open else done
    return Response(int(status), "application/json", _view(product().numbers.manage.state(viewer)))


def _view(state: TextingState) -> models.TextingView:
    return texting_view(state, product().phone_book.display)
