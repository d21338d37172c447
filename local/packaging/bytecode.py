"""Ships bytecode that the runtime accepts as it is.

Bytecode dated by its source is recompiled at every cold start, because archives don't keep dates; bytecode marked
`unchecked-hash` (PEP 552) is taken without looking at the source. It must be written by the runtime's own minor version.
"""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def compile_all(folder: Path, *, interpreter: Path, runs_in: str) -> None:
    """Compile every module below `folder`.

    Args:
        folder: Root of the artefact.
        interpreter: An interpreter of the runtime's minor version.
        runs_in: Where the runtime unpacks the artefact, for tracebacks: "/opt" or "/var/task".

    Raises:
        subprocess.CalledProcessError: If a module doesn't compile.
    """
    command: list[str | Path] = [
        interpreter,
        "-I",
        "-m",
        "compileall",
        "-q",
        "-f",
        "--invalidation-mode",
        "unchecked-hash",
    ]
    command += ["-j", "0", "-s", folder, "-p", runs_in, folder]
    subprocess.run(command, check=True, env={"PYTHONHASHSEED": "0"}, stdout=subprocess.DEVNULL)
