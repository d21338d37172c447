"""Processes that outlive the command that started them, known by id and start time so that none is mistaken for another."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_POLL_SECONDS = 0.05
_LARGE_LOG_BYTES = 20_000_000
# Variables of the person's own that a program needs to run at all. Anything else stays behind: the engine hands its
# environment on to the functions, where a stray AWS_PROFILE or PYTHONPATH would change what they do.
_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "SYSTEMROOT")

# What this process itself has started and must see ended; most outlive it and are nobody's children.
_children: dict[int, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True)
class Running:
    """A process: its id, and when it began (an id is reused, the pair isn't)."""

    pid: int
    began: str

    def is_alive(self) -> bool:
        """Tell whether that very process still runs."""
        began = _began(self.pid)
        if not began:
            _reap(self.pid)
        return began != "" and began == self.began

    def stop(self, patience: float) -> bool:
        """Ask the process to end, and wait up to `patience` seconds; return whether it did by itself.

        One that hasn't ended by then is killed.
        """
        if not self.is_alive():
            return True
        os.kill(self.pid, signal.SIGTERM)
        if self._ended(patience):
            return True
        os.killpg(self.pid, signal.SIGKILL)
        self._ended(patience)
        return False

    def as_record(self) -> dict[str, int | str]:
        """Return what `from_record` takes."""
        return asdict(self)

    def _ended(self, patience: float) -> bool:
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if not self.is_alive():
                return True
            time.sleep(_POLL_SECONDS)
        return False


def from_record(record: Mapping[str, object]) -> Running | None:
    """Return the process that a record names, if it is one."""
    pid, began = record.get("pid"), record.get("began")
    return Running(pid, began) if isinstance(pid, int) and isinstance(began, str) else None


def start(command: Sequence[str], *, log: Path, folder: Path, environment: Mapping[str, str]) -> Running:
    """Start `command` in a session of its own, with a bare environment and its output in `log`."""
    if log.exists() and log.stat().st_size > _LARGE_LOG_BYTES:
        log.replace(log.with_suffix(".old"))
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**inherited, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    _children[process.pid] = process
    return Running(process.pid, _began(process.pid))


def _began(pid: int) -> str:
    """Return when the process began, in the system's own words; empty for one that doesn't run."""
    status = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            fields = status.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            return ""
        return "" if fields[0] == "Z" else fields[19]  # proc(5): field 3 is the state, 22 the start time
    answer = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return answer.stdout.strip()


def _reap(pid: int) -> None:
    """Let go of an ended child, where it is one of this process's own."""
    child = _children.pop(pid, None)
    if child is not None:
        child.wait()
