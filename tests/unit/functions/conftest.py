from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

import pytest

from tests.unit.functions.clockwork import Clockwork
from tests.unit.functions.stack import BASE_URL, PortalStack, Stack, wire
from tests.unit.services.clinic import Clinic
from tests.unit.services.portal_clinic import PortalClinic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the functions their settings; nothing reaches AWS, the provider or the network."""
    settings = {
        "TABLE_NAME": "no-such-table",
        "AUDIT_TABLE_NAME": "no-such-table",
        "PUBLIC_BASE_URL": BASE_URL,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def stack(environment: None) -> Iterator[Stack]:
    """Give the clinic behind its functions."""
    clinic = Clinic()
    yield Stack(clinic, wire(clinic))
    _forget_product()


@pytest.fixture
def portal_stack(environment: None) -> Iterator[PortalStack]:
    """Give the clinic with groups and portal behind its functions."""
    clinic = PortalClinic()
    yield PortalStack(clinic, wire(clinic))
    _forget_product()


@pytest.fixture
def clockwork(monkeypatch: pytest.MonkeyPatch) -> Clockwork:
    """Let answers that take as long as others take no time."""
    from textward.entrypoints import patient_http  # noqa: PLC0415 - as in `wire`

    clock = Clockwork()
    monkeypatch.setattr(patient_http, "time", clock)
    return clock


def _forget_product() -> None:
    from textward.entrypoints import bootstrap  # noqa: PLC0415 - as in `wire`

    bootstrap.product.cache_clear()


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], str]]:
    """Give all that was logged or printed so far: the service's lines as they leave, and whatever else was written."""
    from textward.entrypoints.observability import logger  # noqa: PLC0415 - as in `wire`

    written = io.StringIO()
    handlers = [handler for handler in logger.handlers if isinstance(handler, logging.StreamHandler)]
    before = [handler.setStream(written) for handler in handlers]

    def read() -> str:
        captured = capsys.readouterr()
        return written.getvalue() + captured.out + captured.err + caplog.text

    yield read
    for handler, stream in zip(handlers, before, strict=True):
        handler.setStream(stream)
