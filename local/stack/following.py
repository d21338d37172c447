"""Shows logs as they grow."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_LAST_BYTES = 4096
_POLL_SECONDS = 0.3


def follow(files: Sequence[Path], output: TextIO) -> None:
    """Write the ends of the `files`, and then whatever is added to them, until interrupted."""
    places = {file: max(0, file.stat().st_size - _LAST_BYTES) for file in files}
    while True:
        for file in files:
            places[file] = _show(file, places[file], output)
        output.flush()
        time.sleep(_POLL_SECONDS)


def _show(file: Path, place: int, output: TextIO) -> int:
    """Write what follows `place`, each line after its log's name; return where that ended."""
    with file.open("rb") as log:
        log.seek(place)
        added = log.read()
    whole, newline, _ = added.rpartition(b"\n")
    output.writelines(f"{file.stem:10} {line}\n" for line in whole.decode(errors="replace").splitlines())
    return place + len(whole) + len(newline)
