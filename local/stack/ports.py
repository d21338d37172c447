"""Ports on loopback: the wished-for one, or the next one that is free and that no other stack is about to take."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import socket
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

_TRIES = 200


class NoFreePortError(Exception):
    """None of the ports tried is free."""


def is_free(port: int) -> bool:
    """Tell whether nobody listens on `port` of this machine's loopback addresses."""
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, port))
        except OSError as error:
            if family == socket.AF_INET6 and error.errno != errno.EADDRINUSE:
                continue  # a machine without IPv6
            return False
    return True


class PortChoice:
    """Chooses ports, and keeps them from whoever else chooses until it is left: by then they are listened on.

    A front's port is chosen first of all, for the deployed functions are told of it, and taken last. Kept by locked files, which
    end with the process; each user of a machine has their own.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Keep locks in a folder; by default in one of the machine's temporary folder."""
        self._folder = folder or Path(tempfile.gettempdir()) / f"textward-ports-{os.getuid()}"
        self._held = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Begin."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the ports."""
        self._held.close()

    def take(self, port: int) -> bool:
        """Keep this port, if nobody listens on it or keeps it."""
        lock = (self._folder / str(port)).open("w", encoding="utf-8")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        if is_free(port):
            self._held.enter_context(lock)
            return True
        lock.close()
        return False

    def choose(self, preferred: int) -> int:
        """Keep `preferred`, or the first port above it that can be had.

        Raises:
            NoFreePortError: If none of the next 200 can.
        """
        for port in range(preferred, preferred + _TRIES):
            if self.take(port):
                return port
        raise NoFreePortError(f"no free port from {preferred} to {preferred + _TRIES}")
