"""The way to endpoints: what they may answer, and where it never leads (row J10)."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.adapters.endpoint_server import DRIP, HANG_UP, SILENT, EndpointServer, certificate
from textward.adapters.webhook_keys import HmacWebhookKeys
from textward.adapters.webhook_sender import HttpsWebhookSender
from textward.domain.webhook import Refusal, Tried

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEADERS = {"content-type": "application/json", "webhook-id": "evt_1"}
BODY = b'{"type":"ping"}'
NAME = "records.example"


@pytest.fixture
def server() -> Iterator[EndpointServer]:
    with EndpointServer().running() as running:
        yield running


def here(**more: Any) -> HttpsWebhookSender:  # noqa: ANN401 - the sender's own settings
    return HttpsWebhookSender(loopback=True, **{"time_out": 30.0, **more})


def url(server: EndpointServer, path: str = "/in?a=1") -> str:
    return f"http://127.0.0.1:{server.port}{path}"


def named(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Let every name lead to these addresses; give the list of names that were looked up."""
    asked: list[str] = []

    real = socket.getaddrinfo

    def look_up(host: str, port: int, *more: Any, **named: Any) -> list[Any]:  # noqa: ANN401 - as the library's
        if not host.endswith(".example"):
            return real(host, port, *more, **named)
        asked.append(host)
        return [(0, 0, 0, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


def test_an_event_is_posted_with_its_headers(server: EndpointServer) -> None:
    assert here().post(url(server), HEADERS, BODY) == Tried(200)
    (request,) = server.requests
    head, _, body = request.partition(b"\r\n\r\n")
    assert head.startswith(b"POST /in?a=1 HTTP/1.1\r\n")
    assert b"webhook-id: evt_1" in head
    assert f"Host: 127.0.0.1:{server.port}".encode() in head
    assert body == BODY


@pytest.mark.parametrize(
    ("answer", "tried"),
    [
        (b"HTTP/1.1 204 No Content\r\n\r\n", Tried(204)),
        (b"HTTP/1.1 500 Oops\r\n\r\n", Tried(500, Refusal.STATUS)),
        (b"HTTP/1.1 404 None\r\n\r\n", Tried(404, Refusal.STATUS)),
        (b"HTTP/1.1 410 Gone\r\n\r\n", Tried(410, Refusal.GONE)),
        (
            b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest/meta-data\r\n\r\n",
            Tried(302, Refusal.REDIRECT),
        ),
        (HANG_UP, Tried(None, Refusal.NO_ANSWER)),
        (b"no HTTP at all\r\n\r\n", Tried(None, Refusal.NO_ANSWER)),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\nno more than this", Tried(200)),
    ],
)
def test_what_an_endpoint_may_answer(server: EndpointServer, answer: bytes, tried: Tried) -> None:
    server.answer = answer
    assert here().post(url(server), HEADERS, BODY) == tried
    assert len(server.requests) == 1, "nothing is sent twice, and no redirect is followed"


@pytest.mark.parametrize("answer", [SILENT, DRIP])
def test_an_endpoint_that_takes_too_long_is_left(server: EndpointServer, answer: bytes) -> None:
    server.answer = answer
    began = time.monotonic()
    assert here(time_out=0.6).post(url(server), HEADERS, BODY) == Tried(None, Refusal.TIME_OUT)
    assert time.monotonic() - began < 15, "a drip lasts 25 seconds"


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert here().post(f"http://127.0.0.1:{port}/", HEADERS, BODY) == Tried(None, Refusal.UNREACHABLE)


def test_a_name_that_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: object, **__: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    tried = HttpsWebhookSender().post(f"https://{NAME}/", HEADERS, BODY)
    assert tried == Tried(None, Refusal.UNKNOWN_HOST)


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.0.0.1"],
        ["8.8.8.8", "10.0.0.1"],
        ["::1"],
        ["::ffff:169.254.169.254"],
        ["2606:4700::1", "fd00::1"],
    ],
)
def test_a_name_that_leads_inwards_is_never_called(
    monkeypatch: pytest.MonkeyPatch, addresses: list[str]
) -> None:
    named(monkeypatch, *addresses)

    def connect(*_: object) -> None:
        pytest.fail("it was called")

    monkeypatch.setattr(socket, "create_connection", connect)
    refused = Tried(None, Refusal.PRIVATE_ADDRESS)
    assert HttpsWebhookSender().post(f"https://{NAME}/", HEADERS, BODY) == refused
    assert HttpsWebhookSender().post("https://127.0.0.1/", HEADERS, BODY) == refused
    if not set(addresses) <= {"127.0.0.1", "::1"}:
        assert here().post(f"https://{NAME}/", HEADERS, BODY) == refused


