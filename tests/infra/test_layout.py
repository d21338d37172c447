"""Folders, lists and templates name the same functions, and functions stay thin and apart."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest

from local.packaging.artefacts import FUNCTIONS, ROOT, functions
from tests.infra.templates import every_template, resources, transformed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDERS = sorted(path for path in FUNCTIONS.iterdir() if any(path.glob("*.py")))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
# What a function may import besides the standard library, its own modules and textward.
ALLOWED = {"aws_lambda_powertools", "pydantic", "textward"}
PINNED = sorted([*ROOT.glob("requirements/*.txt"), ROOT / "layers/dependencies/requirements.txt"])


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_every_folder_is_a_function_of_the_template() -> None:
    declared = {
        one["Properties"]["CodeUri"].strip("/"): one["Properties"]["Handler"]
        for one in resources("template", "AWS::Serverless::Function").values()
    }

    assert declared == {f"functions/{path.name}": f"{path.name}.handler" for path in FOLDERS}
    assert {one.logical_id for one in functions()} == set(resources("template", "AWS::Serverless::Function"))


def test_type_checker_and_tests_know_every_folder() -> None:
    mypy_path = PROJECT["tool"]["mypy"]["mypy_path"]
    python_path = PROJECT["tool"]["pytest"]["ini_options"]["pythonpath"]

    assert sorted(re.findall(r"functions/(\w+)", mypy_path)) == [path.name for path in FOLDERS]
    assert sorted(re.findall(r"functions/(\w+)", " ".join(python_path))) == [path.name for path in FOLDERS]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_function_imports_no_other_function_and_no_adapter_of_the_cloud(folder: Path) -> None:
    own = {path.stem for path in folder.glob("*.py")}
    foreign = {
        name
        for path in folder.glob("*.py")
        for name in _imports(path)
        if name.split(".")[0] not in {*sys.stdlib_module_names, *own, *ALLOWED}
    }

    assert foreign == set()


def test_modules_of_functions_have_names_of_their_own() -> None:
    names = [path.stem for path in FUNCTIONS.glob("*/*.py")]

    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("path", PINNED, ids=lambda path: path.name)
def test_every_package_is_pinned_with_hashes_and_no_address(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    pins = re.findall(r"^([a-z0-9._-]+)(?:\[.*?\])?==\S+.*\\$", text, re.MULTILINE)

    assert pins
    assert text.count("--hash=sha256:") >= len(pins)
    assert re.findall(r"--(?:extra-)?index-url|--find-links|https?://", text) == []


def test_one_version_of_each_package_serves_functions_and_development() -> None:
    def versions(path: Path) -> set[tuple[str, str]]:
        return set(re.findall(r"^([a-z0-9._-]+)==(\S+)", path.read_text(encoding="utf-8"), re.MULTILINE))

    layer, run, dev = (
        versions(ROOT / name)
        for name in ("layers/dependencies/requirements.txt", "requirements/run.txt", "requirements/dev.txt")
    )

    assert layer <= run <= dev


# Properties by which AWS knows a thing within an account and region.
NAMES = {
    "AWS::Cognito::UserPool": "UserPoolName",
    "AWS::CloudFront::Function": "Name",
    "AWS::CloudWatch::Alarm": "AlarmName",
    "AWS::CloudWatch::CompositeAlarm": "AlarmName",
    "AWS::CloudWatch::Dashboard": "DashboardName",
    "AWS::KMS::Alias": "AliasName",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Logs::DeliveryDestination": "Name",
    "AWS::Logs::DeliverySource": "Name",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::Scheduler::Schedule": "Name",
    "AWS::SNS::Topic": "TopicName",
    "AWS::SQS::Queue": "QueueName",
    "AWS::WAFv2::WebACL": "Name",
}


def test_two_stacks_fit_into_one_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name without the stack's in it is there already when the second stack wants it; SAM's own names of schedules are such."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    everything = {
        (name, key): one
        for name in every_template()
        for key, one in (transformed() if name == "template" else resources(name)).items()
    }
    shared = [
        where
        for where, one in everything.items()
        if one["Type"] in NAMES
        and not re.search(r"AWS::StackName|Prefix", str(one["Properties"].get(NAMES[one["Type"]], "Prefix")))
    ]

    assert {one["Type"] for one in everything.values()} >= set(NAMES)
    assert shared == []
