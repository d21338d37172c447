"""The templates as data, with CloudFormation's short functions in their long form."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import yaml
from samtranslator.translator.transform import transform

from local.packaging.artefacts import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

Resource = dict[str, Any]


class _Loader(yaml.SafeLoader):
    """Reads `!Ref x` as {"Ref": "x"}, `!GetAtt a.b` as {"Fn::GetAtt": ["a", "b"]}, and so on."""


def _short_function(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> object:
    value: object
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _short_function)


@cache
def template(name: str) -> dict[str, Any]:
    """Return template.yaml ("template") or one of infra/ by its name."""
    path = ROOT / "template.yaml" if name == "template" else ROOT / "infra" / f"{name}.yaml"
    content: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a SafeLoader
    return content


def resources(name: str, *types: str) -> dict[str, Resource]:
    """Return a template's resources of the given types by logical id; all of them without a type."""
    return {key: one for key, one in template(name)["Resources"].items() if not types or one["Type"] in types}


def every_template() -> list[str]:
    """Return the names of all templates."""
    return ["template", *sorted(path.stem for path in (ROOT / "infra").glob("*.yaml"))]


class _NoManagedPolicies:
    def load(self) -> dict[str, str]:
        return {}


def transformed(replace: dict[str, str] | None = None) -> dict[str, Resource]:
    """Return the main template's resources as AWS's own transform makes them, with `replace` applied to its text."""
    text = json.dumps(template("template"))
    for old, new in {**_UPLOADED, **(replace or {})}.items():
        text = text.replace(old, new)
    made: dict[str, Resource] = transform(json.loads(text), {}, _NoManagedPolicies())["Resources"]
    return made


# What `sam package` does to local paths.
_UPLOADED = {
    '"ContentUri": "layers/': '"ContentUri": "s3://bucket/layers/',
    '"CodeUri": "functions/': '"CodeUri": "s3://bucket/functions/',
}


def statements(name: str) -> Iterator[tuple[str, Resource]]:
    """Give every statement of every policy in a template, with its resource's logical id."""
    for key, one in resources(name).items():
        properties = one.get("Properties", {})
        documents = [
            properties.get(part) for part in ("PolicyDocument", "KeyPolicy", "AssumeRolePolicyDocument")
        ]
        if one["Type"] == "AWS::IAM::Role":
            documents += [policy["PolicyDocument"] for policy in properties.get("Policies", [])]
        for document in filter(None, documents):
            for statement in document["Statement"]:
                yield key, statement


def as_list(value: Any) -> list[Any]:  # noqa: ANN401 - a template's value
    """Return a value that may be one or several as several."""
    return value if isinstance(value, list) else [value]
