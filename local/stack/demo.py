"""Loads the demo practice into a running stack, with the functions' own settings."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from local.packaging.artefacts import PACKAGE, ROOT
from local.stack.deployment import STACK
from local.stack.engine import OWNER_KEY, REGION, Engine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.stack.home import Home

_PATIENCE_SECONDS = 300


class DemoError(Exception):
    """The demo practice could not be loaded."""


def load_demo(engine: Engine, home: Home, outputs: Mapping[str, str], telephone_url: str) -> dict[str, Any]:
    """Load the demo practice, unless it is there; return what `python -m local.demo` tells of it.

    Raises:
        DemoError: If that fails.
    """
    environment = {
        **product_environment(engine),
        "USER_POOL_ID": outputs["UserPoolId"],
        "TELEPHONE_URL": telephone_url,
    }
    command = [sys.executable, "-m", "local.demo"]
    with (home.logs / "demo.log").open("ab") as log:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
            timeout=_PATIENCE_SECONDS,
            check=False,
        )
    if done.returncode:
        raise DemoError(f"the demo practice was not loaded; see {home.logs / 'demo.log'}")
    summary: dict[str, Any] = json.loads(done.stdout)
    home.write("demo", summary)
    return summary


def product_environment(engine: Engine) -> dict[str, str]:
    """Return what a process needs to run the product's own parts on the stack, as its owner."""
    return {
        **settings_of(engine, "inbox_api"),
        "PYTHONPATH": f"{ROOT}:{PACKAGE}",
        "AWS_ENDPOINT_URL": engine.url,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_ACCESS_KEY_ID": OWNER_KEY,
        "AWS_SECRET_ACCESS_KEY": OWNER_KEY,
    }


def settings_of(engine: Engine, function: str) -> dict[str, str]:
    """Return the environment that a deployed function was given."""
    configuration = engine.client("lambda").get_function_configuration(FunctionName=f"{STACK}-{function}")
    variables: dict[str, str] = configuration["Environment"]["Variables"]
    return variables


def warm_up(engine: Engine) -> None:
    """Have the engine start the functions that a person waits for, so that their first click isn't a slow one."""
    client = engine.client("lambda")
    for function, path in (
        ("settings_api", "/v1/me"),
        ("inbox_api", "/v1/badge"),
        ("secure_link_api", "/s/conversation"),
    ):
        event = json.dumps(_request(path)).encode()
        client.invoke(FunctionName=f"{STACK}-{function}:live", InvocationType="Event", Payload=event)


def _request(path: str) -> dict[str, Any]:
    """An HTTP API event (payload format 2.0) of somebody unknown, who is refused."""
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {},
        "requestContext": {
            "http": {"method": "GET", "path": path, "sourceIp": "127.0.0.1", "userAgent": "warm-up"},
            "requestId": "warm-up",
            "routeKey": "$default",
            "stage": "$default",
            "timeEpoch": 0,
            "authorizer": {"jwt": {"claims": {"sub": "nobody", "token_use": "access"}, "scopes": []}},
        },
        "isBase64Encoded": False,
    }
