"""What the patient's API needs of HTTP: cookie, CSRF header, bodies, and answers that tell nothing by their time (row C5)."""

from __future__ import annotations

import json
import time
from datetime import date
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.shared.cookies import Cookie, SameSite

from textward.domain.errors import ForeignRequestError, InvalidInputError, NotVerifiedError
from textward.domain.secure_link import SESSION_LIFETIME
from textward.entrypoints import http

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

    from textward.entrypoints.http import HttpRoutes

COOKIE = "__Host-textward"
LONGEST_KEY = 64
ANSWER_FLOOR = 0.35
"""Seconds that an answer about a code, a link or a date of birth takes at least, right or wrong."""


def cookie_of(app: HttpRoutes, name: str = COOKIE) -> str:
    """Give a session cookie's value, or an empty string. Read from `cookies` (payload 2.0) and from the header alike."""
    parts = [*(app.current_event.get("cookies") or []), app.current_event.headers.get("cookie", "")]
    jar: SimpleCookie = SimpleCookie()
    for part in parts:
        jar.load(part)
    return jar[name].value if name in jar else ""


def shown_of(app: HttpRoutes) -> str:
    """Give what the page says of whose conversation it shows, or an empty string."""
    return str(app.current_event.headers.get("textward-shown", ""))


def session_cookie(value: str, name: str = COOKIE) -> Cookie:
    """Make a session's cookie: host-bound, unreadable to scripts, never sent from another site; an empty one ends it."""
    age = int(SESSION_LIFETIME.total_seconds()) if value else 0
    return Cookie(name, value, path="/", http_only=True, max_age=age, same_site=SameSite.STRICT_MODE)


def answer(status: int, body: dict[str, Any] | None = None, cookie: str | None = None) -> Response[Any]:
    """Send an answer that no cache keeps; `cookie` sets the session's value, empty to end it."""
    text = json.dumps(body) if body is not None else ""
    cookies = [session_cookie(cookie)] if cookie is not None else []
    return Response(status, "application/json", text, headers=dict(http.NO_STORE), cookies=cookies)


def require_own_page(app: HttpRoutes) -> None:
    """Refuse a change that another site may have asked for.

    Raises:
        ForeignRequestError: the header that another site's form can't send is missing (CSRF).
    """
    if app.current_event.headers.get("x-requested-with") != "textward":
        raise ForeignRequestError


def json_body(app: APIGatewayHttpResolver, *names: str, optional: str = "") -> tuple[str, ...]:
    """Read text members of the JSON body of a request that our own page made; an `optional` one comes last, empty if left out.

    Raises:
        ForeignRequestError: our own page's header is missing.
        InvalidInputError: the body isn't a JSON object with these members as text.
    """
    require_own_page(app)
    try:
        body = http.read_json(app.current_event.decoded_body or "{}")
    except ValueError as error:
        raise InvalidInputError("Send a JSON object.") from error
    if not isinstance(body, dict):
        raise InvalidInputError("Send a JSON object.")
    wanted = (*names, optional) if optional else names
    return tuple(_text(body.get(name, "" if name == optional else None), name) for name in wanted)


def _text(value: object, name: str) -> str:
    """Take a text that can be written down: JSON can spell half a character (a lone surrogate)."""
    if not isinstance(value, str) or any("\ud800" <= char <= "\udfff" for char in value):
        raise InvalidInputError("This must be text.", f"/{name}")
    return value


def birth_date(text: str) -> date:
    """Read a date of birth.

    Raises:
        NotVerifiedError: it is no date: the same answer as for a wrong one.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NotVerifiedError from error


def at_least(seconds: float, answer_of: Callable[[], Response[Any]]) -> Response[Any]:
    """Let an answer take no less than `seconds`, so that its time tells nothing, whether it succeeds or raises."""
    started = time.monotonic()
    try:
        return answer_of()
    finally:
        time.sleep(max(0.0, seconds - (time.monotonic() - started)))


def idempotency_key(app: APIGatewayHttpResolver) -> str:
    """Give the request's Idempotency-Key.

    Raises:
        InvalidInputError: it is missing, too long, or holds other than visible ASCII.
    """
    key = app.current_event.headers.get("idempotency-key", "")
    if not (1 <= len(key) <= LONGEST_KEY and all("!" <= char <= "~" for char in key)):
        raise InvalidInputError("Send an Idempotency-Key of 1 to 64 visible ASCII characters.")
    return key
