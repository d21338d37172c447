"""The telephone as an ASGI application: Twilio's REST API, the control API, and the page."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, Route

from local.telephone import control, delivery, phones_page, rest_messages, rest_numbers
from local.telephone.control import controlled
from local.telephone.exchange import Exchange
from local.telephone.rest_access import guarded

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.routing import BaseRoute

    from local.telephone.settings import Settings

_ACCOUNT = "/2010-04-01/Accounts/{account_sid}"
_REST = [
    ("POST", "/Messages.json", rest_messages.create_message),
    ("GET", "/Messages.json", rest_messages.list_messages),
    ("GET", "/Messages/{sid}.json", rest_messages.fetch_message),
    ("POST", "/Messages/{sid}.json", rest_messages.update_message),
    ("DELETE", "/Messages/{sid}.json", rest_messages.delete_message),
    ("GET", "/AvailablePhoneNumbers/{country}/Local.json", rest_numbers.list_available),
    ("POST", "/IncomingPhoneNumbers.json", rest_numbers.buy_number),
    ("GET", "/IncomingPhoneNumbers.json", rest_numbers.list_numbers),
    ("GET", "/IncomingPhoneNumbers/{sid}.json", rest_numbers.fetch_number),
    ("POST", "/IncomingPhoneNumbers/{sid}.json", rest_numbers.update_number),
    ("DELETE", "/IncomingPhoneNumbers/{sid}.json", rest_numbers.release_number),
]
_CONTROL = [
    ("GET", "/control/health", control.show_health),
    ("GET", "/control/phones", control.list_phones),
    ("POST", "/control/phones", control.add_phone),
    ("GET", "/control/phones/{number}", control.fetch_phone),
    ("POST", "/control/phones/{number}/messages", control.type_on_phone),
    ("GET", "/control/numbers", control.list_numbers),
    ("GET", "/control/faults", control.list_faults),
    ("POST", "/control/faults", control.add_fault),
    ("DELETE", "/control/faults", control.remove_fault),
    ("DELETE", "/control/faults/{fault_id}", control.remove_fault),
    ("GET", "/control/log", control.show_log),
    ("POST", "/control/reset", control.reset),
    ("GET", "/control/events", phones_page.stream_events),
    ("GET", "/", phones_page.show_page),
]


def build_app(settings: Settings) -> tuple[Starlette, Exchange]:
    """Build one telephone, and the exchange in it. Its memory opens now and closes with the server."""
    exchange = Exchange(settings)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        delivery.resume(exchange)
        yield
        await exchange.close()

    app = Starlette(
        routes=_routes(exchange), middleware=[Middleware(phones_page.LocalOnly)], lifespan=lifespan
    )
    return app, exchange


def _routes(exchange: Exchange) -> list[BaseRoute]:
    routes: list[BaseRoute] = [
        Route(_ACCOUNT + path, guarded(exchange, handler), methods=[method])
        for method, path, handler in _REST
    ]
    routes += [
        Route(path, controlled(exchange, handler), methods=[method]) for method, path, handler in _CONTROL
    ]
    routes.append(Mount("/page", phones_page.page_files))
    return routes
