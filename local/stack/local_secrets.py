"""Secrets of one local stack: made at random once, kept in its home, and put where the functions look for them."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.stack.engine import Engine
    from local.stack.home import Home

_KEY_BYTES = 32


@dataclass(frozen=True)
class LocalSecrets:
    """The product's own keys (base64 of 32 bytes each) and the telephone's account."""

    phone_hash_key: str
    cursor_key: str
    link_key: str
    account_sid: str
    auth_token: str

    @classmethod
    def of(cls, home: Home) -> LocalSecrets:
        """Return the home's secrets; make them at the first call."""
        kept = home.read("secrets")
        try:
            return cls(**kept)
        except TypeError:
            made = cls(_key(), _key(), _key(), f"AC{secrets.token_hex(16)}", secrets.token_hex(16))
            home.write("secrets", asdict(made))
            return made

    def put(self, engine: Engine, outputs: Mapping[str, str]) -> None:
        """Write the secrets that the stack with those outputs reads."""
        client = engine.client("secretsmanager")
        app = {name: getattr(self, name) for name in ("phone_hash_key", "cursor_key", "link_key")}
        client.put_secret_value(SecretId=outputs["AppSecretArn"], SecretString=json.dumps(app))
        account = {"account_sid": self.account_sid, "auth_token": self.auth_token, "previous_auth_token": ""}
        client.put_secret_value(SecretId=outputs["TwilioSecretArn"], SecretString=json.dumps(account))


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()
