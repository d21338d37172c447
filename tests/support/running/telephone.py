"""The telephone's control API: what is on the phones, typing on them, and trouble on purpose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.support.running.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from tests.support.running.planted import Planted

Json = dict[str, Any]
_LINK = re.compile(r"https?://[^\s/]+/m/#([A-Za-z0-9_-]{22,})")
_CODE = re.compile(r"(?<!\d)(\d{6})(?!\d)")


@dataclass
class Telephone:
    """All phones."""

    http: httpx.Client
    planted: Planted
    number: str
    """The demo practice's, which is texted when no other is named."""

    def texts(self, phone: str) -> list[str]:
        """Give what arrived on a phone, oldest first."""
        answer = self.http.get(f"/control/phones/{phone}")
        messages = answer.json()["messages"] if answer.is_success else []
        return [text["body"] for text in messages if text["direction"] == "to_phone"]

    def wait_for(self, phone: str, fits: Callable[[str], bool], what: str = "a text") -> str:
        """Give the latest text that fits, as soon as there is one."""

        def look() -> str:
            return next((text for text in reversed(self.texts(phone)) if fits(text)), "")

        return eventually(look, f"{what} on {phone}")

    def token(self, phone: str, *, after: int = 0) -> str:
        """Give the token of the link in the latest text with one, skipping the first `after` texts."""
        text = self._latest(phone, _LINK, after, "a secure link")
        self.planted.note(text)
        return text

    def code(self, phone: str, *, after: int = 0) -> str:
        """Give the one-time password in the latest text with one, skipping the first `after` texts."""
        return self._latest(phone, _CODE, after, "a one-time password")

    def type(self, phone: str, body: str, *, to: str = "") -> str:
        """Type a text; give the provider's id of it."""
        content = {"body": body, "to": to or self.number}
        answer = self.http.post(f"/control/phones/{phone}/messages", json=content)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["sid"])

    def trouble(self, kind: str, phone: str, **more: object) -> None:
        """Put a fault in force for a phone."""
        answer = self.http.post("/control/faults", json={"kind": kind, "phone": phone, **more})
        assert answer.status_code == 201, answer.text

    def in_force(self, phone: str) -> list[Json]:
        """Give the faults that still wait for a phone's next text."""
        return [rule for rule in self.http.get("/control/faults").json()["faults"] if rule["phone"] == phone]

    def attempts(self) -> list[Json]:
        """Give the requests made to webhooks."""
        return list(self.http.get("/control/log").json()["attempts"])

    def _latest(self, phone: str, pattern: re.Pattern[str], after: int, what: str) -> str:
        def look() -> str:
            found = [pattern.search(text) for text in self.texts(phone)[after:] if not _misleads(text, what)]
            return next((match[1] for match in reversed(found) if match), "")

        return eventually(look, f"{what} on {phone}")


def _misleads(text: str, what: str) -> bool:
    """A link's token may hold six digits in a row."""
    return what == "a one-time password" and _LINK.search(text) is not None
