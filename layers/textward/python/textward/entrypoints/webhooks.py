"""The SMS provider's webhooks: the signature first, then the form (Twilio, "Webhooks security")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.adapters.webhook_signature import is_signed, read_form
from textward.domain.errors import InvalidInputError, SignatureError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

    from textward.entrypoints.bootstrap import Product

EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'


def signed_form(app: APIGatewayHttpResolver, product: Product, path: str) -> dict[str, str]:
    """Give the form that the provider signed, by its public address and never by the Host header.

    Raises:
        SignatureError: neither of the tokens that may be live signed this request.
    """
    event = app.current_event
    account = product.twilio_account()
    form = read_form(event.body or "", is_base64=bool(event.is_base64_encoded))
    query = event.raw_query_string
    url = f"{product.settings.public_base_url}{path}" + (f"?{query}" if query else "")
    signature = event.headers.get("x-twilio-signature", "")
    if not is_signed(url, form, signature, account.auth_tokens):
        raise SignatureError
    return {name: values[0] for name, values in form.items()}


def required(values: Mapping[str, str], name: str) -> str:
    """Give a form's field or a query's parameter that must be there.

    Raises:
        InvalidInputError: it is missing or empty.
    """
    value = values.get(name)
    if not value:
        raise InvalidInputError(f"{name} is missing.", f"/{name}")
    return value


def required_number(values: Mapping[str, str], name: str) -> int:
    """Give a parameter that must be a whole number.

    Raises:
        InvalidInputError: it is missing, or none.
    """
    value = required(values, name)
    if not (value.isascii() and value.isdecimal()):
        raise InvalidInputError(f"{name} must be a whole number.", f"/{name}")
    return int(value)
