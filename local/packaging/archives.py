"""Writes the same archive for the same files, whenever and wherever it is written."""

from __future__ import annotations

import hashlib
import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_EPOCH = (1980, 1, 1, 0, 0, 0)
_READABLE, _EXECUTABLE = 0o100644, 0o100755


def write_archive(folder: Path, archive: Path) -> None:
    """Pack every file below `folder` into `archive`: sorted, undated, with plain permissions."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as zipped:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                info = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = (_EXECUTABLE if path.suffix == ".so" else _READABLE) << 16
                zipped.writestr(info, path.read_bytes())


def fingerprint(*parts: str, files: Iterable[Path] = ()) -> str:
    """Return a short digest of `parts` and of the names and contents of `files`."""
    digest = hashlib.sha256("\0".join(parts).encode())
    for path in sorted(files):
        digest.update(f"\0{path.name}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:20]


def link_archive(folder: Path, version: str) -> bytes:
    """Return an archive that stands for an unpacked layer: a path file that puts `folder` before everything else.

    For the local engine only, which would unpack a whole layer anew for each process of each function.
    """
    line = f"import sys; sys.path.insert(0, {str(folder / 'python')!r})\n"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        info = zipfile.ZipInfo(
            f"python/lib/python{version}/site-packages/layer-{fingerprint(line)}.pth", _EPOCH
        )
        info.external_attr = _READABLE << 16
        zipped.writestr(info, line)
    return packed.getvalue()
