"""Hands the pages' WebSocket connections on to the engine's WebSocket API."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from local.front.addresses import Addresses

_REFUSED = 1008  # RFC 6455 section 7.4.1: the connection violates a policy
_GONE = 1013  # registered with IANA: try again later


def live_endpoint(addresses: Addresses) -> Callable[[WebSocket], Awaitable[None]]:
    """Return the endpoint that stands for the WebSocket API."""

    async def live(page: WebSocket) -> None:
        query = page.scope["query_string"].decode("ascii")
        try:
            async with connect(f"{addresses.live}?{query}", proxy=None, compression=None) as api:
                await page.accept()
                await _relay(page, api)
        except InvalidStatus:
            await page.close(_REFUSED)
        except OSError:
            await page.close(_GONE)

    return live


async def _relay(page: WebSocket, api: ClientConnection) -> None:
    """Pass messages both ways until either side goes."""
    ways = {asyncio.create_task(_to_api(page, api)), asyncio.create_task(_to_page(page, api))}
    _, left = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    for way in left:
        way.cancel()
    await asyncio.gather(*ways, return_exceptions=True)


async def _to_api(page: WebSocket, api: ClientConnection) -> None:
    try:
        while True:
            await api.send(await page.receive_text())
    except (WebSocketDisconnect, ConnectionClosed):
        return


async def _to_page(page: WebSocket, api: ClientConnection) -> None:
    try:
        async for message in api:
            await page.send_text(message if isinstance(message, str) else message.decode())
    except ConnectionClosed:
        pass
    await page.close(_GONE)
