"""The static pages, as they lie in web/."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from local.front.headers import page_headers
from local.packaging.artefacts import ROOT

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute
    from starlette.types import Message, Receive, Scope, Send

    from local.front.addresses import Addresses

# Path on the address, and folder below web/.
FOLDERS = {"staff": "staff", "m": "patient", "portal": "portal", "shared": "shared"}


class Pages:
    """A folder of files, each with the security headers of a page."""

    def __init__(self, folder: str, addresses: Addresses) -> None:
        """Serve web/`folder`."""
        self._files = StaticFiles(directory=ROOT / "web" / folder, html=True)
        self._connect_to = addresses.live_origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = page_headers(scope["path"], self._connect_to)
        added = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self._files(scope, receive, send_with_headers)


def page_routes(addresses: Addresses) -> list[BaseRoute]:
    """Return the routes of the pages and of their settings."""

    async def settings(request: Request) -> Response:
        del request
        return JSONResponse(addresses.page_settings(), headers={"Cache-Control": "no-store"})

    async def begin(request: Request) -> Response:
        del request
        return RedirectResponse("/staff/", headers=page_headers("/"))

    folders = [Mount(f"/{path}", app=Pages(folder, addresses)) for path, folder in FOLDERS.items()]
    return [Route("/", begin), Route("/config.json", settings), *folders]
