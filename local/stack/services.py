"""The processes beside the engine: the telephone, and the front with pages and API at one address."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from local.packaging.artefacts import ROOT
from local.stack.processes import Running, start
from local.stack.waiting import wait_until_it_answers

if TYPE_CHECKING:
    from local.stack.home import Home
    from local.stack.local_secrets import LocalSecrets

_READY_SECONDS = 60


def start_telephone(home: Home, port: int, secrets: LocalSecrets) -> Running:
    """Start the stand-in for the SMS provider and wait until it answers.

    Raises:
        DidNotStartError: If it doesn't within a minute.
    """
    command = [sys.executable, "-m", "local.telephone", f"--port={port}", f"--state-dir={home.telephone}"]
    command.append(f"--account-sid={secrets.account_sid}")
    environment = {"TELEPHONE_AUTH_TOKEN": secrets.auth_token}
    return _started(home, "telephone", command, environment, f"http://127.0.0.1:{port}/control/health")


def start_front(home: Home, port: int) -> Running:
    """Start the front on what was deployed, and wait until it answers.

    Raises:
        DidNotStartError: If it doesn't within a minute.
    """
    command = [sys.executable, "-m", "local.front", f"--port={port}", f"--home={home.folder}"]
    return _started(home, "front", command, {}, f"http://127.0.0.1:{port}/config.json")


def _started(home: Home, name: str, command: list[str], environment: dict[str, str], address: str) -> Running:
    log = home.logs / f"{name}.log"
    process = start(command, log=log, folder=ROOT, environment=environment)
    wait_until_it_answers(address, process, log=log, seconds=_READY_SECONDS)
    return process
