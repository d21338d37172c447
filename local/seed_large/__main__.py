"""`python -m local.seed_large`: fill the practice of the running stack; progress and a summary on the screen."""

from __future__ import annotations

import argparse
import subprocess
import sys

from local.packaging.artefacts import ROOT
from local.seed_large.quiet import quiet_stream
from local.stack import LocalStack
from local.stack.demo import product_environment

HOME = ROOT / ".local"


def main() -> int:
    """Seed with the functions' own settings, and with the stream's news held back: nobody is to be told of old messages."""
    parser = argparse.ArgumentParser(
        prog="python -m local.seed_large", description="Fill the running demo practice."
    )
    parser.add_argument("--messages", type=int, default=50_000, help="how many, with a patient for every 25")
    wanted = parser.parse_args()
    stack = LocalStack.of(HOME)
    if stack.process("engine") is None:
        print("Nothing runs here. Start it with `make run` first.", file=sys.stderr)  # noqa: T201 - a command's error message
        return 1
    command = [sys.executable, "-m", "local.seed_large.seeding", str(wanted.messages)]
    environment = product_environment(stack.engine)
    with quiet_stream(stack.engine, stack.outputs["TableName"]):
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
