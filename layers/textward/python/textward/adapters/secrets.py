"""The secrets, from Secrets Manager by Powertools, kept for five minutes at most so that a rotation is soon seen."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from aws_lambda_powertools.utilities.parameters import get_secret
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError

from textward.domain.errors import TransientError

_MAX_AGE = 300
"""Seconds."""


@dataclass(frozen=True, slots=True)
class AppKeys:
    """Our own keys, 32 random bytes each."""

    phone_hash_key: bytes = field(repr=False)
    cursor_key: bytes = field(repr=False)
    link_key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class TwilioAccount:
    """The account at the SMS provider."""

    account_sid: str
    auth_token: str = field(repr=False)
    previous_auth_token: str = field(default="", repr=False)
    """The token before, while it is being rotated; empty otherwise."""

    @property
    def auth_tokens(self) -> tuple[str, ...]:
        """Give every token that a webhook may be signed with now."""
        return tuple(token for token in (self.auth_token, self.previous_auth_token) if token)


def read_app_keys(secret_id: str) -> AppKeys:
    """Give our own keys.

    Raises:
        TransientError: Secrets Manager could not be asked.
    """
    secret = _read(secret_id)
    return AppKeys(
        phone_hash_key=base64.b64decode(secret["phone_hash_key"], validate=True),
        cursor_key=base64.b64decode(secret["cursor_key"], validate=True),
        link_key=base64.b64decode(secret["link_key"], validate=True),
    )


def read_twilio_account(secret_id: str) -> TwilioAccount:
    """Give the account at the SMS provider.

    Raises:
        TransientError: Secrets Manager could not be asked.
    """
    secret = _read(secret_id)
    previous = secret.get("previous_auth_token", "")
    return TwilioAccount(secret["account_sid"], secret["auth_token"], previous)


def _read(secret_id: str) -> dict[str, str]:
    try:
        return get_secret(secret_id, transform="json", max_age=_MAX_AGE)
    except GetParameterError as error:
        raise TransientError("a secret could not be read") from error
