from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import boto3
import pytest
from aws_lambda_powertools.utilities.parameters import secrets
from moto import mock_aws

from textward.adapters.secrets import AppKeys, TwilioAccount, read_app_keys, read_twilio_account
from textward.domain.errors import TransientError

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def secrets_manager(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Start without what Powertools has cached, its client included."""
    monkeypatch.setattr(secrets, "DEFAULT_PROVIDERS", {})
    with mock_aws():
        yield


def store(name: str, secret: dict[str, str]) -> None:
    boto3.client("secretsmanager").create_secret(Name=name, SecretString=json.dumps(secret))


def test_app_keys_are_decoded() -> None:
    keys = {name: base64.b64encode(name.encode()).decode() for name in AppKeys.__slots__}
    store("app", keys)
    assert read_app_keys("app") == AppKeys(b"phone_hash_key", b"cursor_key", b"link_key")


def test_the_account_has_one_token_or_two() -> None:
    store("one", {"account_sid": "AC1", "auth_token": "new", "previous_auth_token": ""})
    store("two", {"account_sid": "AC1", "auth_token": "new", "previous_auth_token": "old"})
    assert read_twilio_account("one").auth_tokens == ("new",)
    assert read_twilio_account("two").auth_tokens == ("new", "old")


def test_a_secret_is_read_once_within_its_age(monkeypatch: pytest.MonkeyPatch) -> None:
    store("one", {"account_sid": "AC1", "auth_token": "first"})
    assert read_twilio_account("one").auth_token == "first"
    changed = json.dumps({"account_sid": "AC1", "auth_token": "second"})
    boto3.client("secretsmanager").put_secret_value(SecretId="one", SecretString=changed)
    assert read_twilio_account("one").auth_token == "first"
    monkeypatch.setattr(secrets, "DEFAULT_PROVIDERS", {})
    assert read_twilio_account("one").auth_token == "second"


def test_a_missing_secret_may_come() -> None:
    with pytest.raises(TransientError):
        read_app_keys("nowhere")


def test_printing_shows_no_secret() -> None:
    assert "hidden" not in repr(AppKeys(b"hidden", b"hidden", b"hidden"))
    assert "hidden" not in repr(TwilioAccount("AC1", "hidden", "hidden"))
