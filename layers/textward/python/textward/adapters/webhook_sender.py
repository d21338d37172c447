"""The `WebhookSender` port: one POST to a public address, with nothing in it that somebody's name server could turn inwards.

A name is looked up once, all its addresses are checked, and the connection goes to the very address that was checked, so
that a name pointed elsewhere between check and call (DNS rebinding) changes nothing.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from textward.domain.public_address import is_public
from textward.domain.webhook import Refusal, Tried

if TYPE_CHECKING:
    from collections.abc import Mapping

TIME_OUT = 10.0
"""Seconds for everything after the name was looked up."""
_LOOPBACK = frozenset({"127.0.0.1", "::1"})
_SUCCESS = range(200, 300)
_REDIRECTS = range(300, 400)
_GONE = 410


class _RefusedError(Exception):
    """The try ends before or without an answer."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


class HttpsWebhookSender:
    """Posts with TLS to the name's own certificate, in the time there is."""

    def __init__(
        self, *, loopback: bool = False, time_out: float = TIME_OUT, tls: ssl.SSLContext | None = None
    ) -> None:
        """Set up.

        Args:
            loopback: call this machine too, also without TLS: on a local engine only.
            time_out: seconds.
            tls: whom to trust; the system's certificates when it isn't given.
        """
        self._loopback = loopback
        self._time_out = time_out
        self._tls = tls

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        """Whom to trust; kept, for reading the system's certificates takes a while."""
        return self._tls or ssl.create_default_context()

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Tried:
        """Post JSON to a public address, once: no redirect is followed, the answer's body is not read."""
        parts = urlsplit(url)
        try:
            status = self._posted(parts, self._address(parts), headers, body)
        except _RefusedError as refused:
            return Tried(None, refused.refusal)
        if status in _SUCCESS:
            return Tried(status)
        if status == _GONE:
            return Tried(status, Refusal.GONE)
        return Tried(status, Refusal.REDIRECT if status in _REDIRECTS else Refusal.STATUS)

    def _address(self, parts: SplitResult) -> tuple[str, int]:
        """Look the name up; give an address to connect to, once all are known to be public."""
        secure = parts.scheme == "https"
        port = parts.port or _port(parts)
        try:
            found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise _RefusedError(Refusal.UNKNOWN_HOST) from None
        addresses = [str(where[0]) for *_, where in found]
        local = self._loopback and all(address in _LOOPBACK for address in addresses)
        if not local and not (secure and all(map(is_public, addresses))):
            raise _RefusedError(Refusal.PRIVATE_ADDRESS)
        # IPv4 first: functions outside a VPC have no way out by IPv6.
        return min(addresses, key=lambda address: ":" in address), port

    def _posted(
        self, parts: SplitResult, address: tuple[str, int], headers: Mapping[str, str], body: bytes
    ) -> int:
        connection = http.client.HTTPConnection(parts.hostname or "", address[1], timeout=self._time_out)
        # So that the Host header names no port that goes without saying.
        connection.default_port = _port(parts)
        late = threading.Event()

        def hang_up() -> None:
            late.set()
            if connection.sock:
                _shut(connection.sock)

        watch = threading.Timer(self._time_out, hang_up)
        watch.daemon = True
        watch.start()
        try:
            connection.sock = self._connected(parts, address)
            path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
            connection.request("POST", path, body, dict(headers))
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            raise _RefusedError(Refusal.TIME_OUT if late.is_set() else _reason(error)) from None
        finally:
            watch.cancel()
            connection.close()
        if late.is_set():  # what was cut off in its headers may look like an answer
            raise _RefusedError(Refusal.TIME_OUT)
        return status

    def _connected(self, parts: SplitResult, address: tuple[str, int]) -> socket.socket:
        plain = socket.create_connection(address, self._time_out)
        if parts.scheme != "https":
            return plain
        try:
            return self._trust.wrap_socket(plain, server_hostname=parts.hostname)
        except BaseException:
            plain.close()
            raise


def _port(parts: SplitResult) -> int:
    """Give the port of an address that names none."""
    return 443 if parts.scheme == "https" else 80


def _shut(connected: socket.socket) -> None:
    """End a connection whose time is over: whoever reads from it sees its end."""
    try:
        connected.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def _reason(error: Exception) -> Refusal:
    if isinstance(error, TimeoutError):
        return Refusal.TIME_OUT
    if isinstance(error, ssl.SSLError):
        return Refusal.BAD_CERTIFICATE
    if isinstance(error, ConnectionRefusedError):
        return Refusal.UNREACHABLE
    # The connection stood, and ended or said something that is no HTTP.
    if isinstance(error, (http.client.HTTPException, ConnectionError)):
        return Refusal.NO_ANSWER
    return Refusal.UNREACHABLE
