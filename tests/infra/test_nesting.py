"""The main stack and those that it nests: what one gives the other, under names that both know. No linter looks across."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.infra.templates import resources, template

if TYPE_CHECKING:
    from collections.abc import Iterator

NESTED = {
    key: str(one["Properties"]["TemplateURL"]).removeprefix("infra/").removesuffix(".yaml")
    for key, one in resources("template", "AWS::CloudFormation::Stack").items()
}
# Deployed beside the main stack, with its outputs as parameters.
BESIDE = ("edge", "monitoring")


def _attributes(value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - a template's value
    """Give every `!GetAtt` of a template: resource and attribute."""
    if isinstance(value, dict):
        if "Fn::GetAtt" in value:
            resource, attribute = value["Fn::GetAtt"]
            yield resource, attribute
        for one in value.values():
            yield from _attributes(one)
    elif isinstance(value, list):
        for one in value:
            yield from _attributes(one)


def test_every_output_that_is_asked_for_is_there() -> None:
    asked = {(key, name) for key, name in _attributes(template("template")) if key in NESTED}
    given = {
        (key, f"Outputs.{output}") for key, name in NESTED.items() for output in template(name)["Outputs"]
    }

    assert len(asked) > 2 * len(NESTED)
    assert asked - given == set()


@pytest.mark.parametrize("stack", NESTED)
def test_nested_stack_is_given_what_it_asks_for(stack: str) -> None:
    parameters = template(NESTED[stack])["Parameters"]
    given = set(resources("template")[stack]["Properties"]["Parameters"])

    assert {key for key, one in parameters.items() if "Default" not in one} <= given <= set(parameters)


@pytest.mark.parametrize("name", BESIDE)
def test_stack_beside_is_given_outputs_by_their_own_names(name: str) -> None:
    outputs = template("template")["Outputs"]
    named = [
        key
        for key, one in template(name)["Parameters"].items()
        if "output of that name" in one.get("Description", "")
    ]

    assert named
    assert set(named) <= set(outputs)


def test_settings_of_every_function_fit_into_lambda() -> None:
    """4 KB for all of a function's variables (Lambda quotas); addresses and ARNs count for 200 bytes each here."""
    common = template("template")["Globals"]["Function"]["Environment"]["Variables"]
    most = max(
        len(one["Properties"].get("Environment", {}).get("Variables", {}))
        for one in resources("template", "AWS::Serverless::Function").values()
    )

    assert 200 * (len(common) + most) < 4096


def test_names_leave_room_for_the_stacks_own() -> None:
    """docs/deploying.md promises 40 letters for the stack's name; Lambda and EventBridge Scheduler take 64."""
    names = [
        one["Properties"]["FunctionName"]["Fn::Sub"]
        for one in resources("template", "AWS::Serverless::Function").values()
    ]

    assert max(len(re.sub(r"\$\{AWS::StackName\}", "x" * 40, name)) for name in names) <= 64


def test_watch_names_what_there_is() -> None:
    """An alarm or a graph of a name that nothing has stays silent for ever."""
    watched = {key: one["Properties"] for key, one in resources("monitoring").items()}
    alarms = {
        one["Properties"]["AlarmName"]["Fn::Sub"]
        for name in ("events", "functions")
        for one in resources(name, "AWS::CloudWatch::Alarm").values()
    }
    queues = {
        one["Properties"]["QueueName"]["Fn::Sub"] for one in resources("events", "AWS::SQS::Queue").values()
    }
    functions = {
        one["Properties"]["FunctionName"]["Fn::Sub"].replace("AWS::StackName", "Prefix")
        for one in resources("template", "AWS::Serverless::Function").values()
    }
    rule, body = watched["TextsDontGetThrough"]["AlarmRule"], watched["Dashboard"]["DashboardBody"]

    assert set(re.findall(r'ALARM\("(.+?)"\)', rule["Fn::Sub"])) <= alarms
    assert set(re.findall(r'"(\$\{Prefix\}-[^"]+)"', body["Fn::Sub"])) == queues | functions
