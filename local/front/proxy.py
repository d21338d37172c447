"""Hands requests on to the engine: the HTTP API, and the hosted sign-in page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
from starlette.convertors import Convertor, register_url_convertor
from starlette.responses import Response
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from local.front.addresses import Addresses


class _Anything(Convertor[str]):
    """The rest of a path, line breaks included, which Starlette's own `path` would not take and a gateway does."""

    regex = r"[\s\S]*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("any", _Anything())
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
# Paths of the HTTP API, and of the hosted sign-in page, which on AWS has an address of its own.
API_PATHS = (
    "/v1/{rest:any}",
    "/s/{rest:any}",
    "/portal-api/{rest:any}",
    "/ehr/{rest:any}",
    "/webhooks/{rest:any}",
)
_SIGN_IN = ("/oauth2/{rest:any}", "/login", "/logout")
# RFC 9110 section 7.6.1: these concern one connection, not the request; the length is set anew.
_HOP_BY_HOP = {
    b"connection",
    b"content-length",
    b"host",
    b"keep-alive",
    b"proxy-authenticate",
    b"proxy-authorization",
    b"te",
    b"trailer",
    b"transfer-encoding",
    b"upgrade",
}
_TIMEOUT_SECONDS = 35  # longer than the gateway's own


class Proxy:
    """Hands on to the engine, under a path of its own, what comes in."""

    def __init__(self, client: httpx.AsyncClient, address: str, prefix: str) -> None:
        """Hand on to `address`, with `prefix` before each path."""
        self._client = client
        self._address = httpx.URL(address)
        self._prefix = prefix.encode()

    async def __call__(self, request: Request) -> Response:
        """Hand on one request, byte for byte, and its answer."""
        path = self._prefix + request.scope["raw_path"]
        query: bytes = request.scope["query_string"]
        url = self._address.copy_with(raw_path=path + b"?" + query if query else path)
        body = await request.body()
        headers = [(name, value) for name, value in request.headers.raw if name.lower() not in _HOP_BY_HOP]
        try:
            answer = await self._client.request(request.method, url, headers=headers, content=body)
        except httpx.TransportError:
            return Response(status_code=502)
        response = Response(answer.content, answer.status_code)
        kept = [(name.lower(), value) for name, value in answer.headers.raw if name.lower() not in _DROPPED]
        response.raw_headers = [*kept, (b"content-length", str(len(answer.content)).encode())]
        return response


_DROPPED = {
    *_HOP_BY_HOP,
    b"content-encoding",
    b"date",
}  # the client has decoded the content; the server dates it


def proxy_routes(addresses: Addresses, client: httpx.AsyncClient) -> list[BaseRoute]:
    """Return the routes of the API and of the hosted sign-in page."""
    api = Proxy(client, addresses.engine, addresses.api_path)
    sign_in = Proxy(client, addresses.engine, "")
    paths = [*((path, api) for path in API_PATHS), *((path, sign_in) for path in _SIGN_IN)]
    return [Route(path, endpoint.__call__, methods=_METHODS) for path, endpoint in paths]


def engine_client() -> httpx.AsyncClient:
    """Return a client for the engine: no redirects followed, no cookies kept, no proxy of the environment's."""
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=20)
    return httpx.AsyncClient(
        timeout=_TIMEOUT_SECONDS, follow_redirects=False, trust_env=False, limits=limits, cookies=None
    )
