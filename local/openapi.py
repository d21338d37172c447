"""Writes docs/api/staff.json from the routes' own types: `python -m local.openapi`, or `--check` that it is up to date.

Powertools gives the document of each function's resolver. This puts them together, and adds what it leaves out when a
route lists its problems: the answer that the route's return type promises, and the route's own words.
"""

from __future__ import annotations

import argparse
import difflib
import importlib
import inspect
import json
import re
import sys
import tomllib
import typing
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from pydantic import BaseModel

from local.documented_apis import APIS, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_lambda_powertools.event_handler.api_gateway import Route

    from local.documented_apis import Api


def document(api: Api) -> dict[str, Any]:
    """Give an API's whole document, as the code is now."""
    for folder in ("layers/textward/python", *(f"functions/{name}" for name in api.functions)):
        if str(ROOT / folder) not in sys.path:
            sys.path.append(str(ROOT / folder))
    paths: dict[str, dict[str, Any]] = {}
    schemas: dict[str, Any] = {}
    for name in api.functions:
        part = _part(importlib.import_module(name).app)
        for path, operations in part["paths"].items():
            paths.setdefault(path, {}).update(operations)
        named = part["components"]["schemas"]
        if clashing := sorted(key for key in named if named[key] != schemas.get(key, named[key])):
            raise ValueError(f"{name} and another function mean different things by {', '.join(clashing)}")
        schemas |= named
    return _whole(api, paths, schemas)


def _whole(api: Api, paths: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    operations = [operation for item in paths.values() for operation in item.values()]
    used = sorted({tag for operation in operations for tag in operation["tags"]})
    for operation in operations:
        if operation["operationId"] in api.open_routes:
            operation["security"] = []
        if operation["operationId"] in api.bodies:
            kind, words = api.bodies[operation["operationId"]]
            content = {kind: {"schema": {"type": "string", "description": words}}}
            operation["requestBody"] = {"required": True, "content": content}
    shared = _share_refusals(paths)
    whole: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": api.title,
            "version": project["version"],
            "description": api.description,
            "license": {"name": "Apache License 2.0", "identifier": project["license"]},
        },
        "servers": [{"url": "/"}],
        "security": api.security,
        "tags": [{"name": tag, "description": api.sections[tag]} for tag in used],
        "paths": paths,
        "components": {
            "responses": shared,
            "schemas": _referenced([paths, shared], schemas),
            "securitySchemes": api.sign_ins,
        },
    }
    plain: dict[str, Any] = _whole_numbers(whole)
    return plain


def _part(app: APIGatewayHttpResolver) -> dict[str, Any]:
    """Give one resolver's document, each operation with its own words and its success."""
    part: dict[str, Any] = json.loads(app.get_openapi_json_schema())
    for route in _routes(app):
        operation = part["paths"][route.openapi_path][route.method.lower()]
        operation["operationId"] = route.func.__name__
        operation["summary"], _, rest = inspect.cleandoc(route.func.__doc__ or "").partition("\n")
        if rest.strip():
            operation["description"] = rest.strip()
        responses = operation["responses"]
        if not any(status.startswith("2") for status in responses):
            responses["200"] = _success(route)
        operation["responses"] = dict(sorted(responses.items()))
    return part


def _routes(app: APIGatewayHttpResolver) -> Iterator[Route]:
    yield from app._static_routes  # noqa: SLF001 - there is no public way to a resolver's routes
    yield from app._dynamic_routes  # noqa: SLF001 - as above


def _success(route: Route) -> dict[str, Any]:
    """Describe the 200 that a route's return type promises."""
    returned = typing.get_type_hints(route.func)["return"]
    if typing.get_origin(returned) is Response:
        (returned,) = typing.get_args(returned)
    if not (isinstance(returned, type) and issubclass(returned, BaseModel)):
        message = f"{route.func.__name__} must say in `responses` what it answers"
        raise TypeError(message)
    name = re.sub(r"[^a-zA-Z0-9.\-_]", "_", returned.__name__)
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"description": "Done", "content": {"application/json": {"schema": schema}}}


def _share_refusals(paths: dict[str, Any]) -> dict[str, Any]:
    """Say what all routes refuse alike once, and let each route refer to it; give what is shared."""
    shared: dict[str, Any] = {}
    for operation in (operation for item in paths.values() for operation in item.values()):
        for status, response in operation["responses"].items():
            alike = status == "401" or "application/problem+json" in response.get("content", {})
            if alike and shared.setdefault(f"Refused{status}", response) == response:
                operation["responses"][status] = {"$ref": f"#/components/responses/Refused{status}"}
    return shared


def _referenced(parts: list[dict[str, Any]], schemas: dict[str, Any]) -> dict[str, Any]:
    """Keep the schemas that something refers to: Powertools adds its own for errors that this product words itself."""
    found: set[str] = set()
    waiting = _names_in(parts)
    while waiting:
        found |= waiting
        waiting = set().union(*(_names_in(schemas[name]) for name in waiting)) - found
    return {name: schemas[name] for name in sorted(found)}


def _names_in(part: object) -> set[str]:
    return set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(part)))


def _whole_numbers(part: Any) -> Any:  # noqa: ANN401 - any part of a JSON document
    """Write 100.0 as 100: pydantic's limits of whole numbers come as floats."""
    if isinstance(part, dict):
        return {name: _whole_numbers(value) for name, value in part.items()}
    if isinstance(part, list):
        return [_whole_numbers(value) for value in part]
    return int(part) if isinstance(part, float) and part.is_integer() else part


def text(api: Api) -> str:
    """Give a document as it is stored: sorted, so that a change shows as that change."""
    return json.dumps(document(api), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def drift(api: Api) -> list[str]:
    """Give the lines by which a stored document differs from what the code gives."""
    stored = api.path.read_text() if api.path.exists() else ""
    name = f"docs/api/{api.name}.json"
    return list(difflib.unified_diff(stored.splitlines(), text(api).splitlines(), name, "code", lineterm=""))


def main() -> int:
    """Write the documents, or check them; return the process's exit status."""
    parser = argparse.ArgumentParser(prog="python -m local.openapi", description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="fail if a stored document is not what the code gives"
    )
    if not parser.parse_args().check:
        for api in APIS:
            api.path.write_text(text(api))
        return 0
    differences = [line for api in APIS for line in drift(api)]
    if differences:
        print("\n".join([*differences, "", "Run `make openapi` and commit what it writes."]), file=sys.stderr)  # noqa: T201 - a command's error message
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
