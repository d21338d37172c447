"""Addresses that may be called, signatures, and how far the feed reaches (row J10)."""

from __future__ import annotations

import base64
import contextlib
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textward.domain.errors import InvalidInputError
from textward.domain.outward import KEPT_DAYS, FeedMark
from textward.domain.public_address import is_literal, is_public
from textward.domain.webhook import checked_url
from textward.domain.webhook_signature import headers, secret_text, signature


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "203.0.114.1", "2606:4700::1111"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",  # noqa: S104 - an address to be refused
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "2001:0:0:0:0:0:f5ff:fffe",
        "fd00::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "no address",
    ],
)
def test_every_other_address_is_refused(address: str) -> None:
    assert not is_public(address)


def test_names_and_addresses_are_told_apart() -> None:
    assert all(
        is_literal(host) for host in ("127.1", "0x7f000001", "2130706433", "::1", "10.0.0.1", "1.2.3.0x4")
    )
    assert not any(is_literal(host) for host in ("records.example", "1.example", "x0"))


@given(st.text(max_size=30) | st.builds("https://{}".format, st.text(max_size=30)))
@settings(max_examples=60)
def test_whatever_is_typed_is_taken_or_refused_in_words(text: str) -> None:
    with contextlib.suppress(InvalidInputError):
        assert checked_url(text, loopback=False).startswith("https://")


def test_this_machine_is_taken_where_that_is_allowed() -> None:
    for url in ("http://127.0.0.1:8123/in", "http://localhost:8123/in"):
        assert checked_url(url, loopback=True) == url
    assert checked_url(" https://records.example/in?x=1 ", loopback=True) == "https://records.example/in?x=1"


def test_signature_is_that_of_the_published_example() -> None:
    """The test vector of Standard Webhooks' own libraries, which Svix's documentation walks through."""
    secret, message_id, timestamp = (
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
    )
    body = b'{"test": 2432232314}'
    made = signature(secret, message_id, timestamp, body)
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    sent = headers(
        [secret, secret_text(b"another")], message_id, datetime.fromtimestamp(timestamp, UTC), body
    )
    assert sent["webhook-id"] == message_id
    assert sent["webhook-timestamp"] == str(timestamp)
    assert sent["webhook-signature"].split(" ")[0] == made
    assert len(sent["webhook-signature"].split(" ")) == 2


def test_a_secret_is_written_as_the_libraries_take_it() -> None:
    assert secret_text(b"0" * 32) == "whsec_" + base64.b64encode(b"0" * 32).decode()
    with pytest.raises(ValueError, match=r"."):
        signature("whsec_no base64", "id", 0, b"")


@given(st.lists(st.integers(min_value=0, max_value=9), max_size=40))
@settings(max_examples=50)
def test_the_feeds_beginning_is_the_first_event_of_the_days_that_are_kept(gaps: list[int]) -> None:
    day, mark, recorded = date(2026, 1, 1), FeedMark(), []
    for gap in gaps:
        day += timedelta(days=gap)
        mark = mark.grown(day)
        recorded.append((mark.last, day))
    kept = [sequence for sequence, at in recorded if at >= day - timedelta(days=KEPT_DAYS)]
    assert mark.last == len(gaps)
    assert mark.begins(day) == min(kept, default=1)
    assert len(mark.days or {}) <= KEPT_DAYS + 1
