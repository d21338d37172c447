"""A member of the practice at the staff API, signed in as the staff page does it: hosted page, code, PKCE."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

Json = dict[str, Any]
_HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
_ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')
_TOKEN_LIFE_SECONDS = 900
_TOKEN_SECONDS = 600
"""How long a token is used."""


@dataclass(repr=False)  # a failing test shows it: no tokens then
class StaffClient:
    """One member's client."""

    http: httpx.Client
    email: str
    password: str
    _token: str = ""
    _since: float = 0.0
    _refresh: str = ""

    def get(self, path: str, **params: str | int) -> httpx.Response:
        """GET below /v1."""
        return self.http.get(f"/v1{path}", params=params, headers=self._headers())

    def post(self, path: str, content: Json | None = None, *, key: str = "") -> httpx.Response:
        """POST below /v1, with an Idempotency-Key if given."""
        more = {"Idempotency-Key": key} if key else {}
        return self.http.post(f"/v1{path}", json=content, headers={**self._headers(), **more})

    def put(self, path: str, content: Json) -> httpx.Response:
        """PUT below /v1."""
        return self.http.put(f"/v1{path}", json=content, headers=self._headers())

    def delete(self, path: str, **params: str | int) -> httpx.Response:
        """DELETE below /v1."""
        return self.http.delete(f"/v1{path}", params=params, headers=self._headers())

    def send(self, thread_id: str, body: str, mode: str = "plain", *, key: str = "") -> Json:
        """Send a message that must be taken; give it."""
        answer = self.try_to_send(thread_id, body, mode, key=key)
        assert answer.status_code == 202, answer.text
        return _json(answer)

    def try_to_send(self, thread_id: str, body: str, mode: str = "plain", *, key: str = "") -> httpx.Response:
        """Send a message; give the answer, whatever it is."""
        content = {"body": body, "mode": mode}
        return self.post(f"/threads/{thread_id}/messages", content, key=key or secrets.token_hex(8))

    def thread(self, thread_id: str) -> Json:
        """Give the head of a conversation."""
        return _json(self.get(f"/threads/{thread_id}"))

    def messages(self, thread_id: str) -> list[Json]:
        """Give a conversation's latest messages, newest first; none for one that nobody began."""
        answer = self.get(f"/threads/{thread_id}/messages", limit=100)
        return [] if answer.status_code == 404 else list(_json(answer)["items"])

    def message(self, thread_id: str, message_id: str) -> Json:
        """Give one message."""
        return next(item for item in self.messages(thread_id) if item["id"] == message_id)

    def find(self, words: str) -> list[Json]:
        """Give the patients that a search finds."""
        return list(_json(self.post("/patients/search", {"query": words}))["items"])

    def inbox(self, name: str = "pending_unassigned", **more: str) -> Iterator[Json]:
        """Give every item of a list, page by page."""
        cursor: str | None = ""
        while cursor is not None:
            at = {"cursor": cursor} if cursor else {}
            page = _json(self.get("/inbox", list=name, limit=100, **at, **more))
            yield from page["items"]
            cursor = page["next_cursor"]

    def with_text(self, body: str, name: str = "pending_unassigned") -> list[Json]:
        """Give a list's items that show this text."""
        return [item for item in self.inbox(name) if item["preview"] == body[:140]]

    def badge(self) -> Json:
        """Give what waits."""
        return _json(self.get("/badge"))

    def token(self) -> str:
        """Give a token that is good for minutes yet."""
        if time.monotonic() - self._since > _TOKEN_SECONDS or not self._token:
            self._token, self._since = self._sign_in(), time.monotonic()
        return self._token

    def tokens(self) -> Json:
        """Give what the staff page keeps of a sign-in."""
        access = self.token()
        left = _TOKEN_LIFE_SECONDS - (time.monotonic() - self._since)
        return {"access": access, "refresh": self._refresh, "until": int((time.time() + left) * 1000)}

    def renew(self) -> httpx.Response:
        """Ask for another token by the refresh token of the last sign-in, as the page does when one runs out."""
        self.token()
        settings = self.http.get("/config.json").json()["auth"]
        asked = {
            "grant_type": "refresh_token",
            "client_id": settings["clientId"],
            "refresh_token": self._refresh,
        }
        return self.http.post(settings["tokenUrl"], data=asked)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token()}"}

    def _sign_in(self) -> str:
        settings = self.http.get("/config.json").json()["auth"]
        verifier = secrets.token_urlsafe(48)
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        asked = {
            "response_type": "code",
            "client_id": settings["clientId"],
            "redirect_uri": settings["redirectUri"],
            "scope": " ".join(settings["scopes"]),
            "state": secrets.token_urlsafe(8),
            "code_challenge": digest,
            "code_challenge_method": "S256",
        }
        page = self.http.get(settings["authorizeUrl"], params=asked, follow_redirects=True)
        form = dict(_hidden_fields(page.text)) | {"username": self.email, "password": self.password}
        back = self.http.post("/login", data=form)
        code = parse_qs(urlsplit(back.headers["location"]).query)["code"][0]
        exchange = {
            "grant_type": "authorization_code",
            "client_id": settings["clientId"],
            "redirect_uri": settings["redirectUri"],
            "code": code,
            "code_verifier": verifier,
        }
        tokens = _json(self.http.post(settings["tokenUrl"], data=exchange))
        self._refresh = str(tokens["refresh_token"])
        return str(tokens["access_token"])


def _hidden_fields(page: str) -> Iterator[tuple[str, str]]:
    for field in _HIDDEN.findall(page):
        found = dict(_ATTRIBUTE.findall(field))
        yield found["name"], found.get("value", "").replace("&amp;", "&")


def _json(answer: httpx.Response) -> Json:
    assert answer.is_success, f"{answer.status_code} {answer.text}"
    content: Json = answer.json()
    return content
