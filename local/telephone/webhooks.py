"""Posting webhooks as Twilio does: form-encoded, signed, tried again, and noted in a log."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import uuid4

import httpx
from twilio.request_validator import RequestValidator

from local.telephone.webhook_address import parse_webhook_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.telephone.faults import FaultRule
    from local.telephone.settings import Settings

_LOG_LENGTH = 2000
_OK, _CLIENT_ERROR, _SERVER_ERROR = 200, 400, 500
HTTP_RETRIEVAL_FAILURE = 11200
"""Twilio's debugger code for a webhook that failed."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request that was made to a webhook. Never its content."""

    at: float
    kind: str
    sid: str
    url: str
    attempt: int
    status: int | None
    ms: int
    error: str | None = None
    code: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a webhook answered."""

    status: int
    content_type: str
    body: str


@dataclass(frozen=True, slots=True)
class WebhookCall:
    """What to post where: `kind` is inbound or status, `sid` the message's."""

    kind: str
    sid: str
    url: str
    method: str
    params: Mapping[str, str]
    sign_with: FaultRule | None = None


class WebhookPoster:
    """Posts webhooks for the account."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        # Twilio never follows the proxy settings of our machine; neither does this.
        self._client = httpx.AsyncClient(
            trust_env=False, headers={"User-Agent": "TwilioProxy/1.1", "Accept": "*/*"}
        )
        self.log: deque[Attempt] = deque(maxlen=_LOG_LENGTH)

    async def post(self, call: WebhookCall) -> Answer | None:
        """Post, again if the address asks for it; None if every attempt failed (11200)."""
        address = parse_webhook_address(call.url, self._settings.retry_policy)
        token = uuid4().hex  # the same for every attempt at one call: Twilio's I-Twilio-Idempotency-Token
        deadline = time.monotonic() + address.total_seconds
        for number in range(address.retries + 1):
            patience = min(address.read_seconds, deadline - time.monotonic())
            if patience <= 0:
                break
            limits = httpx.Timeout(patience, connect=min(address.connect_seconds, patience))
            answer, cause = await self._attempt(call, address.url, limits, number + 1, token)
            if cause is None:
                return answer
            if not address.is_retried_after(cause):
                break
        return None

    async def close(self) -> None:
        """Close connections."""
        await self._client.aclose()

    def history(self) -> list[dict[str, object]]:
        """List the attempts, oldest first."""
        return [asdict(attempt) for attempt in self.log]

    async def _attempt(
        self, call: WebhookCall, url: str, limits: httpx.Timeout, number: int, token: str
    ) -> tuple[Answer | None, str | None]:
        """Make one request; gives the answer, or the cause of failure: ct, rt, 4xx or 5xx."""
        started, clock = time.time(), time.monotonic()
        answer, cause, error = None, None, None
        try:
            async with asyncio.timeout(limits.read):
                answer = await self._request(call, url, limits, token)
        except (httpx.ConnectError, httpx.ConnectTimeout) as failure:
            cause, error = "ct", type(failure).__name__
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as failure:
            cause, error = "rt", type(failure).__name__
        if answer is not None and answer.status >= _CLIENT_ERROR:
            cause = "5xx" if answer.status >= _SERVER_ERROR else "4xx"
        self.log.append(
            Attempt(
                at=started,
                kind=call.kind,
                sid=call.sid,
                url=url,
                attempt=number,
                status=answer.status if answer else None,
                ms=round((time.monotonic() - clock) * 1000),
                error=error,
                code=HTTP_RETRIEVAL_FAILURE if cause else None,
            )
        )
        return answer, cause

    async def _request(self, call: WebhookCall, url: str, limits: httpx.Timeout, token: str) -> Answer:
        params: Mapping[str, str] = call.params
        if call.method == "GET":
            url, params = f"{url}{'&' if '?' in url else '?'}{urlencode(call.params)}", {}
        headers = {
            "X-Twilio-Signature": self._signature(url, params, call.sign_with),
            "I-Twilio-Idempotency-Token": token,
        }
        data = dict(params) if call.method != "GET" else None
        reply = await self._client.request(call.method, url, data=data, headers=headers, timeout=limits)
        return Answer(reply.status_code, reply.headers.get("content-type", ""), reply.text)

    def _signature(self, url: str, params: Mapping[str, str], rule: FaultRule | None) -> str:
        token = self._settings.auth_token
        if rule is not None:
            secondary = rule.signed_by == "secondary"
            token = self._settings.secondary_auth_token if secondary else "not the token of this account"
        return str(RequestValidator(token).compute_signature(url, dict(params)))
