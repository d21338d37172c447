"""Imports a handler from built artefacts alone, and tells what else was used: run as a script by `test_artefacts.py`.

Run it with `python -I -S -B`: no site-packages, no environment, nothing written. Prints JSON.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import sys
import sysconfig
from typing import Any


def main() -> None:
    """Import a module from the given folders; with "*" instead of its name, all of textward and what is loaded late."""
    module, *folders = sys.argv[1:]
    os.environ.update(
        AWS_DEFAULT_REGION="us-east-1",
        AWS_ACCESS_KEY_ID="none",
        AWS_SECRET_ACCESS_KEY="none",
        AWS_EC2_METADATA_DISABLED="true",
        TABLE_NAME="table",
        AUDIT_TABLE_NAME="audit",
        POWERTOOLS_SERVICE_NAME="textward",
        LIVE_ENDPOINT="https://live.example",
    )
    sys.path[:0] = folders
    compiled = _watch_compiling(folders)
    if module == "*":
        _import_everything()
    else:
        handler = importlib.import_module(module).handler
        assert callable(handler)
    print(json.dumps({"compiled": compiled, "foreign": _foreign(folders), "modules": len(sys.modules)}))  # noqa: T201


def _watch_compiling(folders: list[str]) -> list[str]:
    """Return a list that grows with each source below the folders that has to be compiled."""
    compiled: list[str] = []
    loading: Any = importlib.import_module("importlib._bootstrap_external")  # the interpreter's own, untyped
    compile_source = loading.SourceLoader.source_to_code

    def watched(self: object, data: object, path: str, **options: object) -> object:
        if path.startswith(tuple(folders)):
            compiled.append(path)
        return compile_source(self, data, path, **options)

    loading.SourceLoader.source_to_code = watched
    return compiled


def _import_everything() -> None:
    """Import our whole package, make every client that it may ask for, and touch the provider's resources."""
    package = importlib.import_module("textward")
    for found in pkgutil.walk_packages(package.__path__, "textward."):
        importlib.import_module(found.name)
    boto3 = importlib.import_module("boto3")
    data = os.path.join(os.path.dirname(importlib.import_module("botocore").__file__ or ""), "data")  # noqa: PTH118, PTH120
    for service in sorted(os.listdir(data)):  # noqa: PTH208 - pathlib would count among the modules tried
        if os.path.isdir(os.path.join(data, service)):  # noqa: PTH112, PTH118
            boto3.client(service)
    account = importlib.import_module("twilio.rest").Client("AC0", "none").api.v2010.account
    for resource in ("messages", "incoming_phone_numbers", "available_phone_numbers"):
        getattr(account, resource)
    fhir = importlib.import_module("fhir.resources.R4B")
    for resource in ("Bundle", "CapabilityStatement", "Communication", "OperationOutcome", "Patient"):
        fhir.get_fhir_model_class(resource)
    importlib.import_module("zoneinfo").ZoneInfo("America/Chicago")


def _foreign(folders: list[str]) -> list[str]:
    """Return the files of loaded modules that are neither below the folders nor of the standard library."""
    own = (*folders, sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"))
    files = {getattr(module, "__file__", None) for module in sys.modules.values()} - {__file__}
    return sorted(file for file in files if file and (not file.startswith(own) or "site-packages" in file))


if __name__ == "__main__":
    main()
