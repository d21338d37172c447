"""Serving the telephone on loopback with Hypercorn until asked to stop."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, cast

from hypercorn.asyncio import serve
from hypercorn.config import Config

from local.telephone.app import build_app

if TYPE_CHECKING:
    import asyncio

    from hypercorn.typing import ASGIFramework

    from local.telephone.settings import Settings

_STOP_SECONDS = 1.0


def listen(port: int) -> socket.socket:
    """Open the telephone's port on loopback; 0 takes any free one."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(128)  # from here on connections wait instead of being refused
    return listener


async def run(settings: Settings, listener: socket.socket, stop: asyncio.Event) -> None:
    """Serve until `stop` is set."""
    app, exchange = build_app(settings)
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]  # the server closes it
    config.graceful_timeout = _STOP_SECONDS
    config.errorlog = None
    config.include_server_header = False

    async def stopping() -> None:
        await stop.wait()
        exchange.feed.close()  # an open stream would hold the server

    # Starlette and Hypercorn each type the ASGI protocol in their own words.
    await serve(cast("ASGIFramework", app), config, shutdown_trigger=stopping, mode="asgi")
