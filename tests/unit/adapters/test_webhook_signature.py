"""Twilio's signatures: its published example, and each thing that has made others refuse real traffic."""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import urlencode

import pytest

from textward.adapters.webhook_signature import is_signed, read_form
from textward.domain.errors import SignatureError

TOKEN = "12345"
URL = "https://textward.example/webhooks/sms/messages"
FORM = {"To": ["+13125550100"], "From": ["+12125550101"], "Body": ["Hi"], "NumMedia": ["0"]}


def sign(url: str, form: dict[str, list[str]], token: str = TOKEN) -> str:
    """Sign as Twilio documents it: the URL, then each field's name and value, sorted by name; HMAC-SHA1; base64."""
    fields = sorted({(name, value) for name, values in form.items() for value in values})
    signed = url + "".join(name + value for name, value in fields)
    return base64.b64encode(hmac.digest(token.encode(), signed.encode(), hashlib.sha1)).decode()


def test_the_example_that_twilio_publishes() -> None:
    """Twilio's helper libraries document this request, token and signature ("Validate incoming requests")."""
    form = {
        "CallSid": ["CA1234567890ABCDE"],
        "Caller": ["+14158675309"],
        "Digits": ["1234"],
        "From": ["+14158675309"],
        "To": ["+18005551212"],
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert is_signed(url, form, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", ["12345"])
    assert not is_signed(url + "&x=1", form, "RSOYDt4T1cUTdK1PDd93/VVr8B8=", ["12345"])


@pytest.mark.parametrize(
    "form",
    [
        FORM,
        {**FORM, "Body": [""]},
        {**FORM, "Body": ["¿Cómo está? 👋\nline two  "]},
        {**FORM, "Body": ["a=b&c=d+e%20f"]},
        {**FORM, "MediaUrl": ["https://b.example", "https://a.example"]},
        {**FORM, "ANewField": ["that came without notice"]},
        {},
    ],
    ids=["plain", "blank", "unicode", "form characters", "repeated", "unknown field", "empty"],
)
@pytest.mark.parametrize("is_base64", [False, True])
def test_what_twilio_signs_is_read_whole(form: dict[str, list[str]], *, is_base64: bool) -> None:
    body = urlencode(form, doseq=True)
    if is_base64:
        body = base64.b64encode(body.encode()).decode()
    read = read_form(body, is_base64=is_base64)
    assert read == form
    assert is_signed(URL, read, sign(URL, form), [TOKEN])


def test_the_raw_query_is_part_of_what_is_signed() -> None:
    url = f"{URL}?p=01K&t=P01K&m=01K%2B&a=1"
    assert is_signed(url, FORM, sign(url, FORM), [TOKEN])
    assert not is_signed(url.replace("%2B", "+"), FORM, sign(url, FORM), [TOKEN])


@pytest.mark.parametrize("address", ["http://localhost:8080/webhooks/sms/messages", URL])
def test_an_address_with_a_port_is_signed_with_or_without_it(address: str) -> None:
    assert is_signed(address, FORM, sign(address, FORM), [TOKEN])


def test_during_a_rotation_both_tokens_are_good() -> None:
    old, new = sign(URL, FORM, "old"), sign(URL, FORM, "new")
    assert is_signed(URL, FORM, old, ["new", "old"])
    assert is_signed(URL, FORM, new, ["new", "old"])
    assert not is_signed(URL, FORM, old, ["new"])


@pytest.mark.parametrize("name", ["To", "From", "Body", "NumMedia"])
def test_any_change_to_the_form_is_seen(name: str) -> None:
    signature = sign(URL, FORM)
    assert not is_signed(URL, {**FORM, name: ["other"]}, signature, [TOKEN])
    assert not is_signed(URL, {key: value for key, value in FORM.items() if key != name}, signature, [TOKEN])


@pytest.mark.parametrize("signature", ["", "é", "x" * 28, "=" * 5000])
def test_no_signature_or_a_strange_one_is_refused(signature: str) -> None:
    assert not is_signed(URL, FORM, signature, [TOKEN])


def test_an_empty_token_signs_nothing() -> None:
    assert not is_signed(URL, FORM, sign(URL, FORM, ""), ["", TOKEN])
    assert not is_signed(URL, FORM, sign(URL, FORM, ""), [])


@pytest.mark.parametrize(
    ("body", "is_base64"),
    [("%%%", True), ("/w==", True), ("Body=%ff", False), ("&".join("a=b" for _ in range(301)), False)],
    ids=["not base64", "not text", "not UTF-8", "too many fields"],
)
def test_a_body_that_cannot_be_read_is_refused(body: str, *, is_base64: bool) -> None:
    with pytest.raises(SignatureError):
        read_form(body, is_base64=is_base64)
