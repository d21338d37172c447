"""One running stack with the demo practice, and a client for everyone at it."""

from __future__ import annotations

import contextlib
import json
import secrets
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING

import httpx

from local.stack import LocalStack
from local.stack.demo import load_demo
from tests.support.running.clerk import Clerk
from tests.support.running.patient import PatientVisit
from tests.support.running.people import People
from tests.support.running.planted import Planted
from tests.support.running.portal import PortalVisit
from tests.support.running.provider import Provider
from tests.support.running.staff import StaffClient
from tests.support.running.store import Store
from tests.support.running.tap import EventTap
from tests.support.running.telephone import Telephone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.running.people import Person

FRONT_DESK, ADMIN, CLINICIAN = "frank@lakeside.example", "dana@lakeside.example", "helen@lakeside.example"
_TIMEOUT_SECONDS = 40


@dataclass(repr=False)  # a failing test shows it: no tokens then
class Site:
    """The stack, as tests see it."""

    stack: LocalStack
    http: httpx.Client
    telephone: Telephone
    provider: Provider
    people: People
    planted: Planted
    store: Store
    tap: EventTap
    clerk: Clerk
    _members: dict[str, StaffClient] = field(default_factory=dict)

    @property
    def staff(self) -> StaffClient:
        """Give a member who sees all messages."""
        return self.member(FRONT_DESK)

    def member(self, email: str) -> StaffClient:
        """Give a member's client."""
        if email not in self._members:
            person = next(one for one in self.stack.demo["sign_ins"] if one["email"] == email)
            self._members[email] = StaffClient(self.http, email, person["password"])
        return self._members[email]

    @property
    def practice_id(self) -> str:
        """Give the demo practice's id."""
        return str(self.staff.get("/me").json()["practice"]["id"])

    def visit(self, token: str) -> PatientVisit:
        """Open a link in a browser of its own."""
        return PatientVisit(self.http, token)

    def secured(self, person: Person, body: str) -> tuple[dict[str, object], str, str]:
        """Send a secured message; give it, the link's token and the code, as they came to the phone."""
        already = len(self.telephone.texts(person.phone))
        message = self.staff.send(person.thread_id, body, "secured")
        token = self.telephone.token(person.phone, after=already)
        return message, token, self.telephone.code(person.phone, after=already)

    def verified(self, person: Person, body: str) -> PatientVisit:
        """Send a secured message and open it; give the visit at the conversation."""
        _, token, code = self.secured(person, body)
        visit = self.visit(token)
        assert visit.verify(code).status_code == 200
        assert visit.identify(person.born).status_code == 200
        self.planted.note(visit.cookie)
        return visit

    def portal_visit(self, session: str = "cookie") -> PortalVisit:
        """Open the practice's portal in a browser of its own, or with `token` in an app."""
        return PortalVisit(self.http, self.practice_id, session)

    def portal(self, person: Person, session: str = "cookie", choice: int | None = None) -> PortalVisit:
        """Sign a patient in to the portal, with the code that comes to the phone."""
        visit = self.portal_visit(session)
        assert visit.enter(person.phone, self.portal_code(visit, person)).status_code == 200
        answer = visit.identify(person.born, choice)
        assert answer.json()["next"] == "inbox", answer.text
        self.planted.note(visit.secret)
        return visit

    def portal_code(self, visit: PortalVisit, person: Person) -> str:
        """Ask for a code; give it, as it came to the phone."""
        already = len(self.telephone.texts(person.phone))
        assert visit.request_code(person.phone).status_code == 202
        return self.telephone.code(person.phone, after=already)


@contextlib.contextmanager
def running_site(home: Path, *, keep: bool = False) -> Iterator[Site]:
    """Start a stack in `home`, with a token of the provider being rotated, and give it with clients.

    Args:
        home: Where the stack lives; one that was kept is used again.
        keep: Leave it running.
    """
    stack = LocalStack.start(home, demo=False)
    try:
        previous = _rotate_token(stack)
        stack.demo = load_demo(stack.engine, stack.home, stack.outputs, stack.telephone_url)
        with (
            _client(stack.base_url) as http,
            _client(stack.telephone_url) as control,
            Clerk(stack.engine) as clerk,
        ):
            yield _site(stack, http, control, clerk, previous)
    finally:
        if not keep:
            stack.stop()


def _site(stack: LocalStack, http: httpx.Client, control: httpx.Client, clerk: Clerk, previous: str) -> Site:
    account, planted = stack.home.read("secrets"), Planted()
    tap = EventTap(stack)
    provider = Provider(
        http, account["account_sid"], account["auth_token"], previous, number=stack.demo["number"]
    )
    people = People(stack, clerk, planted)
    return Site(
        stack,
        http,
        Telephone(control, planted, stack.demo["number"]),
        provider,
        people,
        planted,
        Store(stack),
        tap,
        clerk,
    )


def _rotate_token(stack: LocalStack) -> str:
    """Put the account's secret as it is while its token is rotated, before any function has read it."""
    kept = stack.home.read("test-token") or {"previous": secrets.token_hex(16)}
    stack.home.write("test-token", kept)
    account = stack.home.read("secrets")
    content: dict[str, str] = {name: account[name] for name in ("account_sid", "auth_token")}
    content["previous_auth_token"] = str(kept["previous"])
    stack.client("secretsmanager").put_secret_value(
        SecretId=stack.outputs["TwilioSecretArn"], SecretString=json.dumps(content)
    )
    return content["previous_auth_token"]


def _client(base_url: str) -> httpx.Client:
    client = httpx.Client(base_url=base_url, timeout=_TIMEOUT_SECONDS, trust_env=False)
    client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))  # each visit keeps its own
    return client
