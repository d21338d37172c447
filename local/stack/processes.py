"""Processes that outlive the command that started them, known by id and start time so that none is mistaken for another."""

from __future__ import annotations

import contextlib
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
_LISTENS = "0A"  # the kernel's TCP_LISTEN
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

    def listens_on(self, port: int) -> bool:
        """Tell whether it is this process that listens on `port`; True where the system doesn't tell (no /proc)."""
        tables = [path for path in map(Path, ("/proc/net/tcp", "/proc/net/tcp6")) if path.exists()]
        if not tables:
            return True
        listening = {inode for table in tables for inode in _listening(table, port)}
        with contextlib.suppress(OSError):
            for descriptor in Path(f"/proc/{self.pid}/fd").iterdir():
                with contextlib.suppress(OSError):  # closed since it was listed
                    if descriptor.readlink().name in listening:
                        return True
        return False

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


def _listening(table: Path, port: int) -> set[str]:
    """Give the sockets that listen on a port, named as /proc/<pid>/fd links them (proc(5))."""
    rows = (line.split() for line in table.read_text(encoding="ascii").splitlines()[1:])
    return {
        f"socket:[{row[9]}]"
        for row in rows
        if row[3] == _LISTENS and int(row[1].rpartition(":")[2], 16) == port
    }


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
