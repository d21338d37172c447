"""Sends records in calls of many lines, with progress, and adds up what became of them."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import urllib3

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from local.bulk.records import Record

_TIMEOUT_SECONDS = 40
_TOKEN_SECONDS = 600
"""A token is used that long, though it lives fifteen minutes."""
_AGAIN = {HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}
_SEND_AGAIN = "Send the line again."
_TRIES = 4
_PAUSE_SECONDS = 2


class BulkError(Exception):
    """A call failed as a whole."""


@dataclass
class RecordClient:
    """A record system's client at the running stack."""

    base_url: str
    client_id: str
    secret: str
    practice_id: str
    _token: str = ""
    _until: float = 0.0
    _http: urllib3.PoolManager = field(
        default_factory=lambda: urllib3.PoolManager(timeout=_TIMEOUT_SECONDS, retries=False)
    )

    def send(self, kind: str, records: Sequence[Record]) -> Counter[str]:
        """Send one call, and again the lines that there was no time for; give how many fared how.

        Raises:
            BulkError: the call failed.
        """
        fared: Counter[str] = Counter()
        for left in range(_TRIES, 0, -1):
            lines = self._answered(kind, records)
            again = [line for line in lines if str(line["detail"]).endswith(_SEND_AGAIN)] if left > 1 else []
            fared += Counter(str(line["outcome"]) for line in lines if line not in again)
            records = [records[line["line"] - 1] for line in again]
            if not records:
                break
        return fared

    def _answered(self, kind: str, records: Sequence[Record]) -> list[dict[str, Any]]:
        """Call, again where no answer came: the same lines again change nothing."""
        lines = "\n".join(json.dumps(record) for record in records)
        answer = self._call(kind, lines)
        for _ in range(_TRIES - 1):
            if answer.status not in _AGAIN:
                break
            time.sleep(_PAUSE_SECONDS)
            answer = self._call(kind, lines)
        if answer.status != HTTPStatus.OK:
            message = f"{kind}: the call was answered with {answer.status}"
            raise BulkError(message)
        told: list[dict[str, Any]] = answer.json()["lines"]
        return told

    def _call(self, kind: str, lines: str) -> urllib3.BaseHTTPResponse:
        return self._http.request(
            "POST",
            f"{self.base_url}/ehr/bulk/{kind}",
            body=lines,
            headers={
                "Authorization": f"Bearer {self._bearer()}",
                "Textward-Practice": self.practice_id,
                "Content-Type": "application/x-ndjson",
            },
        )

    def _bearer(self) -> str:
        if time.monotonic() < self._until:
            return self._token
        answer = self._http.request(
            "POST",
            f"{self.base_url}/oauth2/token",
            body=urlencode({"grant_type": "client_credentials", "scope": "ehr/write"}),
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                **urllib3.make_headers(basic_auth=f"{self.client_id}:{self.secret}"),
            },
        )
        if answer.status != HTTPStatus.OK:
            message = f"no token: {answer.status}"
            raise BulkError(message)
        self._token, self._until = str(answer.json()["access_token"]), time.monotonic() + _TOKEN_SECONDS
        return self._token


def send_all(
    client: RecordClient,
    kind: str,
    records: Iterator[Record],
    lines: int,
    report: Callable[[str], None],
) -> Counter[str]:
    """Send all records of a kind, `lines` in a call; report after each, and give what became of them.

    Raises:
        BulkError: a call failed.
    """
    total: Counter[str] = Counter()
    began, slowest = time.monotonic(), 0.0
    while part := list(islice(records, lines)):
        called = time.monotonic()
        total.update(client.send(kind, part))
        slowest = max(slowest, time.monotonic() - called)
        report(f"{kind}: {total.total()} lines")
    seconds = time.monotonic() - began
    fared = ", ".join(f"{count} {outcome}" for outcome, count in total.items() if count)
    pace = total.total() / seconds if seconds else 0.0
    report(f"{kind}: {fared}; {seconds:.1f} s, {pace:.0f} lines/s, slowest call {slowest:.1f} s")
    return total
