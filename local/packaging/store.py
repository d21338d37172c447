"""Builds each artefact once: what has been built for the same content and target is found again by its digest."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from local.packaging.archives import fingerprint, write_archive
from local.packaging.artefacts import ROOT, Artefact, Target

BUILD = ROOT / ".build"
_RECIPE = sorted(Path(__file__).parent.glob("*.py"))


@dataclass(frozen=True)
class Built:
    """A built artefact.

    Attributes:
        artefact: What was built.
        folder: Its content, as the runtime sees it.
        archive: Its content packed.
        digest: Digest of everything that it was built from.
    """

    artefact: Artefact
    folder: Path
    archive: Path
    digest: str


def built(artefact: Artefact, target: Target, build: Path = BUILD) -> Built:
    """Return `artefact` built for `target`, building it if it hasn't been built from the same content before.

    Raises:
        NoInterpreterError: If no interpreter of the target's version is installed.
        subprocess.CalledProcessError: If a package can't be installed, or a module not compiled.
    """
    names = [str(path.relative_to(ROOT)) for path in artefact.files]
    digest = fingerprint(target.version, target.platform, *names, files=[*_RECIPE, *artefact.files])
    home = build / f"{artefact.logical_id}-{target.platform}-{target.version}-{digest}"
    result = Built(artefact, home / "content", home / "content.zip", digest)
    if not home.exists():
        build.mkdir(parents=True, exist_ok=True)
        with (build / f".{artefact.logical_id}.lock").open("w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # of two stacks that start at one moment, one builds
            if not home.exists():
                _build(artefact, target, home)
    return result


def _build(artefact: Artefact, target: Target, home: Path) -> None:
    """Build beside `home`, then move into place: an interrupted build leaves nothing that looks whole."""
    scratch = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=home.parent))
    try:
        content = scratch / "content"
        content.mkdir()
        artefact.build(content, target)
        write_archive(content, scratch / "content.zip")
        scratch.chmod(0o755)
        scratch.rename(home)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
