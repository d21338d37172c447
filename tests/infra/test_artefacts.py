"""The real artefacts: whole by themselves, the same each time, and with nothing left to compile at a cold start."""

from __future__ import annotations

import json
import os
import re
import shutil
import struct
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from local.packaging.__main__ import LAMBDA_VERSION
from local.packaging.archives import write_archive
from local.packaging.artefacts import PACKAGE, Artefact, Target, find, functions, layers
from local.packaging.interpreters import NoInterpreterError, find_interpreter
from local.packaging.store import built
from local.packaging.trimming import AWS_SERVICES
from tests.infra.templates import template

if TYPE_CHECKING:
    from local.packaging.store import Built

pytestmark = pytest.mark.artefact
GATE = Path(__file__).with_name("import_gate.py")
ARM64 = 183  # e_machine of AArch64, elf(5)
UNCHECKED_HASH = 1  # PEP 552: hash-based, and not looked at


@cache
def _built(logical_id: str, target: Target) -> Built:
    return built(find(logical_id), target)


def _for_lambda(logical_id: str) -> Built:
    target = Target(LAMBDA_VERSION, "lambda")
    try:
        find_interpreter(target.version)
    except NoInterpreterError as missing:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(missing))
    return _built(logical_id, target)


def _gate(module: str, *folders: Path) -> dict[str, Any]:
    """Import a module in a clean interpreter from those folders alone."""
    answer = subprocess.run(
        [sys.executable, "-I", "-S", "-B", GATE, module, *folders],
        capture_output=True,
        text=True,
        env={},
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    told: dict[str, Any] = json.loads(answer.stdout)
    return told


def _layer_folders(function: str = "") -> list[Path]:
    """Give the folders of all layers, or of those that a function has."""
    own = template("template")["Resources"][function]["Properties"].get("Layers", []) if function else []
    shared = template("template")["Globals"]["Function"]["Layers"]
    named = {layer["Ref"] for layer in [*shared, *own]}
    wanted = [layer.logical_id for layer in layers() if not function or layer.logical_id in named]
    return [_built(logical_id, Target.host()).folder / "python" for logical_id in wanted]


@pytest.mark.parametrize("function", functions(), ids=lambda function: function.source.name)
def test_handler_needs_its_layers_alone_and_compiles_nothing(function: Artefact) -> None:
    folder = _built(function.logical_id, Target.host()).folder

    told = _gate(function.source.name, folder, *_layer_folders(function.logical_id))

    assert told["compiled"] == []
    assert told["foreign"] == []
    assert told["modules"] > 50, "the gate saw nothing"


def test_all_that_is_imported_late_is_in_the_layers_too() -> None:
    told = _gate("*", *_layer_folders())

    assert (told["compiled"], told["foreign"]) == ([], [])


def test_gate_sees_what_is_compiled(tmp_path: Path) -> None:
    function = functions()[0]
    shutil.copytree(
        function.source, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__")
    )

    told = _gate(function.source.name, tmp_path, *_layer_folders())

    assert told["compiled"] == [
        str(tmp_path / f"{path.stem}.py") for path in _loaded_first(tmp_path, function)
    ]


def _loaded_first(folder: Path, function: Artefact) -> list[Path]:
    """The function's modules in the order in which they are compiled: the handler, then what it imports."""
    names = [
        function.source.name,
        *sorted(path.stem for path in folder.glob("*.py") if path.stem != function.source.name),
    ]
    return [folder / f"{name}.py" for name in names]


def test_gate_sees_what_is_foreign(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "inside").mkdir()
    (tmp_path / "outside" / "stray.py").write_text("", encoding="utf-8")
    (tmp_path / "inside" / "leaning.py").write_text(
        f"import sys\nsys.path.append({str(tmp_path / 'outside')!r})\nimport stray\n\n\ndef handler() -> None: ...\n",
        encoding="utf-8",
    )

    assert _gate("leaning", tmp_path / "inside")["foreign"] == [str(tmp_path / "outside" / "stray.py")]


@pytest.mark.parametrize("logical_id", ["DependenciesLayer", "TextwardLayer", "ReceiveSmsFunction"])
def test_every_module_for_lambda_has_bytecode_of_its_runtime(logical_id: str) -> None:
    folder = _for_lambda(logical_id).folder
    magic = subprocess.run(
        [find_interpreter(LAMBDA_VERSION), "-c", "import importlib.util as u; print(u.MAGIC_NUMBER.hex())"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()

    for source in folder.rglob("*.py"):
        tag = f"cpython-{LAMBDA_VERSION.replace('.', '')}"
        header = (source.parent / "__pycache__" / f"{source.stem}.{tag}.pyc").read_bytes()[:8]
        assert header[:4].hex() == magic, source
        assert struct.unpack("<I", header[4:8]) == (UNCHECKED_HASH,), source
    caches = [
        path
        for path in folder.rglob("__pycache__/*")
        if f".cpython-{LAMBDA_VERSION.replace('.', '')}." not in path.name
    ]
    assert caches == []


def test_compiled_packages_for_lambda_are_for_its_processor_and_version() -> None:
    libraries = sorted(_for_lambda("DependenciesLayer").folder.rglob("*.so"))

    assert libraries
    for library in libraries:
        assert struct.unpack("<H", library.read_bytes()[18:20]) == (ARM64,), library
        assert re.search(rf"\.(cpython-{LAMBDA_VERSION.replace('.', '')}-aarch64|abi3)", library.name), (
            library
        )


@pytest.mark.parametrize(("layer", "most"), [("DependenciesLayer", 70e6), ("DocumentsLayer", 50e6)])
def test_layers_fit_what_lambda_unpacks(layer: str, most: float) -> None:
    files = (path for path in _for_lambda(layer).folder.rglob("*") if path.is_file())

    size = sum(path.stat().st_size for path in files)

    assert size < most, "Lambda's limit is 250 MB for all of a function's; what grows should be looked at"


def test_default_runtime_is_the_one_that_is_built_for() -> None:
    assert template("template")["Parameters"]["PythonRuntime"]["Default"] == f"python{LAMBDA_VERSION}"


def test_layer_keeps_every_aws_service_that_our_package_calls() -> None:
    called = {
        service
        for path in PACKAGE.rglob("*.py")
        for service in re.findall(
            r"""(?:client|resource)\(\s*["']([a-z0-9-]+)["']""", path.read_text(encoding="utf-8")
        )
    }
    data = _built("DependenciesLayer", Target.host()).folder / "python" / "botocore" / "data"

    assert called
    assert called <= AWS_SERVICES
    assert {path.name for path in data.iterdir() if path.is_dir()} == AWS_SERVICES


def test_same_source_gives_the_same_archive(tmp_path: Path) -> None:
    again = built(find("TextwardLayer"), Target.host(), build=tmp_path)

    assert again.archive.read_bytes() == _built("TextwardLayer", Target.host()).archive.read_bytes()


def test_archive_depends_on_content_alone(tmp_path: Path) -> None:
    for name, stamp in (("one", 1_000_000_000), ("two", 1_700_000_000)):
        folder = tmp_path / name
        folder.mkdir()
        for file in ("b.py", "a.py") if name == "one" else ("a.py", "b.py"):
            (folder / file).write_text(file, encoding="utf-8")
            os.utime(folder / file, (stamp, stamp))
        write_archive(folder, tmp_path / f"{name}.zip")

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert archive.namelist() == ["a.py", "b.py"]


def test_missing_interpreter_is_said_in_words_that_help() -> None:
    with pytest.raises(NoInterpreterError, match=r"Python 3\.99 is needed .* Install it"):
        find_interpreter("3.99")
