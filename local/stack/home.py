"""Where one local stack keeps everything of its own."""

from __future__ import annotations

import fcntl
import json
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Home:
    """A folder: the engine's state, the telephone's memory, logs, ports, process ids and generated secrets."""

    folder: Path

    @property
    def logs(self) -> Path:
        """Folder of one log per process."""
        return self.folder / "logs"

    @property
    def state(self) -> Path:
        """Folder that the engine saves its state to when it stops."""
        return self.folder / "state"

    @property
    def objects(self) -> Path:
        """Folder of the engine's S3 objects."""
        return self.folder / "s3"

    @property
    def scratch(self) -> Path:
        """Folder that the engine unpacks functions into."""
        return self.folder / "tmp"

    @property
    def telephone(self) -> Path:
        """Folder of the telephone's memory."""
        return self.folder / "telephone"

    def prepare(self) -> None:
        """Make the folders that are missing."""
        for folder in (self.logs, self.state, self.objects, self.scratch, self.telephone):
            folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until no other command changes this home, and keep others waiting meanwhile."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def empty_scratch(self) -> None:
        """Delete what an engine that ended has left unpacked."""
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.scratch.mkdir(parents=True, exist_ok=True)

    def forget_state(self) -> None:
        """Delete what the stack remembers, but not the ports and the logs."""
        for folder in (self.state, self.objects, self.scratch, self.telephone):
            shutil.rmtree(folder, ignore_errors=True)
        for name in ("deployed", "outputs", "demo", "secrets"):
            (self.folder / f"{name}.json").unlink(missing_ok=True)
        self.prepare()

    def read(self, name: str) -> dict[str, Any]:
        """Return what was written under `name`, or nothing if that is missing or broken."""
        try:
            content = json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}

    def write(self, name: str, content: dict[str, Any]) -> None:
        """Keep `content` under `name`, readable by its owner only, whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        unfinished = self.folder / f"{name}.json.part"
        unfinished.touch(mode=0o600)
        unfinished.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        unfinished.replace(self.folder / f"{name}.json")
