"""Starts the front: `python -m local.front --port 8080 --home .local`."""

from __future__ import annotations

import argparse
import asyncio
import signal
from pathlib import Path
from typing import TYPE_CHECKING, cast

from hypercorn.asyncio import serve
from hypercorn.config import Config

from local.front.addresses import Addresses
from local.front.app import build_app
from local.stack.home import Home

if TYPE_CHECKING:
    from hypercorn.typing import ASGIFramework

_STOP_SECONDS = 1.0


async def _serve(addresses: Addresses) -> None:
    config = Config()
    config.bind = [f"127.0.0.1:{addresses.port}"]
    config.graceful_timeout = _STOP_SECONDS
    config.include_server_header = False
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    # Starlette and Hypercorn each type the ASGI protocol in their own words.
    app = cast("ASGIFramework", build_app(addresses))
    await serve(app, config, shutdown_trigger=stop.wait, mode="asgi")


def main() -> None:
    """Serve until asked to stop."""
    parser = argparse.ArgumentParser(prog="python -m local.front", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="port on loopback")
    parser.add_argument("--home", type=Path, required=True, help="the local stack's home, such as .local")
    arguments = parser.parse_args()
    home = Home(arguments.home)
    engine_port = home.read("run")["ports"]["engine"]
    asyncio.run(_serve(Addresses(arguments.port, engine_port, home.read("outputs"))))


if __name__ == "__main__":
    main()
