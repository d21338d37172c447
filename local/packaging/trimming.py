"""Takes out of the installed packages what no function uses.

Less to unpack at a cold start, and less for botocore to look through: its data folders are scanned when a client is made.
`tests/infra/test_artefacts.py` shows that what is left suffices.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# Services that functions call. The engine's and the tests' own calls don't run from the layer.
AWS_SERVICES = frozenset(
    {
        "apigatewaymanagementapi",
        "cognito-idp",
        "dynamodb",
        "kms",
        "s3",
        "scheduler",
        "secretsmanager",
        "sns",
        "sqs",
        "ssm",
        "sts",
    }
)

# The products of the provider's that we call; each is a package below twilio/rest.
TWILIO_PRODUCTS = frozenset({"api", "messaging"})

# The FHIR release that we speak: R4B is R4 for the resources that we take (ADR 18). The library's own default, R5, lies
# in modules beside its folder.
FHIR_RELEASE = "R4B"

# Whole packages and folders that nothing of ours imports.
UNUSED = (
    # twilio's asynchronous client, and all that only it needs
    "aiohappyeyeballs",
    "aiohttp",
    "aiohttp_retry",
    "aiosignal",
    "attr",
    "attrs",
    "frozenlist",
    "multidict",
    "propcache",
    "yarl",
    "twilio/http/async_http_client.py",
    # places, carriers and time zones of phone numbers
    "phonenumbers/carrierdata",
    "phonenumbers/geodata",
    "phonenumbers/tzdata",
    # pictures in PDF, and what makes and mends fonts: ours only sets text with fonts as they are
    "PIL",
    "pillow",
    "pillow.libs",
    "fontTools/cu2qu",
    "fontTools/merge",
    "fontTools/mtiLib",
    "fontTools/qu2cu",
    "fontTools/ufoLib",
    "fontTools/voltLib",
    "manimgx_fonts/NotoSans-Italic[wght].ttf",
    # what serves development and installation only
    ".lock",
    "bin",
    "boto3/examples",
    "share",
)

UNUSED_SUFFIXES = frozenset({".c", ".h", ".pxd", ".pyi", ".pyx"})


def trim(site: Path) -> None:
    """Delete from the folder of installed packages `site` what no function uses."""
    for name in UNUSED:
        _delete(site / name)
    _keep(site / "botocore" / "data", AWS_SERVICES)
    _keep(site / "boto3" / "data", AWS_SERVICES)
    _keep(site / "twilio" / "rest", TWILIO_PRODUCTS)
    _keep(site / "fhir" / "resources", {FHIR_RELEASE})
    for path in (site / "fhir" / "resources").glob("*.py"):
        if path.name != "__init__.py":
            path.unlink()
    for path in sorted(site.rglob("*")):
        if path.suffix in UNUSED_SUFFIXES and path.is_file():
            path.unlink()
    for path in site.rglob("__pycache__"):
        shutil.rmtree(path)
    _trim_metadata(site)


def _keep(folder: Path, names: Iterable[str]) -> None:
    kept = frozenset(names)
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir() and path.name not in kept:
            shutil.rmtree(path)


def _delete(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _trim_metadata(site: Path) -> None:
    """Keep of each distribution what tells its name, version and licence; drop it where its package is gone."""
    unused = {name.replace("_", "-") for name in UNUSED}
    for info in site.glob("*.dist-info"):
        distribution = info.name.split("-")[0].replace("_", "-").lower()
        if distribution in unused:
            shutil.rmtree(info)
            continue
        for path in info.iterdir():
            if path.name not in {"METADATA", "entry_points.txt"} and not path.name.lower().startswith(
                "licen"
            ):
                _delete(path)
