"""Cursors of lists: opaque, signed, and good for one list of one practice only."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json

from textward.domain.errors import InvalidInputError

_MAC_BYTES = 16


class CursorSigner:
    """Signs where a page ended, so that nobody can ask for a position or a list of their own making."""

    def __init__(self, key: bytes) -> None:
        """Take the key; with another key all cursors given before are refused."""
        self._key = key

    def sign(self, practice_id: str, scope: str, after: str) -> str:
        """Give the cursor for going on after the item `after` of the list named `scope`."""
        signed = self._mac(practice_id, scope, after) + after.encode()
        return base64.urlsafe_b64encode(signed).decode().rstrip("=")

    def read(self, practice_id: str, scope: str, cursor: str) -> str:
        """Give the item to go on after.

        Raises:
            InvalidInputError: the cursor is not one of ours, or one of another list or practice.
        """
        try:
            signed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
            after = signed[_MAC_BYTES:].decode()
        except (binascii.Error, ValueError):
            raise _refusal() from None
        if not hmac.compare_digest(signed[:_MAC_BYTES], self._mac(practice_id, scope, after)):
            raise _refusal()
        return after

    def _mac(self, practice_id: str, scope: str, after: str) -> bytes:
        message = json.dumps(["cursor", practice_id, scope, after]).encode()
        return hmac.digest(self._key, message, hashlib.sha256)[:_MAC_BYTES]


def _refusal() -> InvalidInputError:
    return InvalidInputError("This cursor is not of this list. Start again from the first page.", "/cursor")
