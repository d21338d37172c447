"""A loopback HTTP server that answers as the tests script it, and keeps what it was asked."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Answer = Callable[["_Handler"], None]


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    query: dict[str, list[str]]
    form: dict[str, list[str]]
    authorization: str


@dataclass
class ProviderServer:
    """What is answered next, and what was asked."""

    answers: deque[Answer] = field(default_factory=deque)
    asked: list[Asked] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    base_url: str = ""

    def answer(self, status: int, body: object) -> None:
        """Answer the next request with JSON."""
        self.answers.append(lambda handler: handler.write(status, json.dumps(body).encode()))

    def answer_raw(self, status: int, body: bytes) -> None:
        """Answer the next request with any bytes."""
        self.answers.append(lambda handler: handler.write(status, body))

    def hang(self) -> None:
        """Take the next request and say nothing until the test is over."""
        self.answers.append(self._wait)

    def _wait(self, _: _Handler) -> None:
        self.released.wait(10)

    def reset(self) -> None:
        """Take the next request and reset the connection."""
        self.answers.append(lambda handler: handler.reset())


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    script: ProviderServer

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the base class's types
        """Say nothing when a client went away: tests make them go."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Keep the test's output quiet."""

    def write(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def reset(self) -> None:
        """Close with a reset: SO_LINGER of zero seconds drops what is unsent (socket(7))."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        address = urlsplit(self.path)
        body = self.rfile.read(length).decode()
        self.server.script.asked.append(
            Asked(
                self.command,
                address.path,
                parse_qs(address.query, keep_blank_values=True),
                parse_qs(body, keep_blank_values=True),
                self.headers.get("Authorization", ""),
            )
        )
        self.server.script.answers.popleft()(self)

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()


@contextlib.contextmanager
def provider_server() -> Iterator[ProviderServer]:
    """Serve on a free port of the loopback address."""
    script = ProviderServer()
    server = _Server(("127.0.0.1", 0), _Handler)
    server.script = script
    script.base_url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield script
    finally:
        script.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
