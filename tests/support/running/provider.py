"""The SMS provider's side of our webhooks: forms signed as Twilio signs them, or not."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from twilio.request_validator import RequestValidator

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

MESSAGES = "/webhooks/sms/messages"


@dataclass(repr=False)  # a failing test shows it: no tokens then
class Provider:
    """Posts to our webhooks."""

    http: httpx.Client
    account_sid: str
    auth_token: str
    previous_auth_token: str
    number: str

    def inbound(self, phone: str, body: str, *, to: str = "", sid: str = "") -> dict[str, str]:
        """Make the form of a text that came in (Twilio, "Twilio's request to your application")."""
        sid = sid or f"SM{secrets.token_hex(16)}"
        return {
            "AccountSid": self.account_sid,
            "ApiVersion": "2010-04-01",
            "Body": body,
            "From": phone,
            "FromCity": "",
            "FromCountry": "US",
            "MessageSid": sid,
            "NumMedia": "0",
            "NumSegments": "1",
            "SmsMessageSid": sid,
            "SmsSid": sid,
            "SmsStatus": "received",
            "To": to or self.number,
        }

    def post(
        self, form: Mapping[str, str], path: str = MESSAGES, *, token: str | None = None
    ) -> httpx.Response:
        """Post a form, signed with the account's token or another."""
        return self.post_signed(form, self.signature(form, path, token=token), path)

    def post_signed(self, form: Mapping[str, str], signature: str, path: str = MESSAGES) -> httpx.Response:
        """Post a form with a given signature; an empty one leaves the header out."""
        headers = {"X-Twilio-Signature": signature} if signature else {}
        return self.http.post(path, data=dict(form), headers=headers)

    def signature(self, form: Mapping[str, str], path: str = MESSAGES, *, token: str | None = None) -> str:
        """Sign a form for a path."""
        url = f"{str(self.http.base_url).rstrip('/')}{path}"
        return str(
            RequestValidator(self.auth_token if token is None else token).compute_signature(url, dict(form))
        )
