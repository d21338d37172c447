"""The door of the REST API: HTTP basic authentication, form bodies, and answers that break off on purpose."""

from __future__ import annotations

import asyncio
import base64
import binascii
import secrets
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.datastructures import ImmutableMultiDict
from starlette.responses import JSONResponse, Response

from local.telephone.twilio_errors import TwilioError, error_response

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

    from local.telephone.exchange import Exchange
    from local.telephone.faults import FaultRule
    from local.telephone.settings import Settings

    Handler = Callable[[Exchange, Request], Awaitable[Response]]


def guarded(exchange: Exchange, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Let only the account in, and answer refusals in Twilio's words."""

    async def endpoint(request: Request) -> Response:
        # An answer before the whole request is read would cost the client its connection.
        await request.body()
        try:
            _authenticate(request, exchange.settings)
            return await handler(exchange, request)
        except TwilioError as error:
            return error_response(error)

    return endpoint


async def read_form(request: Request) -> ImmutableMultiDict[str, str]:
    """Read a form-encoded body; blank values count (`Body=` redacts a message)."""
    body = (await request.body()).decode("utf-8", errors="replace")
    return ImmutableMultiDict(parse_qsl(body, keep_blank_values=True))


async def answer_through_trouble(
    request: Request, content: object, *, hang: FaultRule | None, drop: FaultRule | None
) -> Response:
    """Answer 201, unless the rules say that the answer comes too late or breaks off."""
    if hang is not None:
        await _hold(request, hang.seconds)
    if drop is not None:
        return BrokenOffResponse()
    return JSONResponse(content, status_code=201)


class BrokenOffResponse(Response):
    """A response whose connection breaks after the headers: the client can't know what became of its request."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the headers of a longer answer, and nothing more."""
        del scope, receive
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 201, "headers": headers})


async def _hold(request: Request, seconds: float) -> None:
    """Wait, but not longer than the client does."""
    try:
        async with asyncio.timeout(seconds):
            while (await request.receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return


def _authenticate(request: Request, settings: Settings) -> None:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise TwilioError(20003) from None
    tokens = [token for token in (settings.auth_token, settings.secondary_auth_token) if token]
    known = any(secrets.compare_digest(password.encode(), token.encode()) for token in tokens)
    if scheme.lower() != "basic" or user != settings.account_sid or not known:
        raise TwilioError(20003)
    if request.path_params["account_sid"] != settings.account_sid:
        raise TwilioError(20404, request.url.path)
