"""The artefacts: what goes into each layer and function, and for which runtime."""

from __future__ import annotations

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
PACKAGE = ROOT / "layers" / "textward" / "python"
FUNCTIONS = ROOT / "functions"

# What Amazon Linux 2023, the base of the runtimes from 3.12 on, accepts (glibc 2.34); 3.11 runs on an older one (2.26).
_LAMBDA_PLATFORMS = (
    "manylinux_2_34_aarch64",
    "manylinux_2_28_aarch64",
    "manylinux2014_aarch64",
    "manylinux_2_17_aarch64",
)
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
        if self.logical_id == "DependenciesLayer":
            _install(self.source, folder / "python", target)
            trim(folder / "python")
        else:
            into = folder / "python" if self.runs_in == "/opt" else folder
            shutil.copytree(
                self.source, into, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
            )
        compile_all(folder, interpreter=interpreter, runs_in=self.runs_in)


def layers() -> list[Artefact]:
    """Return the two layers, the lower one first."""
    return [Artefact("DependenciesLayer", DEPENDENCIES, "/opt"), Artefact("TextwardLayer", PACKAGE, "/opt")]


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
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-qq",
        "--disable-pip-version-check",
        "--no-compile",
    ]
    command += [
        "--no-deps",
        "--require-hashes",
        "--only-binary=:all:",
        "--target",
        str(site),
        "-r",
        str(requirements),
    ]
    if target.platform == "lambda":
        platforms = _LAMBDA_PLATFORMS[2:] if target.version == _OLDER_BASE else _LAMBDA_PLATFORMS
        command += [f"--platform={platform}" for platform in platforms]
    if target != Target.host():
        command += ["--implementation=cp", f"--python-version={target.version}"]
    subprocess.run(command, check=True)
