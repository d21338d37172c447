"""Start the telephone: `python -m local.telephone --port 8300 --state-dir .local/telephone --account-sid AC...`."""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import signal
from pathlib import Path

from local.telephone.server import listen, run
from local.telephone.settings import Settings
from local.telephone.webhook_address import RETRY_CAUSES


def _account_sid(text: str) -> str:
    if not re.fullmatch(r"AC[0-9a-fA-F]{32}", text):
        raise argparse.ArgumentTypeError("AC and 32 hexadecimal digits")
    return text


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local.telephone", description=__doc__)
    parser.add_argument(
        "--port", type=int, default=8300, help="port on loopback; 0 takes a free one (default 8300)"
    )
    parser.add_argument(
        "--state-dir",
        type=Path,
        default=Path(".local/telephone"),
        help="where to remember (default .local/telephone)",
    )
    parser.add_argument("--account-sid", type=_account_sid, required=True, help="the account that may send")
    parser.add_argument(
        "--auth-token",
        default=os.environ.get("TELEPHONE_AUTH_TOKEN"),
        help="its token, for requests and webhook signatures (default: TELEPHONE_AUTH_TOKEN)",
    )
    parser.add_argument(
        "--secondary-auth-token",
        default=os.environ.get("TELEPHONE_SECONDARY_AUTH_TOKEN", ""),
        help="another token that requests may use (default: TELEPHONE_SECONDARY_AUTH_TOKEN)",
    )
    parser.add_argument(
        "--step-seconds", type=float, default=0.2, help="pause between two statuses (default 0.2)"
    )
    parser.add_argument(
        "--retry-policy",
        choices=sorted(RETRY_CAUSES),
        default="ct",
        help="failures after which a webhook is tried again unless its URL says so (default ct, as Twilio)",
    )
    arguments = parser.parse_args()
    if not arguments.auth_token:
        parser.error("--auth-token or TELEPHONE_AUTH_TOKEN is required")
    return arguments


async def _serve(arguments: argparse.Namespace) -> None:
    settings = Settings(
        state_dir=arguments.state_dir,
        account_sid=arguments.account_sid,
        auth_token=arguments.auth_token,
        secondary_auth_token=arguments.secondary_auth_token,
        step_seconds=arguments.step_seconds,
        retry_policy=arguments.retry_policy,
    )
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    with listen(arguments.port) as listener:
        print(f"telephone listening on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)  # noqa: T201
        await run(settings, listener, stop)


if __name__ == "__main__":
    asyncio.run(_serve(_read_arguments()))
