"""The page with the phones, and who may use it and the control API: a browser or a tool on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from local.telephone.exchange import Exchange

_FOLDER = Path(__file__).parent / "page"
_LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
_HEADERS = [
    (
        b"content-security-policy",
        (
            b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
            b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
]

page_files = StaticFiles(directory=_FOLDER)


async def show_page(exchange: Exchange, request: Request) -> Response:
    """Give the page."""
    del exchange, request
    return FileResponse(_FOLDER / "index.html")


async def stream_events(exchange: Exchange, request: Request) -> Response:
    """Tell the page what happens, as it happens."""
    del request
    return StreamingResponse(exchange.feed.stream(), media_type="text/event-stream")


class LocalOnly:
    """Keeps everything but the REST API to this machine, and other sites' pages out of it.

    A page of another site could make a browser here send a request: the Host header tells a rebound name, and a JSON
    content type can't be sent across sites without asking first.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on with the page's security headers."""
        if scope["type"] != "http" or scope["path"].startswith("/2010-04-01/"):
            await self._app(scope, receive, send)
            return
        if not _is_local(scope):
            # The request is left unread, so its connection can't carry another.
            refusal = JSONResponse({"error": "only from this machine"}, 403, headers={"Connection": "close"})
            await refusal(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS]
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _is_local(scope: Scope) -> bool:
    headers = dict(scope["headers"])
    client = scope.get("client")
    if client is None or client[0] not in _LOCAL_HOSTS:
        return False
    if urlsplit("//" + headers.get(b"host", b"").decode("latin-1")).hostname not in _LOCAL_HOSTS:
        return False
    json = headers.get(b"content-type", b"").startswith(b"application/json")
    return scope["method"] != "POST" or bool(json)
