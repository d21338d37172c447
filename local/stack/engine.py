"""The engine that stands in for AWS (MiniStack): how it is started and spoken to."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from local.stack.processes import Running, start
from local.stack.waiting import wait_until_it_answers

if TYPE_CHECKING:
    from local.stack.home import Home

REGION = "us-east-1"
# The engine's name for its owner, who may do anything; functions get their own role's credentials.
OWNER_KEY = "test"
_READY_SECONDS = 60


@dataclass(frozen=True)
class Engine:
    """A running engine at a port of loopback."""

    port: int

    @property
    def url(self) -> str:
        """Address of every AWS service that it plays."""
        return f"http://127.0.0.1:{self.port}"

    @cached_property
    def session(self) -> boto3.Session:
        """A session of the engine's owner."""
        return boto3.Session(aws_access_key_id=OWNER_KEY, aws_secret_access_key=OWNER_KEY, region_name=REGION)

    def client(self, service: str) -> Any:  # noqa: ANN401 - boto3 makes a class per service as it runs
        """Return a client of an AWS service at the engine."""
        config = Config(retries={"total_max_attempts": 2}, s3={"addressing_style": "path"}, proxies={})
        factory: Any = self.session.client  # its types want a literal name
        return factory(service, endpoint_url=self.url, config=config)


def start_engine(home: Home, port: int) -> Running:
    """Start the engine on `port` with what `home` remembers, and wait until it answers.

    Raises:
        DidNotStartError: If it doesn't within a minute.
    """
    home.empty_scratch()
    _read_streams_anew(home)
    log = home.logs / "engine.log"
    process = start(
        [sys.executable, "-m", "ministack"], log=log, folder=home.folder, environment=_settings(home, port)
    )
    wait_until_it_answers(f"{Engine(port).url}/_ministack/health", process, log=log, seconds=_READY_SECONDS)
    return process


def _read_streams_anew(home: Home) -> None:
    """Let go of how far the tables' streams were read: the engine saves that, but no stream.

    It would pass over as many changes as were read before, and until then nobody would hear of any.
    """
    saved = home.state / "lambda.json"
    try:
        state = json.loads(saved.read_text(encoding="utf-8"))
        state["payload"]["dynamodb_stream_positions"]["data"].clear()
    except (OSError, ValueError, KeyError):  # a first start, or nothing was read
        return
    saved.write_text(json.dumps(state), encoding="utf-8")


def _settings(home: Home, port: int) -> dict[str, str]:
    return {
        "AUTH": "true",  # the functions' policies are enforced
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(home.state),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(home.objects),
        "TMPDIR": str(home.scratch),
        "MINISTACK_REGION": REGION,
        "LAMBDA_ACCOUNT_CONCURRENCY": "40",  # a warm process holds about 50 MB
        "LOG_LEVEL": os.environ.get("TEXTWARD_ENGINE_LOG_LEVEL", "INFO"),
        "AWS_ACCESS_KEY_ID": OWNER_KEY,
        "AWS_SECRET_ACCESS_KEY": OWNER_KEY,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "SAM_CLI_TELEMETRY": "0",
    }
