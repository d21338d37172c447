"""The front as an ASGI application."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute

from local.front.live import live_endpoint
from local.front.pages import page_routes
from local.front.proxy import engine_client, proxy_routes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from local.front.addresses import Addresses


def build_app(addresses: Addresses) -> Starlette:
    """Build the front for a deployed stack."""
    client = engine_client()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        async with client:
            yield

    live = WebSocketRoute("/live", live_endpoint(addresses))
    return Starlette(
        routes=[*page_routes(addresses), *proxy_routes(addresses, client), live], lifespan=lifespan
    )
