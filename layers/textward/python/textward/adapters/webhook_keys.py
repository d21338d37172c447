"""Endpoints' secrets, derived from our key by endpoint and version instead of being stored (ADR 4, ADR 17)."""

from __future__ import annotations

import hashlib
import hmac

from textward.domain.webhook_signature import secret_text


class HmacWebhookKeys:
    """The `WebhookKeys` port on HMAC-SHA256."""

    def __init__(self, key: bytes) -> None:
        """Take the key that everything follows from: with another key every endpoint has another secret."""
        self._key = key

    def secret(self, endpoint_id: str, version: int) -> str:
        """Give a secret as Standard Webhooks writes it: 256 bits, base64 after `whsec_`."""
        purpose = f"webhook|{endpoint_id}|{version}"
        return secret_text(hmac.digest(self._key, purpose.encode(), hashlib.sha256))
