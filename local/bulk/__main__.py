"""`python -m local.bulk`: load many records into the running stack's demo practice, as its record system would."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import urllib3

from local.bulk import records
from local.bulk.sending import BulkError, RecordClient, send_all
from local.packaging.artefacts import ROOT
from local.stack import LocalStack
from local.stack.demo import product_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

HOME = ROOT / ".local"
ROLE = "Clinician"


def report(words: str) -> None:
    """Show a line of progress."""
    print(words, flush=True)  # noqa: T201 - a command's progress


def wanted() -> argparse.Namespace:
    """Read what is wanted."""
    parser = argparse.ArgumentParser(prog="python -m local.bulk", description=__doc__)
    parser.add_argument("--patients", type=int, default=10_000, help="each with a care team")
    parser.add_argument("--appointments", type=int, default=20_000, help="each with a slot")
    parser.add_argument("--lines", type=int, default=250, help="in one call, 1,000 at most")
    return parser.parse_args()


def kinds(patients: int, appointments: int) -> Iterator[tuple[str, Iterator[records.Record]]]:
    """Give each kind with its records, in the order in which they lean on each other."""
    start = records.first_day(datetime.now(UTC))
    yield "facilities", records.facilities()
    yield "categories", records.categories()
    yield "members", records.members(ROLE)
    yield "patients", records.patients(patients)
    yield "care-teams", records.care_teams(patients)
    yield "slots", records.slots(appointments, start)
    yield "appointments", records.appointments(appointments, max(patients, 1), start)


def client_of(stack: LocalStack) -> RecordClient:
    """Give the stack's record system, let in by the demo practice."""
    client_id, practice_id = stack.outputs["EhrClientId"], str(stack.demo["practice_id"])
    found = stack.client("cognito-idp").describe_user_pool_client(
        UserPoolId=stack.outputs["UserPoolId"], ClientId=client_id
    )
    command = [sys.executable, "-m", "local.bulk.granting", practice_id, client_id]
    subprocess.run(command, cwd=ROOT, env=product_environment(stack.engine), check=True)
    return RecordClient(stack.base_url, client_id, found["UserPoolClient"]["ClientSecret"], practice_id)


def main() -> int:
    """Load; show progress and a summary; return the process's exit status."""
    asked, stack, total = wanted(), LocalStack.of(HOME), Counter[str]()
    if stack.process("engine") is None:
        print("Nothing runs here. Start it with `make run` first.", file=sys.stderr)  # noqa: T201 - a command's error message
        return 1
    began = time.monotonic()
    try:
        client = client_of(stack)
        for kind, some in kinds(asked.patients, asked.appointments):
            total += send_all(client, kind, some, asked.lines, report)
    except (BulkError, urllib3.exceptions.HTTPError, subprocess.CalledProcessError) as error:
        print(f"It broke off: {error}. Run it again; what is there is left alone.", file=sys.stderr)  # noqa: T201 - as above
        return 1
    seconds = time.monotonic() - began
    report(f"all: {dict(total)} in {seconds:.1f} s, {total.total() / seconds:.0f} lines/s")
    return 1 if total["refused"] else 0


if __name__ == "__main__":
    sys.exit(main())
