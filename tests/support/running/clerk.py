"""Stores what tests need beside the API: `python -m tests.support.running.clerk`, a wish as JSON a line in, its answer a line out.

It has the functions' own settings and repositories, and stays for a run: to start such a process takes longer than a wish.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING, Any, Self

from local.packaging.artefacts import ROOT
from local.stack.demo import product_environment

if TYPE_CHECKING:
    from local.stack.engine import Engine

Json = dict[str, Any]


class Clerk:
    """The process, as tests speak to it."""

    def __init__(self, engine: Engine) -> None:
        """Start it with what the functions of a stack were given."""
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - it lasts as long as the process
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.running.clerk"],
            cwd=ROOT,
            env=product_environment(engine),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
        )

    def __enter__(self) -> Self:
        """Return the clerk itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let the process end."""
        self._process.communicate()
        self._complaints.close()

    def ask(self, task: str, **wish: object) -> Json:
        """Have something done, by the name of its module here; give what it answers."""
        sent, came = self._process.stdin, self._process.stdout
        assert sent is not None
        assert came is not None
        sent.write(json.dumps({"task": task, **wish}) + "\n")
        sent.flush()
        line = came.readline()
        assert line, self._why()
        answer: Json = json.loads(line)
        return answer

    def _why(self) -> str:
        self._process.wait()
        self._complaints.seek(0)
        return self._complaints.read().decode()


def main() -> None:
    """Do what is wished for until no more comes."""
    from tests.support.running import booking, opening, register  # noqa: PLC0415 - the product's own, only here
    from textward.entrypoints.bootstrap import Product  # noqa: PLC0415 - as above
    from textward.entrypoints.settings import Settings  # noqa: PLC0415 - as above

    product = Product(Settings.from_environment())
    tasks = {"booking": booking.book, "opening": opening.open_one, "register": register.register}
    for line in sys.stdin:
        wish = json.loads(line)
        print(json.dumps(tasks[wish.pop("task")](product, wish)), flush=True)  # noqa: T201 - its answer


if __name__ == "__main__":
    main()
