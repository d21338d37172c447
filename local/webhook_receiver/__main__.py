"""Prints the events that a practice's endpoint gets: `python -m local.webhook_receiver [--port PORT] [--secret whsec_...]`."""

from __future__ import annotations

import argparse
import json
import sys
import threading
from typing import TYPE_CHECKING

from local.webhook_receiver.receiver import Receiver

if TYPE_CHECKING:
    from local.webhook_receiver.receiver import Received

_PORT = 8765


def _show(came: Received) -> None:
    signed = "signed" if came.verified else "NOT SIGNED BY A SECRET GIVEN HERE"
    words = json.dumps(came.event.get("data"), ensure_ascii=False)
    line = f"{came.event.get('sequence')} {came.event.get('type')} {signed} {words}\n"
    sys.stdout.write(line)
    sys.stdout.flush()


def main() -> None:
    """Run until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m local.webhook_receiver", description=__doc__)
    parser.add_argument("--port", type=int, default=_PORT)
    parser.add_argument(
        "--secret", action="append", default=[], help="of the endpoint; twice while it is being replaced"
    )
    parser.add_argument(
        "--status", type=int, default=200, help="what to answer, to see how failures are shown"
    )
    asked = parser.parse_args()
    receiver = Receiver(secrets=asked.secret, port=asked.port, status=asked.status, told=_show)
    sys.stdout.write(f"Add this endpoint under Settings, Record system: {receiver.url}\n")
    sys.stdout.flush()
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        receiver.close()


if __name__ == "__main__":
    main()
