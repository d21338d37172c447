"""Link tokens, one-time passwords and session keys (rows C2, C5)."""

from __future__ import annotations

import base64

import pyotp
import pytest

from textward.adapters.link_keys import HmacLinkKeys
from textward.domain.private import Private
from textward.domain.secure_link import CODE_DIGITS

KEYS = HmacLinkKeys(bytes(range(32)))


# RFC 4226, appendix D: secret "12345678901234567890", counters 0 to 9.
RFC_CODES = [
    "755224",
    "287082",
    "359152",
    "969429",
    "338314",
    "254676",
    "287922",
    "162583",
    "399871",
    "520489",
]


@pytest.mark.parametrize(("counter", "code"), list(enumerate(RFC_CODES)))
def test_the_vectors_of_rfc_4226(counter: int, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The codes are HOTP values of the secret that is derived for the link."""
    monkeypatch.setattr(HmacLinkKeys, "_derive", lambda *_: b"12345678901234567890")
    assert KEYS.code("any link", counter) == code
    assert KEYS.code_matches("any link", counter, code)


def test_a_code_is_of_one_link_and_one_counter() -> None:
    code = KEYS.code("one", 1)
    assert len(code) == CODE_DIGITS
    assert code.isdigit()
    assert not KEYS.code_matches("one", 2, code)
    assert not KEYS.code_matches("two", 1, code)
    assert not HmacLinkKeys(b"another key").code_matches("one", 1, code)


@pytest.mark.parametrize("wrong", ["", "12345", "\uff11" * 6, "é" * 6, "0" * 600, "\x00"])
def test_a_strange_code_does_not_match(wrong: str) -> None:
    assert not KEYS.code_matches("one", 1, wrong)


def test_the_secret_of_a_link_has_the_length_that_pyotp_asks_for(
    recwarn: pytest.WarningsRecorder,
) -> None:
    KEYS.code("one", 1)
    assert not recwarn.list
    secret = KEYS._hotp("one").secret
    assert len(base64.b32decode(secret)) * 8 >= 160, "RFC 4226 recommends 160 bits"
    assert secret != pyotp.HOTP(KEYS._hotp("two").secret).secret


def test_a_token_is_long_url_safe_and_tells_nothing_of_the_code_secret() -> None:
    token = KEYS.token("one")
    assert len(token) >= 22
    assert token == token.strip("=")
    assert all(char.isalnum() or char in "-_" for char in token)
    assert token == KEYS.token("one")
    assert token not in {KEYS.token("two"), HmacLinkKeys(b"another key").token("one")}
    assert KEYS._derive("token", "one") != KEYS._derive("code", "one")


def test_a_session_key_is_a_hash_of_the_cookie() -> None:
    assert KEYS.session_key("cookie") == KEYS.session_key("cookie") != KEYS.session_key("Cookie")
    assert "cookie" not in KEYS.session_key("cookie")


def test_the_same_words_have_the_same_mark_under_one_key_only() -> None:
    words = Private("123456 is your code")
    assert KEYS.mark(words) == KEYS.mark(Private("123456 is your code"))
    assert KEYS.mark(words) != KEYS.mark(Private("123457 is your code"))
    assert KEYS.mark(words) != HmacLinkKeys(b"another key").mark(words)
