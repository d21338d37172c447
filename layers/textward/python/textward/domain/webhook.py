"""Endpoints that practices' events go to: which address is taken, who signs, and when a delivery is tried again (row J10)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from textward.domain.errors import InvalidInputError
from textward.domain.public_address import is_literal, is_public

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from textward.domain.outward import OutwardEvent, OutwardType

MOST_ENDPOINTS = 5
LONGEST_URL = 500
OVERLAP = timedelta(hours=24)
"""How long a secret that was replaced still signs, beside the new one."""
PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
)
"""After the first try, the second and so on; the last one is repeated."""
GIVEN_UP_AFTER = timedelta(days=3)
FAILING = 3
"""Failed tries in a row after which an endpoint is no longer tried at once, only by the schedule."""
SLOW = timedelta(seconds=3)
"""An endpoint that takes longer is tried by the schedule only, until it doesn't: it must not hold up the queue for others."""


class TryOutcome(Enum):
    """How an endpoint fared at the last try."""

    DELIVERED = "delivered"
    FAILING = "failing"
    """It will be tried again."""
    FAILED = "failed"
    """It won't: the endpoint said that it is gone, or three days are over."""


class Refusal(Enum):
    """Why a try did not deliver."""

    STATUS = "status"
    """An answer other than 2xx."""
    GONE = "gone"
    """410: the endpoint wants no more."""
    REDIRECT = "redirect"
    NO_ANSWER = "no-answer"
    """Accepted, then hung up."""
    TIME_OUT = "time-out"
    UNREACHABLE = "unreachable"
    UNKNOWN_HOST = "unknown-host"
    PRIVATE_ADDRESS = "private-address"
    """The name leads to an address that is not public."""
    BAD_CERTIFICATE = "bad-certificate"
    EXPIRED = "expired"
    """The event is no longer kept."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one try."""

    status: int | None = None
    refusal: Refusal | None = None
    """None when it was delivered."""


@dataclass(frozen=True, slots=True)
class LastTry:
    """An endpoint's latest try."""

    at: datetime
    outcome: TryOutcome
    tried: Tried


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a practice wants its events."""

    practice_id: str
    endpoint_id: str
    url: str
    types: frozenset[OutwardType]
    created_at: datetime
    include_content: bool = False
    """Whether what was said goes along: the words of texts, and of secured messages."""
    active: bool = True
    version: int = 1
    secret_version: int = 1
    rotated_at: datetime | None = None
    last: LastTry | None = None
    failures: int = 0
    """Tries that failed in a row."""
    replay_after: int | None = None
    """While events are handed over again: up to which sequence that was done."""
    replay_until: int | None = None
    slow: bool = False
    """Whether the last try took long."""
    touched: int = 0
    """Moves with each delivery that is recorded for it."""

    @property
    def is_prompt(self) -> bool:
        """Tell whether it may be tried as soon as something has happened."""
        return self.failures < FAILING and not self.slow

    def gone(self) -> Endpoint:
        """Give the endpoint as it is when somebody has taken it away meanwhile."""
        return replace(self, active=False)

    def wants(self, kind: OutwardType) -> bool:
        """Tell whether an event is for it."""
        return self.active and kind in self.types

    def secret_versions(self, now: datetime) -> tuple[int, ...]:
        """Give the versions of the secret that sign now, the newest first."""
        both = self.rotated_at is not None and now < self.rotated_at + OVERLAP
        return (self.secret_version, self.secret_version - 1) if both else (self.secret_version,)

    def with_new_secret(self, now: datetime) -> Endpoint:
        """Give the endpoint with another secret, as the next version."""
        return replace(self, secret_version=self.secret_version + 1, rotated_at=now, version=self.version + 1)

    def replaying(self, after: int, until: int) -> Endpoint:
        """Give the endpoint with events to be handed over again, as the next version."""
        return replace(self, replay_after=after, replay_until=until, version=self.version + 1)

    def replayed(self, events: Sequence[OutwardEvent]) -> Endpoint:
        """Give the endpoint with these of them queued; with none left, it is done with that."""
        last = events[-1].sequence if events else None
        left = last is not None and self.replay_until is not None and last < self.replay_until
        return replace(
            self, replay_after=last if left else None, replay_until=self.replay_until if left else None
        )

    def after(
        self, tried: Tried, now: datetime, took: timedelta = timedelta(), *, last_time: bool = False
    ) -> Endpoint:
        """Give the endpoint as a try leaves it; one that says that it is gone is switched off."""
        if tried.refusal is None:
            last = LastTry(now, TryOutcome.DELIVERED, tried)
            return replace(self, last=last, failures=0, slow=took > SLOW)
        ended = last_time or tried.refusal is Refusal.GONE
        return replace(
            self,
            last=LastTry(now, TryOutcome.FAILED if ended else TryOutcome.FAILING, tried),
            failures=self.failures + 1,
            slow=took > SLOW,
            active=self.active and tried.refusal is not Refusal.GONE,
        )


@dataclass(frozen=True, slots=True)
class WebhookDelivery:
    """An event that waits to be delivered to an endpoint, or was given up."""

    practice_id: str
    endpoint_id: str
    sequence: int
    event_id: str
    type: OutwardType
    since: datetime
    """When it was recorded, or asked for again."""
    next_at: datetime
    tries: int = 0
    last: Tried | None = None
    failed: bool = False
    """Given up: nothing tries it any more."""

    def begun(self, now: datetime) -> WebhookDelivery:
        """Give the delivery as it is while it is tried: due again in time, should the try end without a word."""
        pause = PAUSES[min(self.tries, len(PAUSES) - 1)]
        return replace(self, tries=self.tries + 1, next_at=now + pause)

    def ended(self, tried: Tried, now: datetime) -> WebhookDelivery:
        """Give the delivery as a failed try leaves it; once three days are over, it is given up."""
        given_up = self.next_at > self.since + GIVEN_UP_AFTER or now > self.since + GIVEN_UP_AFTER
        return replace(self, last=tried, failed=given_up or tried.refusal is Refusal.EXPIRED)


def checked_url(url: str, *, loopback: bool) -> str:
    """Give an endpoint's address as it is to be stored.

    What its name leads to is looked at whenever it is called, for names can be pointed elsewhere at any time.

    Args:
        url: as it was typed.
        loopback: take http to this machine too (on a local engine only).

    Raises:
        InvalidInputError: it is none that can be called.
    """
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if loopback and parts.scheme == "http" and host in {"127.0.0.1", "localhost"}:
        return parts.geturl()
    if parts.scheme != "https" or not host or parts.username or parts.password or parts.fragment:
        raise InvalidInputError("Give an address that begins with https://, without user name or #.", "/url")
    if not all("!" <= character <= "~" for character in parts.geturl()) or len(url) > LONGEST_URL:
        raise InvalidInputError(f"Give at most {LONGEST_URL} visible ASCII characters.", "/url")
    if host == "localhost" or (is_literal(host) and not is_public(host)):
        raise InvalidInputError("Give a public address: this one is not reachable from outside.", "/url")
    return parts.geturl()
