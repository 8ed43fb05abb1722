"""Free ports, below the range from which the kernel lends ports to clients."""

from __future__ import annotations

import socket

LOOPBACK = "127.0.0.1"
_HIGHEST = 32767


def is_free(port: int) -> bool:
    """Say whether a server could listen on `port` of the loopback interface now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As servers do; otherwise a connection that just ended would count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def free_port(preferred: int) -> int:
    """Return `preferred`, or the next free port above it.

    Raises:
        RuntimeError: two hundred ports in a row are taken.
    """
    for port in range(preferred, min(preferred + 200, _HIGHEST) + 1):
        if is_free(port):
            return port
    message = f"No free port between {preferred} and {preferred + 200}."
    raise RuntimeError(message)
