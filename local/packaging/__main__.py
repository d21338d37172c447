"""Builds artefacts for AWS: `python -m local.packaging SendSmsFunction --into DIR`, as the Makefile does for `sam build`."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from local.packaging.artefacts import Target, UnknownArtefactError, find, functions, layers
from local.packaging.interpreters import NoInterpreterError
from local.packaging.store import built

LAMBDA_VERSION = "3.13"


def main() -> int:
    """Build the named artefact into a folder, or all of them; return the process's exit status."""
    parser = argparse.ArgumentParser(prog="python -m local.packaging", description=__doc__)
    parser.add_argument("logical_id", nargs="?", help="the layer's or function's logical id in template.yaml")
    parser.add_argument("--all", action="store_true", help="build every layer and function into .build")
    parser.add_argument("--into", type=Path, help="folder that the content is put into")
    parser.add_argument("--python", default=LAMBDA_VERSION, help="minor version of the runtime")
    arguments = parser.parse_args()
    if bool(arguments.logical_id) == arguments.all:
        parser.error("name one artefact, or --all")
    target = Target(arguments.python, "lambda")
    try:
        artefacts = [*layers(), *functions()] if arguments.all else [find(arguments.logical_id)]
        for artefact in artefacts:
            done = built(artefact, target)
            print(f"{artefact.logical_id}: {done.archive}")  # noqa: T201 - what the command is asked for
            if arguments.into:
                shutil.copytree(done.folder, arguments.into, dirs_exist_ok=True)
    except (NoInterpreterError, UnknownArtefactError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201 - a command's error message
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
