"""Is a webhook Twilio's? Its signature covers the public address with the raw query, and every form field."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from twilio.request_validator import RequestValidator

from textward.domain.errors import SignatureError

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_FIELDS = 300
"""Twilio posts about thirty; a forger should not make us parse more."""


class _MultiDict(dict[str, list[str]]):
    """A form as Twilio's validator takes it when a field may come more than once."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


def read_form(body: str, *, is_base64: bool) -> dict[str, list[str]]:
    """Read a form: blank fields kept, and every value of a repeated one; API Gateway may hand the body over as base64.

    Raises:
        SignatureError: it is no form that Twilio would have posted.
    """
    try:
        text = base64.b64decode(body, validate=True).decode() if is_base64 else body
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except (binascii.Error, ValueError):
        raise SignatureError from None
    form: dict[str, list[str]] = {}
    for name, value in pairs:
        form.setdefault(name, []).append(value)
    return form


def is_signed(url: str, form: dict[str, list[str]], signature: str, tokens: Iterable[str]) -> bool:
    """Tell whether one of the tokens signed this form for this address.

    Args:
        url: the public address with the raw query, as it was given to Twilio: never what the request calls itself.
        form: all fields.
        signature: the header X-Twilio-Signature.
        tokens: the account's current token, and the one before while it is being rotated; empty ones sign nothing.
    """
    # Every token is tried and Twilio's validator compares to the end, so the time an answer takes tells nothing.
    matches = [
        RequestValidator(token).validate(url, _MultiDict(form), signature) for token in tokens if token
    ]
    return any(matches)
