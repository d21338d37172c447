"""Ports on loopback: the wished-for one, or the next one that is free."""

from __future__ import annotations

import errno
import socket

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


def choose_port(preferred: int, taken: set[int]) -> int:
    """Return `preferred`, or the first free port above it that isn't in `taken`.

    Raises:
        NoFreePortError: If none of the next 200 is free.
    """
    for port in range(preferred, preferred + _TRIES):
        if port not in taken and is_free(port):
            return port
    raise NoFreePortError(f"no free port from {preferred} to {preferred + _TRIES}")
