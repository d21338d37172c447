"""The artefacts: what goes into each layer and function, and for which runtime."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from local.packaging.bytecode import compile_all
from local.packaging.interpreters import find_interpreter, host_version
from local.packaging.trimming import trim

ROOT = Path(__file__).resolve().parents[2]
DEPENDENCIES = ROOT / "layers" / "dependencies" / "requirements.txt"
DOCUMENTS = ROOT / "layers" / "documents" / "requirements.txt"
PACKAGE = ROOT / "layers" / "textward" / "python"
FUNCTIONS = ROOT / "functions"

# The C library of the runtimes' base: Amazon Linux 2 up to Python 3.11, Amazon Linux 2023 from 3.12 on.
_GLIBC_OF_OLDER_BASE, _GLIBC = 17, 34
_OLDER_BASE = "3.11"


class UnknownArtefactError(Exception):
    """No layer or function has that logical id."""


@dataclass(frozen=True)
class Target:
    """The runtime that an artefact is built for.

    Attributes:
        version: Minor version of the runtime, such as "3.13".
        platform: "lambda" for AWS Lambda on arm64, "host" for the local engine, which runs functions itself.
    """

    version: str
    platform: Literal["lambda", "host"]

    @classmethod
    def host(cls) -> Target:
        """Return the target of the local engine: this very interpreter and machine."""
        return cls(host_version(), "host")


@dataclass(frozen=True)
class Artefact:
    """A layer or a function: its logical id in the template, its source, and where the runtime unpacks it."""

    logical_id: str
    source: Path
    runs_in: Literal["/opt", "/var/task"]

    @property
    def files(self) -> list[Path]:
        """The files that the artefact's content depends on."""
        if self.source.is_file():
            return [self.source]
        return [path for path in self.source.rglob("*") if path.is_file() and "__pycache__" not in path.parts]

    def build(self, folder: Path, target: Target) -> None:
        """Put the artefact's content into the empty `folder`.

        Raises:
            NoInterpreterError: If no interpreter of the target's version is installed.
            subprocess.CalledProcessError: If a package can't be installed, or a module not compiled.
        """
        interpreter = find_interpreter(target.version)
        if self.source.is_file():
            _install(self.source, folder / "python", target)
            trim(folder / "python")
        else:
            into = folder / "python" if self.runs_in == "/opt" else folder
            shutil.copytree(
                self.source, into, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
            )
        compile_all(folder, interpreter=interpreter, runs_in=self.runs_in)


def layers() -> list[Artefact]:
    """Return the layers, the lower ones first."""
    return [
        Artefact("DependenciesLayer", DEPENDENCIES, "/opt"),
        Artefact("DocumentsLayer", DOCUMENTS, "/opt"),
        Artefact("TextwardLayer", PACKAGE, "/opt"),
    ]


def functions() -> list[Artefact]:
    """Return one artefact per folder of functions/ that has the module named like it."""
    modules = sorted(FUNCTIONS.glob("*/*.py"))
    names = [path.stem for path in modules if path.stem == path.parent.name]
    return [Artefact(_logical_id(name), FUNCTIONS / name, "/var/task") for name in names]


def find(logical_id: str) -> Artefact:
    """Return the artefact with that logical id.

    Raises:
        UnknownArtefactError: If there is none.
    """
    for artefact in [*layers(), *functions()]:
        if artefact.logical_id == logical_id:
            return artefact
    raise UnknownArtefactError(logical_id)


def _logical_id(name: str) -> str:
    return re.sub(r"(?:^|_)([a-z])", lambda match: match[1].upper(), name) + "Function"


def _install(requirements: Path, site: Path, target: Target) -> None:
    command = _with_uv(target) if importlib.util.find_spec("uv") else _with_pip(target)
    command += [
        "--no-deps",
        "--require-hashes",
        "--only-binary=:all:",
        f"--target={site}",
        f"--requirement={requirements}",
    ]
    subprocess.run(command, check=True)


def _with_uv(target: Target) -> list[str]:
    command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--link-mode=copy"]
    command += [f"--python={sys.executable}", f"--python-version={target.version}"]
    if target.platform == "lambda":
        command.append(f"--python-platform=aarch64-manylinux_2_{_glibc(target)}")
    return command


def _with_pip(target: Target) -> list[str]:
    command = [sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-compile"]
    if target.platform == "lambda":
        command += [f"--platform=manylinux_2_{minor}_aarch64" for minor in range(_glibc(target), 16, -1)]
        command.append("--platform=manylinux2014_aarch64")
    if target != Target.host():
        command += ["--implementation=cp", f"--python-version={target.version}"]
    return command


def _glibc(target: Target) -> int:
    return _GLIBC_OF_OLDER_BASE if target.version == _OLDER_BASE else _GLIBC
