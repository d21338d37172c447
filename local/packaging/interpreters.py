"""Finds an interpreter of the runtime's own minor version: only that one writes bytecode the runtime accepts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_VERSION_CODE = "import sys; print('%d.%d' % sys.version_info[:2])"


class NoInterpreterError(Exception):
    """No interpreter of the wanted minor version is installed."""


def host_version() -> str:
    """Return the running interpreter's minor version, such as "3.11"."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def find_interpreter(version: str) -> Path:
    """Return an interpreter of the minor `version`, such as "3.13".

    Raises:
        NoInterpreterError: If neither PATH nor pyenv has one.
    """
    for candidate in _candidates(version):
        if _version_of(candidate) == version:
            return candidate
    raise NoInterpreterError(
        f"Python {version} is needed to compile bytecode for the python{version} runtime, and none was found. "
        f"Install it (for example `uv python install {version}` or `pyenv install {version}`), or choose another "
        "runtime with PYTHON_VERSION and the template's parameter PythonRuntime."
    )


def _candidates(version: str) -> Iterator[Path]:
    if version == host_version():
        yield Path(sys.executable)
    on_path = shutil.which(f"python{version}")
    if on_path:
        yield Path(on_path)
    home = Path.home()
    roots = [
        Path(os.environ.get("PYENV_ROOT", home / ".pyenv")) / "versions",
        home / ".local/share/uv/python",
    ]
    for root in roots:
        yield from sorted(root.glob(f"*{version}*/bin/python{version}"))


def _version_of(interpreter: Path) -> str | None:
    try:
        answer = subprocess.run(
            [interpreter, "-I", "-S", "-c", _VERSION_CODE],
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.strip()
