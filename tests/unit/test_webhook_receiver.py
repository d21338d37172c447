"""The endpoint for one machine checks signatures as a record system would (row J10)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.request import Request, urlopen

from local.webhook_receiver.receiver import Receiver, verified
from textward.domain.webhook_signature import headers, secret_text

SECRET = secret_text(b"an endpoint's secret, 32 bytes..")
BODY = json.dumps({"type": "ping", "sequence": 0}).encode()


def test_what_we_sign_is_known_and_what_was_meddled_with_is_not() -> None:
    now = datetime.now(UTC)
    good = headers([SECRET], "evt_1", now, BODY)
    at = now.timestamp()
    assert verified(SECRET, good, BODY, at)
    assert verified(SECRET, headers([secret_text(b"old"), SECRET], "evt_1", now, BODY), BODY, at)
    assert not verified(SECRET, good, BODY + b" ", at)
    assert not verified(SECRET, good | {"webhook-id": "evt_2"}, BODY, at)
    assert not verified(SECRET, good | {"webhook-timestamp": str(int(at) + 1)}, BODY, at)
    assert not verified(SECRET, good | {"webhook-signature": "v1,none"}, BODY, at)
    assert not verified(SECRET, good, BODY, at + 301), "an old request, sent again"
    assert not verified(secret_text(b"another"), good, BODY, at)
    assert not verified("whsec_no base64", good, BODY, at)
    assert not verified(SECRET, {}, BODY, at)


def test_it_keeps_what_comes_and_says_whether_it_is_signed() -> None:
    receiver = Receiver(secrets=[SECRET])
    try:
        for sent in (headers([SECRET], "evt_1", datetime.now(UTC), BODY), {"webhook-id": "evt_2"}):
            with urlopen(Request(receiver.url, BODY, sent), timeout=5) as answer:  # noqa: S310 - this machine
                assert answer.status == 200
    finally:
        receiver.close()
    assert [(came.event["type"], came.verified) for came in receiver.received] == [
        ("ping", True),
        ("ping", False),
    ]
