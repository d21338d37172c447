"""The stack on one machine survives what happens to it: a stop, a crash, a port that is taken, a change of version."""

from __future__ import annotations

import os
import signal
import socket
import time
from typing import TYPE_CHECKING

import httpx
import pytest

from local.stack import LocalStack
from local.stack.local_stack import PortTakenError
from tests.support.running.tap import EventTap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
ITEM = {"pk": {"S": "TEST"}, "sk": {"S": "1"}}
PATIENT = {
    "pk": {"S": "PATIENT#P#A"},
    "sk": {"S": "PATIENT"},
    "practice_id": {"S": "P"},
    "patient_id": {"S": "A"},
}
"""A change of whose care team is an event."""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home whose path has a space, and whose processes end with the test."""
    folder = tmp_path / "a home"
    yield folder
    LocalStack.of(folder).stop()


def _put(stack: LocalStack) -> None:
    stack.client("dynamodb").put_item(TableName=stack.outputs["TableName"], Item=ITEM)


def _has(stack: LocalStack) -> bool:
    return "Item" in stack.client("dynamodb").get_item(TableName=stack.outputs["TableName"], Key=ITEM)


def _tells_of_a_change(stack: LocalStack, care_team: str) -> bool:
    """Change the patient's care team; tell whether an event of it is published soon."""
    tap, table = EventTap(stack), stack.client("dynamodb")
    item = PATIENT | {"care_team": {"SS": [care_team]}}
    for one in (PATIENT, item):
        table.put_item(TableName=stack.outputs["TableName"], Item=one)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if any("care_team_changed" in event for event in tap.events()):
            return True
        time.sleep(0.2)
    return False


def _answers(stack: LocalStack) -> bool:
    page = httpx.get(f"{stack.base_url}/staff/", trust_env=False)
    api = httpx.get(f"{stack.base_url}/s/conversation", trust_env=False, timeout=30)
    return (page.status_code, api.status_code) == (200, 401)


def test_stop_keeps_everything_and_a_crash_begins_anew(home: Path) -> None:
    first = LocalStack.start(home, demo=False)
    _put(first)
    assert _answers(first)
    assert _tells_of_a_change(first, "M")
    first.stop()
    assert [first.process(name) for name in ("engine", "telephone", "front")] == [None, None, None]

    second = LocalStack.start(home, demo=False)
    assert (second.ports, second.outputs) == (first.ports, first.outputs)
    assert _has(second)
    assert _answers(second)
    assert _tells_of_a_change(second, "N"), "what is changed after a stop is heard of too"

    engine = second.process("engine")
    assert engine is not None
    os.kill(engine.pid, signal.SIGKILL)
    while engine.is_alive():
        time.sleep(0.01)
    third = LocalStack.start(home, demo=False)
    assert not _has(third)
    assert _answers(third)

    again = LocalStack.start(home, demo=False)
    assert again.process("engine") == third.process("engine"), "what runs is left running"


def test_port_that_was_asked_for_and_is_taken_is_refused(home: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()

        with pytest.raises(PortTakenError, match="choose another with PORT"):
            LocalStack.start(home, port=other.getsockname()[1], demo=False)
