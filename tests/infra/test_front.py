"""The front: pages with their headers, and requests handed on byte for byte."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from local.front.addresses import Addresses
from local.front.app import build_app
from local.front.pages import page_routes
from local.front.proxy import proxy_routes

OUTPUTS = {"HttpApiId": "a1b2c3d4", "LiveApiId": "e5f6a7b8", "UserPoolClientId": "client"}
ADDRESSES = Addresses(8080, 4566, OUTPUTS)


class _Client:
    """Asks an application directly, without a port."""

    def __init__(self, app: Starlette) -> None:
        self._app = app

    def get(self, path: str) -> httpx.Response:
        return asyncio.run(self._ask("GET", path))

    def post(self, path: str, **content: Any) -> httpx.Response:  # noqa: ANN401 - what httpx takes
        return asyncio.run(self._ask("POST", path, **content))

    async def _ask(self, method: str, path: str, **content: Any) -> httpx.Response:  # noqa: ANN401 - as above
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8080") as client:
            return await client.request(method, path, **content)


@pytest.fixture
def pages() -> _Client:
    return _Client(build_app(ADDRESSES))


class _Engine:
    """Notes what it is asked, and answers what it is told to."""

    def __init__(self) -> None:
        self.asked: list[httpx.Request] = []
        self.answer = httpx.Response(200, json={})

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self.answer


@pytest.fixture
def engine() -> _Engine:
    return _Engine()


@pytest.fixture
def api(engine: _Engine) -> _Client:
    upstream = httpx.AsyncClient(transport=httpx.MockTransport(engine))
    return _Client(Starlette(routes=[*page_routes(ADDRESSES), *proxy_routes(ADDRESSES, upstream)]))


def test_address_begins_at_the_staff_page(pages: _Client) -> None:
    answer = pages.get("/")

    assert (answer.status_code, answer.headers["location"]) == (307, "/staff/")


@pytest.mark.parametrize(
    ("path", "caching"),
    [
        ("/staff/", "no-cache"),
        ("/m/", "no-store"),
        ("/portal/", "no-store"),
        ("/portal/app.js", "no-store"),
        ("/shared/tokens.css", "no-cache"),
    ],
)
def test_page_has_its_security_headers(pages: _Client, path: str, caching: str) -> None:
    answer = pages.get(path)

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == caching
    assert "default-src 'none'; script-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    ["/staff/nothing.js", "/m/../../../pyproject.toml", "/staff/%2e%2e/%2e%2e/template.yaml", "/elsewhere"],
)
def test_nothing_else_is_served(pages: _Client, path: str) -> None:
    assert pages.get(path).status_code == 404


def test_page_learns_where_to_sign_in(pages: _Client) -> None:
    settings = pages.get("/config.json").json()

    assert settings["auth"]["redirectUri"] == "http://localhost:8080/staff/"
    assert settings["auth"]["clientId"] == "client"
    assert settings["liveUrl"] == "ws://localhost:8080/live"


def test_request_is_handed_on_byte_for_byte(api: _Client, engine: _Engine) -> None:
    api.post(
        "/webhooks/sms/status?p=1&t=a%2Fb&blank=",
        content=b"Body=caf%C3%A9&To=%2B1",
        headers={
            "X-Twilio-Signature": "s=",
            "Connection": "close",
            "Content-Type": "application/x-www-form-urlencoded",
        },
    )

    asked = engine.asked[0]
    assert asked.url.raw_path == b"/_aws/execute-api/a1b2c3d4/$default/webhooks/sms/status?p=1&t=a%2Fb&blank="
    assert asked.content == b"Body=caf%C3%A9&To=%2B1"
    assert asked.headers["x-twilio-signature"] == "s="
    assert asked.url.port == 4566


def test_answer_keeps_its_status_and_every_cookie(api: _Client, engine: _Engine) -> None:
    engine.answer = httpx.Response(
        401,
        headers=[
            ("Set-Cookie", "a=1; Secure"),
            ("Set-Cookie", "b=2"),
            ("Content-Type", "application/problem+json"),
        ],
        content=json.dumps({"code": "not-verified"}).encode(),
    )

    answer = api.post("/s/identity", json={})

    assert answer.status_code == 401
    assert answer.headers.get_list("set-cookie") == ["a=1; Secure", "b=2"]
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {"code": "not-verified"}


def test_page_of_the_portal_and_its_api_never_stand_in_for_each_other(api: _Client, engine: _Engine) -> None:
    api.get("/portal-api/practices/p1")
    page = api.get("/portal/")

    assert [asked.url.raw_path for asked in engine.asked] == [
        b"/_aws/execute-api/a1b2c3d4/$default/portal-api/practices/p1"
    ]
    assert "<tw-portal>" in page.text


def test_hosted_sign_in_is_at_the_engines_root(api: _Client, engine: _Engine) -> None:
    engine.answer = httpx.Response(302, headers={"Location": "http://localhost:8080/staff/?code=c"})

    answer = api.post("/login", data={"username": "dana"})

    assert engine.asked[0].url.raw_path == b"/login"
    assert (answer.status_code, answer.headers["location"]) == (302, "http://localhost:8080/staff/?code=c")


def test_engine_that_does_not_answer_is_a_bad_gateway() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    upstream = httpx.AsyncClient(transport=httpx.MockTransport(refuse))

    assert _Client(Starlette(routes=proxy_routes(ADDRESSES, upstream))).get("/v1/me").status_code == 502


def test_any_path_below_the_apis_is_handed_on(api: _Client, engine: _Engine) -> None:
    assert api.get("/ehr/notices/a%0Ab%2F%C3%B3").status_code == 200
    assert engine.asked[-1].url.raw_path.endswith(b"/ehr/notices/a%0Ab%2F%C3%B3")