def test_this_machine_is_not_called_where_that_is_not_allowed(server: EndpointServer) -> None:
    refused = Tried(None, Refusal.PRIVATE_ADDRESS)
    assert HttpsWebhookSender().post(url(server), HEADERS, BODY) == refused
    assert server.requests == []


def test_the_connection_goes_to_the_very_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that gives another address the next time (DNS rebinding) is not asked a next time."""
    asked = named(monkeypatch, "2606:4700::1111", "8.8.8.8")
    called: list[tuple[str, int]] = []

    def connect(address: tuple[str, int], _: float) -> None:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    tried = HttpsWebhookSender().post(f"https://{NAME}:8443/", HEADERS, BODY)
    assert tried == Tried(None, Refusal.UNREACHABLE)
    assert (asked, called) == ([NAME], [("8.8.8.8", 8443)])


def test_clear_text_is_never_sent_to_the_internet(monkeypatch: pytest.MonkeyPatch) -> None:
    named(monkeypatch, "8.8.8.8")
    assert here().post(f"http://{NAME}/", HEADERS, BODY) == Tried(None, Refusal.PRIVATE_ADDRESS)


def test_the_certificate_must_be_the_names_and_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls, trusting = certificate(tmp_path, NAME)
    with EndpointServer(tls=tls).running() as server:
        named(monkeypatch, "127.0.0.1")
        where = f"https://{NAME}:{server.port}/in"
        assert here(tls=trusting).post(where, HEADERS, BODY) == Tried(200)
        bad = Tried(None, Refusal.BAD_CERTIFICATE)
        assert here().post(where, HEADERS, BODY) == bad
        assert here(tls=trusting).post(where.replace(NAME, "other.example"), HEADERS, BODY) == bad
        assert len(server.requests) == 1


def test_the_host_header_names_only_a_port_that_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls, trusting = certificate(tmp_path, NAME)
    connect = socket.create_connection
    with EndpointServer(tls=tls).running() as server:
        named(monkeypatch, "127.0.0.1")
        monkeypatch.setattr(
            socket, "create_connection", lambda _, time_out: connect(("127.0.0.1", server.port), time_out)
        )
        for host in (NAME, f"{NAME}:443", f"{NAME}:8443"):
            assert here(tls=trusting).post(f"https://{host}/in", HEADERS, BODY) == Tried(200)
        monkeypatch.undo()
    heads = [request.lower().partition(b"host: ")[2].partition(b"\r\n")[0] for request in server.requests]
    assert heads == [b"records.example", b"records.example", b"records.example:8443"]


def test_secrets_follow_from_key_endpoint_and_version() -> None:
    keys = HmacWebhookKeys(b"a key")
    made = {keys.secret(endpoint, version) for endpoint in ("one", "two") for version in (1, 2)}
    made.add(HmacWebhookKeys(b"another key").secret("one", 1))
    assert len(made) == 5
    assert all(secret.startswith("whsec_") and len(secret) == 50 for secret in made)
    assert keys.secret("one", 1) == HmacWebhookKeys(b"a key").secret("one", 1)
