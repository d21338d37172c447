"""A patient's browser at the secure page: it keeps the session cookie only as `__Host-` allows."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    import httpx

COOKIE = "__Host-textward"


@dataclass
class PatientVisit:
    """One visit through one link."""

    http: httpx.Client
    token: str
    cookie: str = ""

    def verify(self, code: str) -> httpx.Response:
        """Enter the one-time password."""
        return self._post("/s/codes/verify", {"token": self.token, "code": code})

    def resend(self) -> httpx.Response:
        """Ask for another one-time password."""
        return self._post("/s/codes/resend", {"token": self.token})

    def identify(self, born: date | str) -> httpx.Response:
        """Enter the date of birth."""
        return self._post("/s/identity", {"date_of_birth": str(born)})

    def conversation(self, cursor: str = "") -> httpx.Response:
        """Read a page of the conversation."""
        params = {"cursor": cursor} if cursor else {}
        return self._kept(self.http.get("/s/conversation", params=params, headers=self._cookies()))

    def reply(self, body: str, *, key: str = "") -> httpx.Response:
        """Answer."""
        return self._post("/s/messages", {"body": body}, {"Idempotency-Key": key or secrets.token_hex(8)})

    def log_out(self) -> httpx.Response:
        """End the visit."""
        return self._post("/s/logout", {})

    def _post(
        self, path: str, content: dict[str, Any], headers: dict[str, str] | None = None
    ) -> httpx.Response:
        every = {"X-Requested-With": "textward", **self._cookies(), **(headers or {})}
        return self._kept(self.http.post(path, json=content, headers=every))

    def _cookies(self) -> dict[str, str]:
        return {"Cookie": f"{COOKIE}={self.cookie}"} if self.cookie else {}

    def _kept(self, answer: httpx.Response) -> httpx.Response:
        """Keep the cookie as browsers do a `__Host-` one (RFC 6265bis, 4.1.3.2), or fail."""
        for line in answer.headers.get_list("set-cookie"):
            cookie = SimpleCookie(line)[COOKIE]
            strict = (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
            assert strict, f"no browser would keep this cookie: {cookie.key} {cookie.items()}"
            assert cookie["httponly"] is True
            assert str(cookie["samesite"]).lower() == "strict"
            self.cookie = "" if cookie["max-age"] == "0" else cookie.value
        return answer
