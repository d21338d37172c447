"""The tables of the template, made in whatever answers as DynamoDB: tests work on what is deployed, not on a copy of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

import yaml

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TEMPLATE = Path(__file__).parents[2] / "infra" / "data.yaml"
MAIN, AUDIT = "Table", "AuditTable"
_TAKEN = ("KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes", "BillingMode")


class TableNames(NamedTuple):
    """The names that the tables were given."""

    main: str
    audit: str


class _TemplateLoader(yaml.SafeLoader):
    """Reads CloudFormation's short functions (`!Ref x`) as what they stand before: the tables' shape has none."""


def _any_function(loader: yaml.SafeLoader, _suffix: str, node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node)
    return node.value


_TemplateLoader.add_multi_constructor("!", _any_function)


def table_properties(logical_id: str) -> dict[str, Any]:
    """Give a table's properties as the template has them."""
    properties: dict[str, Any] = _template()["Resources"][logical_id]["Properties"]
    return properties


@cache
def _template() -> dict[str, Any]:
    # The loader is a SafeLoader: it makes plain values only.
    template: dict[str, Any] = yaml.load(TEMPLATE.read_text(), Loader=_TemplateLoader)  # noqa: S506
    return template


def create_tables(client: DynamoDBClient, prefix: str | None = None) -> TableNames:
    """Make both tables under names of their own, with the template's keys and indexes.

    Without its stream: nobody reads it here, and moto copies all of it at each transaction. Without its TTL: tests live at a
    moment of their own, and the engine would clean up, by the machine's clock, what is alive in theirs. Nothing may depend on
    TTL anyway.
    """
    prefix = prefix or f"test-{uuid4().hex[:8]}"
    names = TableNames(f"{prefix}-main", f"{prefix}-audit")
    for logical_id, name in ((MAIN, names.main), (AUDIT, names.audit)):
        properties = table_properties(logical_id)
        shape = {key: properties[key] for key in _TAKEN if key in properties}
        client.create_table(TableName=name, **shape)
    return names


def delete_tables(client: DynamoDBClient, names: TableNames) -> None:
    """Delete both tables."""
    for name in names:
        client.delete_table(TableName=name)
