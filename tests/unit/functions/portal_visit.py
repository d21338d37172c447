"""A patient's page or app at the portal API, over the fakes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import portal_api
from textward.domain.message import Direction

if TYPE_CHECKING:
    from datetime import date

    from tests.unit.functions.stack import Answer, PortalStack
    from textward.domain.conversation import Conversation

COOKIE = "__Host-textward-portal"
MARIAS, SHARED = "+12125550101", "+12125550102"
BORN = "1980-05-17"
WRONG = "1981-05-17"


def value_of(answer: Answer) -> str:
    """Give the value of the session's cookie that an answer sets."""
    name, _, rest = str(answer.cookie).partition("=")
    assert name == COOKIE
    return rest.split(";", 1)[0]


@dataclass
class PortalVisit:
    """Asks with a cookie, as pages do, or with a token, as apps do."""

    stack: PortalStack
    session: str = "cookie"
    secret: str = ""
    answers: list[Answer] = field(default_factory=list)
    """Everything that came back, in order."""

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        key: str | None = None,
        headers: dict[str, str] | None = None,
        **query: object,
    ) -> Answer:
        """Make a request below /portal-api; `headers` replace what the page or app would send."""
        path, _, more = path.partition("?")
        sent = self.own_headers() if headers is None else headers
        if key is not None:
            sent = {**sent, "idempotency-key": key}
        answer = self.stack.http(
            portal_api.handler,
            method,
            f"/portal-api{path}",
            body=body,
            headers=sent,
            query={**dict(parse_qsl(more)), **query},
        )
        self.answers.append(answer)
        return answer

    def own_headers(self) -> dict[str, str]:
        """Give what the page or app sends with everything."""
        if self.session == "token":
            return {"authorization": f"Bearer {self.secret}"} if self.secret else {}
        cookie = {"cookie": f"{COOKIE}={self.secret}"} if self.secret else {}
        return {"x-requested-with": "textward", **cookie}

    def take(self, answer: Answer) -> Answer:
        """Keep the session that an answer gives, from where this kind of session has it."""
        assert answer.status == 200, answer.text
        if self.session == "token":
            assert answer.cookie is None
            self.secret = str(answer.json["token"])
        else:
            assert answer.json["token"] is None
            self.secret = value_of(answer)
        return answer

    @property
    def practice_id(self) -> str:
        return self.stack.clinic.practice_id

    def request_code(self, phone: str = MARIAS, practice: str = "") -> Answer:
        return self.ask("POST", "/codes", {"practice": practice or self.practice_id, "phone": phone})

    def enter(self, code: str, phone: str = MARIAS, practice: str = "") -> Answer:
        body = {"practice": practice or self.practice_id, "phone": phone, "code": code}
        return self.ask("POST", "/codes/verify", {**body, "session": self.session})

    def identify(self, born: date | str = BORN, choice: int | None = None) -> Answer:
        body: dict[str, Any] = {"date_of_birth": str(born), "session": self.session}
        return self.ask("POST", "/identity", body if choice is None else {**body, "choice": choice})

    def code(self, phone: str = MARIAS) -> str:
        """Ask for a code and read it off the phone."""
        self.request_code(phone)
        self.stack.clinic.hand_over()
        return self.stack.clinic.codes(phone)[-1]

    def sign_in(self, phone: str = MARIAS, born: str = BORN, choice: int | None = None) -> PortalVisit:
        """Go through all steps."""
        self.take(self.enter(self.code(phone), phone))
        self.take(self.identify(born, choice))
        return self

    def newest_answer(self, conversation: Conversation) -> str:
        """Give the id of the practice's newest message."""
        found = self.stack.clinic.world.state.portal_messages.values()
        return max(
            message.message_id
            for message in found
            if message.thread_id == conversation.thread_id and message.direction is Direction.OUT
        )


def wrong(code: str) -> str:
    """Give another code."""
    return f"{(int(code) + 1) % 1_000_000:06d}"
