"""Deploys template.yaml into the engine: the very file of production, with what it refers to uploaded."""

from __future__ import annotations

import hashlib
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from local.packaging.archives import fingerprint, link_archive
from local.packaging.artefacts import FUNCTIONS, ROOT, Artefact, Target, functions, layers
from local.packaging.store import built

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from local.packaging.store import Built
    from local.stack.engine import Engine
    from local.stack.home import Home

STACK = "textward-local"
_BUCKET = "textward-artefacts"
_TEMPLATE = ROOT / "template.yaml"
_REFERENCE = re.compile(
    r"^(?P<indent>\s+)(?P<key>TemplateURL|CodeUri|ContentUri): (?P<path>\S+)$", re.MULTILINE
)
_CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
_HOST = Target.host()
_POLL_SECONDS = 0.2
_PATIENCE_SECONDS = 300


class DeploymentError(Exception):
    """The stack could not be created or updated."""


@dataclass(frozen=True)
class Package:
    """The template, pointing to what is to be uploaded.

    Attributes:
        template: The template's text.
        objects: What to upload, by key.
        digest: Changes with anything.
        foundation: Changes with what is nested: tables, queues, policies, sign-in.
    """

    template: str
    objects: Mapping[str, bytes]
    digest: str
    foundation: str


def package() -> Package:
    """Build what the template refers to, and point it there.

    Raises:
        NoInterpreterError, subprocess.CalledProcessError: As `local.packaging` says.
    """
    objects: dict[str, bytes] = {}
    artefacts = {_source(artefact): artefact for artefact in [*layers(), *functions()]}

    def address(match: re.Match[str]) -> str:
        path = match["path"].rstrip("/")
        if match["key"] == "TemplateURL":
            content = (ROOT / path).read_bytes()
            key = f"{fingerprint(path, content.decode())}.yaml"
            where = f"https://s3.amazonaws.com/{_BUCKET}/{key}"
        else:
            done = built(artefacts[path], _HOST)
            content = done.archive.read_bytes() if path.startswith("functions/") else _linked(done)
            key = f"{done.artefact.logical_id}-{hashlib.sha256(content).hexdigest()[:20]}.zip"
            where = f"s3://{_BUCKET}/{key}"
        objects[key] = content
        return f"{match['indent']}{match['key']}: {where}"

    template = _REFERENCE.sub(address, _TEMPLATE.read_text(encoding="utf-8"))
    nested = sorted(key for key in objects if key.endswith(".yaml"))
    return Package(template, objects, fingerprint(template, *sorted(objects)), fingerprint(*nested))


def needs_fresh_engine(home: Home, packaged: Package, parameters: Mapping[str, str]) -> bool:
    """Tell whether the foundation changed since it was deployed: the engine loses nested stacks when it updates them."""
    deployed = home.read("deployed")
    return bool(deployed) and deployed.get("foundation") != _foundation(packaged, parameters)


def deploy(engine: Engine, home: Home, packaged: Package, parameters: Mapping[str, str]) -> dict[str, str]:
    """Create or update the stack, unless it is already what it should be; return its outputs.

    Raises:
        DeploymentError: If the engine refuses, with its reasons.
    """
    digest = fingerprint(packaged.digest, *(f"{name}={value}" for name, value in sorted(parameters.items())))
    deployed = home.read("deployed")
    if deployed.get("digest") == digest:
        outputs: dict[str, str] = deployed["outputs"]
        return outputs
    _upload(engine, packaged)
    outputs = _apply(engine, packaged, parameters)
    foundation = _foundation(packaged, parameters)
    home.write("deployed", {"digest": digest, "foundation": foundation, "outputs": outputs})
    return outputs


def _foundation(packaged: Package, parameters: Mapping[str, str]) -> str:
    return fingerprint(
        packaged.foundation, *(f"{name}={value}" for name, value in sorted(parameters.items()))
    )


def _linked(layer: Built) -> bytes:
    return link_archive(layer.folder, _HOST.version)


def _source(artefact: Artefact) -> str:
    if artefact.source.parent == FUNCTIONS:
        return f"functions/{artefact.source.name}"
    return f"layers/{artefact.source.parent.name}"


def _upload(engine: Engine, packaged: Package) -> None:
    s3 = engine.client("s3")
    s3.create_bucket(Bucket=_BUCKET)
    for key, content in packaged.objects.items():
        s3.put_object(Bucket=_BUCKET, Key=key, Body=content)


def _apply(engine: Engine, packaged: Package, parameters: Mapping[str, str]) -> dict[str, str]:
    s3, cloudformation = engine.client("s3"), engine.client("cloudformation")
    key = f"{packaged.digest}.yaml"
    s3.put_object(Bucket=_BUCKET, Key=key, Body=packaged.template.encode())
    request: dict[str, Any] = {
        "StackName": STACK,
        "TemplateURL": f"https://s3.amazonaws.com/{_BUCKET}/{key}",
        "Capabilities": _CAPABILITIES,
        "Parameters": [{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()],
    }
    try:
        if _exists(cloudformation):
            cloudformation.update_stack(**request)
        else:
            cloudformation.create_stack(**request)
    except ClientError as error:
        if "No updates are to be performed" not in str(error):
            raise DeploymentError(str(error)) from error
    return _outputs(cloudformation)


def _exists(cloudformation: Any) -> bool:  # noqa: ANN401 - boto3 makes a class per service as it runs
    try:
        cloudformation.describe_stacks(StackName=STACK)
    except ClientError:
        return False
    return True


def _outputs(cloudformation: Any) -> dict[str, str]:  # noqa: ANN401 - as above
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        stack = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]
        status = stack["StackStatus"]
        if status in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
            return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
        if not status.endswith("_IN_PROGRESS") or "ROLLBACK" in status:
            raise DeploymentError("\n".join([f"the stack is {status}", *_reasons(cloudformation)]))
        time.sleep(_POLL_SECONDS)
    raise DeploymentError(f"the stack was not ready within {_PATIENCE_SECONDS} seconds")


def _reasons(cloudformation: Any) -> Iterator[str]:  # noqa: ANN401 - as above
    for event in cloudformation.describe_stack_events(StackName=STACK)["StackEvents"]:
        if event["ResourceStatus"].endswith("_FAILED"):
            yield f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'no reason given')}"
