"""The template as AWS's own transform makes it: what is published, and when it is published anew."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.infra.templates import Resource, resources, transformed

if TYPE_CHECKING:
    from collections.abc import Iterator

FUNCTIONS = resources("template", "AWS::Serverless::Function")


@pytest.fixture(scope="module", autouse=True)
def _region() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        yield


def _versions(made: dict[str, Resource]) -> set[str]:
    return {key for key, one in made.items() if one["Type"] == "AWS::Lambda::Version"}


def test_every_function_is_published_behind_an_alias() -> None:
    made = transformed()
    aliases = {key for key, one in made.items() if one["Type"] == "AWS::Lambda::Alias"}

    assert aliases == {f"{function}Aliaslive" for function in FUNCTIONS}
    assert len(_versions(made)) == len(FUNCTIONS)


def test_a_version_that_is_replaced_goes() -> None:
    """Lambda charges for a Python function's snapshot as long as its version exists (Lambda pricing, SnapStart)."""
    made = transformed()

    assert {made[version]["DeletionPolicy"] for version in _versions(made)} == {"Delete"}


def test_events_go_to_the_alias_and_never_to_the_unpublished() -> None:
    bound = [one for one in transformed().values() if one["Type"] == "AWS::Lambda::EventSourceMapping"]

    assert len(bound) >= 4
    assert all(str(one["Properties"]["FunctionName"]["Ref"]).endswith("Aliaslive") for one in bound)


@pytest.mark.parametrize(
    "change",
    [
        {"s3://bucket/layers/dependencies": "s3://bucket/layers/dependencies-2"},
        {"s3://bucket/layers/textward": "s3://bucket/layers/textward-2"},
        {'"RELEASE": "1"': '"RELEASE": "2"'},
        {"s3://bucket/functions/": "s3://bucket/functions-2/"},
    ],
    ids=["dependencies", "package", "release", "code"],
)
def test_a_change_publishes_every_function_anew(change: dict[str, str]) -> None:
    assert _versions(transformed()).isdisjoint(_versions(transformed(change)))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_function_runs_lean_and_traced(function: str) -> None:
    properties = transformed()[function]["Properties"]

    assert properties["Architectures"] == ["arm64"]
    assert properties["TracingConfig"] == {"Mode": "Active"}
    assert properties["Timeout"] <= 120
    assert re.fullmatch(r"(\w+)\.handler", properties["Handler"])
    assert "KmsKeyArn" in properties
