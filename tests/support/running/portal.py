"""A patient at the portal: a page that keeps the cookie as browsers do, or an app that keeps a token."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

Json = dict[str, Any]
COOKIE = "__Host-textward-portal"


@dataclass(repr=False)  # a failing test shows it: no cookies and tokens then
class PortalVisit:
    """One visit to the portal of one practice."""

    http: httpx.Client
    practice_id: str
    session: str = "cookie"
    secret: str = ""

    # --- signing in ---------------------------------------------------------------------------------------------------

    def request_code(self, phone: str) -> httpx.Response:
        """Enter the phone."""
        return self.post("/codes", {"practice": self.practice_id, "phone": phone})

    def enter(self, phone: str, code: str) -> httpx.Response:
        """Enter the one-time password; what it gives is kept for the next step."""
        asked = {"practice": self.practice_id, "phone": phone, "code": code, "session": self.session}
        return self._kept(self.post("/codes/verify", asked))

    def identify(self, born: str, choice: int | None = None) -> httpx.Response:
        """Enter the date of birth, and where it is asked for, who it is."""
        asked: Json = {"date_of_birth": born, "session": self.session}
        return self._kept(self.post("/identity", asked if choice is None else {**asked, "choice": choice}))

    def log_out(self) -> httpx.Response:
        """End the visit."""
        return self._kept(self.post("/logout"))

    # --- reading ------------------------------------------------------------------------------------------------------

    def me(self) -> Json:
        """Give who is signed in, and how much is unread."""
        return _json(self.get("/me"))

    def recipients(self) -> list[Json]:
        """Give whom the patient may write to."""
        return list(_json(self.get("/recipients"))["items"])

    def box(self, name: str) -> list[Json]:
        """Give every conversation of one list, page by page."""
        return list(self._pages(lambda at: self.get("/conversations", box=name, **at)))

    def search(self, query: str) -> list[Json]:
        """Give every conversation with a group or member of that name, page by page."""
        return list(self._pages(lambda at: self.post("/conversations/search", {"query": query, **at})))

    def conversation(self, conversation_id: str) -> Json:
        """Give one conversation."""
        return _json(self.get(f"/conversations/{conversation_id}"))

    def messages(self, conversation_id: str) -> list[Json]:
        """Give what was said, newest first, page by page."""
        return list(self._pages(lambda at: self.get(f"/conversations/{conversation_id}/messages", **at)))

    # --- writing ------------------------------------------------------------------------------------------------------

    def compose(self, kind: str, recipient: str, subject: str, body: str, *, key: str = "") -> Json:
        """Begin a conversation that must be taken; give it."""
        return _json(self.try_to_compose(kind, recipient, subject, body, key=key))

    def try_to_compose(
        self, kind: str, recipient: str, subject: str, body: str, *, key: str = ""
    ) -> httpx.Response:
        """Begin a conversation; give the answer, whatever it is."""
        letter = {"to": {"kind": kind, "id": recipient}, "subject": subject, "body": body}
        return self.post("/conversations", letter, key=key or secrets.token_hex(8))

    def reply(self, conversation_id: str, body: str, *, key: str = "") -> Json:
        """Write more, which must be taken; give the message."""
        return _json(self.try_to_reply(conversation_id, body, key=key))

    def try_to_reply(self, conversation_id: str, body: str, *, key: str = "") -> httpx.Response:
        """Write more; give the answer, whatever it is."""
        path = f"/conversations/{conversation_id}/messages"
        return self.post(path, {"body": body}, key=key or secrets.token_hex(8))

    def mark_read(self, conversation_id: str, upto: str) -> httpx.Response:
        """Say up to which message all was read."""
        answer = self.post(f"/conversations/{conversation_id}/read", {"upto": upto})
        assert answer.status_code == 204, answer.text
        return answer

    # --- requests -----------------------------------------------------------------------------------------------------

    def get(self, path: str, **params: str) -> httpx.Response:
        """GET below /portal-api."""
        return self.http.get(f"/portal-api{path}", params=params, headers=self.headers())

    def post(self, path: str, content: Json | None = None, *, key: str = "") -> httpx.Response:
        """POST below /portal-api, with an Idempotency-Key if given."""
        more = {"Idempotency-Key": key} if key else {}
        return self.http.post(f"/portal-api{path}", json=content, headers={**self.headers(), **more})

    def headers(self) -> dict[str, str]:
        """Give what the page or app sends with everything."""
        if self.session == "token":
            return {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        cookie = {"Cookie": f"{COOKIE}={self.secret}"} if self.secret else {}
        return {"X-Requested-With": "textward", **cookie}

    def _pages(self, page: Any) -> Iterator[Json]:  # noqa: ANN401 - takes keywords as `get` does
        cursor: str | None = ""
        while cursor is not None:
            found = _json(page({"cursor": cursor} if cursor else {}))
            yield from found["items"]
            cursor = found["next_cursor"]

    def _kept(self, answer: httpx.Response) -> httpx.Response:
        """Keep the session from where this visit has it: the cookie as browsers do a `__Host-` one (RFC 6265bis, 4.1.3.2)."""
        lines = answer.headers.get_list("set-cookie")
        if self.session == "token":
            assert not lines, "an app was given a cookie"
            self.secret = (answer.json().get("token") if answer.content else "") or self.secret
            return answer
        assert not answer.content or not answer.json().get("token"), "a page was given a token"
        for line in lines:
            cookie = SimpleCookie(line)[COOKIE]
            strict = (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
            assert strict, f"no browser would keep this cookie: {cookie.key} {cookie.items()}"
            assert cookie["httponly"] is True
            assert str(cookie["samesite"]).lower() == "strict"
            self.secret = "" if cookie["max-age"] == "0" else cookie.value
        return answer


def _json(answer: httpx.Response) -> Json:
    assert answer.is_success, f"{answer.status_code} {answer.text}"
    content: Json = answer.json()
    return content
