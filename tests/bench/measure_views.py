"""Measures what each view of the staff page costs at the running stack: `python -m tests.bench.measure_views`.

Bytes and items are those of real answers, to a member who signed in as the page does. Calls to DynamoDB, and items that they
read, are counted while the real handlers answer the same requests in this process. Times are not measured: the engine that
stands in for AWS reads a whole partition for a Query with a limit, which DynamoDB does not.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from base64 import urlsafe_b64decode
from collections import Counter
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import httpx

from local.packaging.artefacts import PACKAGE, ROOT
from local.stack import LocalStack
from local.stack.demo import product_environment
from tests.support.running.staff import StaffClient

if TYPE_CHECKING:
    from collections.abc import Iterator

FRONT_DESK = "frank@lakeside.example"
LONG_THREAD_OF = "Maria López"
LISTS = (
    "pending_unassigned",
    "pending_for_me",
    "assigned_to_me",
    "assigned_by_me",
    "sent_by_me",
    "starred",
    "completed",
    "deleted",
    "all",
)


@dataclass(frozen=True)
class Request:
    """One request below /v1, as the page makes it."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    body: dict[str, str] | None = None


@dataclass
class Cost:
    """What one view took."""

    name: str
    requests: int = 0
    size: int = 0
    items: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    read: int = 0

    def note_call(self, model: Any, **_: object) -> None:  # noqa: ANN401 - botocore's
        """Take one call, as botocore tells of it before it is made."""
        self.calls[model.name] += 1

    def note_answer(self, model: Any, parsed: dict[str, Any], **_: object) -> None:  # noqa: ANN401 - botocore's
        """Take what a call read."""
        found = parsed.get("Responses", {})
        self.read += int(parsed.get("ScannedCount", 0)) + ("Item" in parsed)
        self.read += sum(len(items) for items in found.values()) if isinstance(found, dict) else 0

    def row(self) -> str:
        """Give the row of the table."""
        calls = ", ".join(f"{number} {name}" for name, number in sorted(self.calls.items()))
        return f"| {self.name} | {self.requests} | {self.size:,} | {self.items} | {calls} | {self.read} |"


def views(facility_id: str, thread_id: str) -> Iterator[tuple[str, list[Request]]]:
    """Give each view with the requests that the page makes for it (web/staff/model)."""
    badge = Request("GET", "/v1/badge")
    for name in LISTS:
        yield f"List: {name}", [Request("GET", "/v1/inbox", {"list": name}), badge]
    for name in LISTS:
        asked = {"list": name, "facility": facility_id}
        yield f"List: {name}, one facility", [Request("GET", "/v1/inbox", asked), badge]
    yield "The badge alone", [badge]
    head, messages = f"/v1/threads/{thread_id}", f"/v1/threads/{thread_id}/messages"
    yield "A conversation opened", [Request("GET", head), Request("GET", messages)]
    yield "A page of it", [Request("GET", messages)]
    yield (
        "Search: patients by name",
        [Request("POST", "/v1/patients/search", body={"query": LONG_THREAD_OF})],
    )
    yield "Search: patients by part", [Request("POST", "/v1/patients/search", body={"query": "an"})]
    yield "Search: words in it, one step", [Request("POST", f"{head}/search", body={"words": "referral"})]


class Bench:
    """The running stack, asked twice: through its front, and by handlers in this process."""

    def __init__(self, stack: LocalStack) -> None:
        """Sign in, and open the handlers on the stack's tables."""
        self.http = httpx.Client(base_url=stack.base_url, timeout=120, trust_env=False)
        self.http.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        password = next(one["password"] for one in stack.demo["sign_ins"] if one["email"] == FRONT_DESK)
        self.token = StaffClient(self.http, FRONT_DESK, password).token()
        claims = self.token.split(".")[1]
        self.subject = json.loads(urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"]
        os.environ.update(product_environment(stack.engine) | {"POWERTOOLS_LOG_LEVEL": "CRITICAL"})
        sys.path[:0] = [str(PACKAGE), str(ROOT / "functions" / "inbox_api")]
        self.handler = importlib.import_module("inbox_api").handler
        product = importlib.import_module("textward.entrypoints.bootstrap").product()
        self.events = product.tables.connection.client.meta.events
        self.product = product
        _ = product.keys  # a warm process has read them

    def measure(self, name: str, requests: list[Request]) -> Cost:
        """Make a view's requests both ways."""
        cost = Cost(name, len(requests))
        for request in requests:
            answer = self.ask(request)
            cost.size += len(answer.content)
            cost.items += len(answer.json().get("items", ()))
            self.product.staff.viewer(self.subject)  # and knows, for 30 s, who signed in
            self.events.register("provide-client-params.dynamodb.*", cost.note_call, unique_id="calls")
            self.events.register("after-call.dynamodb.*", cost.note_answer, unique_id="answers")
            try:
                self.answer_here(request)
            finally:
                self.events.unregister("provide-client-params.dynamodb.*", unique_id="calls")
                self.events.unregister("after-call.dynamodb.*", unique_id="answers")
        return cost

    def ask(self, request: Request) -> httpx.Response:
        """Ask through the front."""
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = self.http.request(
            request.method, request.path, params=request.query, json=request.body, headers=headers
        )
        answer.raise_for_status()
        return answer

    def answer_here(self, request: Request) -> None:
        """Have the handler answer in this process."""
        http = {"method": request.method, "path": request.path, "sourceIp": "127.0.0.1", "userAgent": ""}
        event = {
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": request.path,
            "rawQueryString": urlencode(request.query),
            "queryStringParameters": request.query,
            "headers": {"content-type": "application/json"},
            "body": json.dumps(request.body) if request.body else None,
            "isBase64Encoded": False,
            "requestContext": {
                "http": http,
                "requestId": "measured",
                "routeKey": "$default",
                "stage": "$default",
                "authorizer": {"jwt": {"claims": {"sub": self.subject}, "scopes": None}},
            },
        }
        status = self.handler(event, None)["statusCode"]
        if status >= httpx.codes.BAD_REQUEST:
            raise RuntimeError(f"{request.path} answered {status}")


def main() -> None:
    """Print the table."""
    bench = Bench(LocalStack.of(ROOT / ".local"))
    me = bench.ask(Request("GET", "/v1/me")).json()
    wanted = Request("POST", "/v1/patients/search", body={"query": LONG_THREAD_OF})
    thread_id = bench.ask(wanted).json()["items"][0]["thread_id"]
    lines = [
        "| View | Requests | Bytes | Items shown | Calls to DynamoDB | Items read |",
        "|---|---|---|---|---|---|",
    ]
    for name, requests in views(me["facilities"][0]["id"], thread_id):
        lines.append(bench.measure(name, requests).row())
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
