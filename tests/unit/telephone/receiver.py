"""A little web server of the test's own that takes webhooks, checks their signatures, and answers as told."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from twilio.request_validator import RequestValidator

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Received:
    """One request: `signed` tells whether the account's token signed exactly this URL and form."""

    path: str
    params: dict[str, str]
    signed: bool
    headers: dict[str, str]
    at: float


@dataclass
class Reply:
    status: int = 200
    body: str = "<Response/>"
    content_type: str = "text/xml"
    wait_seconds: float = 0.0


@dataclass
class Receiver:
    """Takes webhooks at `url`; the next answers are the `replies`, then plain 200s."""

    token: str
    server: ThreadingHTTPServer
    received: list[Received] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def wait_for(self, count: int, what: Callable[[Received], bool] = lambda _: True) -> list[Received]:
        """Wait until that many requests came (30 s at most) and give them."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            found = [request for request in tuple(self.received) if what(request)]
            if len(found) >= count:
                return found
            time.sleep(0.005)
        raise AssertionError(f"{count} webhooks expected, got {[r.params for r in self.received]}")

    def take(self, handler: BaseHTTPRequestHandler) -> Reply:
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0))).decode()
        params = dict(parse_qsl(body, keep_blank_values=True))
        signature = handler.headers.get("X-Twilio-Signature", "")
        signed = RequestValidator(self.token).validate(self.url + handler.path, params, signature)
        if handler.command == "GET":
            params = dict(parse_qsl(urlsplit(handler.path).query, keep_blank_values=True))
        self.received.append(Received(handler.path, params, signed, dict(handler.headers), time.monotonic()))
        return self.replies.pop(0) if self.replies else Reply()


def serve_receiver(token: str) -> Receiver:
    """Start one on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            reply = receiver.take(self)
            time.sleep(reply.wait_seconds)
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body.encode())))
            self.end_headers()
            self.wfile.write(reply.body.encode())

        def do_GET(self) -> None:
            self.do_POST()

        def handle(self) -> None:
            with suppress(BrokenPipeError, ConnectionResetError):  # the telephone was told not to wait
                super().handle()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver = Receiver(token, server)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return receiver
