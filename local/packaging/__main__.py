"""Builds artefacts: `python -m local.packaging build SendSmsFunction --into DIR`, as the Makefile does for `sam build`."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from local.packaging.artefacts import Target, UnknownArtefactError, find
from local.packaging.interpreters import NoInterpreterError
from local.packaging.store import built

LAMBDA_VERSION = "3.13"


def main() -> int:
    """Build the named artefact into a folder; return the process's exit status."""
    parser = argparse.ArgumentParser(prog="python -m local.packaging", description=__doc__)
    parser.add_argument("logical_id", help="the layer's or function's logical id in template.yaml")
    parser.add_argument("--into", type=Path, required=True, help="folder that the content is put into")
    parser.add_argument("--python", default=LAMBDA_VERSION, help="minor version of the runtime")
    arguments = parser.parse_args()
    try:
        done = built(find(arguments.logical_id), Target(arguments.python, "lambda"))
    except (NoInterpreterError, UnknownArtefactError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201 - a command's error message
        return 1
    shutil.copytree(done.folder, arguments.into, dirs_exist_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
