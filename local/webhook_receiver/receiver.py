"""The endpoint itself; tests run it too."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TOLERANCE_SECONDS = 300
_LARGEST = 1024 * 1024


@dataclass(frozen=True)
class Received:
    """One request."""

    event: dict[str, Any]
    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes
    verified: bool
    """Whether one of the secrets that the endpoint knows signed it, lately."""


def verified(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Tell whether a secret signed a request within the last minutes, as Standard Webhooks has it."""
    stamp = headers.get("webhook-timestamp", "")
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        fresh = abs(now - int(stamp)) <= _TOLERANCE_SECONDS
    except (ValueError, binascii.Error):
        return False
    signed = f"{headers.get('webhook-id', '')}.{stamp}.".encode() + body
    wanted = "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    given = headers.get("webhook-signature", "").split(" ")
    return fresh and any(hmac.compare_digest(wanted, one) for one in given)


@dataclass
class Receiver:
    """Takes events on a port of this machine until it is closed."""

    secrets: list[str] = field(default_factory=list)
    port: int = 0
    """Any free one when it is 0."""
    status: int = HTTPStatus.OK
    """What it answers; 0 hangs up without a word."""
    told: Callable[[Received], None] | None = None
    received: list[Received] = field(default_factory=list)

    def __post_init__(self) -> None:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            """Answers requests."""

            def do_POST(self) -> None:
                """Take an event."""
                receiver.take(self)

            def log_message(self, *_: object) -> None:
                """Leave the printing to whoever runs it."""

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Give the address to enter on the settings page."""
        return f"http://127.0.0.1:{self.port}/events"

    def take(self, request: BaseHTTPRequestHandler) -> None:
        """Note an event and answer."""
        body = request.rfile.read(min(int(request.headers.get("content-length") or 0), _LARGEST))
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            event = json.loads(body)
        except ValueError:
            event = {}
        good = any(verified(secret, headers, body, time.time()) for secret in self.secrets)
        came = Received(event if isinstance(event, dict) else {}, headers, body, good)
        self.received.append(came)
        if self.told:
            self.told(came)
        if self.status:
            request.send_response(self.status)
            request.send_header("Content-Length", "0")
            request.end_headers()

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)
