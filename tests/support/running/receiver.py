"""A record system's end of a webhook: takes events on this machine, and answers as a test wants."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

from tests.support.running.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_PREFIX = "whsec_"


@dataclass(frozen=True)
class Heard:
    """One request that came in."""

    headers: Mapping[str, str]
    """By lower-case name."""
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        """Give the event."""
        return dict(json.loads(self.body))

    def signed_with(self, secret: str) -> bool:
        """Check the signature as https://www.standardwebhooks.com has it, by nothing of the product's."""
        key = base64.b64decode(secret.removeprefix(_PREFIX))
        content = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + self.body
        wanted = "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
        return wanted in self.headers["webhook-signature"].split(" ")


@dataclass
class Receiver:
    """Where events arrive."""

    url: str
    status: int = 204
    """What it answers."""
    heard: list[Heard] = field(default_factory=list)

    def wait_for(self, wanted: Callable[[dict[str, Any]], object], what: str) -> Heard:
        """Wait for an event, and give it as it came."""
        return eventually(lambda: [one for one in list(self.heard) if wanted(one.event)], what)[0]


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Listen on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    taken = Receiver(f"http://127.0.0.1:{server.server_port}/events")
    server.RequestHandlerClass = type("Handler", (_Handler,), {"taken": taken})
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield taken
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    taken: Receiver

    def do_POST(self) -> None:
        """Keep what came, and answer."""
        body = self.rfile.read(int(self.headers["content-length"]))
        self.taken.heard.append(Heard({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.taken.status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Keep the test run's output free of it."""
