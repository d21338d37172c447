"""The functions on the fakes: one product whose parts are replaced, and the events that the gateway and queues would bring."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from aws_lambda_powertools.utilities.typing import LambdaContext as _LambdaContext
from twilio.request_validator import RequestValidator

from textward.adapters.cursors import CursorSigner
from textward.adapters.secrets import TwilioAccount

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.unit.services.clinic import Clinic
    from tests.unit.services.portal_clinic import PortalClinic
    from textward.domain.events import Event, EventType
    from textward.entrypoints.bootstrap import Product

    Handler = Callable[[dict[str, Any], Any], Any]

EVENTS = Path(__file__).parents[3] / "events"
BASE_URL = "https://clinic.example"
ACCOUNT = TwilioAccount("AC00000000000000000000000000000001", "the token now", "the token before")


class LambdaContext(_LambdaContext):
    """What the event handlers read of the real one."""

    def __init__(self) -> None:
        self._function_name = "function"
        self._memory_limit_in_mb = 512
        self._invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:function"
        self._aws_request_id = "44444444-4444-4444-4444-444444444444"


@dataclass
class FakePoison:
    """Keeps what was put aside."""

    put_aside: list[str] = field(default_factory=list)

    def put(self, body: str) -> None:
        self.put_aside.append(body)


def sample(name: str) -> dict[str, Any]:
    """Give a function's sample event, fresh."""
    event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    return event


@dataclass
class Answer:
    """An answer as the gateway gets it."""

    raw: dict[str, Any]

    @property
    def status(self) -> int:
        return int(self.raw["statusCode"])

    @property
    def text(self) -> str:
        return str(self.raw.get("body") or "")

    @property
    def json(self) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(self.text)
        return body

    @property
    def headers(self) -> dict[str, str]:
        return {str(name).lower(): str(value) for name, value in (self.raw.get("headers") or {}).items()}

    @property
    def problem(self) -> str:
        """Give the code of a problem document, and hold the document against RFC 9457."""
        assert self.headers["content-type"] == "application/problem+json"
        body = self.json
        assert body["status"] == self.status
        assert body["type"].endswith("/" + body["code"])
        assert body["title"]
        assert body["detail"]
        assert body["request_id"]
        return str(body["code"])

    @property
    def cookie(self) -> str | None:
        """Give the Set-Cookie line: in payload 2.0 it stands in `cookies`."""
        lines = self.raw.get("cookies") or []
        return str(lines[0]) if lines else self.headers.get("set-cookie")


@dataclass
class Stack:
    """The clinic behind its functions."""

    clinic: Clinic
    product: Product

    def http(  # noqa: PLR0913 - a request has that many parts
        self,
        handler: Handler,
        method: str,
        path: str,
        *,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, object] | None = None,
        cookie: str = "",
        subject: str | None = None,
    ) -> Answer:
        """Make a request as the HTTP API hands it over."""
        event = sample("secure_link_api")
        event["rawPath"] = event["requestContext"]["http"]["path"] = path
        event["requestContext"]["http"]["method"] = method
        event["rawQueryString"] = urlencode(query or {})
        event["queryStringParameters"] = {name: str(value) for name, value in (query or {}).items()}
        event["headers"] = {"content-type": "application/json", **(headers or {})}
        event["body"] = body if isinstance(body, str) or body is None else json.dumps(body)
        if cookie:
            event["cookies"] = [f"other=1; __Host-textward={cookie}"]
        if subject:
            event["requestContext"]["authorizer"] = {"jwt": {"claims": {"sub": subject}, "scopes": None}}
        return Answer(handler(event, LambdaContext()))


@dataclass
class PortalStack(Stack):
    """The clinic with groups and portal behind its functions."""

    clinic: PortalClinic


def batch(name: str, events: list[Event]) -> dict[str, Any]:
    """Give a batch of a function's queue, with the events as the topic hands them on."""
    records = []
    for number, event in enumerate(events):
        (record,) = sample(name)["Records"]
        record["messageId"] = f"record-{number}"
        record["attributes"]["MessageGroupId"] = event.thread_id
        body = {
            "id": event.event_id,
            "type": event.type.value,
            "practice_id": event.practice_id,
            "thread_id": event.thread_id,
            "message_id": event.message_id,
            "at": event.at.isoformat(),
            "state": event.state,
        }
        record["body"] = json.dumps(body)
        records.append(record)
    return {"Records": records}


def events_of(stack: Stack, *types: EventType) -> list[Event]:
    """Give the events of some types that the table's stream would have published since it was last asked."""
    return [event for event in stack.clinic.world.stream() if event.type in types]


def failed(answer: Mapping[str, Any]) -> list[str]:
    """Give the records that come back."""
    return [item["itemIdentifier"] for item in answer["batchItemFailures"]]


def signed(event: dict[str, Any], token: str = ACCOUNT.auth_token) -> dict[str, Any]:
    """Sign a webhook's event as the provider does, over its public address."""
    query = event["rawQueryString"]
    url = BASE_URL + event["rawPath"] + (f"?{query}" if query else "")
    form = dict(parse_qsl(event["body"], keep_blank_values=True))
    event["headers"]["x-twilio-signature"] = RequestValidator(token).compute_signature(url, form)
    return event


def with_form(event: dict[str, Any], **changes: str | None) -> dict[str, Any]:
    """Change fields of a webhook's form; None takes a field out."""
    form = dict(parse_qsl(event["body"], keep_blank_values=True)) | changes
    event["body"] = urlencode({name: value for name, value in form.items() if value is not None})
    return event


def wire(clinic: Clinic) -> Product:
    """Put the clinic's fakes in the place of the product's real parts."""
    from textward.entrypoints import bootstrap  # noqa: PLC0415 - the environment comes first

    bootstrap.product.cache_clear()
    product, world = bootstrap.product(), clinic.world
    parts = {
        "clock": world.clock,
        "ids": world.ids,
        "link_keys": world.link_keys,
        "phone_book": world.phone_book,
        "practices": world.practices,
        "staff": world.staff,
        "patients": world.patients,
        "threads": world.threads,
        "texts": world.texts,
        "links": world.links,
        "audit": world.audit,
        "connections": world.connections,
        "checkpoints": world.checkpoints,
        "sms": world.sms,
        "events": world.events,
        "staff_push": world.push,
        "sign_ins": world.sign_ins,
        "poison": FakePoison(),
        "cursors": CursorSigner(b"a cursor key for tests, 32 bytes"),
        "twilio_account": lambda: ACCOUNT,
    }
    vars(product).update(parts)
    vars(product.numbers).update(texting=world.texting, market=world.market)
    assistant = {"appointments": world.appointments, "slots": world.slots, "dialogues": world.dialogues}
    vars(product.assistant).update(assistant, reminders=world.reminders)
    vars(product.notices).update(store=world.notices)
    vars(product.ehr).update(clients=world.ehr_clients, records=world.records)
    hooks = {
        "feeds": world.feeds,
        "endpoints": world.endpoints,
        "deliveries": world.deliveries,
        "keys": world.webhook_keys,
        "sender": world.webhooks,
    }
    vars(product.hooks).update(hooks)
    vars(product.portal).update(groups=world.groups, conversations=world.conversations)
    return product
