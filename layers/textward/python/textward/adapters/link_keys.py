"""What a secure link needs that is derived from one key instead of being stored: token, codes, hashes."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING

import pyotp

from textward.domain.secure_link import CODE_DIGITS

if TYPE_CHECKING:
    from textward.domain.private import Private

_TOKEN_BYTES = 24
"""192 bits: 32 characters in a URL."""


class HmacLinkKeys:
    """The `LinkKeys` port on HMAC-SHA256 (tokens, secrets) and HOTP of RFC 4226 (codes)."""

    def __init__(self, key: bytes) -> None:
        """Take the key that everything follows from: with another key no link or code given before works."""
        self._key = key

    def token(self, link_id: str) -> str:
        """Give the token that stands in the link's URL fragment."""
        return base64.urlsafe_b64encode(self._derive("token", link_id)[:_TOKEN_BYTES]).decode()

    def code(self, link_id: str, counter: int) -> str:
        """Give the one-time password with that number."""
        return self._hotp(link_id).at(counter)

    def code_matches(self, link_id: str, counter: int, code: str) -> bool:
        """Compare in constant time."""
        return self._hotp(link_id).verify(code, counter)

    def session_key(self, cookie_value: str) -> str:
        """Hash a session cookie's value, which is random and long, so no key or salt is needed."""
        return hashlib.sha256(cookie_value.encode()).hexdigest()

    def mark(self, words: Private) -> str:
        """Give a keyed hash by which the same words are known again; without the key even a code's few digits stay hidden."""
        return self._derive("mark", words.reveal()).hex()

    def _hotp(self, link_id: str) -> pyotp.HOTP:
        secret = base64.b32encode(self._derive("code", link_id)).decode()
        return pyotp.HOTP(secret, digits=CODE_DIGITS)

    def _derive(self, purpose: str, link_id: str) -> bytes:
        return hmac.digest(self._key, f"{purpose}|{link_id}".encode(), hashlib.sha256)
