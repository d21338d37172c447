"""A real telephone on loopback, the official client that talks to it, and a receiver for its webhooks."""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from local.telephone.server import listen, run
from local.telephone.settings import Settings
from tests.unit.telephone.receiver import Receiver, serve_receiver

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from twilio.rest.api.v2010.account.incoming_phone_number import IncomingPhoneNumberInstance
    from twilio.rest.api.v2010.account.message import MessageInstance

ACCOUNT_SID = "AC" + "5" * 32
TOKEN = "primary-token"
SECONDARY_TOKEN = "secondary-token"
PRACTICE = "+14155550100"
MARIA = "+14155550147"
PATIENCE = 30.0
"""Seconds: other work may share the machine."""


@dataclass
class Telephone:
    """One running telephone: `twilio` as the product calls it, `control` as tests and the page do."""

    url: str
    twilio: Client
    control: httpx.Client

    def buy(self, sms_url: str = "", number: str = PRACTICE, **settings: str) -> IncomingPhoneNumberInstance:
        return self.twilio.incoming_phone_numbers.create(phone_number=number, sms_url=sms_url, **settings)

    def send(self, body: str = "Hello", to: str = MARIA, **more: object) -> MessageInstance:
        return self.twilio.messages.create(to=to, body=body, **({"from_": PRACTICE} | more))

    def type_text(self, body: str, phone: str = MARIA, **more: str) -> str:
        reply = self.control.post(f"/control/phones/{phone}/messages", json={"body": body, **more})
        assert reply.status_code == 201, reply.text
        return str(reply.json()["sid"])

    def texts(self, phone: str = MARIA) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.control.get(f"/control/phones/{phone}").json()["messages"]
        return found

    def log(self, count: int) -> list[dict[str, Any]]:
        """Wait until the webhook log has that many attempts, and give it."""
        deadline = time.monotonic() + PATIENCE
        attempts: list[dict[str, Any]] = []
        while len(attempts) < count and time.monotonic() < deadline:
            attempts = self.control.get("/control/log").json()["attempts"]
        return attempts

    def fault(self, kind: str, **rule: object) -> None:
        reply = self.control.post("/control/faults", json={"kind": kind, **rule})
        assert reply.status_code == 201, reply.text


def client_for(url: str, token: str = TOKEN, timeout: float = PATIENCE) -> Client:
    """Point the official client at a telephone."""
    client = Client(ACCOUNT_SID, token, http_client=TwilioHttpClient(timeout=timeout, pool_connections=False))
    client.api.base_url = url
    return client


@contextmanager
def running_telephone(state_dir: Path, *, step_seconds: float = 0.01) -> Iterator[Telephone]:
    """Run a telephone in a thread of its own until the block ends."""
    chosen = Settings(state_dir, ACCOUNT_SID, TOKEN, SECONDARY_TOKEN, step_seconds)
    ready, holder = threading.Event(), dict[str, Any]()

    async def main() -> None:
        holder["loop"], holder["stop"] = asyncio.get_running_loop(), asyncio.Event()
        ready.set()
        await run(chosen, listener, holder["stop"])

    with listen(0) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread = threading.Thread(target=lambda: asyncio.run(main()))
        thread.start()
        ready.wait(PATIENCE)
        try:
            with httpx.Client(
                base_url=url, timeout=PATIENCE, transport=httpx.HTTPTransport(retries=5)
            ) as control:
                yield Telephone(url, client_for(url), control)
        finally:
            holder["loop"].call_soon_threadsafe(holder["stop"].set)
            thread.join(PATIENCE)


@pytest.fixture(scope="session")
def shared_telephone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Telephone]:
    with running_telephone(tmp_path_factory.mktemp("telephone")) as telephone:
        yield telephone


@pytest.fixture
def telephone(shared_telephone: Telephone) -> Telephone:
    """An empty telephone."""
    assert shared_telephone.control.post("/control/reset", json={}).status_code == 204
    return shared_telephone


@pytest.fixture(scope="session")
def shared_receiver() -> Iterator[Receiver]:
    receiver = serve_receiver(TOKEN)
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()


@pytest.fixture
def receiver(shared_receiver: Receiver) -> Receiver:
    """A receiver that has heard nothing yet."""
    shared_receiver.received.clear()
    shared_receiver.replies.clear()
    return shared_receiver
